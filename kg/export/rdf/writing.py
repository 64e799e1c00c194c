"""Byte-stable text of an rdflib graph: one order of triples, whatever order they came in."""

from __future__ import annotations

import json
from itertools import dropwhile, groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph

from kg.errors import OutputError
from kg.schema.turtle import PREFIXES

if TYPE_CHECKING:
    import rdflib

# Entities first, then what they are worth, what is said of them, by which words; the vocabulary last.
_GROUPS = tuple(PREFIXES[name] for name in ("ent", "q", "st", "ev", "se", "doc", "open"))
_LEADING = ("rdf:type", "rdfs:label", "skos:altLabel", "rdf:subject", "rdf:predicate", "rdf:object")
_FIRST = {PREFIXES[prefix] + name: at for at, (prefix, _, name) in enumerate(one.partition(":") for one in _LEADING)}
_Row = tuple[tuple[int, str], tuple[int, str], str]


def _rows(graph: rdflib.Graph) -> list[_Row]:
    """Return the triples as N-Triples terms, in the order of the files."""
    groups: dict[rdflib.term.Node, tuple[int, str]] = {}
    names: dict[rdflib.term.Node, tuple[int, str]] = {}
    rows = []
    for subject, name, value in graph:
        if (left := groups.get(subject)) is None:
            left = groups[subject] = (_group(str(subject)), subject.n3())
        if (middle := names.get(name)) is None:
            middle = names[name] = (_FIRST.get(str(name), len(_FIRST)), name.n3())
        rows.append((left, middle, value.n3()))
    return sorted(rows)


def _group(iri: str) -> int:
    return next((at for at, space in enumerate(_GROUPS) if iri.startswith(space)), len(_GROUPS))


def _triples(graph: rdflib.Graph) -> list[pyoxigraph.Triple]:
    """Return the triples in order, each IRI and literal checked by an independent parser."""
    lines = "".join(f"{s} {p} {o} .\n" for (_, s), (_, p), o in _rows(graph))
    try:
        quads = list(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise OutputError(f"the graph holds a term that is not well-formed RDF: {error.msg}") from error
    return [quad.triple for quad in quads]


def turtle(graph: rdflib.Graph) -> bytes:
    """Return the graph as Turtle, prefixes in the order of their names, a blank line before each subject."""
    body = pyoxigraph.serialize(_triples(graph), format=pyoxigraph.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    assert body is not None  # without an output argument the bytes are returned
    lines = body.splitlines(keepends=True)
    # The writer lists prefixes in the order of a hash table.
    rest = dropwhile(lambda line: line.startswith(b"@prefix "), lines)
    head = [f"@prefix {name}: <{space}> .\n".encode() for name, space in sorted(PREFIXES.items())]
    # Values run on in lines that begin with a tab; a text never breaks a line, its line ends are escaped.
    spaced = (line if line.startswith(b"\t") else b"\n" + line for line in rest)
    return b"".join((*head, *spaced))


def ntriples(graph: rdflib.Graph) -> str:
    """Return the graph as N-Triples, the lines sorted."""
    return "".join(sorted(f"{triple} .\n" for triple in _triples(graph)))


def jsonld(graph: rdflib.Graph) -> str:
    """Return the graph as compact JSON-LD: one node object a subject, the prefixes as context."""
    nodes = []
    for subject, rows in groupby(_triples(graph), key=lambda triple: triple.subject):
        node: dict[str, Any] = {"@id": _compact(subject.value)}
        for name, same in groupby(rows, key=lambda triple: triple.predicate.value):
            values = [_json_value(triple.object) for triple in same]
            if name == PREFIXES["rdf"] + "type":
                node["@type"] = [value["@id"] for value in values]
            else:
                node[_compact(name)] = values[0] if len(values) == 1 else values
        nodes.append(node)
    whole = {"@context": dict(PREFIXES), "@graph": nodes}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _compact(iri: str) -> str:
    """Return `prefix:local` where a JSON-LD reader expands it back to the IRI."""
    for prefix, space in PREFIXES.items():
        rest = iri[len(space) :]
        if iri.startswith(space) and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri


def _json_value(value: Any) -> dict[str, str]:
    if isinstance(value, pyoxigraph.NamedNode):
        return {"@id": _compact(value.value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == PREFIXES["xsd"] + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": _compact(value.datatype.value)}
