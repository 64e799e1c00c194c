"""Two entities of one document under one id: a slug has no tones, so `Tuấn` and `Tuân` may share `tuan`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.model import CONCEPT, End, Fact, content_id
from kg.text import identity_key

# What tells entities under one id apart: person, class or other thing, and the identity key of the label.
Variant = tuple[str, str]


def parted(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts with an id of its own for every entity of a document, where several share one.

    Ends of one id are one entity if their labels have one identity key, or if one label is among the other's
    aliases, and a person or class is not at the same time another thing. A shared id gets `~` and a hash.
    """
    facts = list(facts)
    ends: dict[tuple[str, str], dict[Variant, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in facts:
        for end in (fact.subject, fact.object):
            if not end.is_literal:
                ends[fact.sentence.doc, end.id][_variant(end)].update(end.aliases)
    own = {place: _own_ids(place[1], variants) for place, variants in ends.items() if len(variants) > 1}
    return [_with_own_ids(fact, own) for fact in facts] if own else facts


def _variant(end: End) -> Variant:
    return end.type if end.type in ("PER", CONCEPT) else "", identity_key(end.label)


def _own_ids(shared: str, variants: Mapping[Variant, set[str]]) -> dict[Variant, str]:
    groups: list[list[Variant]] = []
    for variant in sorted(variants):
        joined = [group for group in groups if any(_alike(variant, other, variants) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append(sorted([variant, *(other for group in joined for other in group)]))
    if len(groups) == 1:
        return dict.fromkeys(variants, shared)
    return {one: f"{shared}~{content_id('x', *group[0], length=8)[2:]}" for group in groups for one in group}


def _alike(left: Variant, right: Variant, aliases: Mapping[Variant, set[str]]) -> bool:
    known = {identity_key(name) for name in aliases[left]}, {identity_key(name) for name in aliases[right]}
    return left[0] == right[0] and (left[1] in known[1] or right[1] in known[0])


def _with_own_ids(fact: Fact, own: Mapping[tuple[str, str], Mapping[Variant, str]]) -> Fact:
    def moved(end: End) -> End:
        ids = None if end.is_literal else own.get((fact.sentence.doc, end.id))
        return replace(end, id=ids[_variant(end)]) if ids else end

    ends: Sequence[End] = (moved(fact.subject), moved(fact.object))
    return fact if ends == (fact.subject, fact.object) else replace(fact, subject=ends[0], object=ends[1])
