"""How far class phrases reach: by the weights that ship, by weights learned here, and what they may describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nlp_samples import Reader, marked, rule
from test_cli import Terminal, run

from kg.errors import InputError
from kg.model import CONCEPT
from kg.nlp.analysis import Node, analyse
from kg.nlp.concepts import add_concepts
from kg.nlp.extents import MODEL, PART, Extents, bounds
from kg.nlp.triggers import TriggerIndex
from kg.nlp.weights import read_weights
from kg.schema import Schema
from kg.schema.files import find
from kg.train_classes import class_phrases, fit_extents, held_out

__all__ = ["run"]

CLASS = rule("instanceOf/x", "mô hình", "công ty", "hãng", "startup", "nhà máy", frame="class", object_=("CONCEPT",))


@pytest.fixture(scope="module")
def shipped(schema: Schema) -> Extents:
    return Extents.load(find(MODEL, schema.roots))


def phrase(reader: Reader, extents: Extents, text: str) -> str:
    sentence = reader.analysis(text)
    (trigger,) = TriggerIndex([CLASS]).find(sentence)
    (added,), only = add_concepts(sentence, trigger, extents)
    assert only is None and sentence.nodes[added].type == CONCEPT
    return sentence.nodes[added].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Sao Khuê|ORG] là startup công nghệ y tế do [Lê An|PER] lập ra.", "startup công nghệ y tế"),
        ("[Mây Trắng|ORG], công ty khởi nghiệp có trụ sở tại [Huế|LOC], vừa gọi vốn.", "công ty khởi nghiệp"),
        ("[Mây Trắng|ORG] là hãng chip.", "hãng chip"),
        ("[Mây Trắng|ORG] là hãng vừa báo lỗ.", "hãng"),
        ("Hãng [Mây Trắng|ORG] vừa báo lỗ.", "Hãng"),
        ("[Sông Xanh|ORG], công ty của [Lê An|PER], vừa báo lỗ.", "công ty"),
        ("[Sông Xanh|ORG], nhà máy thủy điện, đã ngừng chạy.", "nhà máy thủy điện"),
    ],
)
def test_where_a_phrase_ends(reader: Reader, shipped: Extents, text: str, expected: str) -> None:
    assert phrase(reader, shipped, text) == expected


def test_without_weights_the_noun_stands_alone(reader: Reader) -> None:
    assert phrase(reader, Extents({}), "[Sếu 2|PRODUCT] là mô hình ngôn ngữ lớn.") == "mô hình"


def test_a_phrase_ends_at_a_sign_and_not_inside_a_name(reader: Reader) -> None:
    sentence = reader.analysis("[Sếu|PRODUCT] là mô hình ngôn ngữ [Mây Trắng|ORG] lớn, rất nhanh.")
    words = sentence.tokens.syllables
    ends = [words[at - 1] for at in bounds(sentence, 2, 4, len(words))]
    assert ends == ["hình", "ngôn", "ngữ", "Trắng", "lớn"]


def described(reader: Reader, text: str, description: str, entity: str | None) -> tuple[list[str], list[int] | None]:
    """Return the class phrases in a sentence where a description stands for an entity, and what they may describe."""
    (tokens,) = reader.sample(text).sentences
    start = tokens.start + text.index(description)
    node = Node(start, start + len(description), description, "ORG", entity, 1)
    sentence = analyse(tokens, [node], reader.schema.lang.words.prepositions)
    (trigger,) = TriggerIndex([CLASS]).find(sentence)
    added, only = add_concepts(sentence, trigger, Extents({}))
    return [sentence.nodes[n].text for n in added], only


def test_a_description_tells_only_what_it_stands_for(reader: Reader) -> None:
    text = "Theo hồ sơ, startup này đã báo lỗ."
    assert described(reader, text, "startup này", "mây trắng") == (["startup"], [0])
    assert described(reader, text, "startup này", None) == ([], [])


def write(path: Path, classes: bool = True) -> Path:
    rows: list[dict[str, Any]] = []
    for firm in ("Sao Khuê", "Gió Xanh", "Mây Trắng", "Hải Vân", "Lúa Vàng", "Đá Bạc"):
        for kind in ("công ty chế biến gỗ", "công ty vận tải", "công ty"):
            text, mentions = marked(f"[{firm}|ORG] là {kind} có tiếng ở miền Trung.")
            fact: dict[str, Any] = {
                "s": firm,
                "st": "ORG",
                "p": "instanceOf",
                "o": kind,
                "ot": "CONCEPT",
                "q": {},
                "mode": "asserted",
            }
            spans = [[m.start, m.end, m.type] for m in mentions]
            rows.append({"id": f"t{len(rows)}", "text": text, "entities": spans, "facts": [fact] if classes else []})
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_training_learns_where_phrases_end(reader: Reader, schema: Schema, tmp_path: Path) -> None:
    phrases = class_phrases([write(tmp_path / "t.jsonl")], schema)
    assert len(phrases) == 18
    assert held_out(phrases) == 18
    learned = Extents(fit_extents(phrases))
    assert phrase(reader, learned, "[Đèo Cả|ORG] là công ty vận tải có tiếng.") == "công ty vận tải"
    assert phrase(reader, learned, "[Đèo Cả|ORG] là công ty có tiếng.") == "công ty"


def test_nothing_to_learn_from(schema: Schema, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated class"):
        class_phrases([write(tmp_path / "t.jsonl", classes=False)], schema)


def test_the_command_writes_what_the_engine_reads(run: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "classes.tsv"
    done = run("train", "classes", write(tmp_path / "t.jsonl"), "-o", target)
    assert done.code == 0
    assert "18 of 18 class phrases end where annotated" in done.err
    assert read_weights(target, (PART,))[PART]
