"""The relation engine with rules and weights made for the test: what becomes a fact, and what stands in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nlp_samples import Reader, marked, rule

from kg.model import Fact, Mention, Mode, Value
from kg.nlp.relations import RelationEngine
from kg.nlp.scoring import BIAS, Scorer, Weights, probability
from kg.schema.rules import Rule, RuleSet

# Subject, trigger, object in this order is a fact, anything else is not.
PLAIN = Weights({BIAS: -3.0, "order=STO": 5.0}, {"negated": {}, "predicted": {}, "reported": {}})


def engine(reader: Reader, *rules: Rule, weights: Weights = PLAIN) -> RelationEngine:
    chosen = RuleSet({one.id: one for one in rules}, {one.id: "test" for one in rules})
    return RelationEngine(replace(reader.schema, rules=chosen), Scorer(weights, None))


def facts(reader: Reader, text: str, *rules: Rule, weights: Weights = PLAIN) -> list[Fact]:
    sample = reader.sample(text)
    found = engine(reader, *rules, weights=weights).extract("a.txt", sample.text, sample.sentences, sample.mentions)
    return [fact for fact in found if fact.rule != "open/verb"]


def lines(found: list[Fact]) -> list[str]:
    return [f"{fact.subject.label} {fact.predicate} {fact.object.label}" for fact in found]


LEADS = rule("leads/lanh-dao", "lãnh đạo", "đứng đầu")


def test_what_stands_in_a_fact(reader: Reader) -> None:
    text = "Trời đẹp. Ông [Lê An|PER]  lãnh đạo [Sao Khuê|ORG]. [An|PER] vui."
    (fact,) = facts(reader, text, LEADS)
    plain, _ = marked(text)
    assert plain[fact.sentence.start : fact.sentence.end] == fact.sentence.text
    assert fact.sentence.text == "Ông Lê An  lãnh đạo Sao Khuê."
    assert fact.sentence.doc == "a.txt"
    assert (fact.rule, fact.trigger, fact.mode, fact.by) == (
        "leads/lanh-dao",
        "lãnh đạo",
        Mode.ASSERTED,
        None,
    )
    assert (fact.subject.label, fact.subject.mention, fact.subject.type) == ("Lê An", "Lê An", "PER")
    assert fact.subject.id == "le-an"
    assert (fact.object.label, fact.object.type) == ("Sao Khuê", "ORG")
    assert fact.confidence == probability(2.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Lê An|PER] lãnh đạo [Sao Khuê|ORG].", ["Lê An leads Sao Khuê"]),
        (
            "[Lê An|PER] lãnh đạo [Sao Khuê|ORG], [Vũ Bình|PER] đứng đầu [Gió Xanh|ORG].",
            ["Lê An leads Sao Khuê", "Lê An leads Gió Xanh", "Vũ Bình leads Gió Xanh"],
        ),
        ("[Sao Khuê|ORG] lãnh đạo [Lê An|PER].", []),
        ("[Lê An|PER] lãnh đạo [Huế|LOC].", []),
        ("[Lê An|PER] rời [Sao Khuê|ORG].", []),
        ("Ông đứng đầu [Sao Khuê|ORG].", []),
        ("Ông [Lê An|PER] cười. Ông đứng đầu [Sao Khuê|ORG].", ["Lê An leads Sao Khuê"]),
        ("Bà [Lê An|PER] cười. Ông đứng đầu [Sao Khuê|ORG].", []),
        ("Không có tên nào lãnh đạo.", []),
    ],
)
def test_found(reader: Reader, text: str, found: list[str]) -> None:
    assert lines(facts(reader, text, LEADS)) == found


def test_a_fact_by_pronoun_keeps_the_words(reader: Reader) -> None:
    (fact,) = facts(reader, "Ông [Lê An|PER] cười. Ông đứng đầu [Sao Khuê|ORG].", LEADS)
    assert (fact.subject.label, fact.subject.mention) == ("Lê An", "Ông")


@pytest.mark.parametrize(("odds", "given"), [(0.1, True), (0.0, True), (-0.1, False), (-2.0, False)])
def test_a_fact_less_likely_right_than_wrong_is_not_given(reader: Reader, odds: float, given: bool) -> None:
    weights = replace(PLAIN, first={BIAS: -1.0, "order=STO": 1.0 + odds})
    assert bool(facts(reader, "[Lê An|PER] lãnh đạo [Sao Khuê|ORG].", LEADS, weights=weights)) is given


def test_of_two_triggers_the_surer_one_is_kept(reader: Reader) -> None:
    weights = replace(PLAIN, first={**PLAIN.first, "phrase=đứng đầu": 1.0})
    (fact,) = facts(reader, "[Lê An|PER] lãnh đạo, đứng đầu [Sao Khuê|ORG].", LEADS, weights=weights)
    assert (fact.trigger, fact.confidence) == ("đứng đầu", probability(3.0))


def test_the_mode_of_the_rule_goes_first(reader: Reader) -> None:
    negated = rule("leads/roi", "rời ghế lãnh đạo", mode="negated")
    (fact,) = facts(reader, "[Lê An|PER] rời ghế lãnh đạo [Sao Khuê|ORG].", negated)
    assert fact.mode is Mode.NEGATED


def test_the_source_of_what_is_reported(reader: Reader) -> None:
    weights = replace(PLAIN, modes={**PLAIN.modes, "reported": {BIAS: 1.0}})
    text = "[Vũ Bình|PER] cho biết [Lê An|PER] lãnh đạo [Sao Khuê|ORG]."
    by = {fact.subject.label: fact.by for fact in facts(reader, text, LEADS, weights=weights)}
    assert by["Lê An"] == "Vũ Bình"


def test_another_name_is_a_text(reader: Reader) -> None:
    also = rule("alsoKnownAs/goi-la", "còn gọi là", subject=("LOC",), object_=("TEXT",))
    (fact,) = facts(reader, "[Sài Gòn|LOC] còn gọi là [Hòn ngọc Viễn Đông|LOC].", also)
    assert (fact.object.type, fact.object.label) == ("TEXT", "Hòn ngọc Viễn Đông")
    assert fact.object.is_literal
    assert fact.object.id.startswith("q:")


def test_equal_amounts_have_one_id(reader: Reader) -> None:
    revenue = rule("hasRevenue/dat", "đạt doanh thu", subject=("ORG",), object_=("MONEY",))
    ids = []
    for words in ("5 tỷ đồng", "5 tỷ đồng", "6 tỷ đồng"):
        text = f"Sao Khuê đạt doanh thu {words}."
        start = text.index(words)
        value = Value("MONEY", words.split(maxsplit=1)[0] + "000000000", "VND")
        mentions = [
            Mention(0, 8, "Sao Khuê", "ORG"),
            Mention(start, start + len(words), words, "MONEY", 1.0, "value", value),
        ]
        sentences = [reader.vietnamese.tokens(text, (0, len(text)))]
        (fact,) = engine(reader, revenue).extract("a", text, sentences, mentions)
        assert fact.object.value == value
        ids.append(fact.object.id)
    assert ids[0] == ids[1] != ids[2]


def test_a_class_noun_yields_one_reading(reader: Reader) -> None:
    kind = rule(
        "instanceOf/hang", "hãng", frame="class", subject=("ORG",), object_=("CONCEPT",),
    )  # fmt: skip
    found = facts(reader, "[Sao Khuê|ORG] là hãng phần mềm lớn.", kind)
    assert len(found) == 1
    (fact,) = found
    assert fact.object.type == "CONCEPT"
    assert fact.object.label.startswith("hãng")
    assert fact.object.label in fact.sentence.text
    assert fact.object.id.startswith("c-hang")


def test_a_rule_without_words_takes_any_number(reader: Reader) -> None:
    number = rule("hasQuantity/so", frame="value", subject=("ORG",), object_=("QUANTITY",))
    weights = replace(PLAIN, first={BIAS: 1.0})
    found = facts(reader, "[Sao Khuê|ORG] có [300 chi nhánh|QUANTITY] và [20 kho|QUANTITY].", number, weights=weights)
    assert {fact.object.label for fact in found} == {"300 chi nhánh", "20 kho"}
    assert all(fact.rule == "hasQuantity/so" for fact in found)


QUALIFIED = [
    ("[Lê An|PER] lãnh đạo [Sao Khuê|ORG] từ [năm 2019|DATE].", {"start": "năm 2019"}),
    ("[Lê An|PER] lãnh đạo [Sao Khuê|ORG] đến [năm 2021|DATE].", {"end": "năm 2021"}),
    ("[Năm 2019|DATE], [Lê An|PER] lãnh đạo [Sao Khuê|ORG].", {"time": "Năm 2019"}),
    ("[Lê An|PER] lãnh đạo [Sao Khuê|ORG]; [năm 2019|DATE] ông nghỉ.", {}),
    ("[Lê An|PER] lãnh đạo [Sao Khuê|ORG].", {}),
    (
        "[Lê An|PER] lãnh đạo [Sao Khuê|ORG] [năm 2019|DATE], trước lễ hội lớn hồi [năm 2010|DATE].",
        {"time": "năm 2019"},
    ),
]


@pytest.mark.parametrize(("text", "qualifiers"), QUALIFIED)
def test_times(reader: Reader, text: str, qualifiers: dict[str, str]) -> None:
    (fact,) = facts(reader, text, LEADS)
    assert dict(fact.qualifiers) == qualifiers


def test_a_date_that_is_the_object_is_no_qualifier(reader: Reader) -> None:
    born = rule("bornOn/sinh", "sinh ngày", object_=("DATE",))
    (fact,) = facts(reader, "[Lê An|PER] sinh ngày [3/2/1990|DATE], [năm 2010|DATE] tốt nghiệp.", born)[:1]
    assert fact.qualifiers == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("[Lê An|PER] giữ chức giám đốc [Sao Khuê|ORG].", "giám đốc"),
        ("[Lê An|PER] là giám đốc kỹ thuật của [Sao Khuê|ORG].", "giám đốc kỹ thuật"),
    ],
)
def test_a_role(reader: Reader, text: str, role: str) -> None:
    (fact,) = facts(reader, text, rule("leads/gd", "giám đốc", frame="noun", role="role"))
    assert dict(fact.qualifiers) == {"role": role}
    assert fact.trigger == "giám đốc"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("[Lê An|PER] mua [Sao Khuê|ORG] với giá [5 tỷ đồng|MONEY].", "5 tỷ đồng"),
        ("[Lê An|PER] mua [Sao Khuê|ORG], nơi lãi [5 tỷ đồng|MONEY].", None),
        ("[Lê An|PER] mua [Sao Khuê|ORG] với giá hời.", None),
    ],
)
def test_a_slot_wants_its_words(reader: Reader, text: str, amount: str | None) -> None:
    buys = rule("acquired/mua", "mua", slots={"amount": {"types": ("MONEY",), "words": ("với giá",)}})
    (fact,) = facts(reader, text, buys)
    assert dict(fact.qualifiers).get("amount") == amount


def test_the_same_text_gives_the_same_facts(reader: Reader) -> None:
    text = " ".join(text for text, _ in QUALIFIED)
    first = facts(reader, text, LEADS)
    assert first == facts(reader, text, LEADS)
    places = [fact.sentence.start for fact in first]
    assert places == sorted(places)
    assert len({fact.id for fact in first}) == len(first)
