"""A candidate beside its rivals: which of the others count for what, and the command that trains on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nlp_samples import Reader, rule
from test_cli import Terminal, run

from kg.errors import InputError
from kg.nlp.candidates import Candidate
from kg.nlp.rivals import FEATURES, described
from kg.nlp.trees import Trees
from kg.nlp.triggers import Trigger
from kg.schema import Schema
from kg.train_rivals import train_rivals

__all__ = ["run"]

NONE = -9.0
LEADS, OWNS = rule("leads/a", "đứng đầu"), rule("owns/a", "đứng đầu")


def rows(reader: Reader, *told: tuple[str, int, int, int, float]) -> list[dict[str, float]]:
    """Return the rows of candidates given as predicate, place of the word, subject, object and odds."""
    sentence = reader.analysis("[Lê An|PER] và [Đỗ Dũng|PER] đứng đầu [Sao Khuê|ORG] và [Gió Xanh|ORG].")
    rules = {"leads": LEADS, "owns": OWNS}
    found = [
        (Candidate(Trigger(rules[name], "đứng đầu", (at, at + 1), (at, at + 2)), s, o, ()), odds, odds / 2)
        for name, at, s, o, odds in told
    ]
    table = described(sentence, found, [odds for _, odds, _ in found])
    return [dict(zip(FEATURES, row, strict=True)) for row in table.tolist()]


def test_a_candidate_alone_has_no_rivals(reader: Reader) -> None:
    (row,) = rows(reader, ("leads", 3, 0, 2, 1.5))
    assert row == {**dict.fromkeys(FEATURES, NONE), "odds": 1.5, "features": 1.5, "network": 0.75}


@pytest.mark.parametrize(
    ("other", "feature"),
    [
        (("leads", 3, 1, 2, 1.0), "other subject"),
        (("leads", 3, 0, 3, 1.0), "other object"),
        (("owns", 5, 0, 2, 1.0), "other relation of both"),
        (("leads", 5, 1, 2, 1.0), "other word for the object"),
        (("leads", 5, 0, 3, 1.0), "other word for the subject"),
        (("leads", 3, 2, 0, 1.0), "turned round"),
        (("owns", 3, 1, 3, 1.0), "other relation of the word"),
        (("leads", 5, 0, 2, 1.0), "same fact"),
    ],
)
def test_each_kind_of_rival(reader: Reader, other: tuple[str, int, int, int, float], feature: str) -> None:
    first, second = rows(reader, ("leads", 3, 0, 2, 0.5), other)
    assert first[feature] == 1.0
    assert second[feature] == 0.5


def test_the_best_rival_counts(reader: Reader) -> None:
    first, *_ = rows(reader, ("leads", 3, 0, 2, 0.5), ("leads", 3, 1, 2, -1.0), ("leads", 3, 3, 2, 2.0))
    assert first["other subject"] == 2.0
    assert first["same fact"] == NONE


def test_no_candidates(reader: Reader) -> None:
    assert described(reader.analysis("[Lê An|PER] cười."), [], []).shape == (0, len(FEATURES))


PEOPLE = ("Lê An", "Trần Chi", "Hồ Giang", "Mai Hoa", "Đỗ Dũng", "Ngô Khoa")
FIRMS = ("Sao Khuê", "Gió Xanh", "Mây Trắng", "Hải Vân")


def texts(path: Path) -> Path:
    """Write texts in which the nearer of two people leads."""
    lines: list[dict[str, object]] = []
    for person in PEOPLE:
        for firm in FIRMS:
            text = f"Vũ Bình gặp {person}, người đứng đầu {firm}."
            at, on = text.index(person), text.index(firm)
            entities = [[0, 7, "PER"], [at, at + len(person), "PER"], [on, on + len(firm), "ORG"]]
            fact = {
                "s": person,
                "st": "PER",
                "p": "leads",
                "o": firm,
                "ot": "ORG",
                "q": {},
                "mode": "asserted",
                "ana": False,
            }
            lines.append({"id": f"t{len(lines)}", "text": text, "entities": entities, "facts": [fact]})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def test_the_command(run: Terminal, tmp_path: Path) -> None:
    output = tmp_path / "deep" / "rivals.tsv"
    ran = run("train", "rivals", texts(tmp_path / "t.jsonl"), "-o", output)
    assert (ran.code, ran.out) == (0, "")
    assert Trees.load(output, FEATURES).trees


def test_texts_that_tell_nothing(schema: Schema, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "Trời đẹp.", "entities": [], "facts": []}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="no fact to tell from chance"):
        train_rivals([path], schema)
