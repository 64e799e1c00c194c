"""A candidate beside its rivals: who else could be meant by the same word, and what else is said of the same two.

The first two models weigh each candidate by itself. Here each is seen with the best of those that compete with it or
support it in its sentence, and small decision trees (`trees`) give the confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate

Floats = npt.NDArray[np.float32]
Weighed = tuple[Candidate, float, float]  # with its log-odds by features and by the network
FEATURES = (
    "odds",  # both log-odds as the scorer adds them up
    "features",
    "network",
    "other subject",  # the best odds of rivals: another subject for this word and object, and so on
    "other object",
    "other relation of both",
    "other relation of the word",
    "other word for the object",
    "other word for the subject",
    "turned round",
    "same fact",  # the best odds of the same fact told by another word
)
_NONE = -9.0  # odds of a rival that is not there


def described(sentence: Analysis, weighed: Sequence[Weighed], odds: Sequence[float]) -> Floats:
    """Return a row of FEATURES for each candidate of a sentence; `odds` are both log-odds of each added up."""
    best = _Best(odds)
    kinds = [list(_kinds(sentence, c)) for c, _, _ in weighed]
    for index, groups in enumerate(kinds):
        for name, group, member in groups:
            best.add((name, *group), member, index)
    rows = []
    for index, (_, first, second) in enumerate(weighed):
        rivals = [best.other((name, *group), member, index) for name, group, member in kinds[index]]
        rows.append((odds[index], first, second, *rivals))
    return np.array(rows, np.float32).reshape(len(rows), len(FEATURES))


class _Best:
    """The best odds in each group of candidates, but for those that are the same in what the group varies."""

    def __init__(self, odds: Sequence[float]) -> None:
        self._odds = odds
        self._groups: dict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)

    def add(self, group: Hashable, member: Hashable, index: int) -> None:
        self._groups[group].append((member, index))

    def other(self, group: Hashable, member: Hashable, index: int) -> float:
        others = (self._odds[i] for m, i in self._groups[group] if m != member and i != index)
        return max(others, default=_NONE)


def _kinds(sentence: Analysis, c: Candidate) -> Iterator[tuple[str, tuple[Hashable, ...], Hashable]]:
    """Yield each kind of rival: its name, what is the same of both, and what differs."""
    nodes, word, predicate = sentence.nodes, c.trigger.units, c.trigger.rule.predicate
    s, o = nodes[c.subject].entity, nodes[c.object].entity
    yield "subject", (word, predicate, c.object), c.subject
    yield "object", (word, predicate, c.subject), c.object
    yield "both", (s, o), predicate
    yield "word", (word,), predicate
    yield "for object", (predicate, o), word
    yield "for subject", (predicate, s), word
    yield "turned", (word, predicate, *sorted((c.subject, c.object))), c.subject
    yield "same", (s, o, predicate), word
