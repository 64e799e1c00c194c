"""The figures of `kg eval`, worked out by hand on a handful of facts, and what it says of broken files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli import Terminal, assert_one_line, run

from kg.annotated import read_annotated, read_documents, read_names, read_texts
from kg.errors import InputError
from kg.evaluate import GoldDocument, Score, score_facts, score_names
from kg.model import End, Fact, Mode, Sentence

__all__ = ["run"]


def gold(s: str, p: str, o: str, **other: Any) -> dict[str, Any]:
    return {"s": s, "st": "PER", "p": p, "o": o, "ot": "ORG", "mode": "asserted", **other}


def fact(s: str, p: str, o: str, rule: str = "r/1", mode: str = "asserted", doc: str = "a.txt") -> Fact:
    ends = End(s, s, "PER", s), End(o, o, "ORG", o)
    return Fact(Sentence(doc, 0, 5, f"{s} {o}"), ends[0], p, ends[1], mode=Mode(mode), rule=rule)


DOCUMENT = GoldDocument(
    "a.txt",
    (
        gold("An", "leads", "Sao"),
        gold("An", "leads", "Sao"),
        gold("Bình", "worksFor", "Sao", alt=["memberOf"], mode="negated"),
        gold("Chi", "founded", "Sao"),
        gold("Dũng", "open:khen", "Sao"),
        gold("An", "instanceOf", "kỹ sư", ot="CONCEPT"),
        gold("Bình", "instanceOf", "kỹ sư", ot="CONCEPT"),
    ),
)


def test_figures_of_one_document() -> None:
    scores = score_facts(
        [DOCUMENT],
        [
            fact("An", "leads", "Sao", "leads/a"),
            fact("an", "leads", "SAO", "leads/b"),  # the same once more
            fact("Bình", "memberOf", "Sao", "memberOf/a"),  # an alternative, in another mode
            fact("Chi", "owns", "Sao", "owns/a"),  # right ends, wrong predicate
            fact("Dũng", "supports", "Sao", "supports/a"),  # beside an open fact: not judged
            fact("Em", "leads", "Sao", "leads/a"),  # false
            fact("Em", "open:thăm", "Sao", ""),  # open facts are not judged
            fact("An", "instanceOf", "kỹ sư", "instanceOf/a"),
            fact("Chi", "instanceOf", "ca sĩ", "instanceOf/a"),
            fact("Em", "leads", "Sao", "leads/a", doc="b.txt"),  # of no annotated document
        ],
    )
    assert scores.closed == Score(3, 2, 4, 2)
    assert (scores.closed.precision, scores.closed.recall) == (0.5, 2 / 3)
    assert scores.closed.f1 == pytest.approx(4 / 7)
    assert scores.classes == Score(2, 1, 2, 1)
    assert (scores.pairs.gold, scores.pairs.found) == (6, 5)
    assert (scores.mode.gold, scores.mode.found) == (2, 1)
    assert scores.predicates["leads"] == Score(1, 1, 2, 1)
    assert scores.predicates["worksFor"] == Score(1, 1, 0, 0)
    assert scores.predicates["memberOf"] == Score(0, 0, 1, 1)
    assert scores.rules["leads/a"] == Score(0, 0, 2, 1)
    assert scores.rules["supports/a"] == Score(0, 0, 1, 0)
    assert scores.false == {"owns": 1, "owns/a": 1, "leads": 1, "leads/a": 1}
    (errors,) = scores.errors
    assert [one["p"] for one in errors.misses] == ["founded"]
    assert [one.predicate for one in errors.false] == ["owns", "leads"]


def test_nothing_found_and_nothing_to_find() -> None:
    none = score_facts([DOCUMENT], [])
    assert none.closed == Score(3, 0, 0, 0)
    assert (none.closed.precision, none.closed.recall, none.closed.f1) == (0, 0, 0)
    empty = score_facts([GoldDocument("a.txt", ())], [fact("An", "leads", "Sao")])
    assert empty.closed == Score(0, 0, 1, 0)
    assert empty.false == {"leads": 1, "r/1": 1}


def test_documents_are_matched_by_file_name() -> None:
    found = score_facts([DOCUMENT], [fact("An", "leads", "Sao", doc="news/2023/a.txt")])
    assert found.closed.found == 1


def test_an_alias_of_another_document_does_not_count(tmp_path: Path) -> None:
    rows = [gold("An", "leads", "Công ty Sao", doc=doc) for doc in ("a.txt", "b.txt")]
    (tmp_path / "g.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    table = {"a.txt": {"Công ty Sao": {"type": "ORG", "aliases": ["Sao"]}}}
    (tmp_path / "a.json").write_text(json.dumps(table), encoding="utf-8")
    documents = read_documents([tmp_path / "g.jsonl"], [tmp_path / "a.json"])
    facts = [fact("An", "leads", "Sao", doc=doc) for doc in ("a.txt", "b.txt")]
    assert score_facts(documents, facts).closed == Score(2, 1, 2, 1)
    assert score_facts(read_documents([tmp_path / "g.jsonl"]), facts).closed == Score(2, 0, 2, 0)


def test_names() -> None:
    right: dict[str, list[tuple[int, int, str]]] = {
        "1": [(0, 2, "PER"), (5, 9, "ORG")],
        "2": [(0, 4, "LOC")],
        "3": [],
    }
    found: dict[str, list[tuple[int, int, str]]] = {
        "1": [(0, 2, "PER"), (5, 9, "LOC"), (10, 12, "DATE")],
        "3": [(0, 1, "PER")],
        "4": [(0, 1, "PER")],
    }
    scores = score_names(right, found)
    assert scores.strict == Score(3, 1, 3, 1)
    assert scores.spans == Score(3, 2, 3, 2)
    assert scores.types["PER"] == Score(1, 1, 2, 1)
    assert scores.types["LOC"] == Score(1, 0, 1, 0)
    assert scores.missing == ("2",)


TEXT = {
    "id": "t1",
    "text": "An lãnh đạo Sao.",
    "entities": [[0, 2, "PER"], [12, 15, "ORG"]],
    "facts": [gold("An", "leads", "Sao")],
}


def write(path: Path, *rows: Any) -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in TEXT.items() if k != key}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{", "not a JSON object"),
        ([1], "not a JSON object"),
        (without("id"), '"id" is missing'),
        (without("text"), '"text" is missing'),
        (without("facts"), '"facts" is missing'),
        ({**TEXT, "id": "t0"}, "used twice"),
        ({**TEXT, "facts": [{"s": "An"}]}, '"st" is missing'),
        ({**TEXT, "facts": ["An"]}, "not a JSON object"),
        ({**TEXT, "facts": [gold("An", "leads", "Sao", ot="FIRMA")]}, "unknown type 'FIRMA' (valid: PER, "),
        (
            {**TEXT, "facts": [gold("An", "leads", "Sao", mode="wohl")]},
            "unknown mode 'wohl' (valid: asserted",
        ),
    ],
)
def test_a_broken_annotated_text(tmp_path: Path, row: Any, says: str) -> None:
    path = write(tmp_path / "g.jsonl", {**TEXT, "id": "t0"}, "", row)
    with pytest.raises(InputError) as caught:
        read_texts([path])
    assert f"{path}:3: " in str(caught.value)
    assert says in str(caught.value)


def test_other_broken_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"g\.jsonl:1: .*doc"):
        read_documents([write(tmp_path / "g.jsonl", gold("An", "leads", "Sao"))])
    for content in ('{"a.txt": ["Sao"]}', "[]", '{"a.txt": {"Sao": 1}}', "{"):
        with pytest.raises(InputError, match="no table of aliases"):
            read_documents([], [write(tmp_path / "a.json", content)])
    with pytest.raises(InputError, match=r"p\.jsonl:1: .*another form"):
        list(read_annotated(write(tmp_path / "p.jsonl", {"id": "t1", "facts": [{"subject": "An"}]})))
    with pytest.raises(InputError, match=r"n\.jsonl:1: .*entities"):
        read_names([write(tmp_path / "n.jsonl", {"id": "t1", "entities": [[1, 2]]})])


def annotated(tmp_path: Path, *facts: Fact) -> Path:
    row = {
        "id": "t1",
        "entities": [[0, 2, "PER"], [12, 15, "LOC"]],
        "facts": [one.to_json(with_doc=False) for one in facts],
    }
    return write(tmp_path / "p.jsonl", row)


def test_the_command_on_texts(run: Terminal, tmp_path: Path) -> None:
    texts = write(tmp_path / "g.jsonl", TEXT)
    found = annotated(tmp_path, fact("An", "owns", "Sao", "owns/a"), fact("An", "leads", "Sao", "leads/a"))
    ran = run("eval", "--texts", texts, found, "--errors", "1")
    assert (ran.code, ran.err) == (0, "")
    assert "t1: An lãnh đạo Sao." in ran.out
    assert "false: An –owns→ Sao (rule owns/a, confidence 1)" in ran.out
    assert "missed" not in ran.out
    assert ran.out.rstrip().endswith("closed     P 0.500 R 1.000 F1 0.667  gold 1 predicted 2")
    assert "false: " not in run("eval", "--texts", texts, found).out
    missed = run("eval", "--texts", texts, annotated(tmp_path), "--errors", "1")
    assert "missed: An –leads→ Sao" in missed.out


def test_the_command_on_a_build(run: Terminal, tmp_path: Path) -> None:
    facts = write(tmp_path / "g.jsonl", gold("An", "leads", "Sao", doc="a.txt", line=3))
    build = write(tmp_path / "facts.jsonl", fact("An", "leads", "Sao", doc="x/a.txt").to_json())
    for output in (build, tmp_path):
        ran = run("eval", "--gold", facts, output)
        assert ran.out.rstrip().endswith("closed     P 1.000 R 1.000 F1 1.000  gold 1 predicted 1")
    write(tmp_path / "facts.jsonl")
    assert "missed (line 3): An –leads→ Sao" in run("eval", "--gold", facts, build, "--errors", "1").out


def test_the_command_on_names(run: Terminal, tmp_path: Path) -> None:
    texts = write(tmp_path / "g.jsonl", TEXT, {**TEXT, "id": "t2"})
    ran = run("eval", "--texts", texts, annotated(tmp_path), "--names")
    assert ran.code == 0
    assert "without a prediction: 1, first t2" in ran.out
    assert "span       P 1.000 R 0.500 F1 0.667" in ran.out
    assert ran.out.rstrip().endswith("strict     P 0.500 R 0.250 F1 0.333  gold 4 predicted 2")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "either --gold or --texts"),
        (["--gold", "g", "--texts", "g"], "either --gold or --texts"),
        (["--gold", "g", "--names"], "--names"),
        (["--texts", "g", "--aliases", "a"], "--aliases"),
    ],
)
def test_options_that_do_not_go_together(run: Terminal, options: list[str], says: str) -> None:
    ran = run("eval", *options, "p")
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_missing_file(run: Terminal, tmp_path: Path) -> None:
    assert_one_line(run("eval", "--texts", tmp_path / "fehlt", tmp_path / "p"), "fehlt", "cannot be read")
