"""Merging facts into claims: one networkx MultiDiGraph in which every edge keeps all its evidence.

A claim is what is said (subject, predicate, object, mode, source, identity qualifiers); the sentences that
say it are its evidence and no part of its identity. The graph of a set of facts does not depend on the order
in which they come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.graph.conflict import flag_conflicts
from kg.graph.evidence import Evidence, belief
from kg.model import END_TYPES, NAME_TYPES, Document, End, Fact, Mode, Value, content_id
from kg.resolve.names import Names
from kg.schema.english import load_english
from kg.text import identity_key

if TYPE_CHECKING:
    from kg.schema import Schema
    from kg.schema.ontology import Predicate
    from kg.schema.resolving import ClaimRules

Qualifiers = tuple[tuple[str, tuple[str, ...]], ...]


def build_graph(facts: Iterable[Fact], documents: Iterable[Document], schema: Schema) -> nx.MultiDiGraph[str]:
    """Return the graph of resolved facts; the order of `facts` and `documents` does not matter.

    Node key: entity or literal id. Node data: `label`, `type`, `aliases` (sorted tuple of
    names, descriptions left out), `value` (Value or None), `label_en` (an amount in English, None if it is
    none or the tables lack a word), `mentions`, `documents` (counts over the facts' ends).
    Edge key: claim id (`c:…`). Edge data: `predicate`, `mode`, `by` (None if no source is named),
    `qualifiers` (name → sorted values, as sorted pairs), `links` (sorted pairs of a qualifier's value or `by`
    and the id of the node it names, where it names one), `confidence` in [0, 1], `evidence` (tuple of
    Evidence, sorted), `conflict` (True if another claim of the graph contradicts it).
    `graph.graph["documents"]` maps each document's id to its `title`, `date` and `source`, sorted by id.
    """
    ordered = sorted(set(facts), key=_fact_order)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph["documents"] = _documents(ordered, documents)
    for node, data in _nodes(ordered, schema):
        graph.add_node(node, **data)
    names = _Names(ordered)
    claims: dict[_Claim, list[Fact]] = defaultdict(list)
    for fact in ordered:
        claims[_claim(fact, names, schema)].append(fact)
    for claim in sorted(claims, key=lambda c: (c.subject, c.object, c.id)):
        data = _edge(claim, claims[claim], names, schema.resolving.claims)
        graph.add_edge(claim.subject, claim.object, key=claim.id, **data)
    flag_conflicts(graph, schema)
    return graph


def _fact_order(fact: Fact) -> tuple[Any, ...]:
    """Order facts totally: two facts of one id may still differ in what found them."""
    ends = (repr(fact.subject), repr(fact.object))
    return (*Evidence.of(fact).place(), fact.sentence.text, *ends)


def _documents(facts: Iterable[Fact], documents: Iterable[Document]) -> dict[str, dict[str, str | None]]:
    about: dict[str, dict[str, str | None]] = {
        fact.sentence.doc: {"title": None, "date": None, "source": None} for fact in facts
    }
    for document in documents:
        about[document.id] = {"title": document.title, "date": document.date, "source": document.source}
    return dict(sorted(about.items()))


def _commonest(counts: Mapping[str, int]) -> str:
    """Return the most frequent string; of equals the longest, then the first in code-point order."""
    return min(counts, key=lambda text: (-counts[text], -len(text), text))


def _nodes(facts: Iterable[Fact], schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    ends: dict[str, list[tuple[Fact, End]]] = defaultdict(list)
    for fact in facts:
        ends[fact.subject.id].append((fact, fact.subject))
        ends[fact.object.id].append((fact, fact.object))
    names = Names(schema.resolving.names)
    english = load_english(schema.roots)
    for node in sorted(ends):
        found = ends[node]
        label = _commonest(Counter(end.label for _, end in found))
        types = Counter(end.type for _, end in found)
        kind = min(types, key=lambda name: (-types[name], END_TYPES.index(name)))
        surfaces = {name for _, end in found for name in (*end.aliases, end.label)} - {label}
        value = _value([end.value for _, end in found if end.value])
        yield (
            node,
            {
                "label": label,
                "type": kind,
                "aliases": tuple(sorted(n for n in surfaces if kind not in NAME_TYPES or names.is_name(n))),
                "value": value,
                "label_en": english.label(kind, label, value),
                "mentions": len({(f.sentence.doc, f.sentence.start, end.mention) for f, end in found}),
                "documents": len({fact.sentence.doc for fact, _ in found}),
            },
        )


def _value(values: list[Value]) -> Value | None:
    """Return the one amount the mentions agree on; its hedge only if every mention has that hedge."""
    if not values:
        return None
    first = min(values, key=lambda value: (value.key(), value.hedge or ""))
    if len({value.hedge for value in values}) == 1:
        return first
    return Value(first.kind, first.value, first.unit, first.end, first.precision)


class _Names:
    """Which node a name in a qualifier or a source denotes, where the facts leave one answer."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._local: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._shared: dict[str, set[str]] = defaultdict(set)
        ends = ((fact.sentence.doc, end) for fact in facts for end in (fact.subject, fact.object))
        for doc, node, label, aliases in {(d, e.id, e.label, e.aliases) for d, e in ends if not e.is_literal}:
            for name in (label, *aliases):
                self._local[doc, identity_key(name)].add(node)
            self._shared[identity_key(label)].add(node)

    def node(self, doc: str, name: str) -> str | None:
        """Return the node that `name` denotes in the document, else in the whole set; None if not one."""
        key = identity_key(name)
        found = self._local.get((doc, key)) or self._shared.get(key, set())
        return next(iter(found)) if len(found) == 1 else None

    def key(self, doc: str, name: str) -> str:
        return self.node(doc, name) or identity_key(name)


@dataclass(frozen=True, slots=True)
class _Claim:
    """The identity of a claim: everything but its evidence."""

    subject: str
    predicate: str
    object: str
    mode: Mode
    by: str
    qualifiers: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        extras = (f"{name}={value}" for name, value in self.qualifiers)
        return content_id("c", self.subject, self.predicate, self.object, self.mode.value, self.by, *extras)


def _claim(fact: Fact, names: _Names, schema: Schema) -> _Claim:
    rules, doc = schema.resolving.claims, fact.sentence.doc
    subject, predicate, obj = _direction(fact, schema.ontology.predicates, rules)
    qualifiers = tuple((n, names.key(doc, v)) for n, v in fact.qualifiers if n in rules.identity)
    by = names.key(doc, fact.by) if fact.by else ""
    return _Claim(subject, predicate, obj, fact.mode, by, qualifiers)


def _direction(fact: Fact, predicates: Mapping[str, Predicate], rules: ClaimRules) -> tuple[str, str, str]:
    """Return subject, predicate, object the one way round in which the graph keeps this claim.

    A symmetric claim runs from the smaller id to the greater, unless a qualifier gives it a direction; of two
    predicates that are each other's inverse, both in the ontology, the alphabetically first is kept.
    """
    subject, obj = fact.subject.id, fact.object.id
    known = predicates.get(fact.predicate)
    if known is None:
        return subject, fact.predicate, obj
    if known.symmetric:
        directed = any(name in rules.directed for name, _ in fact.qualifiers)
        low, high = (subject, obj) if directed else sorted((subject, obj))
        return low, fact.predicate, high
    inverse = known.inverse
    if inverse is not None and inverse in predicates and inverse < fact.predicate:
        return obj, inverse, subject
    return subject, fact.predicate, obj


def _edge(claim: _Claim, facts: list[Fact], names: _Names, rules: ClaimRules) -> dict[str, Any]:
    values: dict[str, set[str]] = defaultdict(set)
    links: set[tuple[str, str]] = set()
    for fact in facts:
        for name, value in fact.qualifiers:
            values[name].add(value)
        for text in (*(value for _, value in fact.qualifiers), fact.by):
            if text and (node := names.node(fact.sentence.doc, text)):
                links.add((text, node))
    sources = Counter(fact.by for fact in facts if fact.by)
    evidence = tuple(sorted({Evidence.of(fact) for fact in facts}, key=Evidence.place))
    return {
        "predicate": claim.predicate,
        "mode": claim.mode.value,
        "by": _commonest(sources) if sources else None,
        "qualifiers": tuple((name, tuple(sorted(values[name]))) for name in sorted(values)),
        "links": tuple(sorted(links)),
        "confidence": belief(evidence, rules.cap),
        "evidence": evidence,
        "conflict": False,
    }
