"""The name recogniser: model, lists and the rest of the document, weighed in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.model import NAME_TYPES, Mention
from kg.nlp.casing import Casing
from kg.nlp.consistency import Candidate, Weights, settle
from kg.nlp.crf import Crf, Floats
from kg.nlp.features import Features
from kg.nlp.features_cues import Cues
from kg.nlp.vi import SentenceTokens
from kg.schema.files import find
from kg.schema.gazetteer import Gazetteer

if TYPE_CHECKING:
    from kg.schema import Schema

MODEL = "vi/model/names.crf"
OUTSIDE = "O"


def bio_labels() -> tuple[str, ...]:
    """Return the labels of the model: outside, then first and further syllables of each type."""
    return (OUTSIDE, *(f"{place}-{kind}" for kind in NAME_TYPES for place in "BI"))


@dataclass
class NameRecogniser:
    """Finds the names of a document. One object serves many documents; it keeps no state between them that
    changes results (only numbers of features already seen)."""

    gazetteer: Gazetteer
    cues: Cues
    model: Crf
    weights: Weights = field(default_factory=Weights)
    _features: Features = field(init=False)
    _casing: Casing = field(init=False)
    _typing: Floats = field(init=False)

    def __post_init__(self) -> None:
        known = self.model.features
        self._features = Features(self.gazetteer, self.cues, lambda name: known.get(name, -1))
        self._casing = Casing(self.gazetteer, self.cues)
        sums = [[float(label[2:] == kind) for kind in NAME_TYPES] for label in self.model.labels]
        self._typing = np.asarray(sums, np.float32)

    @classmethod
    def of(cls, schema: Schema, model: Path | None = None) -> NameRecogniser:
        """Return the recogniser for a schema, with its own model or the one at `model`."""
        return cls(schema.gazetteer, Cues.of(schema.lang), Crf.load(model or find(MODEL, schema.roots)))

    def recognise(self, text: str, sentences: Sequence[SentenceTokens]) -> list[Mention]:
        """Return the names of one document, sorted, disjoint; `sentences` are those of `text`."""
        kept = self._casing.calm([s for s in sentences if s.syllables])
        if not kept:
            return []
        paths, odds = self._read(kept)
        names = [o @ self._typing for o in odds]
        found = [c for s, path in enumerate(paths) for c in self._spans(s, path, names[s])]
        settled = settle(found, [s.syllables for s in kept], names, self.weights)
        return [self._mention(text, kept[c.sentence], c) for c in settled]

    def _read(self, sentences: Sequence[SentenceTokens]) -> tuple[list[list[int]], list[Floats]]:
        rows: list[int] = []
        counts: list[int] = []
        for sentence in sentences:
            for found in self._features.sentence(sentence):
                rows += found
                counts.append(len(found))
        lengths = [len(s.syllables) for s in sentences]
        return self.model.decode(self.model.emissions(rows, counts), lengths)

    def _spans(self, sentence: int, path: Sequence[int], names: Floats) -> list[Candidate]:
        labels = [self.model.labels[k] for k in path]
        out: list[Candidate] = []
        for first, last in spans_of(labels):
            out.append(Candidate(sentence, first, last, names[first:last].mean(axis=0), "model"))
        return out

    def _mention(self, text: str, sentence: SentenceTokens, candidate: Candidate) -> Mention:
        start, end = sentence.spans[candidate.first][0], sentence.spans[candidate.last - 1][1]
        best = int(candidate.odds.argmax())
        surface, kind = text[start:end], NAME_TYPES[best]
        entries = self.gazetteer.lookup(surface)
        canonical = next((e.id for e in entries if e.type == kind), None)
        score = round(float(candidate.odds[best]), 4)
        return Mention(start, end, surface, kind, score, candidate.found_by, None, canonical)


def spans_of(labels: Sequence[str]) -> list[tuple[int, int]]:
    """Return the half-open spans of names in a label sequence; another type begins another name."""
    out: list[tuple[int, int]] = []
    start, kind = -1, ""
    for at, label in enumerate((*labels, OUTSIDE)):
        if label[:1] == "I" and start >= 0 and label[2:] == kind:
            continue
        if start >= 0:
            out.append((start, at))
        start, kind = (at, label[2:]) if label != OUTSIDE else (-1, "")
    return out
