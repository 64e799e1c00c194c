"""Training of the weights that say how far a class phrase reaches (`vi/model/classes.tsv`), and how good they are."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.agreement import predicates_of
from kg.annotated import read_training
from kg.errors import InputError
from kg.model import Mention
from kg.nlp.analysis import Analysis, Node, analyse
from kg.nlp.extents import Extents, bounds, features
from kg.nlp.pipeline import without_overlap
from kg.nlp.relations import stand_ins
from kg.nlp.triggers import Trigger, TriggerIndex
from kg.nlp.vi import Vietnamese
from kg.normalize import find_values
from kg.schema import Schema
from kg.text import nfc
from kg.train_facts import fit

_FOLDS = 4
_SEEN = 2  # a feature of fewer bounds is left out
_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class ClassPhrase:
    """An annotated class phrase: the half-open syllables of its noun, and the syllable `end` before which it stops.

    `fold` splits by text.
    """

    fold: int
    sentence: Analysis
    first: int
    least: int
    end: int


class PhraseFinder:
    """Finds the annotated class phrases of texts where a rule finds their noun."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._vietnamese = Vietnamese(schema.lang.writing.abbreviations)
        self._index = TriggerIndex(r for r in schema.rules.rules.values() if r.frame == "class")

    def phrases(self, row: Mapping[str, Any]) -> Iterator[ClassPhrase]:
        """Yield the class phrases of an annotated text."""
        text, fold = nfc(row["text"]), zlib.crc32(row["id"].encode()) % _FOLDS
        for sentence in self._sentences(text, row):
            seen = set()
            for trigger in self._index.find(sentence):
                end = _annotated_end(text, sentence, trigger, row["facts"])
                if end is not None and trigger.syllables not in seen:
                    seen.add(trigger.syllables)
                    yield ClassPhrase(fold, sentence, *trigger.syllables, end)

    def _sentences(self, text: str, row: Mapping[str, Any]) -> Iterator[Analysis]:
        names = [Mention(s, e, text[s:e], kind) for s, e, kind in sorted(row["entities"])]
        mentions = without_overlap(names, find_values(text, self._schema.units))
        spans = self._vietnamese.sentences(text, 0, len(text))
        tokens = [self._vietnamese.tokens(text, span) for span in spans]
        for one in self._vietnamese.retagged(tokens, [stand_ins(t, mentions) for t in tokens]):
            inside = [m for m in mentions if one.start <= m.start and m.end <= one.end]
            nodes = [Node(m.start, m.end, m.text, m.type, None) for m in inside]
            yield analyse(one, nodes, self._schema.lang.words.prepositions)


def _annotated_end(text: str, sentence: Analysis, trigger: Trigger, facts: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the syllable before which the longest annotated class that begins at the trigger ends; None for none."""
    spans = sentence.tokens.spans
    start, least = spans[trigger.syllables[0]][0], trigger.syllables[1]
    rest = text[start : spans[-1][1]].lower()
    classes = (nfc(g["o"]).lower() for g in facts if trigger.rule.predicate in predicates_of(g))
    stops = {start + len(c) for c in classes if rest.startswith(c)}
    ends = [at for at in bounds(sentence, trigger.syllables[0], least, len(spans)) if spans[at - 1][1] in stops]
    return max(ends, default=None)


def class_phrases(paths: Sequence[Path], schema: Schema) -> list[ClassPhrase]:
    """Return the annotated class phrases of files; InputError if there is none."""
    finder = PhraseFinder(schema)
    found = [phrase for row in read_training(paths) for phrase in finder.phrases(row)]
    if not found:
        raise InputError("no annotated class begins with a class noun of the rules", where=", ".join(map(str, paths)))
    return found


def fit_extents(phrases: Sequence[ClassPhrase]) -> dict[str, float]:
    """Return the weights learned from class phrases: at each bound up to its end, whether it ends there."""
    rows, labels = [], []
    for p in phrases:
        for at in bounds(p.sentence, p.first, p.least, p.end):
            rows.append(features(p.sentence, p.first, p.least, at))
            labels.append(int(at == p.end))
    return fit(rows, labels, [1.0] * len(rows), _SEEN, _PENALTY)


def held_out(phrases: Sequence[ClassPhrase]) -> int:
    """Return how many phrases end where annotated, each read with weights that have not seen its text."""
    right = 0
    for fold in range(_FOLDS):
        extents = Extents(fit_extents([p for p in phrases if p.fold != fold]))
        for p in phrases:
            if p.fold == fold:
                last = len(p.sentence.tokens.spans)
                right += extents.end(p.sentence, p.first, p.least, last) == p.end
    return right
