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
        self._rules = rules
        self._root = {ref: ref for ref in entities}
        self._members = {ref: [ref] for ref in entities}
        self._types = {ref: frozenset((one.type,)) for ref, one in entities.items()}
        self._entries = {ref: frozenset(filter(None, (one.canonical,))) for ref, one in entities.items()}
        self._barred: dict[str, set[str]] = defaultdict(set)

    def bar(self, left: str, right: str) -> None:
        self._barred[left].add(right)
        self._barred[right].add(left)

    def bars(self, left: str, right: str) -> set[tuple[str, str]]:
        """Return the pairs that keep the clusters of two entities apart, the smaller reference first."""
        small, large = self._by_size(left, right)
        pairs = ((ref, one) for ref in self._members[small] for one in self._barred.get(ref, ()))
        return {(min(pair), max(pair)) for pair in pairs if self._root[pair[1]] == large}

    def fit(self, left: str, right: str) -> bool:
        """Return whether the types allow one entity and the lists do not know two."""
        a, b = self._root[left], self._root[right]
        return self._rules.may_be_one(self._types[a] | self._types[b]) and len(self._entries[a] | self._entries[b]) < 2

    def join(self, left: str, right: str) -> None:
        gone, keep = self._by_size(left, right)
        moved = self._members.pop(gone)
        self._members[keep] += moved
        self._types[keep] |= self._types.pop(gone)
        self._entries[keep] |= self._entries.pop(gone)
        self._root.update(dict.fromkeys(moved, keep))

    def together(self, left: str, right: str) -> bool:
        return self._root[left] == self._root[right]

    def sorted(self) -> list[list[str]]:
        return sorted(sorted(refs) for refs in self._members.values())

    def _by_size(self, left: str, right: str) -> tuple[str, str]:
        a, b = self._root[left], self._root[right]
        return (a, b) if len(self._members[a]) <= len(self._members[b]) else (b, a)


def cluster(
    entities: Mapping[str, Local],
    decisions: Iterable[Decision],
    human: Sequence[Decision],
    rules: ResolveRules,
) -> tuple[list[list[Local]], list[Decision]]:
    """Return the clusters (sorted, each by reference, then by their first) and the decisions that mattered.

    A person's decisions come first and override the rules'; of a person's two on one pair the later counts.
    Then the rules' merges, surest first. A merge that a DIFFERENT decision, the types or the lists forbid,
    directly or through a chain, is returned as `unsure` with the reason `blocked`; of the rules' own
    DIFFERENT decisions only those that blocked one are returned.
    """
    told = {(one.left, one.right): one for one in _spelled_out(entities, human)}
    ruled = [one for one in decisions if (one.left, one.right) not in told]
    sets = _Clusters(entities, rules)
    for one in told.values():
        if one.verdict is Verdict.DIFFERENT:
            sets.bar(one.left, one.right)
    fared, active = _carry_out(sets, told.values(), checked=False)
    apart = {(one.left, one.right): one for one in ruled if one.verdict is Verdict.DIFFERENT}
    for left, right in apart:
        if not sets.together(left, right):
            sets.bar(left, right)
    ranked = sorted((one for one in ruled if one.verdict is not Verdict.DIFFERENT), key=lambda one: (-one.score, one))
    rest, more = _carry_out(sets, ranked, checked=True)
    fared += rest + [apart[pair] for pair in sorted(active | more) if pair in apart]
    return [[entities[ref] for ref in refs] for refs in sets.sorted()], sorted(fared)


def _carry_out(
    sets: _Clusters, decisions: Iterable[Decision], *, checked: bool
) -> tuple[list[Decision], set[tuple[str, str]]]:
    """Merge as decided; return the decisions, a blocked one as `unsure`, and the pairs that blocked them."""
    fared: list[Decision] = []
    bars: set[tuple[str, str]] = set()
    for one in decisions:
        if one.verdict is not Verdict.SAME or sets.together(one.left, one.right):
            fared.append(one)
            continue
        found = sets.bars(one.left, one.right)
        bars |= found
        if found or (checked and not sets.fit(one.left, one.right)):
            fared.append(replace(one, verdict=Verdict.UNSURE, reasons=(*one.reasons, "blocked")))
        else:
            sets.join(one.left, one.right)
            fared.append(one)
    return fared, bars


def _spelled_out(entities: Mapping[str, Local], human: Iterable[Decision]) -> Iterable[Decision]:
    """Yield a person's decisions with every plain name replaced by the entities it stands for.

    One that speaks of entities this corpus does not have says nothing here, nor does a rule's: the file of
    decisions that a build writes can be given back with a person's lines added.
    """
    by_key: dict[str, list[str]] = defaultdict(list)
    for ref, one in entities.items():
        by_key[one.key].append(ref)
    for decision in human:
        if decision.by != HUMAN:
            continue
        sides = []
        for name in (decision.left, decision.right):
            sides.append([name] if name in entities else by_key.get(identity_key(name), []))
        for left in sides[0]:
            for right in sides[1]:
                if left != right:
                    low, high = sorted((left, right))
                    yield replace(decision, left=low, right=high)
