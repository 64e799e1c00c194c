"""Confidence: how far the features of a candidate support it, as learned from annotated sentences.

Two stages. The first weighs each candidate alone; the second also sees how its rivals did: another subject for the
same object, another relation for the same pair. Both are logistic regressions whose weights a person can read:
`vi/model/facts.tsv`, one feature a line.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SchemaError
from kg.nlp.candidates import Candidate

MODEL = "vi/model/facts.tsv"
BIAS = "<bias>"


@dataclass(frozen=True)
class Weights:
    """The weights of both stages; a feature without one counts nothing."""

    first: Mapping[str, float]
    second: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read `stage<TAB>feature<TAB>weight` lines; SchemaError names the line that is not one."""
        stages: tuple[dict[str, float], dict[str, float]] = ({}, {})
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise SchemaError(f"cannot be read: {error.strerror}", where=str(path)) from error
        for number, line in enumerate(lines, 1):
            try:
                stage, feature, weight = line.split("\t")
                stages[int(stage) - 1][feature] = float(weight)
            except (ValueError, IndexError) as error:
                raise SchemaError("is not `stage<TAB>feature<TAB>weight`", where=f"{path}:{number}") from error
        return cls(*stages)

    def text(self) -> str:
        """Return the file's content, sorted."""
        rows = [(1, f, w) for f, w in self.first.items()] + [(2, f, w) for f, w in self.second.items()]
        return "".join(f"{stage}\t{feature}\t{weight:.4g}\n" for stage, feature, weight in sorted(rows))


def logit(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """Return the log-odds of the features under one stage's weights."""
    get = weights.get
    return get(BIAS, 0.0) + sum(get(f, 0.0) for f in features)


def probability(odds: float) -> float:
    """Return the probability of log-odds, safe for large ones."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def confidences(found: Sequence[Candidate], weights: Weights) -> list[float]:
    """Return the confidence in [0, 1] of each candidate of one sentence."""
    odds = [logit(weights.first, c.features) for c in found]
    contexts = rivals(found, odds)
    return [
        probability(logit(weights.second, c.features) + sum(weights.second.get(f, 0.0) for f in context))
        for c, context in zip(found, contexts, strict=True)
    ]


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

    def other(j: int, name: str) -> bool:
        r = found[j]
        same = r.trigger.rule.predicate == predicate
        return {
            "to": r.subject != c.subject,
            "ts": r.object != c.object,
            "t": r.subject != c.subject and r.object != c.object,
            "rev": same and r.subject == c.object,
            "soP": not same,
            "soS": same and r.subject == c.subject,
            "po": r.subject != c.subject,
            "ps": r.object != c.object,
            "o": not same,
            "syl": not same,
        }[name]

    out = [f"own={own}"]
    for name in ("to", "ts", "t", "rev", "soP", "soS", "po", "ps", "o", "syl"):
        key = keys[name if name in keys else "so"]
        best = next((odds[j] for j in groups[key][:8] if j != i and other(j, name)), None)
        stands = "none" if best is None else ">" if best > odds[i] else "<"
        level = "n" if best is None else _level(best)
        out += [f"{name}{stands}", f"{name}={level}", f"{name}{stands}.{predicate}", f"{name}={level}.{own}"]
    return out


def _level(odds: float) -> str:
    return str(int(max(-4.0, min(4.0, odds)) // 1))
