"""Names in whole documents, by the model that ships."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.model import Mention
from kg.nlp.crf import Crf
from kg.nlp.names import NameRecogniser, spans_of
from kg.nlp.vi import Vietnamese
from kg.schema import Schema


def names(recogniser: NameRecogniser, language: Vietnamese, text: str) -> list[Mention]:
    sentences = [language.tokens(text, span) for span in language.sentences(text, 0, len(text))]
    return recogniser.recognise(text, sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng nay ông Lê Hoài An tới Đà Nẵng.", {("Lê Hoài An", "PER"), ("Đà Nẵng", "LOC")}),
        ("CEO Mark Zuckerberg rời trụ sở Meta.", {("Mark Zuckerberg", "PER"), ("Meta", "ORG")}),
        ("Bà Trần Thị Mai Lan làm việc tại Bộ Y tế.", {("Trần Thị Mai Lan", "PER"), ("Bộ Y tế", "ORG")}),
        ("Công ty của anh bán hàng ở tỉnh Lâm Đồng.", {("Lâm Đồng", "LOC")}),
        ("Năm 2023, doanh thu tăng 15% nhờ xuất khẩu gạo.", set()),
        ("Chúng tôi ăn sáng rồi đi làm.", set()),
    ],
)
def test_finds_names_with_their_types(
    recogniser: NameRecogniser, language: Vietnamese, text: str, expected: set[tuple[str, str]]
) -> None:
    assert {(m.text, m.type) for m in names(recogniser, language, text)} == expected


def test_mentions_are_sorted_disjoint_and_exact(recogniser: NameRecogniser, language: Vietnamese) -> None:
    text = "  Ông  Nguyễn Văn Hòa\tgặp bà Ngô Thị Thủy\nở Hà Nội, rồi cả hai sang Nhật Bản. Ông Hòa về trước.\n"
    found = names(recogniser, language, text)
    assert len(found) >= 4
    assert all(text[m.start : m.end] == m.text and 0 < m.score <= 1 for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_document_without_sentences_has_no_names(recogniser: NameRecogniser) -> None:
    assert recogniser.recognise("", []) == []


def test_listed_names_carry_their_canonical_id(
    recogniser: NameRecogniser, language: Vietnamese, schema: Schema
) -> None:
    (found,) = names(recogniser, language, "Chị ấy sống ở Hà Nội.")
    assert found.canonical in {entry.id for entry in schema.gazetteer.lookup("Hà Nội")}


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ([], []),
        (["O", "B-PER", "I-PER", "O"], [(1, 3)]),
        (["B-PER", "B-PER"], [(0, 1), (1, 2)]),
        (["B-PER", "I-ORG"], [(0, 1), (1, 2)]),
        (["I-LOC", "I-LOC"], [(0, 2)]),
    ],
)
def test_spans_of_labels(labels: list[str], spans: list[tuple[int, int]]) -> None:
    assert spans_of(labels) == spans


@pytest.mark.parametrize("content", [b"", b"something else", b"trithuc-crf 1\nnot packed"])
def test_a_broken_model_is_a_schema_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "names.crf"
    path.write_bytes(content)
    with pytest.raises(SchemaError, match=r"names\.crf"):
        Crf.load(path)


def test_a_missing_model_is_a_schema_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        Crf.load(tmp_path / "none.crf")
