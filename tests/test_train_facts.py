"""Training the weights: what it learns is what the texts say, the same from the same, and mistakes are named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from nlp_samples import Reader, marked, rule
from test_cli import Terminal, assert_one_line, run

from kg.annotated import read_training
from kg.errors import InputError
from kg.nlp.encoder import Encoder
from kg.nlp.relations import RelationEngine
from kg.nlp.scoring import Scorer, Weights
from kg.schema import Schema
from kg.schema.rules import RuleSet
from kg.train_facts import Labeller, train_facts

__all__ = ["run"]

PEOPLE = ("Lê An", "Vũ Bình", "Trần Chi", "Đỗ Dũng", "Hồ Giang", "Mai Hoa")
FIRMS = ("Sao Khuê", "Gió Xanh", "Mây Trắng", "Hải Vân", "Đèo Cả", "Lam Hồng")


def row(number: int, text: str, *facts: tuple[str, str, str], mode: str = "asserted") -> dict[str, Any]:
    plain, mentions = marked(text)
    return {
        "id": f"t{number}",
        "text": plain,
        "entities": [[m.start, m.end, m.type] for m in mentions],
        "facts": [{"s": s, "st": "PER", "p": p, "o": o, "ot": "ORG", "mode": mode} for s, p, o in facts],
    }


def texts() -> list[dict[str, Any]]:
    """Return texts in which who leads stands before the verb, and a denial makes it negated."""
    rows: list[dict[str, Any]] = []
    for i, person in enumerate(PEOPLE):
        for j, firm in enumerate(FIRMS):
            other = PEOPLE[(i + 1) % len(PEOPLE)]
            fact = (person, "leads", firm)
            plain = f"[{person}|PER] đứng đầu [{firm}|ORG], [{other}|PER] vắng mặt."
            rows.append(row(len(rows), plain, fact))
            if j % 2:
                denied = f"[{person}|PER] không đứng đầu [{firm}|ORG]."
                rows.append(row(len(rows), denied, fact, mode="negated"))
    return rows


def write(path: Path, *rows: Any) -> Path:
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(schema: Schema) -> Schema:
    """The schema with one rule alone."""
    leads = rule("leads/dung-dau", "đứng đầu")
    return replace(schema, rules=RuleSet({leads.id: leads}, {leads.id: "test"}))


@pytest.fixture(scope="module")
def trained(small: Schema, tmp_path_factory: pytest.TempPathFactory) -> tuple[Weights, Encoder]:
    return train_facts([write(tmp_path_factory.mktemp("data") / "t.jsonl", *texts())], small)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Ngô Khoa|PER] đứng đầu [Sóng Biển|ORG], [Lý Lan|PER] vắng mặt.", [("Ngô Khoa", "asserted")]),
        ("[Ngô Khoa|PER] không đứng đầu [Sóng Biển|ORG].", [("Ngô Khoa", "negated")]),
        ("[Ngô Khoa|PER] rời [Sóng Biển|ORG].", []),
    ],
)
def test_what_was_learned(
    reader: Reader, small: Schema, trained: tuple[Weights, Encoder], text: str, found: list[tuple[str, str]]
) -> None:
    sample = reader.sample(text)
    facts = RelationEngine(small, Scorer(*trained)).extract("a", sample.text, sample.sentences, sample.mentions)
    closed = [fact for fact in facts if fact.rule != "open/verb"]
    assert [(fact.subject.label, fact.mode.value) for fact in closed] == found


def test_the_same_from_the_same(small: Schema, trained: tuple[Weights, Encoder], tmp_path: Path) -> None:
    rows = texts()
    halves = [write(tmp_path / "1.jsonl", *rows[:20]), write(tmp_path / "2.jsonl", "", *rows[20:])]
    weights, network = train_facts(halves, small)
    assert weights.text() == trained[0].text()
    network.save(tmp_path / "again.net")
    trained[1].save(tmp_path / "first.net")
    assert (tmp_path / "again.net").read_bytes() == (tmp_path / "first.net").read_bytes()


def test_candidates_are_labelled_by_the_annotation(small: Schema) -> None:
    text = "[Lê An|PER] đứng đầu [Sao Khuê|ORG], [Vũ Bình|PER] vắng mặt."
    (found,) = Labeller(small).texts([row(1, text, ("Lê An", "leads", "Sao Khuê"))])
    assert len(found.candidates) == len(found.labels) >= 2
    assert sum(found.labels) == 1
    assert [mode for _, mode in found.modes] == ["asserted"]
    (other,) = Labeller(small).texts([row(1, text, ("Lê An", "owns", "Sao Khuê"))])
    assert sum(other.labels) == 0


@pytest.mark.parametrize(
    ("annotated", "right"),
    [("hãng vận tải biển", 1), ("Hãng", 1), ("hãng", 1), ("công ty vận tải", 0), ("hãngxe", 0)],
)
def test_a_class_is_known_by_its_noun(schema: Schema, annotated: str, right: int) -> None:
    kind = rule("instanceOf/hang", "hãng", frame="class", subject=("ORG",), object_=("CONCEPT",))
    one = replace(schema, rules=RuleSet({kind.id: kind}, {kind.id: "test"}))
    text = row(1, "[Sao Khuê|ORG] là hãng có tiếng.", ("Sao Khuê", "instanceOf", annotated))
    (found,) = Labeller(one).texts([text])
    assert found.labels == [right]


def test_what_is_partly_annotated_counts_only_where_it_is_right(small: Schema) -> None:
    text = row(1, "[Lê An|PER] đứng đầu [Sao Khuê|ORG], [Vũ Bình|PER] vắng mặt.", ("Lê An", "leads", "Sao Khuê"))
    (whole,) = Labeller(small).texts([text])
    (other,) = Labeller(small).texts([{**text, "partial": ["owns"]}])
    (partial,) = Labeller(small).texts([{**text, "partial": ["leads"]}])
    assert whole.weights == other.weights == [1.0] * len(whole.labels)
    assert partial.weights == [float(label) for label in partial.labels]
    assert partial.labels == whole.labels


def test_a_malformed_list_of_partial_predicates_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "t.jsonl", {**row(1, "[Lê An|PER] vui."), "partial": "leads"})
    with pytest.raises(InputError, match="partial"):
        list(read_training([path]))


def test_an_alternative_is_as_right(small: Schema) -> None:
    one = row(1, "[Lê An|PER] đứng đầu [Sao Khuê|ORG].", ("Lê An", "worksFor", "Sao Khuê"))
    one["facts"][0]["alt"] = ["leads"]
    (found,) = Labeller(small).texts([one])
    assert sum(found.labels) == 1


def test_examples_of_rules_are_learned_from(schema: Schema) -> None:
    leads = rule("leads/dung-dau", "đứng đầu").model_copy(
        update={
            "examples": ("[Lê An|subject] đứng đầu [Sao Khuê|object].",) * 2,
            "counterexamples": ("[Lê An|subject] gặp người đứng đầu [Sao Khuê|object].",),
        }
    )
    alone = replace(schema, rules=RuleSet({leads.id: leads}, {leads.id: "test"}))
    labels = [found.labels for found in Labeller(alone).examples()]
    assert labels == [[1], [1], [0]]


GOOD = row(1, "[Lê An|PER] đứng đầu [Sao Khuê|ORG].", ("Lê An", "leads", "Sao Khuê"))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("{", "not a JSON object"),
        ({key: value for key, value in GOOD.items() if key != "entities"}, '"entities" is missing'),
        ({key: value for key, value in GOOD.items() if key != "facts"}, '"facts" is missing'),
        ({**GOOD, "entities": [[0, 5]]}, '"entities" is missing or malformed'),
        ({**GOOD, "entities": [[0, 99, "PER"]]}, "name 0-99 lies outside the text"),
        ({**GOOD, "entities": [[0, 5, "DATE"]]}, "unknown type 'DATE' (valid: PER, "),
        ({**GOOD, "entities": [[0, 5, "PER"], [3, 8, "ORG"]]}, "names 0-5 and 3-8 overlap"),
        ({**GOOD, "facts": [{"s": "An"}]}, '"st" is missing'),
    ],
)
def test_a_broken_line_is_named(small: Schema, tmp_path: Path, broken: Any, says: str) -> None:
    path = write(tmp_path / "t.jsonl", GOOD, broken)
    with pytest.raises(InputError) as caught:
        train_facts([path], small)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert says in str(caught.value)


def test_texts_of_which_no_rule_sees_anything(schema: Schema, tmp_path: Path) -> None:
    blind = rule("leads/khong", "không bao giờ thấy")
    alone = replace(schema, rules=RuleSet({blind.id: blind}, {blind.id: "test"}))
    with pytest.raises(InputError, match="no annotated fact matches"):
        train_facts([write(tmp_path / "t.jsonl", GOOD)], alone)


def test_decomposed_letters_keep_their_names(tmp_path: Path) -> None:
    text = normalize("NFD", GOOD["text"])
    names = [(normalize("NFD", name), kind) for name, kind in (("Lê An", "PER"), ("Sao Khuê", "ORG"))]
    entities = [[text.index(name), text.index(name) + len(name), kind] for name, kind in names]
    assert entities != GOOD["entities"]
    path = write(tmp_path / "t.jsonl", {**GOOD, "text": text, "entities": entities})
    (found,) = read_training([path])
    assert found["text"] == GOOD["text"]
    assert [list(name) for name in found["entities"]] == GOOD["entities"]


def test_the_command(run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import train_facts as library

    monkeypatch.setattr(library, "train_facts", lambda paths, schema, say: (Weights({"a": 1.0}, {}), Encoder({}, {})))
    ran = run("train", "facts", tmp_path / "t.jsonl", "-o", tmp_path / "deep" / "facts.tsv")
    assert (ran.code, ran.out) == (0, "")
    assert "1 weights" in ran.err
    assert Weights.load(tmp_path / "deep" / "facts.tsv").first == {"a": 1.0}
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["facts.net", "facts.tsv"]


def test_the_command_on_a_missing_file(run: Terminal, tmp_path: Path) -> None:
    ran = run("train", "facts", tmp_path / "fehlt.jsonl", "-o", tmp_path / "facts.tsv")
    assert_one_line(ran, "fehlt.jsonl", "cannot be read")
