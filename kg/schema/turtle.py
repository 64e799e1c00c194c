"""The prefixes of everything in RDF, and reading of Turtle files.

pyoxigraph parses: it names the line of a syntax error and takes a few milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import KgError, SchemaError

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal | Triple

BASE = "https://w3id.org/trithuc/"
KG = BASE + "ns#"
# Every prefix the product writes. The ones under BASE are names only; nothing is ever fetched from them.
PREFIXES: Mapping[str, str] = {
    "kg": KG,
    "ent": BASE + "id/",
    "q": BASE + "q/",
    "st": BASE + "st/",
    "ev": BASE + "ev/",
    "se": BASE + "se/",
    "doc": BASE + "doc/",
    "open": BASE + "open/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "dcterms": "http://purl.org/dc/terms/",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
_NAME = re.compile(r"[a-z][A-Za-z0-9]*\Z")


def short(iri: str) -> str:
    """Return `prefix:name` of an IRI for messages, or the IRI."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri[len(space) :]}"
    return f"<{iri}>"


def triples(path: Path, error: type[KgError]) -> Iterator[Triple]:
    """Yield the triples of a Turtle file in its order; `error` says what is wrong and on which line."""
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as wrong:
        raise error(f"is not valid Turtle: {wrong.msg}", where=f"{path}:{wrong.lineno}") from wrong
    except OSError as wrong:
        raise error(f"cannot be read: {wrong.strerror or wrong}", where=str(path)) from wrong
    except ValueError as wrong:
        raise error(f"is not valid Turtle: {wrong}", where=str(path)) from wrong


def read_graph(path: Path, error: type[KgError]) -> rdflib.Graph:
    """Return a Turtle file as an rdflib graph, in a tenth of the time that rdflib's own parser takes."""
    import rdflib

    def term(one: Term) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
        if isinstance(one, NamedNode):
            return rdflib.URIRef(one.value)
        if not isinstance(one, Literal):
            return rdflib.BNode(str(one))
        if one.language or one.datatype.value == PREFIXES["xsd"] + "string":
            return rdflib.Literal(one.value, lang=one.language)
        return rdflib.Literal(one.value, datatype=rdflib.URIRef(one.datatype.value))

    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples(path, error):
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


class Source:
    """The triples of a file of `schemas/` by subject and property, in file order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._subjects: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples(path, SchemaError):
            if isinstance(triple.subject, NamedNode):
                self._subjects[triple.subject.value][triple.predicate.value].append(triple.object)

    def error(self, iri: str, what: str, choices: Iterable[str] = ()) -> SchemaError:
        return SchemaError(f"{short(iri)} {what}", where=str(self.path), choices=choices)

    def subjects(self) -> Iterable[str]:
        return self._subjects

    def iris(self, subject: str, prefix: str, name: str) -> tuple[str, ...]:
        """Return the IRIs a property has; a literal or blank node among them is an error."""
        out = []
        for term in self._subjects[subject][PREFIXES[prefix] + name]:
            if not isinstance(term, NamedNode):
                raise self.error(subject, f"needs IRIs as {prefix}:{name}")
            out.append(term.value)
        return tuple(out)

    def texts(self, subject: str, prefix: str, name: str) -> list[tuple[str, str | None]]:
        """Return the (text, language) pairs a property has."""
        found = []
        for term in self._subjects[subject][PREFIXES[prefix] + name]:
            if not isinstance(term, Literal):
                raise self.error(subject, f"needs a text as {prefix}:{name}")
            found.append((term.value, term.language))
        return found

    def text(self, subject: str, name: str, language: str) -> str:
        """Return the one `rdfs:name` of the language, not blank."""
        found = [text.strip() for text, given in self.texts(subject, "rdfs", name) if given == language]
        if len(found) != 1 or not found[0]:
            raise self.error(subject, f"needs one rdfs:{name} in {language}")
        return found[0]

    def flag(self, subject: str, name: str) -> bool:
        """Return the truth of `kg:name`, false when absent."""
        found = [text for text, _ in self.texts(subject, "kg", name)]
        if len(found) > 1 or not {*found} <= {"true", "false"}:
            raise self.error(subject, f"needs one kg:{name}", choices=("true", "false"))
        return found == ["true"]

    def named(self, kind: str) -> dict[str, str]:
        """Return name → IRI of every instance of a kg: class."""
        out = {}
        for subject in list(self._subjects):
            if KG + kind in self.iris(subject, "rdf", "type"):
                name = subject.removeprefix(KG)
                if name == subject or not _NAME.match(name):
                    raise self.error(subject, f"must be a plain name in kg: to be a kg:{kind}")
                out[name] = subject
        return out
