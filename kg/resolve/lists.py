"""What the lists of names know about identity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.model import Fact
from kg.resolve.decisions import Decision
from kg.resolve.entities import Canonical
from kg.resolve.resolution import BestName, apply, resolve
from kg.schema.resolving import ResolveRules

if TYPE_CHECKING:
    from kg.schema import Schema
    from kg.schema.gazetteer import Gazetteer


def canonical_in(gazetteer: Gazetteer, rules: ResolveRules) -> Canonical:
    """Return the question `which entry is this surface, found under this type?` put to the lists.

    An entry of the type itself answers first; else the one entry of a type that may be the same entity. Two
    different answers are none.
    """

    def canonical(surface: str, type_: str) -> str | None:
        entries = gazetteer.lookup(surface)
        own = {entry.id for entry in entries if entry.type == type_}
        near = {entry.id for entry in entries if rules.may_be_one(frozenset((entry.type, type_)))}
        found = own or near
        return found.pop() if len(found) == 1 else None

    return canonical


def best_name_in(gazetteer: Gazetteer) -> BestName:
    """Return the question `what is this entry called?` put to the lists."""
    return gazetteer.label


def resolve_with(
    facts: Iterable[Fact], schema: Schema, human: Sequence[Decision] = ()
) -> tuple[list[Fact], tuple[Decision, ...]]:
    """Return the facts with the graph's ids, and the decisions behind them, by a schema's rules and lists."""
    facts, rules = list(facts), schema.resolving
    resolution = resolve(
        facts,
        rules,
        canonical=canonical_in(schema.gazetteer, rules),
        best_name=best_name_in(schema.gazetteer),
        human=human,
    )
    return apply(facts, resolution), resolution.decisions
