"""Applying decisions: which entities end up together. DIFFERENT blocks a merge however long the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.resolve.decisions import Decision, Verdict
from kg.resolve.entities import Local
from kg.schema.resolving import ResolveRules
from kg.text import identity_key

HUMAN = "human"


class _Clusters:
    """Disjoint sets that know what may not be joined."""

    def __init__(self, entities: Mapping[str, Local], rules: ResolveRules) -> None:
        self._entities, self._rules = entities, rules
        self._of = {ref: ref for ref in entities}
        self.members: dict[str, list[str]] = {ref: [ref] for ref in entities}
        self._barred: dict[str, set[str]] = defaultdict(set)

    def bar(self, left: str, right: str) -> None:
        self._barred[left].add(right)
        self._barred[right].add(left)

    def barred(self, left: str, right: str) -> bool:
        """Return whether any member of the one cluster is barred from any member of the other."""
        a, b = self._of[left], self._of[right]
        if len(self.members[a]) > len(self.members[b]):
            a, b = b, a
        others = set(self.members[b])
        return any(self._barred[ref] & others for ref in self.members[a] if ref in self._barred)

    def types_allow(self, left: str, right: str) -> bool:
        refs = (*self.members[self._of[left]], *self.members[self._of[right]])
        return self._rules.may_be_one(frozenset(self._entities[ref].type for ref in refs))

    def join(self, left: str, right: str) -> None:
        keep, gone = sorted((self._of[left], self._of[right]))
        if keep != gone:
            moved = self.members.pop(gone)
            self.members[keep] += moved
            self._of.update(dict.fromkeys(moved, keep))

    def together(self, left: str, right: str) -> bool:
        return self._of[left] == self._of[right]


def cluster(
    entities: Mapping[str, Local],
    decisions: Iterable[Decision],
    human: Sequence[Decision],
    rules: ResolveRules,
) -> tuple[list[list[Local]], list[Decision]]:
    """Return the clusters (sorted, each by reference, then by their first) and the decisions as they fared.

    A person's decisions come first and override the rules'; of a person's two on one pair the later counts.
    Then the rules' merges, surest first. A merge that a DIFFERENT decision or the types forbid, directly or
    through a chain, is returned as `unsure` with the reason `blocked`.
    """
    told = _latest(_spelled_out(entities, human))
    sets = _Clusters(entities, rules)
    ruled = [one for one in decisions if (one.left, one.right) not in told]
    for one in told.values():
        if one.verdict is Verdict.DIFFERENT:
            sets.bar(one.left, one.right)
    fared = [_join(sets, one, typed=False) for one in told.values()]
    for one in ruled:
        if one.verdict is Verdict.DIFFERENT and not sets.together(one.left, one.right):
            sets.bar(one.left, one.right)
    ranked = sorted(ruled, key=lambda one: (-one.score, one))
    fared += [_join(sets, one, typed=True) for one in ranked]
    clusters = [[entities[ref] for ref in sorted(refs)] for _, refs in sorted(sets.members.items())]
    return clusters, sorted(fared)


def _join(sets: _Clusters, decision: Decision, *, typed: bool) -> Decision:
    """Carry out one decision; return it, or as `unsure` if it was blocked."""
    left, right = decision.left, decision.right
    if decision.verdict is not Verdict.SAME or sets.together(left, right):
        return decision
    if sets.barred(left, right) or (typed and not sets.types_allow(left, right)):
        return replace(decision, verdict=Verdict.UNSURE, reasons=(*decision.reasons, "blocked"))
    sets.join(left, right)
    return decision


def _spelled_out(entities: Mapping[str, Local], human: Iterable[Decision]) -> Iterable[Decision]:
    """Yield a person's decisions with every plain name replaced by the entities it stands for.

    One that speaks of entities this corpus does not have says nothing here.
    """
    by_key: dict[str, list[str]] = defaultdict(list)
    for ref, one in entities.items():
        by_key[one.key].append(ref)
    for decision in human:
        sides = []
        for name in (decision.left, decision.right):
            sides.append([name] if name in entities else by_key.get(identity_key(name), []))
        for left in sides[0]:
            for right in sides[1]:
                if left != right:
                    low, high = sorted((left, right))
                    yield replace(decision, left=low, right=high, by=HUMAN)


def _latest(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    return {(one.left, one.right): one for one in decisions}
