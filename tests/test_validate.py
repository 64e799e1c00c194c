"""Validation: sound graphs pass, and each promise that is broken is named at its node."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import networkx as nx
import pytest
from graph_samples import end, fact, schema
from rdf_samples import business_graph, nasty_graph

from kg.errors import InputError, SchemaError
from kg.export.rdf import export
from kg.graph import build_graph
from kg.model import Mode, Value
from kg.schema import Schema
from kg.schema.files import packaged_root
from kg.validate import Problem, validate


@pytest.mark.parametrize("make", [business_graph, nasty_graph])
def test_what_is_exported_is_sound(make: Callable[[], nx.MultiDiGraph[str]], tmp_path: Path) -> None:
    (path,) = export(make(), schema(), tmp_path)
    assert validate(path, schema()) == []


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    minh, bien = end("Lê Minh", "PER"), end("Biển Xanh")
    price = end("5 triệu USD", "MONEY", value=Value("MONEY", "5000000", "USD"))
    year = end("năm 2013", "DATE", value=Value("DATE", "2013", precision="year"))
    facts = [
        fact(minh, "leads", bien),
        fact(bien, "hasRevenue", price, at=40),
        fact(bien, "foundedOn", year, at=80),
        fact(minh, "founded", bien, at=120, mode=Mode.NEGATED),
    ]
    (path,) = export(build_graph(facts, [], schema()), schema(), tmp_path_factory.mktemp("rdf"))
    return path.read_text("utf-8")


def test_a_small_graph_has_no_problem(written: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(written, "utf-8")
    assert validate(path, schema()) == []


@pytest.mark.parametrize(
    ("old", "new", "check", "where", "what"),
    [
        (r"kg:mode kg:negated", "kg:mode kg:doubted", "shape", "st:", "a claim has one mode"),
        (r"kg:confidence 0\.9 ;\n\tkg:documents", "kg:documents", "shape", "st:", "decimal from 0 to 1"),
        (r"kg:confidence 0\.9 ;", "kg:confidence 1.5 ;", "shape", "st:", "from 0 to 1, not “1.5”"),
        (r"\tkg:evidence ev:\S+ ;\n", "", "shape", "st:", "a claim has evidence"),
        (r"rdf:subject ent:le-minh ;", "", "shape", "st:", "one subject"),
        (
            r'"năm 2013"@vi ;\n\tkg:precision "year"',
            '"năm 2013"@vi ;\n\tkg:precision "era"',
            "shape",
            "st:",
            "prec",
        ),
        (r"\tprov:used se:\S+", "\tprov:used ent:le-minh", "shape", "ev:", "one sentence, not ent:le-minh"),
        (r'nif:endIndex "\d+"', 'nif:endIndex "0"', "shape", "se:", "begins before it ends"),
        (r"nif:referenceContext \S+ \.", "schema:name 1 .", "shape", "se:", "belongs to one document"),
        (r'schema:currency "USD"', 'schema:currency "dollars"', "shape", "q:", "code of three letters"),
        (r"schema:value 5000000\.0", "schema:value 5e6", "shape", "q:", "exact decimal"),
        (
            r'rdfs:label "Lê Minh"@vi',
            'rdfs:label "Lê Minh"@vi , "Minh"@vi',
            "shape",
            "ent:",
            "one label a lang",
        ),
        (
            r"ent:le-minh a schema:Person",
            "ent:le-minh a schema:Place",
            "type",
            "st:",
            "kg:leads is LOC, not PER",
        ),
        (r"ent:le-minh a schema:Person ;", "ent:le-minh", "type", "st:", "is of no known type, not PER"),
        (r"\tkg:leads ent:bien-xanh ;\n", "", "mode", "st:", "its plain triple is missing"),
        (
            r"\tkg:leads ent",
            "\tkg:founded ent:bien-xanh ;\n\tkg:leads ent",
            "mode",
            "ent:",
            "no claim asserts",
        ),
    ],
)
def test_each_broken_promise_is_named(
    written: str, tmp_path: Path, old: str, new: str, check: str, where: str, what: str
) -> None:
    assert re.search(old, written), f"{old} is not in the file"
    path = tmp_path / "graph.ttl"
    path.write_text(re.sub(old, new, written, count=1), "utf-8")
    found = validate(path, schema())
    assert found == sorted(found)
    assert [one for one in found if one.check == check and one.where.startswith(where) and what in one.what], found


def test_problems_read_as_a_line() -> None:
    problem = Problem("type", "st:1a", "the subject is LOC, not PER")
    assert str(problem) == "st:1a: the subject is LOC, not PER [type]"


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    with pytest.raises(InputError, match=r"graph\.ttl: cannot be read"):
        validate(path, schema())
    path.write_text("ent:a b c d .", "utf-8")
    with pytest.raises(InputError, match=r"graph\.ttl:1: is not valid Turtle"):
        validate(path, schema())
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not valid Turtle"):
        validate(path, schema())


def test_broken_shapes_are_named(written: str, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text(written, "utf-8")
    (tmp_path / "shapes.ttl").write_text("<a> <b>", "utf-8")
    other = cast(Schema, SimpleNamespace(roots=(tmp_path,), ontology=schema().ontology))
    with pytest.raises(SchemaError, match=r"shapes\.ttl:1: is not valid Turtle"):
        validate(tmp_path / "graph.ttl", other)
    assert (packaged_root() / "shapes.ttl").is_file()
