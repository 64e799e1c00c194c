"""The whole schema: one record, an overlay in front of it, a hash, and files that contradict each other."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from kg.errors import SchemaError
from kg.model import END_TYPES
from kg.schema import Schema, load_schema
from kg.schema.files import Strict, find, packaged_root, read_toml, validated

RULE = """[[rule]]
id = "PREDICATE/mau"
predicate = "PREDICATE"
frame = "verb"
triggers = ["quán xuyến"]
examples = ["[Lê An|subject] quán xuyến [Sao Khuê|object].", "[Lê An|subject] nay quán xuyến [Sao Khuê|object]."]
counterexamples = ["[Lê An|subject] nhờ người quán xuyến, còn [Sao Khuê|object] thì không."]
"""


def overlay(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return folder


def test_the_packaged_schema(schema: Schema) -> None:
    assert schema.root == packaged_root()
    assert schema.roots == (schema.root,)
    assert load_schema().hash == schema.hash
    assert len(schema.hash) == 16
    assert set(schema.ontology.types) <= set(END_TYPES)
    for predicate in schema.ontology.predicates.values():
        assert predicate.domain <= set(END_TYPES), predicate.name
        assert predicate.range <= set(END_TYPES), predicate.name
    with pytest.raises(FrozenInstanceError):
        schema.hash = ""  # type: ignore[misc]


def test_an_overlay_adds_and_replaces(schema: Schema, tmp_path: Path) -> None:
    folder = overlay(tmp_path, "vi/rules/mine.toml", RULE.replace("PREDICATE", "leads"))
    both = load_schema(folder)
    assert both.roots == (folder, schema.root)
    assert list(both.rules.rules) != list(schema.rules.rules)
    assert set(both.rules.rules) - set(schema.rules.rules) == {"leads/mau"}
    replaced = load_schema(overlay(tmp_path, "vi/rules/people.toml", ""))
    assert set(replaced.rules.rules) < set(both.rules.rules)


def test_the_hash_follows_every_data_file(schema: Schema, tmp_path: Path) -> None:
    hashes = [schema.hash]
    for name, content in (
        ("vi/rules/mine.toml", ""),
        ("vi/rules/mine.toml", "# a remark\n"),
        ("notes.txt", "a"),
        ("vi/rules/other.toml", ""),
    ):
        hashes.append(load_schema(overlay(tmp_path, name, content)).hash)
    assert len(set(hashes)) == len(hashes)
    again = load_schema(overlay(tmp_path, "README.md", "no data"))
    assert again.hash == hashes[-1]


def test_a_rule_of_an_undeclared_predicate(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "vi/rules/mine.toml", RULE.replace("PREDICATE", "fliesTo"))
    with pytest.raises(SchemaError) as caught:
        load_schema(folder)
    message = str(caught.value)
    assert message.startswith(str(folder / "vi" / "rules" / "mine.toml"))
    assert "declares no predicate 'fliesTo'" in message
    assert "Declare it in ontology.ttl" in message


@pytest.mark.parametrize("name", [
    "ontology.ttl", "resolve.toml", "clean.toml", "vi/lang.toml", "vi/units.toml", "vi/rules/people.toml",
])  # fmt: skip
def test_every_broken_file_is_named(schema: Schema, tmp_path: Path, name: str) -> None:
    assert (schema.root / name).is_file()
    with pytest.raises(SchemaError) as caught:
        load_schema(overlay(tmp_path, name, "a = = b\n"))
    assert str(tmp_path / name) in str(caught.value)


def test_an_unknown_key_is_an_error(schema: Schema, tmp_path: Path) -> None:
    content = (schema.root / "vi/lang.toml").read_text(encoding="utf-8")
    with pytest.raises(SchemaError, match=r"lang\.toml: titles\.maskuline: "):
        load_schema(
            overlay(tmp_path, "vi/lang.toml", content.replace("\nmasculine =", "\nmaskuline = []\nmasculine ="))
        )


@pytest.mark.parametrize("name", ["fehlt", "datei"])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "datei").write_text("")
    with pytest.raises(SchemaError, match=f"{name}: is not a folder.*laid out like"):
        load_schema(tmp_path / name)


class Point(Strict):
    x: int
    y: tuple[int, ...] = ()


def test_strict_records(tmp_path: Path) -> None:
    assert validated(Point, {"x": 1, "y": [2]}, "p") == Point(x=1, y=(2,))
    for data, says in (
        ({"x": 1, "z": 2}, "p: z: "),
        ({}, "p: x: "),
        ({"x": "a"}, "p: x: "),
        ({"x": 1, "y": [1, "a"]}, "p: y.1: "),
        ([], "p: table: "),
    ):
        with pytest.raises(SchemaError) as caught:
            validated(Point, data, "p")
        assert str(caught.value).startswith(says)
    with pytest.raises(ValidationError):
        Point(x=1).x = 2  # type: ignore[misc]


def test_files_are_found_in_the_first_root_that_has_them(tmp_path: Path) -> None:
    roots = (tmp_path / "1", tmp_path / "2")
    overlay(roots[1], "a/b.toml", "x = 2")
    assert find("a/b.toml", roots) == roots[1] / "a" / "b.toml"
    overlay(roots[0], "a/b.toml", "x = 1")
    assert read_toml(find("a/b.toml", roots)) == {"x": 1}
    with pytest.raises(SchemaError) as caught:
        find("a/c.toml", roots)
    assert str(caught.value) == f"{roots[0]}/a/c.toml or {roots[1]}/a/c.toml: file is missing"


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"x = 1\ny = \n", "line 2"), (b"x = '\xff'", "not valid TOML"), (b"x = 1\nx = 2", "not valid TOML")],
)
def test_toml_that_is_none(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "a.toml").write_bytes(data)
    with pytest.raises(SchemaError) as caught:
        read_toml(tmp_path / "a.toml")
    assert str(tmp_path / "a.toml") in str(caught.value)
    assert says in str(caught.value)
