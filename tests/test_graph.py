from __future__ import annotations

import random
from collections import Counter

import pytest
from graph_samples import SHARE, end, fact, sample_documents, sample_facts, sample_graph, schema
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import Evidence, belief, build_graph
from kg.graph.conflict import values_agree
from kg.model import Document, Fact, Mode, Value

NAMES = ("An Bình", "Biển Xanh", "Cỏ May", "Đất Việt")
PREDICATES = (
    "partnersWith",
    "owns",
    "competesWith",
    "suppliesTo",
    "customerOf",
    "familyOf",
    "foundedOn",
    "open:thân với",
)


def only_edge(*facts: Fact) -> tuple[str, str, dict[str, object]]:
    ((source, target, data),) = build_graph(facts, (), schema()).edges(data=True)
    return source, target, data


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    subject, obj = (end(draw(st.sampled_from(NAMES)), draw(st.sampled_from(("ORG", "PER")))) for _ in range(2))
    qualifiers = draw(st.dictionaries(st.sampled_from(("in_", "time", "kin")), st.sampled_from(NAMES)))
    return fact(
        subject,
        draw(st.sampled_from(PREDICATES)),
        obj,
        doc=draw(st.sampled_from(("a", "b"))),
        at=draw(st.integers(0, 3)),
        mode=draw(st.sampled_from(list(Mode))),
        by=draw(st.sampled_from((None, *NAMES))),
        confidence=draw(st.sampled_from((0.0, 0.3, 0.9, 1.0))),
        **qualifiers,
    )


@given(st.lists(facts(), max_size=12), st.randoms(use_true_random=False))
def test_order_of_facts_does_not_matter(found: list[Fact], rng: random.Random) -> None:
    shuffled = found + found[:2]
    rng.shuffle(shuffled)
    first, second = (build_graph(some, (), schema()) for some in (found, shuffled))
    assert list(first.nodes(data=True)) == list(second.nodes(data=True))
    assert list(first.edges(keys=True, data=True)) == list(second.edges(keys=True, data=True))


@given(st.lists(facts(), max_size=12))
def test_no_evidence_is_lost(found: list[Fact]) -> None:
    graph = build_graph(found, (), schema())
    kept = Counter(one for *_, data in graph.edges(data=True) for one in data["evidence"])
    assert kept == Counter({Evidence.of(one) for one in found})
    assert set(graph) == {one.id for f in found for one in (f.subject, f.object)}


def test_same_claim_in_two_documents_is_one_edge_with_two_sentences() -> None:
    graph = sample_graph()
    (data,) = graph["mark-zuckerberg"][SHARE.id].values()
    assert [one.doc for one in data["evidence"]] == ["a.txt", "b.txt"]
    # The two sentences have the same words: one was copied, so it is one witness.
    assert data["confidence"] == 0.9
    assert data["qualifiers"] == (("in", ("Meta",)),)
    assert data["links"] == (("Meta", "meta"),)


def test_node_data() -> None:
    graph = sample_graph()
    mark = graph.nodes["mark-zuckerberg"]
    assert mark["label"] == "Mark Zuckerberg"
    assert mark["aliases"] == ("Zuckerberg",), "a pronoun is no alias"
    assert (mark["mentions"], mark["documents"]) == (4, 2)
    assert (mark["label_en"], graph.nodes[SHARE.id]["label_en"]) == (None, "61% voting rights")
    assert graph.nodes[SHARE.id]["value"] == Value("PERCENT", "61", "%")


def test_documents_are_listed_sorted_also_those_only_facts_know() -> None:
    assert list(sample_graph().graph["documents"].items()) == [
        ("a.txt", {"title": 'Bài "một" & =1+1', "date": "2024-11-21", "source": None}),
        ("b.txt", {"title": None, "date": None, "source": None}),
        ("c/d e.txt", {"title": None, "date": None, "source": None}),
    ]


