"""Confidence: how far the features of a candidate support it, as learned from annotated sentences.

Two stages. The first weighs each candidate alone; the second also sees how its rivals did: another subject for the
same object, another relation for the same pair. Both are logistic regressions whose weights a person can read:
`vi/model/facts.tsv`, one feature a line.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path

from kg.nlp.candidates import Candidate
from kg.nlp.weights import read_weights, weights_text

MODEL = "vi/model/facts.tsv"
BIAS = "<bias>"
PARTS = ("first", "second", "negated", "predicted", "reported")
FLOOR = -4.0  # log-odds of the first stage under which a candidate is given up


@dataclass(frozen=True)
class Weights:
    """The weights of both stages and of each marked mode; a feature without one counts nothing."""

    first: Mapping[str, float]
    second: Mapping[str, float]
    modes: Mapping[str, Mapping[str, float]]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read `part<TAB>feature<TAB>weight` lines; SchemaError names the line that is not one."""
        parts = read_weights(path, PARTS)
        return cls(parts["first"], parts["second"], {mode: parts[mode] for mode in PARTS[2:]})

    @classmethod
    def empty(cls) -> Weights:
        """Return weights that know nothing."""
        return cls({}, {}, {mode: {} for mode in PARTS[2:]})

    def text(self) -> str:
        """Return the file's content, sorted."""
        return weights_text({"first": self.first, "second": self.second, **self.modes})

    @cached_property
    def stages(self) -> tuple[Stems, Stems]:
        """The weights of both stages, to be asked by stem."""
        return Stems(self.first), Stems(self.second)


class Stems(dict[str, Mapping[str, float]]):
    """The weights of one stage by stem: `stems[stem][fact]` is the weight of the feature `stem + fact`.

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


def confidences(found: Sequence[Candidate], weights: Weights) -> list[tuple[Candidate, float]]:
    """Return the candidates of one sentence that the first stage does not rule out, each with its confidence."""
    kept, odds = plausible(found, odds_of(found, weights.stages[0]))
    second = odds_of(kept, weights.stages[1])
    get = weights.second.get
    return [
        (candidate, probability(own + sum(get(f, 0.0) for f in context)))
        for candidate, own, context in zip(kept, second, rivals(kept, odds), strict=True)
    ]


def plausible(found: Sequence[Candidate], odds: Sequence[float]) -> tuple[list[Candidate], list[float]]:
    """Return the candidates, with their odds, that are worth a second look."""
    pairs = [(c, o) for c, o in zip(found, odds, strict=True) if o > FLOOR]
    return [c for c, _ in pairs], [o for _, o in pairs]


def rivals(found: Sequence[Candidate], odds: Sequence[float]) -> list[list[str]]:
    """Describe each candidate of a sentence by the best of its rivals: all inputs share one order."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, c in enumerate(found):
        for key in _keys(c).values():
            groups[key].append(i)
    for members in groups.values():
        members.sort(key=lambda i: (-odds[i], i))
    return [_rivalry(i, c, found, odds, groups) for i, c in enumerate(found)]


def _keys(c: Candidate) -> dict[str, tuple[object, ...]]:
    t, s, o = c.trigger, c.subject, c.object
    rule, predicate = t.rule.id, t.rule.predicate
    return {
        "to": ("to", t.syllables, rule, o),
        "ts": ("ts", t.syllables, rule, s),
        "t": ("t", t.syllables, rule),
        "so": ("so", min(s, o), max(s, o)),
        "po": ("po", predicate, o),
        "ps": ("ps", predicate, s),
        "o": ("o", o),
        "syl": ("syl", t.syllables),
    }


def _rivalry(
    i: int,
    c: Candidate,
    found: Sequence[Candidate],
    odds: Sequence[float],
    groups: Mapping[tuple[object, ...], list[int]],
) -> list[str]:
    keys, predicate, own = _keys(c), c.trigger.rule.predicate, _level(odds[i])
    out = [f"own={own}"]
    for name, is_rival in _RIVALS.items():
        key = keys[name if name in keys else "so"]
        best = next((odds[j] for j in groups[key][:8] if j != i and is_rival(found[j], c)), None)
        stands = "none" if best is None else ">" if best > odds[i] else "<"
        level = "n" if best is None else _level(best)
        out += [f"{name}{stands}", f"{name}={level}", f"{name}{stands}.{predicate}", f"{name}={level}.{own}"]
    return out


def _same(r: Candidate, c: Candidate) -> bool:
    return r.trigger.rule.predicate == c.trigger.rule.predicate


# Which members of a group (see `_keys`; those without a key share both ends) are rivals, in the order of features.
_RIVALS: Mapping[str, Callable[[Candidate, Candidate], bool]] = {
    "to": lambda r, c: r.subject != c.subject,
    "ts": lambda r, c: r.object != c.object,
    "t": lambda r, c: r.subject != c.subject and r.object != c.object,
    "rev": lambda r, c: r.subject == c.object and _same(r, c),
    "soP": lambda r, c: not _same(r, c),
    "soS": lambda r, c: r.subject == c.subject and _same(r, c),
    "po": lambda r, c: r.subject != c.subject,
    "ps": lambda r, c: r.object != c.object,
    "o": lambda r, c: not _same(r, c),
    "syl": lambda r, c: not _same(r, c),
}


def _level(odds: float) -> str:
    return str(int(max(-4.0, min(4.0, odds)) // 1))
