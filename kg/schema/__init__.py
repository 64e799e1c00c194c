"""The only reader of `schemas/`: everything a language and a domain need, loaded strictly into one frozen record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SchemaError
from kg.schema.cleaning import CleanRules, load_cleaning
from kg.schema.files import packaged_root
from kg.schema.gazetteer import Gazetteer, load_gazetteer
from kg.schema.lang import Lang, load_lang
from kg.schema.ontology import Ontology, load_ontology
from kg.schema.resolving import ResolveRules, load_resolving
from kg.schema.rules import RuleSet, load_rules
from kg.schema.units import UnitTables, load_units

__all__ = ["Schema", "load_schema"]

_DATA = (".toml", ".tsv", ".ttl", ".crf", ".txt")


@dataclass(frozen=True)
class Schema:
    """All of `schemas/`. `roots` are the folders read, the overlay first; `hash` changes with any file of them."""

    ontology: Ontology
    gazetteer: Gazetteer
    lang: Lang
    units: UnitTables
    cleaning: CleanRules
    resolving: ResolveRules
    rules: RuleSet
    root: Path
    roots: tuple[Path, ...]
    hash: str


def load_schema(overlay: Path | None = None) -> Schema:
    """Return the schemas that ship with the package, with the files of `overlay` (if any) in front of them.

    A file of the overlay replaces the packaged one of the same relative name. SchemaError names what is broken.
    """
    if overlay is not None and not overlay.is_dir():
        raise SchemaError("is not a folder", where=str(overlay), hint="Give a folder laid out like schemas/")
    packaged = packaged_root()
    roots = (overlay, packaged) if overlay else (packaged,)
    ontology = load_ontology(roots)
    rules = load_rules(roots)
    _check_predicates(rules, ontology)
    return Schema(
        ontology,
        load_gazetteer(roots),
        load_lang(roots),
        load_units(roots),
        load_cleaning(roots),
        load_resolving(roots),
        rules,
        packaged,
        roots,
        _hash(roots),
    )


def _check_predicates(rules: RuleSet, ontology: Ontology) -> None:
    for rule in rules.rules.values():
        if rule.predicate not in ontology.predicates:
            raise SchemaError(
                f"rule {rule.id}: the ontology declares no predicate {rule.predicate!r}",
                where=rules.source[rule.id],
                hint=f"Declare it in {ontology.path.name} or correct the rule",
            )


def _hash(roots: tuple[Path, ...]) -> str:
    """Return the first 16 hex digits of the SHA-256 of all data files, by relative name."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(p for p in root.rglob("*") if p.suffix in _DATA and p.is_file()):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
