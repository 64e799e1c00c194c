"""The vocabulary: entity types, predicates and qualifiers, read strictly from `ontology.ttl`.

Turtle is parsed by pyoxigraph: it names the line of a syntax error and takes a few milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import SchemaError
from kg.model import END_TYPES, LITERAL_TYPES, Mode
from kg.schema.files import find

Term = NamedNode | BlankNode | Literal | Triple

ONTOLOGY = "ontology.ttl"
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
_DATA = frozenset({"DATE", "TEXT"})


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of END_TYPES, with the IRI of its class (of its datatype for DATE and TEXT)."""

    name: str
    label_vi: str
    label_en: str
    iri: str


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What a claim may be qualified by; `iri` is the property on its statement."""

    name: str
    label_vi: str
    label_en: str
    comment_vi: str
    comment: str
    iri: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A relation of the closed list.

    `domain` and `range` are the types of END_TYPES it admits. `inverse` is the predicate that says the same
    from the other end, None if the list has none. `functional`: in reality a subject has at most one value,
    so two are a contradiction. `literal`: the object stands in RDF as a literal (dates, text). `equivalents` are
    IRIs of the same meaning and direction elsewhere, `related` IRIs to look at. Comments are sentences.
    """

    name: str
    label_vi: str
    label_en: str
    domain: frozenset[str]
    range: frozenset[str]
    inverse: str | None
    symmetric: bool
    functional: bool
    literal: bool
    equivalents: tuple[str, ...]
    related: tuple[str, ...]
    comment_vi: str
    comment: str
    iri: str


@dataclass(frozen=True, eq=False)
class Ontology:
    """The whole vocabulary, each table in the order of the file (types in that of END_TYPES)."""

    types: Mapping[str, EntityType]
    predicates: Mapping[str, Predicate]
    qualifiers: Mapping[str, Qualifier]
    path: Path

    def admits(self, predicate: str, subject: str, object_: str) -> bool:
        """Return whether the types fit the predicate; one outside the list (`open:…`) takes all."""
        known = self.predicates.get(predicate)
        return known is None or (subject in known.domain and object_ in known.range)


def load_ontology(roots: tuple[Path, ...]) -> Ontology:
    """Read and cross-check `ontology.ttl` of the first root that has it; SchemaError names what is wrong."""
    path = find(ONTOLOGY, roots)
    source = _Source(path)
    types = _types(source)
    by_class = {kind.iri: name for name, kind in types.items()}
    predicates = {
        name: _predicate(source, name, iri, by_class) for name, iri in source.named("Predicate").items()
    }
    qualifiers = {name: _qualifier(source, name, iri) for name, iri in source.named("Qualifier").items()}
    if not predicates:
        raise SchemaError("declares no kg:Predicate", where=str(path))
    _check_inverses(source, predicates)
    if both := sorted(predicates.keys() & qualifiers.keys()):
        raise SchemaError(f"{both[0]} is both a predicate and a qualifier", where=str(path))
    modes = source.named("Mode")
    for mode in Mode:
        if mode.value not in modes:
            raise SchemaError(f"kg:{mode.value} must be a kg:Mode", where=str(path))
    return Ontology(types, predicates, qualifiers, path)


