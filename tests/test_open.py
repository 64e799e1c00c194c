"""Open facts: which verbs between names become one, which do not, and that all that follows can work with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nlp_samples import Reader, marked
from test_cli import Terminal, run

from kg.errors import InputError
from kg.model import Fact
from kg.nlp.open import OPEN, OpenFacts, taken_of
from kg.nlp.relations import RelationEngine
from kg.schema import Schema
from kg.train_open import fit_open, held_out, judge_open

__all__ = ["run"]

# A subject right before its verb and an object right behind it, whatever the verb.
EAGER = {"<bias>": -1.0, "L.path=/subj": 3.0, "T.path=/subj": 3.0, "turned=True.ORG-ORG": 3.0, "follow=VG": -9.0}


@pytest.fixture(scope="module")
def engine(reader: Reader) -> RelationEngine:
    return RelationEngine(reader.schema)


def opened(reader: Reader, text: str, weights: dict[str, float] | None = None) -> list[str]:
    """Return the open facts of a marked sentence, by eager weights if none are given."""
    sample = reader.sample(text)
    finder = OpenFacts(reader.schema.lang, EAGER if weights is None else weights)
    readings = RelationEngine(reader.schema).read(sample.sentences, sample.mentions, sample.entities, sample.owner)
    out = []
    for r in readings:
        for c, _ in finder.chosen(r.sentence, r.parsed, (), ()):
            names = (r.sentence.nodes[c.subject].text, r.sentence.nodes[c.object].text)
            out.append(f"{names[0]} {c.trigger.rule.predicate} {names[1]}")
    return out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Mây Trắng|ORG] đánh bại [Hải Vân|ORG].", ["Mây Trắng open:đánh bại Hải Vân"]),
        ("[Mây Trắng|ORG] vẫn đã đánh bại [Hải Vân|ORG].", ["Mây Trắng open:đánh bại Hải Vân"]),
        ("[Mây Trắng|ORG] sẽ đối đầu với [Hải Vân|ORG].", ["Mây Trắng open:đối đầu với Hải Vân"]),
        ("[Mây Trắng|ORG] ký hợp đồng với [Hải Vân|ORG].", ["Mây Trắng open:ký hợp đồng với Hải Vân"]),
        ("[Mây Trắng|ORG] đánh bại tập đoàn [Hải Vân|ORG].", ["Mây Trắng open:đánh bại Hải Vân"]),
        (
            "[Mây Trắng|ORG] đánh bại [Hải Vân|ORG] và [Sao Khuê|ORG].",
            ["Mây Trắng open:đánh bại Hải Vân", "Mây Trắng open:đánh bại Sao Khuê"],
        ),
        ("[Hải Vân|ORG] bị [Sao Khuê|ORG] đánh bại.", ["Sao Khuê open:đánh bại Hải Vân"]),
        # Near misses: no verb, a copula, a question, no object, a clause as object, one thing twice.
        ("[Mây Trắng|ORG] và [Hải Vân|ORG].", []),
        ("[Mây Trắng|ORG] là [Hải Vân|ORG].", []),
        ("[Mây Trắng|ORG] đánh bại [Hải Vân|ORG]?", []),
        ("[Mây Trắng|ORG] đánh bại. [Hải Vân|ORG] vui.", []),
        ("[Mây Trắng|ORG] yêu cầu [Hải Vân|ORG] trả lời.", []),
        ("[Mây Trắng|ORG] đánh bại [Mây Trắng|ORG].", []),
    ],
)
def test_what_the_weights_are_asked_about(reader: Reader, text: str, found: list[str]) -> None:
    assert opened(reader, text) == found


def test_nothing_without_weights(reader: Reader) -> None:
    assert opened(reader, "[Mây Trắng|ORG] đánh bại [Hải Vân|ORG].", {"<bias>": -1.0}) == []


def extracted(reader: Reader, engine: RelationEngine, text: str) -> list[Fact]:
    sample = reader.sample(text)
    return engine.extract("a.txt", sample.text, sample.sentences, sample.mentions)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Mây Trắng|ORG] đánh bại [Hải Vân|ORG].", ["Mây Trắng open:đánh bại Hải Vân"]),
        ("[Lê Hoàng Nam|PER] thắng [Trần Duy Khoa|PER] 2-0.", ["Lê Hoàng Nam open:thắng Trần Duy Khoa"]),
        ("[Mây Trắng|ORG] rời [Hà Nội|LOC] sáng nay.", ["Mây Trắng open:rời Hà Nội"]),
        ("[Mây Trắng|ORG] yêu cầu [Hải Vân|ORG] trả lời trước tháng 5.", []),
        ("[Mây Trắng|ORG] cho biết [Hải Vân|ORG] vắng mặt.", []),
        # The closed list has a relation for these words.
        ("[Hải Vân|ORG] mua lại [Mây Trắng|ORG] năm 2021.", []),
    ],
)
def test_with_the_weights_that_ship(reader: Reader, engine: RelationEngine, text: str, found: list[str]) -> None:
    facts = [fact for fact in extracted(reader, engine, text) if fact.predicate.startswith(OPEN)]
    assert [f"{f.subject.label} {f.predicate} {f.object.label}" for f in facts] == found
    assert all(f.rule == "open/verb" and f.confidence >= 0.5 and f.trigger in f.sentence.text for f in facts)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("[Mây Trắng|ORG] đánh bại [Hải Vân|ORG].", "asserted"),
        ("[Mây Trắng|ORG] không đánh bại [Hải Vân|ORG].", "negated"),
        ("[Mây Trắng|ORG] muốn đánh bại [Hải Vân|ORG].", "predicted"),
        ("[Mây Trắng|ORG] đề nghị đánh bại [Hải Vân|ORG].", "predicted"),
    ],
)
def test_mode(reader: Reader, engine: RelationEngine, text: str, mode: str) -> None:
    (fact,) = extracted(reader, engine, text)
    assert (fact.predicate, fact.mode.value) == ("open:đánh bại", mode)


def test_a_closed_fact_keeps_its_words_and_its_ends(reader: Reader) -> None:
    sample = reader.sample("[Hải Vân|ORG] mua [Mây Trắng|ORG].")
    engine = RelationEngine(reader.schema)
    (r,) = engine.read(sample.sentences, sample.mentions, sample.entities, sample.owner)
    finder = OpenFacts(reader.schema.lang, EAGER)
    assert finder.proposals(r.sentence, r.parsed, {})
    assert not finder.proposals(r.sentence, r.parsed, taken_of(r.candidates))
    given = [(c, 0.9) for c in r.candidates]
    assert finder.chosen(r.sentence, r.parsed, (), ())
    assert not finder.chosen(r.sentence, r.parsed, (), given)


def row(number: int, text: str, verb: str) -> dict[str, Any]:
    plain, mentions = marked(text)
    fact = {"s": mentions[0].text, "st": "ORG", "p": OPEN + verb, "o": mentions[1].text, "ot": "ORG"}
    return {
        "id": f"t{number}",
        "text": plain,
        "entities": [[m.start, m.end, m.type] for m in mentions],
        "facts": [{**fact, "mode": "asserted"}] if verb else [],
    }


FIRMS = ("Sao Khuê", "Gió Xanh", "Mây Trắng", "Hải Vân", "Đèo Cả", "Lam Hồng")


def written(path: Path, verb: str) -> Path:
    """Write texts in which who beats whom is a fact and who praises whom is none."""
    pairs = [(a, b) for a in FIRMS for b in FIRMS if a != b]
    rows = [row(i, f"[{a}|ORG] đánh bại [{b}|ORG].", verb) for i, (a, b) in enumerate(pairs)]
    rows += [row(100 + i, f"[{a}|ORG] khen ngợi [{b}|ORG].", "") for i, (a, b) in enumerate(pairs)]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


def test_training_learns_the_verb(schema: Schema, reader: Reader, tmp_path: Path) -> None:
    data = judge_open([written(tmp_path / "t.jsonl", "đánh bại")], schema)
    weights = fit_open(data)
    assert weights == fit_open(data)
    assert opened(reader, "[Đồng Xanh|ORG] đánh bại [Biển Bạc|ORG].", weights) == ["Đồng Xanh open:đánh bại Biển Bạc"]
    assert opened(reader, "[Đồng Xanh|ORG] khen ngợi [Biển Bạc|ORG].", weights) == []
    step, given, right = held_out(data, schema)[2]
    assert (step, given, right) == (0.5, 30, 30)


def test_training_needs_an_open_fact(schema: Schema, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated open fact"):
        judge_open([written(tmp_path / "t.jsonl", "ký kết")], schema)


ARTICLE = "Câu lạc bộ Hà Nội đánh bại Câu lạc bộ Nam Định\n\nTối nay, Arsenal đánh bại Chelsea trên sân nhà.\n"


def test_open_facts_go_all_the_way(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    ran = run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert ran.code == 0
    facts = [json.loads(line) for line in (tmp_path / "out" / "facts.jsonl").read_text("utf-8").splitlines()]
    assert "open:đánh bại" in {fact["predicate"] for fact in facts}
    assert "open:" in (tmp_path / "out" / "graph.ttl").read_text("utf-8")
    assert "đánh bại" in (tmp_path / "out" / "graph.html").read_text("utf-8")
    assert run("validate", tmp_path / "out" / "graph.ttl").code == 0
    explained = run("explain", "Arsenal", "-o", tmp_path / "out")
    assert explained.code == 0
    assert "đánh bại" in explained.out


def test_no_open_leaves_them_out(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    assert run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--no-open").code == 0
    for name in ("facts.jsonl", "graph.ttl"):
        assert "open:đánh" not in (tmp_path / "out" / name).read_text("utf-8")
