"""Ids of the graph's nodes: ASCII slugs for entities, content hashes for literals; no clock, no order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.model import CONCEPT, End, content_id
from kg.resolve.entities import Local
from kg.text import identity_key, slug

_LONGEST = 80
# A date and a sum of money are wholly in their value; a share or a count also needs its noun.
_SELF_CONTAINED = ("DATE", "MONEY")


def literal_id(end: End) -> str:
    """Return the id of a literal: equal for equal amounts of the same noun, hedges aside.

    A literal without a value is its text; case, spacing and tone placement aside.
    """
    text = identity_key(end.label)
    if end.value is None:
        return content_id("q", end.type, text)
    if end.type in _SELF_CONTAINED:
        return content_id("q", end.value.key())
    hedge = identity_key(end.value.hedge or "")
    noun = re.sub(rf"^{re.escape(hedge)}\s+", "", text) if hedge else text
    return content_id("q", end.value.key(), noun)


def mint(clusters: Sequence[Sequence[Local]], names: Sequence[str], types: Sequence[str]) -> list[str]:
    """Return one id for each cluster, all distinct, whatever the order of the clusters.

    The id of a list's entry if the cluster has just one, else the slug of its name (`c-` before a concept's).
    Those who would share a slug all get a hash of type and name after it, and of their documents if even
    these agree; only an entry of the lists keeps its own.
    """
    listed = [_entry(members) for members in clusters]
    owner = Counter(one for one in listed if one)
    wished = [
        one if one and owner[one] == 1 else _slug(name, kind)
        for one, name, kind in zip(listed, names, types, strict=True)
    ]
    taken = Counter(wished)
    keys = [(kind, identity_key(name)) for name, kind in zip(names, types, strict=True)]
    same = Counter(zip(wished, keys, strict=True))
    ids = []
    for members, one, wish, key in zip(clusters, listed, wished, keys, strict=True):
        if taken[wish] == 1 or (one == wish and owner[one] == 1):
            ids.append(wish)
            continue
        where = sorted(member.ref for member in members) if same[wish, key] > 1 else []
        ids.append(f"{wish}-{_hash(*key, *where)}")
    return ids


def _entry(members: Sequence[Local]) -> str | None:
    entries = {member.canonical for member in members if member.canonical}
    return entries.pop() if len(entries) == 1 else None


def _slug(name: str, kind: str) -> str:
    found = slug(name)
    if len(found) > _LONGEST:
        found = f"{found[:_LONGEST].rstrip('-')}-{_hash(identity_key(name))}"
    found = found or f"e-{_hash(identity_key(name))}"
    return f"c-{found}" if kind == CONCEPT else found


def _hash(*parts: str) -> str:
    return content_id("x", *parts, length=8)[2:]
