"""The declarations that go with a graph, so that a reader of the one file knows every term in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from rdflib import RDF, BNode, Literal, URIRef

from kg.errors import SchemaError
from kg.export.rdf.terms import term
from kg.schema.turtle import read_graph

if TYPE_CHECKING:
    from kg.export.rdf.claims import Triple
    from kg.schema.ontology import Ontology


def declarations(ontology: Ontology, used: Collection[object]) -> Iterator[Triple]:
    """Yield the triples of `ontology.ttl`, without the predicates and qualifiers that are not in `used`."""
    source = read_graph(ontology.path, SchemaError)
    listed = {subject for kind in ("Predicate", "Qualifier") for subject in source.subjects(RDF.type, term("kg", kind))}
    for subject, name, value in source:
        if isinstance(subject, BNode) or isinstance(value, BNode) or (subject in listed and subject not in used):
            continue
        if isinstance(subject, URIRef) and isinstance(name, URIRef) and isinstance(value, URIRef | Literal):
            yield subject, name, value
