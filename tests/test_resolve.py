from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from graph_samples import end, fact, schema
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.graph import build_graph
from kg.model import End, Fact, Mode, Value
from kg.resolve import (
    Decision,
    Resolution,
    Verdict,
    apply,
    dump_decisions,
    literal_id,
    load_decisions,
    resolve,
)
from kg.resolve.names import Names, numbers

RULES = schema().resolving
NAMES = Names(RULES.names)
LISTS = {"TP.HCM": "thanh-pho-ho-chi-minh", "Thành phố Hồ Chí Minh": "thanh-pho-ho-chi-minh"}


def says(subject: End, doc: str, at: int = 0) -> Fact:
    """Return a fact in which only the subject is an entity."""
    return fact(subject, "hasQuantity", end("3 lần", "QUANTITY"), doc=doc, at=at)


def ids(facts: Iterable[Fact], **options: object) -> dict[tuple[str, str], str]:
    resolution = resolve(facts, RULES, **options)  # type: ignore[arg-type]
    return {key: entity.id for key, entity in resolution.entities.items()}


def across(*ends: End) -> list[Fact]:
    """Return facts about the ends, each in a document of its own."""
    return [says(one, f"d{number}") for number, one in enumerate(ends)]


def test_lists_answer() -> None:
    found = across(end("TP.HCM", "LOC"), end("Thành phố Hồ Chí Minh", "LOC"), end("Huế", "LOC"))
    assert list(ids(found, canonical=lambda s, t: LISTS.get(s)).values()) == [
        "thanh-pho-ho-chi-minh",
        "thanh-pho-ho-chi-minh",
        "hue",
    ]
    assert len(set(ids(found).values())) == 3, "without lists nothing tells that they are one"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (end("LLaMA", "PRODUCT"), end("Llama", "PRODUCT", local="x")),
        (end("Hòa Phát"), end("Hoà Phát", local="x")),
        (end("Grab"), end("Grab", "PRODUCT", local="x")),
        (end("ông Đoàn Văn Bình", "PER"), end("Đoàn Văn Bình", "PER")),
        (end("PGS.TS Lê Thị Hạnh", "PER"), end("Lê Thị Hạnh", "PER")),
        (end("Tổng thống Emmanuel Macron", "PER"), end("Emmanuel Macron", "PER")),
        (end("CEO Tim Cook", "PER"), end("Tim Cook", "PER")),
        (end("Zuckerberg", "PER"), end("Mark Zuckerberg", "PER")),
        (end("von der Leyen", "PER"), end("Ursula von der Leyen", "PER")),
        (end("Tập đoàn Vingroup"), end("Vingroup")),
        (end("Công ty CP Cỏ May"), end("Cỏ May")),
        (end("Apple Inc."), end("Apple")),
        (end("học máy", "CONCEPT", local="a"), end("Học máy", "CONCEPT", local="b")),
    ],
)
def test_same_across_documents(left: End, right: End) -> None:
    assert len(set(ids(across(left, right)).values())) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (end("Lê Tuấn", "PER", local="a"), end("Lê Tuân", "PER", local="b")),
        (end("Đà Bắc", "LOC", local="a"), end("Da Bắc", "LOC", local="b")),
        (end("Llama 2", "PRODUCT"), end("Llama 3", "PRODUCT")),
        (end("Llama", "PRODUCT"), end("Llama 2", "PRODUCT")),
        (end("Vượng", "PER"), end("Vượng", "PER")),
        (end("ông Vượng", "PER"), end("Vượng", "PER")),
        (end("Vượng", "PER"), end("Phạm Nhật Vượng", "PER")),
        (end("Ford", "PER"), end("Ford", "ORG")),
        (end("Hà Nội", "LOC"), end("Hà Nội", "ORG")),
        (end("Mark", "PER"), end("Mark Zuckerberg", "PER")),
        (end("Jack Ma", "PER"), end("Ma", "PER")),
        (end("Anh Tuấn", "PER"), end("Tuấn", "PER")),
        (end("mèo", "CONCEPT", local="a"), end("Mèo", "PRODUCT", local="b")),
        (end("Công ty Chứng khoán An Bình"), end("An Bình")),
        (end("C++", "PRODUCT", local="a"), end("C#", "PRODUCT", local="b")),
        (end("北京", "LOC", local="a"), end("上海", "LOC", local="b")),
    ],
)
def test_different_across_documents(left: End, right: End) -> None:
    assert len(set(ids(across(left, right)).values())) == 2


