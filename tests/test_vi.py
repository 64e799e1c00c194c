"""Sentences, words and tags, all of them placed in the text as it was given."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from nlp_samples import Reader
from test_text import MESSY

from kg.nlp.vi import Vietnamese
from kg.text import nfc


@pytest.fixture(scope="module")
def vietnamese(reader: Reader) -> Vietnamese:
    return reader.vietnamese


@pytest.mark.parametrize(
    "sentences",
    [
        ["PGS.TS. Nguyễn Văn An đến TP. Hồ Chí Minh.", "Ông ở lại hai ngày."],
        ["GS. TS. Trần Bình và ThS. Lê Chi đều đến.", "Họ vui."],
        ["J. K. Rowling viết truyện.", "Bà nổi tiếng."],
        ["Chị theo ngành y.", "Anh theo ngành luật."],
        ["Nhà ở q. Bình Thạnh cũ.", "Đã bán."],
        ["Ông nói: “Tôi đi.”", "Rồi ông đi."],
        ["Giá 1.250 đồng.", "Tăng 5%."],
        ["Doanh thu tăng 5 %.", "Lợi nhuận giảm."],
        ["Thật à?", "Vâng!", "Đi thôi…"],
        ["Trang tin.vn đưa tin.", "Hết."],
        ["Công ty Sao (gọi tắt là S.) lãi lớn.", "Tốt."],
        ["Ông chần chừ... rồi đi."],
        ["Không có dấu chấm"],
        ["Phiên bản 3.1 ra mắt ngày 5.6.2023."],
    ],
)
def test_sentences(vietnamese: Vietnamese, sentences: list[str]) -> None:
    text = " ".join(sentences)
    spans = vietnamese.sentences(text, 0, len(text))
    assert [text[start:end] for start, end in spans] == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\t ", []),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("  Câu một.   Câu hai.  \r\n", ["Câu một.", "Câu hai."]),
        ("…", ["…"]),
    ],
)
def test_edges_and_empty_texts(vietnamese: Vietnamese, text: str, sentences: list[str]) -> None:
    spans = vietnamese.sentences(text, 0, len(text))
    assert [text[start:end] for start, end in spans] == sentences


def test_a_part_of_a_text_is_read_alone(vietnamese: Vietnamese) -> None:
    text = "Bỏ qua. Ông An đến. Bà Bình đi. Bỏ qua."
    start, end = text.index("Ông"), text.index(" Bỏ qua.")
    assert [text[a:b] for a, b in vietnamese.sentences(text, start, end)] == ["Ông An đến.", "Bà Bình đi."]


def test_an_abbreviation_is_guarded_only_where_it_is_known() -> None:
    text = "Anh gặp bác Xyz. Hai người nói chuyện."
    assert len(Vietnamese(["xyz."]).sentences(text, 0, len(text))) == 1
    assert len(Vietnamese([]).sentences(text, 0, len(text))) == 2
    assert len(Vietnamese(["yz."]).sentences(text, 0, len(text))) == 2


def test_words_and_tags(vietnamese: Vietnamese) -> None:
    text = "Bỏ qua. Ông  Trần Quốc Bảo là tổng giám đốc của Tập đoàn Hoà An."
    tokens = vietnamese.tokens(text, (8, len(text)))
    words: dict[int, list[str]] = {}
    for syllable, word in zip(tokens.syllables, tokens.words, strict=True):
        words.setdefault(word, []).append(syllable)
    assert [" ".join(parts) for parts in words.values()] == [
        "Ông", "Trần Quốc Bảo", "là", "tổng giám đốc", "của", "Tập đoàn", "Hoà An", ".",
    ]  # fmt: skip
    tags = dict(zip(tokens.syllables, tokens.tags, strict=True))
    assert (tags["Bảo"], tags["là"], tags["tổng"], tags["của"], tags["."]) == ("Np", "V", "N", "E", "CH")
    assert text[slice(*tokens.spans[0])] == "Ông"


def test_no_tokens_at_all(vietnamese: Vietnamese) -> None:
    tokens = vietnamese.tokens("   ", (0, 3))
    assert (tokens.syllables, tokens.spans, tokens.words, tokens.tags) == ([], [], [], [])


@settings(max_examples=150, deadline=None)
@given(MESSY)
def test_every_offset_fits_whatever_the_text(vietnamese: Vietnamese, messy: str) -> None:
    text = nfc(messy)
    spans = vietnamese.sentences(text, 0, len(text))
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split()), "a sentence lost characters"
    for span in spans:
        tokens = vietnamese.tokens(text, span)
        assert tokens.syllables == [text[start:end] for start, end in tokens.spans]
        assert len(tokens.words) == len(tokens.tags) == len(tokens.syllables)
        assert all(left <= right for left, right in pairwise(tokens.words))
        assert all(span[0] <= start < end <= span[1] for start, end in tokens.spans)


def test_a_known_name_in_place_of_an_unknown_one_mends_the_tags_beside_it() -> None:
    text = "Ông Vàng Seo Phừ lãnh đạo Skylark AI, còn Wei Zhang Ba Tơ thăm Ukraine hôm qua."
    reader = Vietnamese([])
    tokens = reader.tokens(text, (0, len(text)))
    places = [
        ("Vàng Seo Phừ", "Nam"),
        ("Skylark AI", "FPT"),
        ("Wei Zhang", "Nam"),
        ("Ba Tơ", "Nam"),
        ("Ukraine", "Hà Nội"),
    ]
    names = [(text.index(name), text.index(name) + len(name), word) for name, word in places]
    (again,) = reader.retagged([tokens], [names])
    assert (again.syllables, again.spans) == (tokens.syllables, tokens.spans)
    tags = dict(zip(again.syllables, again.tags, strict=True))
    before = dict(zip(tokens.syllables, tokens.tags, strict=True))
    assert before["Ukraine"] != "Np" and before["AI"] != "Np"
    assert (tags["Ukraine"], tags["Skylark"], tags["AI"], tags["thăm"]) == ("Np", "Np", "Np", "V")
    words = dict(zip(again.syllables, again.words, strict=True))
    assert words["Vàng"] == words["Phừ"] != words["lãnh"]
    assert words["Zhang"] != words["Ba"] == words["Tơ"]
