"""RDF exports: one rdflib graph of claims, written as Turtle, N-Triples or JSON-LD.

rdflib holds the triples and the vocabulary; the triples are then sorted and pass through pyoxigraph's parser,
which refuses any IRI or literal that is not well-formed, and its writer, which is fast and exact.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import atomic_bytes, atomic_text
from kg.schema.turtle import PREFIXES

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.schema import Schema


def build(graph: nx.MultiDiGraph[str], schema: Schema) -> rdflib.Graph:
    """Return the graph as RDF, with the declarations of the vocabulary it uses and every prefix bound."""
    import rdflib

    from kg.export.rdf.claims import Claims
    from kg.export.rdf.vocabulary import declarations
    from kg.schema.english import load_english

    english = load_english(schema.roots)
    out = rdflib.Graph(bind_namespaces="none")
    for prefix, space in PREFIXES.items():
        out.bind(prefix, space, override=True, replace=True)
    for triple in Claims(graph, schema.ontology, english).triples():
        out.add(triple)
    used = {*out.predicates(), *out.objects(None, rdflib.RDF.predicate)}
    for triple in declarations(schema.ontology, used):
        out.add(triple)
    return out


def export(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.ttl` into the folder."""
    from kg.export.rdf.writing import turtle

    return [atomic_bytes(folder / "graph.ttl", turtle(build(graph, schema)))]


def export_nt(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.nt` into the folder: the same triples, one a line, sorted."""
    from kg.export.rdf.writing import ntriples

    return [atomic_text(folder / "graph.nt", ntriples(build(graph, schema)))]


def export_jsonld(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.jsonld` into the folder: the same triples, compact, with the prefixes as context."""
    from kg.export.rdf.writing import jsonld

    return [atomic_text(folder / "graph.jsonld", jsonld(build(graph, schema)))]