def test_given_name_within_one_document_is_one_person() -> None:
    found = [says(end("Vượng", "PER", local="p1"), "a"), says(end("Vượng", "PER", local="p2"), "a", at=50)]
    assert set(ids(found).values()) == {"vuong"}


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        (end("Lê Tuấn", "PER"), end("Lê Tuân", "PER"), 2),
        (end("C++", "PRODUCT"), end("C#", "PRODUCT"), 2),
        (end("Ford", "PER"), end("Ford"), 2),
        (end("bạc", "CONCEPT", local="c-bac"), end("bắc", "CONCEPT", local="c-bac"), 2),
        (end("Ford", "PRODUCT"), end("Ford"), 1),
        (end("Hoà Phát"), end("Hòa Phát"), 1),
        (
            end("Zuckerberg", "PER", local="m"),
            end("Mark Zuckerberg", "PER", local="m", aliases=("Zuckerberg",)),
            1,
        ),
    ],
)
def test_one_id_for_two_entities_of_a_document(left: End, right: End, count: int) -> None:
    assert left.id == right.id
    found = [says(left, "a"), says(right, "a", at=80), says(left, "b")]
    applied = [one.subject for one in apply(found, resolve(found, RULES))]
    assert len({one.id for one in applied}) == count
    assert applied[0].id == applied[2].id


def test_a_place_called_like_a_person_stays_one_place() -> None:
    found = across(end("Huế", "LOC"), end("Huế", "LOC", local="x"), end("Huế", "PER"), end("Huế", "PER"))
    assert len(set(ids(found).values())) == 3


def test_short_name_of_two_people_is_neither() -> None:
    people = [end("Mark Zuckerberg", "PER"), end("Randi Zuckerberg", "PER"), end("Zuckerberg", "PER")]
    resolution = resolve(across(*people), RULES)
    assert len({one.id for one in resolution.entities.values()}) == 3
    assert {one.verdict for one in resolution.decisions} == {Verdict.UNSURE}


def test_bare_name_of_two_companies_is_neither() -> None:
    firms = [end("Công ty Sao Việt"), end("Ngân hàng Sao Việt"), end("Sao Việt")]
    assert len(set(ids(across(*firms)).values())) == 3


def test_facebook_the_firm_and_the_service_take_the_commoner_type() -> None:
    found = across(end("Facebook"), end("Facebook", "PRODUCT"), end("Facebook", "PRODUCT"))
    assert {one.type for one in resolve(found, RULES).entities.values()} == {"PRODUCT"}
    assert {one.type for one in resolve(found[:2], RULES).entities.values()} == {"ORG"}


def test_ends_of_one_fact_are_two_even_of_one_name() -> None:
    firm, service = end("Facebook", local="f1"), end("Facebook", "PRODUCT", local="f2")
    found = [fact(firm, "develops", service, doc="a"), says(end("Facebook"), "b"), says(firm, "a", at=99)]
    found.append(fact(firm, "owns", end("Cỏ May"), doc="a"))
    resolution = resolve(found, RULES)
    assert resolution.entities["a", "f1"].id != resolution.entities["a", "f2"].id
    assert resolution.entities["a", "f1"].id == resolution.entities["b", "facebook"].id
    blocked = [one for one in resolution.decisions if "blocked" in one.reasons]
    assert [one.verdict for one in blocked] == [Verdict.UNSURE]
    # The second fact's ends share no name: its two ends are different as well, but that decided nothing.
    apart = [one for one in resolution.decisions if one.verdict is Verdict.DIFFERENT]
    assert [(one.left, one.right, one.reasons) for one in apart] == [("a#f1", "a#f2", ("one-fact",))]


