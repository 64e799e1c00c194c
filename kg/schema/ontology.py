"""The vocabulary: entity types, predicates and qualifiers, read strictly from `ontology.ttl`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SchemaError
from kg.model import END_TYPES, LITERAL_TYPES, Mode
from kg.schema.files import find
from kg.schema.turtle import KG, PREFIXES, Source, short

ONTOLOGY = "ontology.ttl"
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
    """What a claim may be qualified by; `iri` is the property on its statement.

    `names_entity`: its value is an entity where the graph has one of that name; else it is always text.
    """

    name: str
    label_vi: str
    label_en: str
    names_entity: bool
    comment_vi: str
    comment: str
    iri: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A relation of the closed list.

    `domain` and `range` are the types of END_TYPES it admits. `inverse` is the predicate that says the same
    from the other end, None if the list has none. `functional`: in reality a subject has at most one value,
    so two are a contradiction. `literal`: the object stands in RDF as a literal (dates, text).
    `equivalents` are IRIs of the same meaning and direction elsewhere, `related` IRIs to look at.
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
    source = Source(path)
    types = _types(source)
    by_class = {kind.iri: name for name, kind in types.items()}
    predicates = {name: _predicate(source, name, iri, by_class) for name, iri in source.named("Predicate").items()}
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


def _types(source: Source) -> dict[str, EntityType]:
    found: dict[str, EntityType] = {}
    for iri in list(source.subjects()):
        for name, _ in source.texts(iri, "kg", "endType"):
            if name not in END_TYPES:
                raise source.error(iri, f"has the unknown kg:endType “{name}”", choices=END_TYPES)
            if name in found:
                raise source.error(iri, f"and {short(found[name].iri)} are both of kg:endType {name}")
            labels = (source.text(iri, "label", "vi"), source.text(iri, "label", "en"))
            found[name] = EntityType(name, *labels, iri)
    if missing := [name for name in END_TYPES if name not in found]:
        raise SchemaError(f"no class has the kg:endType {missing[0]}", where=str(source.path))
    if len({kind.iri for kind in found.values()}) < len(found):
        raise SchemaError("two kg:endType stand on one class", where=str(source.path))
    return {name: found[name] for name in END_TYPES}


def _qualifier(source: Source, name: str, iri: str) -> Qualifier:
    labels = (source.text(iri, "label", "vi"), source.text(iri, "label", "en"))
    flag = source.flag(iri, "namesEntity")
    return Qualifier(name, *labels, flag, *_comments(source, iri), iri)


def _comments(source: Source, iri: str) -> tuple[str, str]:
    return source.text(iri, "comment", "vi"), source.text(iri, "comment", "en")


def _predicate(source: Source, name: str, iri: str, by_class: Mapping[str, str]) -> Predicate:
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


def _ends(source: Source, iri: str, end: str, by_class: Mapping[str, str]) -> frozenset[str]:
    """Return the types of `schema:domainIncludes` or `rangeIncludes`; `rdfs:domain` or `range` must agree."""
    classes = source.iris(iri, "schema", f"{end}Includes")
    if not classes:
        raise source.error(iri, f"needs schema:{end}Includes")
    for found in classes:
        if found not in by_class:
            choices = [short(known) for known in by_class]
            raise source.error(iri, f"has {short(found)} as {end}, which is no type", choices=choices)
    if (strict := source.iris(iri, "rdfs", end)) and strict != classes:
        raise source.error(iri, f"has an rdfs:{end} that is not its one schema:{end}Includes")
    types = frozenset(by_class[found] for found in classes)
    if end == "domain" and (literals := sorted(types.intersection(LITERAL_TYPES))):
        raise source.error(iri, f"has the literal {literals[0]} as domain")
    return types


def _is_literal(source: Source, iri: str, range_: frozenset[str], kinds: tuple[str, ...]) -> bool:
    owl = PREFIXES["owl"]
    literal = range_ <= _DATA
    if not literal and range_ & _DATA:
        raise source.error(iri, "mixes dates or text with entities in its range")
    right, wrong = ("Datatype", "Object") if literal else ("Object", "Datatype")
    if f"{owl}{right}Property" not in kinds or f"{owl}{wrong}Property" in kinds:
        raise source.error(iri, f"must be an owl:{right}Property, as its range says")
    return literal


def _check_inverses(source: Source, predicates: Mapping[str, Predicate]) -> None:
    """An inverse is a declared predicate that names this one back and swaps domain and range."""
    for one in predicates.values():
        if one.symmetric and one.domain != one.range:
            raise source.error(one.iri, "is symmetric, but its domain is not its range")
        if one.inverse is None:
            continue
        if (other := predicates.get(one.inverse)) is None:
            raise source.error(one.iri, f"has the inverse {short(KG + one.inverse)}, which is not declared")
        if other.inverse != one.name:
            raise source.error(one.iri, f"has the inverse kg:{other.name}, which does not name it back")
        if (one.domain, one.range) != (other.range, other.domain):
            raise source.error(one.iri, f"and kg:{other.name} are inverse, but their ends do not mirror")
