from __future__ import annotations

import csv
from pathlib import Path

import pytest
from graph_samples import HOSTILE, SHARE, sample_graph, schema

from kg.export.sanitize import Plain, cell, clean, flat_edges, flat_nodes
from kg.export.tables import export, export_excel

RESERVED = {"id", "type", "weight", "source", "target", "key"}


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    return {path.stem: rows(path) for path in export(sample_graph(), schema(), tmp_path)}


def test_nodes(tables: dict[str, list[dict[str, str]]]) -> None:
    by_id = {row["id"]: row for row in tables["nodes"]}
    assert by_id.keys() == set(sample_graph())
    assert by_id["mark-zuckerberg"]["label"] == "Mark Zuckerberg"
    assert by_id["mark-zuckerberg"]["aliases"] == "Zuckerberg"
    share = by_id[SHARE.id]
    assert (share["value"], share["unit"], share["entity_type"]) == ("61", "%", "PERCENT")


def test_edges_keep_parallel_claims_and_name_known_nodes(tables: dict[str, list[dict[str, str]]]) -> None:
    edges, graph = tables["edges"], sample_graph()
    assert {row["id"] for row in edges} == {key for *_, key in graph.edges(keys=True)}
    assert [row["predicate"] for row in edges if (row["source"], row["target"]) == ("meta", "llama")] == [
        key_data["predicate"] for key_data in graph["meta"]["llama"].values()
    ]
    assert {row[end] for row in edges for end in ("source", "target")} <= {row["id"] for row in tables["nodes"]}
    (held,) = (row for row in edges if row["predicate"] == "holds")
    assert (held["q_in"], held["sources"], held["sentences"]) == ("Meta", "a.txt | b.txt", "2")


def test_evidence_has_a_row_for_each_sentence(tables: dict[str, list[dict[str, str]]]) -> None:
    graph = sample_graph()
    found = [(row["claim"], row["document"], int(row["start"])) for row in tables["evidence"]]
    assert found == [
        (key, one.doc, one.start) for *_, key, data in graph.edges(keys=True, data=True) for one in data["evidence"]
    ]
    held = [row for row in tables["evidence"] if row["predicate"] == schema().ontology.predicates["holds"].label_vi]
    assert [row["subject"] for row in held] == ["Mark Zuckerberg"] * 2
    assert {row["title"] for row in tables["evidence"] if row["document"] == "a.txt"} == {'Bài "một" & =1+1'}


def test_hostile_text_stays_text(tables: dict[str, list[dict[str, str]]]) -> None:
    (row,) = (row for row in tables["nodes"] if row["id"] == "hostile")
    assert row["label"] == "'" + HOSTILE.replace("\x00", "").replace("\x08", "").replace("\ufffe", "")


def test_only_the_excel_tables_have_a_byte_order_mark(tmp_path: Path) -> None:
    plain = export(sample_graph(), schema(), tmp_path)
    marked = export_excel(sample_graph(), schema(), tmp_path)
    assert [path.name for path in marked] == ["nodes.excel.csv", "edges.excel.csv", "evidence.excel.csv"]
    for one, other in zip(plain, marked, strict=True):
        assert b"\xef\xbb\xbf" + one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("\x00=1", "'=1"),
        ("-5.25", "-5.25"),
        ("+84", "+84"),
        ("-5-5", "'-5-5"),
        ("a=b", "a=b"),
        ("", ""),
        (-5, "-5"),
        (0.99, "0.99"),
        (True, "true"),
        (False, "false"),
    ],
)
def test_cell(value: Plain, expected: str) -> None:
    assert cell(value) == expected


def test_clean_keeps_all_that_xml_can_hold() -> None:
    assert clean("a\tb\nc\rđ 😀 \u200b\ufffd") == "a\tb\nc\rđ 😀 \u200b\ufffd"
    assert clean("a\x00\x0b\x1f\ud800\udfff\ufffe\uffffb") == "ab"


def test_flat_view_is_plain_and_of_one_shape() -> None:
    graph = sample_graph()
    nodes, edges = list(flat_nodes(graph)), list(flat_edges(graph, schema()))
    for each in (nodes, edges):
        shapes = {tuple((name, type(value)) for name, value in one.attributes.items()) for one in each}
        assert len(shapes) == 1
        assert all(not RESERVED & {name for name, _ in shape} for shape in shapes)
        assert all(kind in (str, int, float, bool) for shape in shapes for _, kind in shape)