def test_parallel_claims_stay_apart() -> None:
    graph = sample_graph()
    assert graph.number_of_edges("mark-zuckerberg", "meta") == 2
    assert graph.number_of_edges("meta", "llama") == 2
    assert len(graph.edges) == len(sample_facts()) - 1
    assert sample_documents()[0].id in graph.graph["documents"]


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ({"in_": "Cỏ May"}, True),
        ({"metric": "doanh số"}, True),
        ({"mode": Mode.NEGATED}, True),
        ({"by": "Reuters"}, True),
        ({"time": "năm 2020"}, False),
        ({"confidence": 0.2}, False),
        ({"rule": "r/2"}, False),
        ({"at": 70}, False),
    ],
)
def test_what_is_identity_of_a_claim(change: dict[str, object], apart: bool) -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    graph = build_graph([fact(a, "owns", b), fact(a, "owns", b, **change)], (), schema())  # type: ignore[arg-type]
    assert len(graph.edges) == (2 if apart else 1)


def test_other_qualifiers_are_gathered() -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    *_, data = only_edge(fact(a, "owns", b, time="năm 2021", place="Huế"), fact(a, "owns", b, doc="b", time="năm 2020"))
    assert data["qualifiers"] == (("place", ("Huế",)), ("time", ("năm 2020", "năm 2021")))


def test_qualifier_that_names_an_entity_is_identical_under_its_other_name() -> None:
    share = end("5% cổ phần", "PERCENT")
    whole = end("Ngân hàng An Bình", aliases=("ABBank",), local="abbank")
    found = [
        fact(end("Cỏ May"), "holds", share, in_="ABBank"),
        fact(end("Cỏ May"), "holds", share, in_="Ngân hàng An Bình", at=60),
        fact(end("Cỏ May"), "partnersWith", whole, at=90),
    ]
    graph = build_graph(found, (), schema())
    (data,) = graph["co-may"][share.id].values()
    assert data["links"] == (("ABBank", "abbank"), ("Ngân hàng An Bình", "abbank"))


def test_symmetric_claim_has_one_direction() -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    source, target, data = only_edge(fact(b, "meets", a), fact(a, "meets", b, doc="b"))
    assert (source, target) == ("an-binh", "bien-xanh")
    assert len(data["evidence"]) == 2  # type: ignore[arg-type]


def test_role_gives_a_symmetric_claim_its_direction() -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    found = [
        fact(a, "partnersWith", b, role="nhà cung cấp"),
        fact(b, "partnersWith", a, role="nhà phân phối"),
    ]
    assert sorted(build_graph(found, (), schema()).edges()) == [
        ("an-binh", "bien-xanh"),
        ("bien-xanh", "an-binh"),
    ]


def test_inverse_predicates_are_one_claim() -> None:
    inverses = [p for p in schema().ontology.predicates.values() if p.inverse in schema().ontology.predicates]
    assert inverses, "the ontology has predicates that are each other's inverse"
    for one in inverses:
        assert one.inverse
        source, target, data = only_edge(
            fact(end("An Bình"), one.name, end("Biển Xanh")),
            fact(end("Biển Xanh"), one.inverse, end("An Bình")),
        )
        assert data["predicate"] == min(one.name, one.inverse)
        assert (source == "an-binh") == (data["predicate"] == one.name), target


def test_a_reversed_claim_of_a_directed_predicate_is_another_claim() -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    assert len(build_graph([fact(a, "owns", b), fact(b, "owns", a)], (), schema()).edges) == 2


def year(text: str, value: str, precision: str) -> object:
    return end(text, "DATE", value=Value("DATE", value, precision=precision))


@pytest.mark.parametrize(
    ("left", "right", "conflict"),
    [
        (("năm 2013", "2013", "year"), ("1/5/2013", "2013-05-01", "day"), False),
        (("năm 2013", "2013", "year"), ("tháng 5/2013", "2013-05", "month"), False),
        (("năm 2013", "2013", "year"), ("năm 2014", "2014", "year"), True),
        (("tháng 4/2013", "2013-04", "month"), ("1/5/2013", "2013-05-01", "day"), True),
        (("năm 201", "201", "year"), ("năm 2013", "2013", "year"), True),
        (("thập niên 1990", "1990", "decade"), ("năm 1994", "1994", "year"), False),
        (("thập niên 1990", "1990", "decade"), ("năm 2004", "2004", "year"), True),
    ],
)
def test_dates_conflict_unless_one_contains_the_other(
    left: tuple[str, str, str], right: tuple[str, str, str], conflict: bool
) -> None:
    firm = end("An Bình")
    found = [fact(firm, "foundedOn", year(*one), at=i * 50) for i, one in enumerate((left, right))]  # type: ignore[arg-type]
    graph = build_graph(found, (), schema())
    assert [data["conflict"] for *_, data in graph.edges(data=True)] == [conflict, conflict]


