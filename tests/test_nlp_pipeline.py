"""The spaCy pipeline: nothing of a text is changed, and every offset that comes out of it fits."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_text import MESSY

from kg.model import END_TYPES, Block, Document, Fact, Mention
from kg.nlp import make_nlp
from kg.nlp.pipeline import SyllableTokenizer, without_overlap
from kg.text import nfc, syllables

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.schema import Schema

TEXT = (
    "Ông Trần Quốc Bảo là tổng giám đốc của Tập đoàn Hải Vân từ năm 2019.\n\n"
    "Năm 2023, Tập đoàn Hải Vân đạt doanh thu 1.250 tỷ đồng, tăng 15%. Hãng có trụ sở tại Đà Nẵng."
)
# Pieces of real sentences in any order, so that names, values and facts come out of odd texts too.
PIECES = st.lists(
    st.sampled_from([
        "Ông Trần Quốc Bảo ", "là tổng giám đốc của ", "Tập đoàn Hải Vân ", "đạt doanh thu ", "1.250 tỷ đồng",
        "từ năm 2019", ", ", ". ", "\n", "  ", "“", "”", "(", ")", "sáng lập ", "do bà Lê Thu Hà ", "tại Đà Nẵng",
        "không ", "cho biết ", "theo ", "61% ", "\t", "…", "ra mắt ", "Hãng này ", "hoà ", "TP. ", "\u00a0", "😀",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


def check(doc: Doc, text: str) -> None:
    """Check everything that must hold of a doc, whatever the text."""
    assert doc.text == text
    mentions: list[Mention] = doc._.mentions
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.text == mention.text.strip()
        assert mention.type in END_TYPES
        assert 0 <= mention.score <= 1
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert {(e.start_char, e.end_char) for e in doc.ents} >= {
        (m.start, m.end)
        for m in mentions
        if doc.char_span(m.start, m.end)
    }  # fmt: skip
    facts: list[Fact] = doc._.facts
    spans = {(s.start, s.end) for s in doc._.sentences}
    for fact in facts:
        place = fact.sentence
        assert text[place.start : place.end] == place.text
        assert (place.start, place.end) in spans
        assert fact.trigger in place.text
        assert fact.object.mention in place.text
        assert fact.subject.mention in place.text
        assert 0.5 <= fact.confidence <= 1
        assert Fact.from_json(json.loads(json.dumps(fact.to_json()))).id == fact.id
    assert len({fact.id for fact in facts}) == len(facts)


@settings(max_examples=60, deadline=None)
@given(st.one_of(MESSY, PIECES))
def test_every_offset_fits_whatever_the_text(nlp: Language, text: str) -> None:
    check(nlp(nfc(text)), nfc(text))


def test_a_text_of_some_sentences(nlp: Language) -> None:
    doc = nlp(TEXT)
    check(doc, TEXT)
    found = {(m.text, m.type) for m in doc._.mentions}
    assert {
        ("Trần Quốc Bảo", "PER"),
        ("Đà Nẵng", "LOC"),
        ("1.250 tỷ đồng", "MONEY"),
        ("năm 2019", "DATE"),
    } <= found
    lines = {(f.subject.label, f.predicate, f.object.label) for f in doc._.facts}
    assert ("Trần Quốc Bảo", "leads", "Tập đoàn Hải Vân") in lines
    starts = [token.idx for token in doc if token.is_sent_start]
    assert starts == [TEXT.index(words) for words in ("Ông", "Năm 2023", "Hãng")]


def test_words_and_tags_are_on_the_tokens(nlp: Language) -> None:
    doc = nlp(TEXT)
    by_text = {token.text: token for token in doc if token.idx < 70}
    assert by_text["tổng"]._.word == by_text["đốc"]._.word != by_text["của"]._.word
    assert by_text["Trần"].tag_ == "Np"
    numbers = [token._.word for token in doc if token._.word is not None]
    assert numbers == sorted(numbers)
    assert numbers[0] == 0


def test_dropped_blocks_are_left_unread(nlp: Language) -> None:
    end = TEXT.index("\n\n") + 2
    blocks = (Block(0, end, "dropped", "menu"), Block(end, len(TEXT)))
    doc = nlp.make_doc(TEXT)
    doc._.document = Document("a.txt", TEXT, blocks)
    doc = nlp(doc)
    check(doc, TEXT)
    assert doc._.mentions
    assert all(mention.start >= end for mention in doc._.mentions)
    assert all(fact.sentence.doc == "a.txt" for fact in doc._.facts)


@pytest.mark.parametrize(
    ("published", "value"), [("2024-11-21", "2023"), ("1999-01-02", "1998"), (None, None), ("sometime", None)]
)
def test_the_date_of_the_document_resolves_relative_dates(
    nlp: Language, published: str | None, value: str | None
) -> None:
    text = "Năm ngoái, Tập đoàn Hải Vân lãi lớn."
    doc = nlp.make_doc(text)
    doc._.document = Document("a.txt", text, date=published)
    dates = [m.value.value if m.value else None for m in nlp(doc)._.mentions if m.type == "DATE"]
    assert dates in ([value], [] if value is None else [value])


def test_a_second_run_is_the_same_and_keeps_nothing(nlp: Language, schema: Schema) -> None:
    first = nlp(TEXT)._.facts
    nlp("Bà Lê Thu Hà sáng lập Quỹ Mầm Xanh.")
    assert nlp(TEXT)._.facts == first
    assert make_nlp(schema).pipe_names == nlp.pipe_names == ["kg_words", "kg_mentions", "kg_relations"]


@given(MESSY)
def test_the_tokenizer_keeps_every_character(messy: str) -> None:
    from spacy.vocab import Vocab

    doc = SyllableTokenizer(Vocab())(messy)
    assert doc.text == messy
    places = {(token.idx, token.idx + len(token)) for token in doc if not token.text.isspace()}
    assert set(syllables(messy)) <= places


@pytest.mark.parametrize(
    ("values", "kept"),
    [([(0, 3)], 1), ([(3, 5)], 1), ([(5, 9)], 0), ([(9, 12)], 0), ([(2, 20)], 0), ([(10, 14)], 1), ([], 0)],
)
def test_a_value_gives_way_to_a_name(values: list[tuple[int, int]], kept: int) -> None:
    name = Mention(5, 10, "x" * 5, "ORG")
    found = without_overlap([name], [Mention(s, e, "x" * (e - s), "DATE") for s, e in values])
    assert name in found
    assert len(found) == 1 + kept
    assert [m.start for m in found] == sorted(m.start for m in found)
