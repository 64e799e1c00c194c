"""Offsets into the text as it was given, whatever its form, and lines that are wrong."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from kg.annotate import Record, annotate, given, records
from kg.errors import InputError
from kg.model import LITERAL_TYPES

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.schema import Schema

SENTENCE = "Ông Trần Quốc Bảo là tổng giám đốc của Tập đoàn Hải Vân từ năm 2019."
LETTERS = "aăâeêoôơuưyđ \n\rXbk,한"
MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u031b"


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def as_read(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


@for_all(some.text(some.sampled_from(LETTERS + MARKS), max_size=20).map(decomposed), some.data())
def test_spans_go_back_to_the_given_text(text: str, data: some.DataObject) -> None:
    mapped = given(text)
    assert mapped.read == as_read(text)
    if not mapped.read:
        return
    start = data.draw(some.integers(0, len(mapped.read) - 1))
    end = data.draw(some.integers(start + 1, len(mapped.read)))
    left, right = mapped.span(start, end)
    assert 0 <= left < right <= len(text)
    assert mapped.read[start:end] in as_read(text[left:right])
    assert mapped.span(0, len(mapped.read)) == (0, len(text))


@pytest.mark.parametrize(("text", "span", "found"), [
    ("Hà Nội", (3, 6), "Nội"),
    (decomposed("Hà Nội"), (3, 6), decomposed("Nội")),
    ("Huế\r\nHà Nội", (4, 6), "Hà"),
    (decomposed("Huế\r\nTrần Đức"), (9, 12), decomposed("Đức")),
    ("a\rb", (2, 3), "b"),
    (decomposed("ệ") + "x", (0, 1), decomposed("ệ")),
])  # fmt: skip
def test_span_of_one_name(text: str, span: tuple[int, int], found: str) -> None:
    start, end = given(text).span(*span)
    assert text[start:end] == found


def test_text_in_normal_form_is_not_mapped() -> None:
    assert given(SENTENCE).starts is None


@pytest.mark.parametrize("form", [str, decomposed, lambda text: f"Mở đầu.\r\n{text}\r\n"])
def test_same_names_and_facts_in_every_form(form: object, nlp: Language, schema: Schema) -> None:
    text = form(SENTENCE)  # type: ignore[operator]
    (one,) = annotate([Record("x", text)], nlp, schema)
    names = {(unicodedata.normalize("NFC", text[s:e]), kind) for s, e, kind in one["entities"]}
    assert {("Trần Quốc Bảo", "PER"), ("Tập đoàn Hải Vân", "ORG")} <= names
    assert any(kind in LITERAL_TYPES for _, kind in names)
    assert one["facts"]
    for fact in one["facts"]:
        place = fact["sentence"]
        assert text[place["start"] : place["end"]] == place["text"]
        assert "doc" not in fact
    leads = [(f["subject"]["label"], f["object"]["label"]) for f in one["facts"] if f["predicate"] == "leads"]
    assert leads == [("Trần Quốc Bảo", "Tập đoàn Hải Vân")]


def test_each_text_is_a_document_of_its_own(nlp: Language, schema: Schema) -> None:
    texts = [
        Record(7, SENTENCE),
        Record("b", ""),
        Record("b", "Ông lãnh đạo công ty."),
        Record("c", SENTENCE),
    ]
    found = list(annotate(texts, nlp, schema))
    assert [one["id"] for one in found] == [7, "b", "b", "c"]
    assert found[0]["entities"] == found[3]["entities"]
    assert found[1] == {"id": "b", "entities": [], "facts": []}
    # The pronoun of one text never stands for a name of another.
    assert not found[2]["facts"]


def test_records_take_what_is_there_and_leave_the_rest() -> None:
    lines = ['{"id": 3, "text": "A", "facts": [1]}', "", ' {"text":"B","id":"x"} ']
    assert list(records(lines, "in")) == [Record(3, "A"), Record("x", "B")]


@pytest.mark.parametrize(("line", "message"), [
    ("{", "is not a JSON object"),
    ("[1]", "is not a JSON object"),
    ('{"text": "A"}', '"id" is missing'),
    ('{"id": true, "text": "A"}', '"id" is missing'),
    ('{"id": "1"}', '"text" is missing'),
    ('{"id": "1", "text": null}', '"text" is missing'),
    (json.dumps({"id": "1", "text": "a\ud800"}), "lone surrogate"),
])  # fmt: skip
def test_wrong_line_is_named_by_its_number(line: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^in.jsonl:2: .*{message}"):
        list(records(['{"id": "1", "text": "A"}', line], "in.jsonl"))
