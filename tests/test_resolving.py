from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.model import LITERAL_TYPES
from kg.schema.files import packaged_root
from kg.schema.ontology import load_ontology
from kg.schema.resolving import load_resolving

ROOTS = (packaged_root(),)


def test_packaged_rules_speak_of_what_the_ontology_knows() -> None:
    rules, ontology = load_resolving(ROOTS), load_ontology(ROOTS)
    assert rules.alias_predicates | rules.claims.containment <= ontology.predicates.keys()
    qualifiers = rules.claims.identity | rules.claims.directed | rules.claims.context
    assert qualifiers <= ontology.qualifiers.keys()


def test_a_person_and_a_literal_are_interchangeable_with_nothing() -> None:
    groups = load_resolving(ROOTS).interchangeable
    assert not frozenset().union(*groups) & {"PER", "LOC", *LITERAL_TYPES}


@pytest.mark.parametrize(
    ("types", "allowed"),
    [
        ({"ORG"}, True),
        ({"ORG", "PRODUCT"}, True),
        ({"ORG", "WORK"}, False),
        ({"ORG", "PRODUCT", "WORK"}, False),
        ({"PER", "ORG"}, False),
    ],
)
def test_types_of_one_entity(types: set[str], allowed: bool) -> None:
    assert load_resolving(ROOTS).may_be_one(frozenset(types)) is allowed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titels = []", r"resolve\.toml: titels: Extra inputs"),
        ('[names]\ntitle = ["ông"]', "names.title: Extra inputs"),
        ('interchangeable = [["ORG", "FIRM"]]', r"unknown type FIRM \(valid: PER, ORG"),
        ('[names]\nvietnamese_syllable = "("', "is no regular expression"),
        ("[claims]\ncap = 1.5", "claims.cap"),
        ("[claims", "is not valid TOML"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "resolve.toml").write_text(text, "utf-8")
    with pytest.raises(SchemaError, match=message):
        load_resolving((tmp_path, *ROOTS))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"resolve\.toml: file is missing"):
        load_resolving((tmp_path,))