def test_place_within_a_place_is_no_conflict() -> None:
    lan, hue, vn, lao = end("Trần Lan", "PER"), end("Huế", "LOC"), end("Việt Nam", "LOC"), end("Lào", "LOC")
    middle = end("Trung Bộ", "LOC")
    within = [fact(hue, "locatedIn", middle, at=300), fact(middle, "locatedIn", vn, at=400)]
    births = [fact(lan, "bornIn", hue), fact(lan, "bornIn", vn, at=90)]

    def flags(found: list[Fact]) -> set[bool]:
        graph = build_graph(found, (), schema())
        return {data["conflict"] for *_, data in graph.edges(data=True) if data["predicate"] == "bornIn"}

    assert flags(births) == {True}
    assert flags(births + within) == {False}
    assert flags([*births, *within, fact(lan, "bornIn", lao, at=200)]) == {True}


def test_stated_and_denied_conflict_but_a_forecast_does_not() -> None:
    a, b = end("An Bình"), end("Biển Xanh")

    def flags(*modes: Mode) -> list[bool]:
        found = [fact(a, "acquired", b, mode=mode, at=i * 90) for i, mode in enumerate(modes)]
        return [data["conflict"] for *_, data in build_graph(found, (), schema()).edges(data=True)]

    assert flags(Mode.ASSERTED, Mode.NEGATED) == [True, True]
    assert flags(Mode.REPORTED, Mode.NEGATED) == [True, True]
    assert flags(Mode.ASSERTED, Mode.PREDICTED) == [False, False]
    assert flags(Mode.PREDICTED, Mode.NEGATED) == [False, False]
    assert flags(Mode.ASSERTED, Mode.REPORTED) == [False, False]


def test_different_times_are_no_conflict() -> None:
    a, b = end("An Bình"), end("Biển Xanh")
    denied = fact(a, "owns", b, mode=Mode.NEGATED, time="năm 2019", at=90)
    for time, conflict in (("năm 2020", False), ("năm 2019", True)):
        graph = build_graph([fact(a, "owns", b, time=time), denied], (), schema())
        assert {data["conflict"] for *_, data in graph.edges(data=True)} == {conflict}


def test_values_of_other_units_are_not_compared() -> None:
    assert values_agree(Value("MONEY", "5", "USD"), Value("MONEY", "120000", "VND"))
    assert not values_agree(Value("MONEY", "5", "USD"), Value("MONEY", "6", "USD"))
    assert values_agree(Value("MONEY", "5", "USD", hedge="hơn"), Value("MONEY", "5", "USD"))


def witness(doc: str, text: str, confidence: float) -> Evidence:
    return Evidence("f:1", doc, 0, len(text), text, "r", "t", confidence)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], 0.0),
        ([witness("a", "x", 0.6)], 0.6),
        ([witness("a", "x", 0.6), witness("b", "y", 0.5)], 0.8),
        ([witness("a", "x", 0.6), witness("a", "y", 0.5)], 0.6),
        ([witness("a", "x", 0.6), witness("b", "x", 0.5)], 0.6),
        ([witness("a", "x", 1.0)], 0.99),
        ([witness(str(i), str(i), 0.9) for i in range(9)], 0.99),
    ],
)
def test_belief(evidence: list[Evidence], expected: float) -> None:
    assert belief(evidence) == pytest.approx(expected)
    assert belief(reversed(evidence)) == belief(evidence)


def test_documents_may_come_in_any_order() -> None:
    documents = [Document("b", ""), Document("a", "")]
    first, second = (build_graph((), some, schema()) for some in (documents, documents[::-1]))
    assert first.graph == second.graph == {"documents": first.graph["documents"]}