def _short(iri: str) -> str:
    """Return `prefix:name` of an IRI for messages, or the IRI."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri[len(space) :]}"
    return f"<{iri}>"


class _Source:
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
        return SchemaError(f"{_short(iri)} {what}", where=str(self.path), choices=choices)

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


def _types(source: _Source) -> dict[str, EntityType]:
    found: dict[str, EntityType] = {}
    for iri in list(source.subjects()):
        for name, _ in source.texts(iri, "kg", "endType"):
            if name not in END_TYPES:
                raise source.error(iri, f"has the unknown kg:endType “{name}”", choices=END_TYPES)
            if name in found:
                raise source.error(iri, f"and {_short(found[name].iri)} are both of kg:endType {name}")
            labels = (source.text(iri, "label", "vi"), source.text(iri, "label", "en"))
            found[name] = EntityType(name, *labels, iri)
    if missing := [name for name in END_TYPES if name not in found]:
        raise SchemaError(f"no class has the kg:endType {missing[0]}", where=str(source.path))
    if len({kind.iri for kind in found.values()}) < len(found):
        raise SchemaError("two kg:endType stand on one class", where=str(source.path))
    return {name: found[name] for name in END_TYPES}


def _qualifier(source: _Source, name: str, iri: str) -> Qualifier:
    labels = (source.text(iri, "label", "vi"), source.text(iri, "label", "en"))
    return Qualifier(name, *labels, source.text(iri, "comment", "vi"), source.text(iri, "comment", "en"), iri)


def _predicate(source: _Source, name: str, iri: str, by_class: Mapping[str, str]) -> Predicate:
    domain = _ends(source, iri, "domain", by_class)
    range_ = _ends(source, iri, "range", by_class)
    kinds = source.iris(iri, "rdf", "type")
    inverses = source.iris(iri, "owl", "inverseOf")
    if len(inverses) > 1:
        raise source.error(iri, "has more than one owl:inverseOf")
    return Predicate(
        name=name,
        label_vi=source.text(iri, "label", "vi"),
        label_en=source.text(iri, "label", "en"),
        domain=domain,
        range=range_,
        inverse=inverses[0].removeprefix(KG) if inverses else None,
        symmetric=PREFIXES["owl"] + "SymmetricProperty" in kinds,
        functional=source.flag(iri, "singleValued"),
        literal=_is_literal(source, iri, range_, kinds),
        equivalents=source.iris(iri, "owl", "equivalentProperty"),
        related=source.iris(iri, "rdfs", "seeAlso"),
        comment_vi=source.text(iri, "comment", "vi"),
        comment=source.text(iri, "comment", "en"),
        iri=iri,
    )


def _ends(source: _Source, iri: str, end: str, by_class: Mapping[str, str]) -> frozenset[str]:
    """Return the types of `schema:domainIncludes` or `rangeIncludes`; `rdfs:domain` or `range` must agree."""
    classes = source.iris(iri, "schema", f"{end}Includes")
    if not classes:
        raise source.error(iri, f"needs schema:{end}Includes")
    for found in classes:
        if found not in by_class:
            choices = [_short(known) for known in by_class]
            raise source.error(iri, f"has {_short(found)} as {end}, which is no type", choices=choices)
    if (strict := source.iris(iri, "rdfs", end)) and strict != classes:
        raise source.error(iri, f"has an rdfs:{end} that is not its one schema:{end}Includes")
    types = frozenset(by_class[found] for found in classes)
    if end == "domain" and (literals := sorted(types.intersection(LITERAL_TYPES))):
        raise source.error(iri, f"has the literal {literals[0]} as domain")
    return types


def _is_literal(source: _Source, iri: str, range_: frozenset[str], kinds: tuple[str, ...]) -> bool:
    owl = PREFIXES["owl"]
    literal = range_ <= _DATA
    if not literal and range_ & _DATA:
        raise source.error(iri, "mixes dates or text with entities in its range")
    right, wrong = ("Datatype", "Object") if literal else ("Object", "Datatype")
    if f"{owl}{right}Property" not in kinds or f"{owl}{wrong}Property" in kinds:
        raise source.error(iri, f"must be an owl:{right}Property, as its range says")
    return literal


def _check_inverses(source: _Source, predicates: Mapping[str, Predicate]) -> None:
    """An inverse is a declared predicate that names this one back and swaps domain and range."""
    for one in predicates.values():
        if one.symmetric and one.domain != one.range:
            raise source.error(one.iri, "is symmetric, but its domain is not its range")
        if one.inverse is None:
            continue
        if (other := predicates.get(one.inverse)) is None:
            raise source.error(one.iri, f"has the inverse {_short(one.inverse)}, which is not declared")
        if other.inverse != one.name:
            raise source.error(one.iri, f"has the inverse kg:{other.name}, which does not name it back")
        if (one.domain, one.range) != (other.range, other.domain):
            raise source.error(one.iri, f"and kg:{other.name} are inverse, but their ends do not mirror")
