"""Training of coreference: it learns from the marks, the same from the same, and mistakes are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nlp_samples import Reader, marked
from test_cli import Terminal, run

from kg.annotated import read_marks
from kg.errors import InputError
from kg.nlp.antecedents import choose
from kg.nlp.coref import Coreference, Weighing
from kg.nlp.weights import read_weights
from kg.schema import Schema
from kg.train_coref import fit_choices, train_coref

__all__ = ["run"]

PEOPLE = ("Lê An", "Trần Chi", "Hồ Giang", "Mai Hoa", "Đỗ Dũng", "Ngô Khoa")
FIRMS = ("Sao Khuê", "Gió Xanh", "Mây Trắng", "Hải Vân")


def texts() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return texts and marks: `hãng` is the firm, `ông` the man, a figure without owner belongs to the firm."""
    rows: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for person in PEOPLE:
        for firm in FIRMS:
            plain, mentions = marked(f"Ông [{person}|PER] đến [{firm}|ORG]. Hãng đang lãi. Doanh thu tăng. Ông vui.")
            name = f"t{len(rows)}"
            spans = [[m.start, m.end, m.type] for m in mentions]
            rows.append({"id": name, "text": plain, "entities": spans, "facts": []})
            hang, ong, owner = plain.index("Hãng"), plain.rindex("Ông"), plain.index("Doanh")
            anaphors = [[hang, hang + 4, [firm]], [ong, ong + 3, [person]]]
            marks.append({"id": name, "anaphors": anaphors, "unsaid": [[owner, owner + 15, [firm]]]})
    return rows, marks


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    folder = tmp_path_factory.mktemp("coref")
    rows, marks = texts()
    return train_coref([write(folder / "m.jsonl", marks)], [write(folder / "t.jsonl", rows)], schema)


def test_what_was_learned(reader: Reader, trained: dict[str, dict[str, float]]) -> None:
    sample = reader.sample("Ông [Vũ Bình|PER] đến [Đèo Cả|ORG]. Hãng đang lãi. Doanh thu tăng. Ông vui.")
    judge = Weighing(trained["anaphor"], trained["unsaid"])
    nodes = Coreference(reader.schema.lang, judge).nodes(
        sample.sentences, sample.mentions, sample.entities, sample.owner
    )
    said = [(node.text, node.entity) for inside in nodes for node in inside if node.mention is None and node.text]
    assert said == [("Hãng", "đèo cả"), ("Ông", "vũ bình")]
    assert nodes[2][0].implicit and nodes[2][0].entity == "đèo cả"
    assert not any(node.implicit for node in nodes[0])


def test_the_same_from_the_same(schema: Schema, trained: dict[str, dict[str, float]], tmp_path: Path) -> None:
    rows, marks = texts()
    again = train_coref([write(tmp_path / "m.jsonl", marks)], [write(tmp_path / "t.jsonl", rows)], schema)
    assert again == trained


def test_marks_that_leave_owners_open_teach_nothing_of_them(
    schema: Schema, trained: dict[str, dict[str, float]], tmp_path: Path
) -> None:
    rows, marks = texts()
    data = write(tmp_path / "t.jsonl", rows)
    open_ = write(tmp_path / "open.jsonl", [{"id": m["id"], "anaphors": m["anaphors"]} for m in marks])
    weights = train_coref([open_], [data], schema)
    assert weights == {"anaphor": trained["anaphor"], "unsaid": {}}
    none = write(tmp_path / "none.jsonl", [{**m, "unsaid": []} for m in marks])
    assert train_coref([none], [data], schema)["unsaid"]


def test_choices_are_weighed_against_each_other() -> None:
    weights = fit_choices([([["none"], ["near"], ["far"]], 1)] * 9 + [([["none", "dull"], ["far"]], 0)] * 9)
    ranked = choose([("", ["none"]), ("a", ["near"]), ("b", ["far"])], weights)
    assert [key for key, _ in ranked] == ["a", "", "b"]
    assert sum(chance for _, chance in ranked) == pytest.approx(1.0)


def test_marks_of_no_text(schema: Schema, tmp_path: Path) -> None:
    rows, marks = texts()
    other = [{**marks[0], "id": "another"}]
    with pytest.raises(InputError, match="no text has the id"):
        train_coref([write(tmp_path / "m.jsonl", other)], [write(tmp_path / "t.jsonl", rows)], schema)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"anaphors": [], "unsaid": []}, '"id"'),
        ({"id": "a", "unsaid": []}, '"anaphors" is missing'),
        ({"id": "a", "anaphors": [[1, 2]], "unsaid": []}, '"anaphors" is missing or malformed'),
        ({"id": "a", "anaphors": [], "unsaid": 3}, '"unsaid" is missing or malformed'),
    ],
)
def test_broken_marks_are_named(tmp_path: Path, row: dict[str, Any], says: str) -> None:
    path = write(tmp_path / "m.jsonl", [row])
    with pytest.raises(InputError, match=says) as caught:
        list(read_marks([path]))
    assert f"{path}:1" in str(caught.value)


def test_the_command(run: Terminal, tmp_path: Path) -> None:
    rows, marks = texts()
    data, marked_ = write(tmp_path / "t.jsonl", rows), write(tmp_path / "m.jsonl", marks)
    ran = run("train", "coref", data, "--marks", marked_, "-o", tmp_path / "deep" / "coref.tsv")
    assert (ran.code, ran.out) == (0, "")
    assert read_weights(tmp_path / "deep" / "coref.tsv", ("anaphor", "unsaid"))["anaphor"]
