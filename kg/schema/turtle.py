"""The prefixes of everything in RDF, and strict reading of a Turtle file of `schemas/`.

pyoxigraph parses: it names the line of a syntax error and takes a few milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import SchemaError

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


class Source:
    """The triples of the file by subject and property, in file order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._subjects: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        try:
            for triple in parse(path=str(path), format=RdfFormat.TURTLE):
                if isinstance(triple.subject, NamedNode):
                    self._subjects[triple.subject.value][triple.predicate.value].append(triple.object)
        except SyntaxError as error:
            raise SchemaError(f"is not valid Turtle: {error.msg}", where=f"{path}:{error.lineno}") from error
        except (OSError, ValueError) as error:
            raise SchemaError(f"cannot be read: {error}", where=str(path)) from error

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
