"""Claims of one graph that cannot all be true: both are kept, both are flagged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.model import Mode, Value

if TYPE_CHECKING:
    from kg.schema import Schema
    from kg.schema.resolving import ClaimRules

# A forecast contradicts nothing: it may yet come true or not.
_STATED = (Mode.ASSERTED.value, Mode.REPORTED.value)
Edge = tuple[str, str, str]


def flag_conflicts(graph: nx.MultiDiGraph[str], schema: Schema) -> None:
    """Set `conflict` on every edge that another edge contradicts.

    Two kinds: a functional predicate with two values that exclude each other, and a claim that one text
    states and another denies. Values that contain one another (`2013` and `2013-05-01`, a city and its
    country) do not conflict, nor do claims whose time differs.
    """
    rules = schema.resolving.claims
    functional = {name for name, one in schema.ontology.predicates.items() if one.functional}
    wholes = _wholes(graph, rules)
    for group in _groups(graph, functional, rules).values():
        for left, right in combinations(group, 2):
            if _contradict(graph, left, right, wholes) and _same_time(graph, left, right, rules):
                graph.edges[left]["conflict"] = graph.edges[right]["conflict"] = True


def _groups(graph: nx.MultiDiGraph[str], functional: set[str], rules: ClaimRules) -> dict[tuple[Any, ...], list[Edge]]:
    """Return the claims that speak of one matter: of one value, unless the predicate has one value only."""
    groups: dict[tuple[Any, ...], list[Edge]] = defaultdict(list)
    for subject, obj, key, data in graph.edges(keys=True, data=True):
        if data["mode"] != Mode.PREDICTED.value:
            links = dict(data["links"])
            scope = tuple(
                (name, tuple(sorted({links.get(v, v.casefold()) for v in values})))
                for name, values in data["qualifiers"]
                if name in rules.identity
            )
            value = "" if data["predicate"] in functional else obj
            groups[subject, data["predicate"], value, scope].append((subject, obj, key))
    return groups


def _contradict(graph: nx.MultiDiGraph[str], left: Edge, right: Edge, wholes: dict[str, set[str]]) -> bool:
    a, b = graph.edges[left], graph.edges[right]
    if left[1] == right[1]:
        return (a["mode"] in _STATED) != (b["mode"] in _STATED)
    if a["mode"] not in _STATED or b["mode"] not in _STATED:
        return False
    return not _compatible(graph, left[1], right[1], wholes)


def _compatible(graph: nx.MultiDiGraph[str], left: str, right: str, wholes: dict[str, set[str]]) -> bool:
    a, b = graph.nodes[left], graph.nodes[right]
    if a["value"] and b["value"]:
        return values_agree(a["value"], b["value"])
    if a["type"] == b["type"] and not a["value"] and not b["value"]:
        return right in _above(left, wholes) or left in _above(right, wholes)
    # An amount beside words that could not be normalised: nothing shows that they differ.
    return bool(a["value"]) != bool(b["value"])


def values_agree(left: Value, right: Value) -> bool:
    """Return whether one value contains the other; values of different units are not compared, and agree."""
    if (left.kind, left.unit) != (right.kind, right.unit):
        return True
    if left.kind == "DATE":
        (low, high), (floor, roof) = _days(left), _days(right)
        return (low <= floor and roof <= high) or (floor <= low and high <= roof)
    return left.key() == right.key()


def _days(value: Value) -> tuple[str, str]:
    """Return bounds that compare as strings: `2013` begins before and ends after every `2013-…`."""
    if value.precision == "decade" and value.end is None:
        return value.value[:3], value.value[:3] + "~"
    return value.value, (value.end or value.value) + "-~"


def _same_time(graph: nx.MultiDiGraph[str], left: Edge, right: Edge, rules: ClaimRules) -> bool:
    """Return False if both claims state a context and the contexts differ."""

    def context(edge: Edge) -> list[tuple[str, tuple[str, ...]]]:
        return [pair for pair in graph.edges[edge]["qualifiers"] if pair[0] in rules.context]

    a, b = context(left), context(right)
    return not a or not b or a == b


def _wholes(graph: nx.MultiDiGraph[str], rules: ClaimRules) -> dict[str, set[str]]:
    wholes: dict[str, set[str]] = defaultdict(set)
    for subject, obj, data in graph.edges(data=True):
        if data["predicate"] in rules.containment and data["mode"] == Mode.ASSERTED.value:
            wholes[subject].add(obj)
    return wholes


def _above(node: str, wholes: dict[str, set[str]]) -> set[str]:
    """Return everything that contains the node, by any number of steps."""
    found: set[str] = set()
    queue: Iterable[str] = [node]
    while queue:
        queue = [whole for one in queue for whole in wholes.get(one, ()) if whole not in found]
        found.update(queue)
    return found