def alias_fact(subject: End, name: str, doc: str, mode: Mode = Mode.ASSERTED) -> Fact:
    return fact(subject, "alsoKnownAs", end(name, "TEXT"), doc=doc, mode=mode)


def test_alias_given_in_a_text() -> None:
    school = end("Đại học Bắc Hà")
    found = [alias_fact(school, "BHU", "a"), says(end("BHU"), "a", at=70), says(end("BHU"), "b")]
    assert set(ids(found).values()) == {"bhu"}
    denied = [alias_fact(school, "BHU", "a", Mode.NEGATED), *found[1:]]
    assert len(set(ids(denied).values())) == 2


def test_alias_of_two_entities_holds_in_its_own_document_only() -> None:
    found = [
        alias_fact(end("Đại học Bắc Hà"), "BHU", "a"),
        says(end("BHU"), "a", at=70),
        alias_fact(end("Bệnh viện Hữu Ước"), "BHU", "b"),
        says(end("BHU"), "b", at=70),
        says(end("BHU"), "c"),
    ]
    by_local = ids(found)
    assert by_local["a", "bhu"] == by_local["a", "dai-hoc-bac-ha"]
    assert len({by_local[doc, "bhu"] for doc in "abc"}) == 3


def test_former_name_that_the_lists_know_as_another_thing() -> None:
    lists = {"Meta": "meta-platforms", "Facebook": "facebook"}
    found = [alias_fact(end("Meta"), "Facebook", "a"), says(end("Facebook"), "b")]
    assert len(set(ids(found).values())) == 1
    assert len(set(ids(found, canonical=lambda s, t: lists.get(s)).values())) == 2


def test_alias_with_another_number_is_another_thing() -> None:
    found = [alias_fact(end("Llama 3", "PRODUCT"), "Llama", "a"), says(end("Llama", "PRODUCT"), "a", at=70)]
    assert len(set(ids(found).values())) == 2


def human(left: str, right: str, verdict: Verdict) -> Decision:
    return Decision(min(left, right), max(left, right), verdict, by="human")


def test_a_person_overrides_the_rules() -> None:
    found = across(end("Cỏ May"), end("Cỏ May", local="x"), end("Đất Việt"))
    assert ids(found, human=[human("d0#co-may", "d1#x", Verdict.DIFFERENT)])["d0", "co-may"] != ids(found)["d1", "x"]
    assert len(set(ids(found, human=[human("Cỏ May", "Đất Việt", Verdict.SAME)]).values())) == 1
    person = across(end("Ford", "PER"), end("Ford"))
    assert len(set(ids(person, human=[human("d0#ford", "d1#ford", Verdict.SAME)]).values())) == 1
    assert ids(found, human=[human("nobody", "Cỏ May", Verdict.SAME)]) == ids(found)


def test_a_rules_line_given_back_is_not_a_persons() -> None:
    found = across(end("Cỏ May"), end("Cỏ May", local="x"))
    log = [Decision("d0#co-may", "d1#x", Verdict.DIFFERENT, by="rule")]
    assert ids(found, human=log) == ids(found)


def test_build_that_replays_its_own_decisions_is_unchanged() -> None:
    found = across(end("Zuckerberg", "PER"), end("Mark Zuckerberg", "PER"), end("Cỏ May"))
    log = [human("d0#zuckerberg", "d1#mark-zuckerberg", Verdict.DIFFERENT)]
    first = resolve(found, RULES, human=log)
    again = resolve(found, RULES, human=first.decisions)
    assert first == again


