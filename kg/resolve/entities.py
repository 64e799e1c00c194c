"""The entities of each document as its facts name them: what resolution decides upon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.model import CONCEPT, END_TYPES, End, Fact
from kg.resolve.names import Names
from kg.text import identity_key

# (surface, type) -> the id under which the lists know it, None if they do not.
Canonical = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Local:
    """One entity of one document.

    `ref` is `document#id`. `name` is the label without title, `key` its identity key; `names` are the other
    surfaces that are names, sorted; `count` the number of facts' ends it stands at, `types` how often under
    which type; `canonical` the id of the list that knows the name, None if none does.
    """

    ref: str
    doc: str
    id: str
    name: str
    key: str
    type: str
    names: tuple[str, ...]
    count: int
    types: tuple[tuple[str, int], ...]
    canonical: str | None = None

    @property
    def is_concept(self) -> bool:
        return self.type == CONCEPT


def reference(doc: str, local_id: str) -> str:
    """Return how a decision refers to an entity of a document."""
    return f"{doc}#{local_id}"


def commonest(counts: Counter[str]) -> str:
    """Return the most frequent string; of equals the longest, then the first in code-point order."""
    return min(counts, key=lambda text: (-counts[text], -len(text), text))


def commonest_type(counts: Counter[str]) -> str:
    """Return the most frequent type; of equals the first in the order of END_TYPES."""
    return min(counts, key=lambda name: (-counts[name], END_TYPES.index(name)))


def gather(facts: Iterable[Fact], names: Names, canonical: Canonical) -> dict[str, Local]:
    """Return the entities at the ends of the facts, literals aside, by reference and sorted by it."""
    ends: dict[tuple[str, str], list[End]] = defaultdict(list)
    for fact in facts:
        for end in (fact.subject, fact.object):
            if not end.is_literal:
                ends[fact.sentence.doc, end.id].append(end)
    found = [_local(doc, local_id, group, names, canonical) for (doc, local_id), group in ends.items()]
    return {one.ref: one for one in sorted(found, key=lambda one: one.ref)}


def _local(doc: str, local_id: str, ends: list[End], names: Names, canonical: Canonical) -> Local:
    types = Counter(end.type for end in ends)
    kind = commonest_type(types)
    label = commonest(Counter(end.label for end in ends))
    name = names.without_title(label) if kind == "PER" else label
    vague = kind == CONCEPT or (kind == "PER" and names.is_given_name(name))
    surfaces = {surface for end in ends for surface in (end.label, end.mention, *end.aliases)}
    others = {surface for surface in surfaces if kind != CONCEPT and names.is_name(surface)} - {name}
    return Local(
        ref=reference(doc, local_id),
        doc=doc,
        id=local_id,
        name=name,
        key=identity_key(name),
        type=kind,
        names=tuple(sorted(others)),
        count=len(ends),
        types=tuple(sorted(types.items())),
        canonical=None if vague else canonical(name, kind),
    )
