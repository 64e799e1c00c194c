"""The records: ids that depend on content alone, and JSON that comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import (
    END_TYPES,
    LITERAL_TYPES,
    NAME_TYPES,
    End,
    Fact,
    Mention,
    Mode,
    Sentence,
    Value,
    content_id,
    sorted_pairs,
)

TEXT = st.text(max_size=12)
VALUES = st.builds(
    Value,
    st.sampled_from(LITERAL_TYPES),
    TEXT,
    *[st.none() | TEXT for _ in range(4)],
)


@st.composite
def ends(draw: st.DrawFn) -> End:
    value = draw(st.none() | VALUES)
    kind = value.kind if value else draw(st.sampled_from(END_TYPES))
    aliases = tuple(sorted(draw(st.sets(TEXT, max_size=3))))
    return End(draw(TEXT), draw(TEXT), kind, draw(TEXT), aliases, value)


FACTS = st.builds(
    Fact,
    st.builds(Sentence, TEXT, st.integers(0, 99), st.integers(0, 99), TEXT),
    ends(),
    TEXT,
    ends(),
    st.dictionaries(TEXT, TEXT, max_size=3).map(lambda pairs: sorted_pairs(pairs.items())),
    st.sampled_from(Mode),
    st.none() | TEXT,
    TEXT,
    TEXT,
    st.integers(0, 10_000).map(lambda n: n / 10_000),
)


@given(FACTS)
def test_a_fact_comes_back_from_json(fact: Fact) -> None:
    back = Fact.from_json(json.loads(json.dumps(fact.to_json(), ensure_ascii=False)))
    assert back == fact
    assert back.id == fact.id


@given(FACTS)
def test_json_without_the_document(fact: Fact) -> None:
    data = fact.to_json(with_doc=False)
    assert "doc" not in data
    assert data == {key: value for key, value in fact.to_json().items() if key != "doc"}


FACT = Fact(
    Sentence("a.txt", 4, 30, "Lê An lãnh đạo Sao Khuê."),
    End("le-an", "Lê An", "PER", "ông", ("An",)),
    "leads",
    End("sao-khue", "Sao Khuê", "ORG", "Sao Khuê"),
    (("role", "giám đốc"),),
    rule="leads/a",
    trigger="lãnh đạo",
    confidence=0.93,
)


def test_the_form_of_a_line() -> None:
    assert FACT.to_json() == {
        "id": FACT.id,
        "doc": "a.txt",
        "sentence": {"start": 4, "end": 30, "text": "Lê An lãnh đạo Sao Khuê."},
        "subject": {"id": "le-an", "label": "Lê An", "type": "PER", "mention": "ông", "aliases": ["An"]},
        "predicate": "leads",
        "object": {"id": "sao-khue", "label": "Sao Khuê", "type": "ORG", "mention": "Sao Khuê"},
        "qualifiers": {"role": "giám đốc"},
        "mode": "asserted",
        "by": None,
        "rule": "leads/a",
        "trigger": "lãnh đạo",
        "confidence": 0.93,
    }
    assert FACT.id == "f:" + FACT.id[2:]
    assert len(FACT.id) == 14


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"rule": "leads/b"}, True),
        ({"trigger": "đứng đầu"}, True),
        ({"confidence": 0.5}, True),
        ({"subject": replace(FACT.subject, label="Lê Văn An", mention="An")}, True),
        ({"subject": replace(FACT.subject, id="le-an-2")}, False),
        ({"predicate": "worksFor"}, False),
        ({"object": FACT.subject}, False),
        ({"mode": Mode.NEGATED}, False),
        ({"by": "VTV"}, False),
        ({"qualifiers": ()}, False),
        ({"qualifiers": (("role", "chủ tịch"),)}, False),
        ({"sentence": replace(FACT.sentence, start=5)}, False),
        ({"sentence": replace(FACT.sentence, doc="b.txt")}, False),
    ],
)
def test_what_makes_a_fact_another_one(change: dict[str, object], same: bool) -> None:
    assert (replace(FACT, **change).id == FACT.id) is same  # type: ignore[arg-type]


def test_content_ids_keep_their_parts_apart() -> None:
    assert content_id("q", "ab", "c") != content_id("q", "a", "bc")
    assert content_id("q", "a", "") != content_id("q", "a")
    assert content_id("q", "a", length=4) == content_id("q", "a")[:6]
    assert content_id("q", "\ud800").startswith("q:")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (Value("MONEY", "5", "USD"), Value("MONEY", "5", "USD", hedge="khoảng"), True),
        (Value("MONEY", "5", "USD"), Value("MONEY", "5", "VND"), False),
        (Value("MONEY", "5", "USD"), Value("QUANTITY", "5", "USD"), False),
        (Value("DATE", "2023", precision="year"), Value("DATE", "2023", precision="decade"), False),
        (Value("DATE", "2023"), Value("DATE", "2023", end="2024"), False),
    ],
)
def test_keys_of_values(left: Value, right: Value, same: bool) -> None:
    assert (left.key() == right.key()) is same


def test_pairs_are_sorted_and_the_last_wins() -> None:
    assert sorted_pairs([("b", "1"), ("a", "2"), ("b", "3")]) == (("a", "2"), ("b", "3"))


def test_types_are_disjoint_and_records_cannot_change() -> None:
    assert len(END_TYPES) == len(set(END_TYPES))
    assert not set(NAME_TYPES) & set(LITERAL_TYPES)
    assert End("x", "x", "DATE", "x").is_literal
    assert not End("x", "x", "PER", "x").is_literal
    assert Sentence("a.txt", 4, 30, "").id == "a.txt#4-30"
    with pytest.raises(AttributeError):
        Mention(0, 1, "a", "PER").start = 2  # type: ignore[misc]