def test_of_a_persons_two_decisions_the_later_counts() -> None:
    found = across(end("Cỏ May"), end("Đất Việt"))
    log = [human("Cỏ May", "Đất Việt", verdict) for verdict in (Verdict.SAME, Verdict.DIFFERENT)]
    assert len(set(ids(found, human=log).values())) == 2
    assert len(set(ids(found, human=log[::-1]).values())) == 1


def test_different_blocks_a_chain() -> None:
    found = across(end("Cỏ May", local="a"), end("Cỏ May", local="b"), end("Cỏ May", local="c"))
    by_local = ids(found, human=[human("d1#b", "d2#c", Verdict.DIFFERENT)])
    assert by_local["d1", "b"] != by_local["d2", "c"]
    assert len(set(by_local.values())) == 2


def test_rules_with_their_reasons() -> None:
    resolution = resolve(across(end("Zuckerberg", "PER"), end("Mark Zuckerberg", "PER")), RULES)
    assert resolution.decisions == (
        Decision("d0#zuckerberg", "d1#mark-zuckerberg", Verdict.SAME, 0.75, ("short-name",)),
    )
    entity = resolution.entities["d0", "zuckerberg"]
    assert (entity.id, entity.label, entity.reasons) == (
        "mark-zuckerberg",
        "Mark Zuckerberg",
        ("short-name",),
    )
    assert entity.aliases == ("Zuckerberg",)


def test_apply_keeps_the_mention_and_the_documents_own_names() -> None:
    found = across(end("Zuckerberg", "PER", mention="ông", aliases=("vị CEO",)), end("Mark Zuckerberg", "PER"))
    applied = apply(found, resolve(found, RULES))[0].subject
    assert applied == End("mark-zuckerberg", "Mark Zuckerberg", "PER", "ông", ("Zuckerberg", "vị CEO"))


def test_apply_keeps_the_surer_of_two_facts_that_become_one() -> None:
    other = end("Cỏ May", local="x")
    found = [fact(end("Cỏ May"), "meets", end("Huế", "LOC"), text="…", confidence=c, rule=str(c)) for c in (0.2, 0.7)]
    found[0] = fact(other, "meets", end("Huế", "LOC"), text="…", confidence=0.2)
    assert [one.confidence for one in apply(found, resolve(found, RULES))] == [0.7]


def test_human_file_round_trip(tmp_path: Path) -> None:
    log = (
        human("a#x", "b#y", Verdict.SAME),
        Decision("Huế", "Huệ", Verdict.DIFFERENT, 0.5, ("dấu",), "human"),
    )
    path = tmp_path / "decisions.jsonl"
    path.write_text(dump_decisions(log) + "\n", "utf-8")
    assert load_decisions(path) == log


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"left":"a","right":"b"}', '{"left":"a","right":"b","verdict":"yes"}',
     '{"left":"","right":"b","verdict":"same"}', '{"left":"a","right":"b","verdict":"same","why":"x"}'],
)  # fmt: skip
def test_broken_human_file_names_the_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"left":"a","right":"b","verdict":"same"}\n' + line, "utf-8")
    with pytest.raises(InputError, match=r"decisions\.jsonl:2"):
        load_decisions(path)


def test_missing_human_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_decisions(tmp_path / "none.jsonl")


SURFACES = (
    "Lê Tuấn",
    "Lê Tuân",
    "Zuckerberg",
    "Mark Zuckerberg",
    "Vượng",
    "FPT",
    "Tập đoàn FPT",
    "C++",
    "C#",
    "北京",
)
ends = st.builds(end, st.sampled_from(SURFACES), st.sampled_from(("PER", "ORG", "PRODUCT", "CONCEPT")))
facts = st.builds(
    fact, ends, st.just("owns"), ends, doc=st.sampled_from("abc"), at=st.integers(0, 2), text=st.just("…")
)


def merged(found: list[Fact], resolution: Resolution) -> list[object]:
    graph = build_graph(apply(found, resolution), (), schema())
    return [*graph.nodes(data=True), *graph.edges(keys=True, data=True)]


