"""Does a `graph.ttl` keep its promises: shapes (SHACL), types of ends, modes against plain triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError, SchemaError
from kg.schema.files import find
from kg.schema.turtle import KG, PREFIXES, read_graph, short

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from kg.schema import Schema
    from kg.schema.ontology import Ontology, Predicate

SHAPES = "shapes.ttl"
_RDF, _XSD = PREFIXES["rdf"], PREFIXES["xsd"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a graph. `check` is `shape`, `type` or `mode`; `where` is the node, short."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} [{self.check}]"


def validate(path: Path, schema: Schema) -> list[Problem]:
    """Return everything wrong with the Turtle file, sorted; empty when it is sound.

    InputError if the file cannot be read as Turtle, SchemaError if `shapes.ttl` cannot.
    """
    graph = read_graph(path, InputError)
    shapes = read_graph(find(SHAPES, schema.roots), SchemaError)
    return sorted({*_shape_problems(graph, shapes), *claim_problems(graph, schema.ontology)})


def _shape_problems(graph: Graph, shapes: Graph) -> Iterator[Problem]:
    import pyshacl
    from rdflib import SH, Literal
    from rdflib.namespace import RDF

    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", inplace=True)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        found = report.objects(result, SH.resultMessage)
        texts = sorted(str(one) for one in found if isinstance(one, Literal) and one.language in (None, "en"))
        tail = "" if value is None or value == node else f", not {_name(value)}"
        yield Problem("shape", _name(node), (texts or ["breaks a shape"])[0] + tail)


def _name(node: Node | None) -> str:
    from rdflib import URIRef

    return short(str(node)) if isinstance(node, URIRef) else f"“{node}”"


def claim_problems(graph: Graph, ontology: Ontology) -> Iterator[Problem]:
    """Yield what is wrong with claims: ends of a type the predicate does not admit, modes against triples."""
    from rdflib.namespace import RDF

    asserted = set()
    parts = (RDF.subject, RDF.predicate, RDF.object)
    known = {predicate.iri: predicate for predicate in ontology.predicates.values()}
    for claim in graph.subjects(RDF.type, RDF.Statement):
        subject, name, object_ = (graph.value(claim, part) for part in parts)
        if subject is None or name is None or object_ is None:
            continue  # a shape says so
        ends = (subject, name, object_)
        if _is_asserted(graph, claim):
            asserted.add(ends)
            if ends not in graph:
                yield Problem("mode", _name(claim), "is asserted, but its plain triple is missing")
        if (predicate := known.get(str(name))) is not None:
            yield from _misfits(graph, claim, predicate, (subject, object_), ontology)
    for triple in graph:
        is_fact = str(triple[1]) in known or str(triple[1]).startswith(PREFIXES["open"])
        if is_fact and triple not in asserted:
            what = f"no claim asserts its plain triple {_name(triple[1])} {_name(triple[2])}"
            yield Problem("mode", _name(triple[0]), what)


def _is_asserted(graph: Graph, claim: Node) -> bool:
    from rdflib import URIRef

    return (claim, URIRef(KG + "mode"), URIRef(KG + "asserted")) in graph


def _misfits(
    graph: Graph, claim: Node, predicate: Predicate, ends: tuple[Node | None, ...], ontology: Ontology
) -> Iterator[Problem]:
    for part, end, admitted in zip(("subject", "object"), ends, (predicate.domain, predicate.range), strict=True):
        found = _types(graph, end, ontology)
        if not found & admitted:
            is_ = ", ".join(sorted(found)) or "of no known type"
            what = f"the {part} {_name(end)} of kg:{predicate.name} is {is_}, not {', '.join(sorted(admitted))}"
            yield Problem("type", _name(claim), what)


def _types(graph: Graph, end: Node | None, ontology: Ontology) -> set[str]:
    """Return the short types of an end; a text may also be a date that the text left vague."""
    from rdflib import Literal
    from rdflib.namespace import RDF

    if isinstance(end, Literal):
        if end.language is not None:
            return {"TEXT", "DATE"}
        return {"DATE"} if str(end.datatype) == _XSD + "date" else set()
    classes = {str(one) for one in graph.objects(end, RDF.type)}
    return {kind.name for kind in ontology.types.values() if kind.iri in classes}
