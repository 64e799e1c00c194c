"""Confidence: how far the features of a candidate support it, as learned from annotated sentences.

Two models, trained on the same texts, are asked. A logistic regression weighs described features, and its weights can
be read: `vi/model/facts.tsv`, one feature a line; what it holds for hopeless is given up at once. A small network
(`encoder`) reads the sentence as a whole. They err in different places, so their log-odds are added. Each candidate is
then seen beside its rivals (`rivals`), by trees trained on texts that neither model has seen.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path

import numpy as np

from kg.nlp.candidates import Candidate
from kg.nlp.encoder import MODEL as NETWORK
from kg.nlp.encoder import Encoder, describe
from kg.nlp.reading import Reading
from kg.nlp.rivals import FEATURES, Floats, Weighed, described
from kg.nlp.trees import Trees
from kg.nlp.weights import read_weights, weights_text
from kg.schema.files import find

MODEL = "vi/model/facts.tsv"
RIVALS = "vi/model/rivals.tsv"
BIAS = "<bias>"
PARTS = ("first", "negated", "predicted", "reported")
FLOOR = -4.5  # log-odds by features under which a candidate is given up
# How both log-odds are added: fitted on 70 annotated articles that neither model had seen then, with the names that
# the product finds (base 0.13). The base is set so that, on the development articles, about half of the facts just
# above a confidence of 0.5 are right.
_OWN, _READ, _BASE = 0.396, 0.326, 0.2


@dataclass(frozen=True)
class Weights:
    """The weights of candidates and of each marked mode; a feature without one counts nothing."""

    first: Mapping[str, float]
    modes: Mapping[str, Mapping[str, float]]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read `part<TAB>feature<TAB>weight` lines; SchemaError names the line that is not one."""
        parts = read_weights(path, PARTS)
        return cls(parts["first"], {mode: parts[mode] for mode in PARTS[1:]})

    @classmethod
    def empty(cls) -> Weights:
        """Return weights that know nothing."""
        return cls({}, {mode: {} for mode in PARTS[1:]})

    def text(self) -> str:
        """Return the file's content, sorted."""
        return weights_text({"first": self.first, **self.modes})

    @cached_property
    def stems(self) -> Stems:
        """The weights of candidates, to be asked by stem."""
        return Stems(self.first)


class Stems(dict[str, Mapping[str, float]]):
    """Weights by stem: `stems[stem][fact]` is the weight of the feature `stem + fact`.

    Features need not be put together to be weighed. A stem's weights are looked up once, when first asked for.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__({"": weights})
        self._names = sorted(weights)

    def __missing__(self, stem: str) -> Mapping[str, float]:
        first, last = bisect_left(self._names, stem), bisect_left(self._names, stem + "\U0010ffff")
        size, weights = len(stem), self[""]
        found = self[stem] = {name[size:]: weights[name] for name in self._names[first:last]}
        return found


def logit(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """Return the log-odds of the features."""
    return weights.get(BIAS, 0.0) + sum(weights.get(f, 0.0) for f in features)


def odds_of(found: Sequence[Candidate], stems: Stems) -> list[float]:
    """Return the log-odds of each candidate under one stage's weights."""
    bias, nothing = stems[""].get(BIAS, 0.0), repeat(0.0)
    sums: dict[int, float] = {}
    out = []
    for candidate in found:
        odds = bias
        for part in candidate.parts:
            # Candidates of one trigger share the very same parts, so each is added up once.
            key = id(part)
            if (total := sums.get(key)) is None:
                stem, facts = part
                total = sums[key] = sum(map(stems[stem].get, facts, nothing))
            odds += total
        out.append(odds)
    return out


def probability(odds: float) -> float:
    """Return the probability of log-odds, safe for large ones."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True)
class Scorer:
    """Weighs candidates by both models and beside their rivals; without an encoder by their features alone."""

    weights: Weights
    encoder: Encoder | None
    rivals: Trees | None = None

    @classmethod
    def load(cls, roots: tuple[Path, ...]) -> Scorer:
        """Read the models, each from the first folder that has it; SchemaError where one is broken."""
        rivals = Trees.load(find(RIVALS, roots), FEATURES)
        return cls(Weights.load(find(MODEL, roots)), Encoder.load(find(NETWORK, roots)), rivals)

    def confidences(self, readings: Sequence[Reading]) -> list[list[tuple[Candidate, float]]]:
        """Return, for each sentence of a document, the candidates that their features do not rule out.

        Each has its confidence: on texts like those trained on, of candidates at 0.7 about seven in ten are right.
        """
        weighed = self.weighed(readings)
        odds = [o for found in weighed for o in self._added(found)]
        if self.rivals is not None and readings:
            rows = [self.rows(reading, found) for reading, found in zip(readings, weighed, strict=True)]
            beside = self.rivals.sums(np.concatenate(rows)).tolist()
            # The trees know little of the surest, of which they have seen few: both views count alike.
            odds = [(alone + seen) / 2 for alone, seen in zip(odds, beside, strict=True)]
        chances = iter(map(probability, odds))
        return [[(candidate, next(chances)) for candidate, _, _ in found] for found in weighed]

    def weighed(self, readings: Sequence[Reading]) -> list[list[Weighed]]:
        """Return the same candidates with the log-odds of both models (of the features alone without an encoder)."""
        kept = [
            [(c, o) for c, o in zip(r.candidates, odds_of(r.candidates, self.weights.stems), strict=True) if o > FLOOR]
            for r in readings
        ]
        if self.encoder is None:
            return [[(c, o, o) for c, o in found] for found in kept]
        sentences = [describe(r.sentence, r.parsed, [c for c, _ in k]) for r, k in zip(readings, kept, strict=True)]
        read = self.encoder.odds(sentences)
        return [
            [(*pair, n) for pair, n in zip(found, odds, strict=True)] for found, odds in zip(kept, read, strict=True)
        ]

    def rows(self, reading: Reading, found: Sequence[Weighed]) -> Floats:
        """Return what the trees are asked of each candidate of a sentence (rows of `rivals.FEATURES`)."""
        return described(reading.sentence, found, self._added(found))

    def _added(self, found: Sequence[Weighed]) -> list[float]:
        """Return both log-odds as one."""
        if self.encoder is None:
            return [first for _, first, _ in found]
        return [_OWN * first + _READ * second + _BASE for _, first, second in found]