@given(st.lists(facts, max_size=14), st.randoms(use_true_random=False))
def test_order_of_facts_does_not_matter(found: list[Fact], rng: random.Random) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)
    first, second = resolve(found, RULES), resolve(shuffled, RULES)
    assert first.decisions == second.decisions
    assert dict(first.entities) == dict(second.entities)
    assert merged(found, first) == merged(shuffled, second)


@given(st.lists(facts, max_size=14))
def test_ids_tell_entities_apart(found: list[Fact]) -> None:
    entities = set(resolve(found, RULES).entities.values())
    assert len({one.id for one in entities}) == len({(one.id, one.label, one.type) for one in entities})
    assert all(one.id.isascii() and one.id for one in entities)
    assert all({one.type for one in entities if one.id == each.id} == {each.type} for each in entities)


def amount(label: str, kind: str, value: Value | None = None) -> str:
    return literal_id(end(label, kind, value=value))


def test_literal_ids() -> None:
    dollars = Value("MONEY", "1600000000", "USD")
    assert amount("1,6 tỷ USD", "MONEY", dollars) == amount("1.600 triệu đô la", "MONEY", dollars)
    assert amount("1,6 tỷ USD", "MONEY", dollars) != amount("1,6 tỷ", "MONEY", Value("MONEY", "1600000000", "VND"))
    vote = Value("PERCENT", "61", "%")
    assert amount("61% quyền biểu quyết", "PERCENT", vote) != amount("61% cổ phần", "PERCENT", vote)
    hedged = Value("QUANTITY", "300", "người", hedge="khoảng")
    plain = Value("QUANTITY", "300", "người")
    assert amount("khoảng 300 người", "QUANTITY", hedged) == amount("300 người", "QUANTITY", plain)
    assert amount("hôm ấy", "DATE") == amount("Hôm ấy", "DATE")
    assert amount("hôm ấy", "DATE") != amount("hôm ấy", "TEXT")
    assert amount("x", "TEXT").startswith("q:")


@pytest.mark.parametrize(
    ("surface", "named"),
    [("Zuckerberg", True), ("iPhone", True), ("3M", True), ("Tập đoàn Vingroup", True), ("ông LeCun", True),
     ("ông", False), ("Ông", False), ("hãng", False), ("Công ty", False), ("vị CEO", False), ("CEO", False),
     ("nhà sáng lập Facebook", True), ("gã khổng lồ mạng xã hội", False), ("công ty mẹ của Facebook", False),
     ("Hãng này", False), ("", False)],
)  # fmt: skip
def test_names_and_descriptions(surface: str, named: bool) -> None:
    assert NAMES.is_name(surface) is named


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("GS.TS. Lê Hạnh", "Lê Hạnh"),
        ("ông Lê Hạnh", "Lê Hạnh"),
        ("Anh Tuấn", "Anh Tuấn"),
        ("anh Tuấn", "Tuấn"),
        ("Tổng thống Macron", "Macron"),
        ("CEO", "CEO"),
        ("Bácsơ", "Bácsơ"),
        ("Tổng giám đốc Lê Hạnh", "Lê Hạnh"),
    ],
)
def test_titles(name: str, bare: str) -> None:
    assert NAMES.without_title(name) == bare


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Công ty Cổ phần Cỏ May", "Cỏ May"),
        ("Apple Inc.", "Apple"),
        ("Toyota Motor Corporation", "Toyota Motor"),
        ("Samsung Electronics Co., Ltd.", "Samsung Electronics"),
        ("Incheon", "Incheon"),
        ("Tập đoàn", "Tập đoàn"),
        ("Group", "Group"),
    ],
)
def test_company_forms(name: str, bare: str) -> None:
    assert NAMES.without_form(name) == bare


def test_numbers() -> None:
    assert numbers("Llama 3.1 405B") == ("3", "1", "405")
    assert numbers("Llama") == ()
