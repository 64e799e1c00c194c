"""Which candidates of one sentence are given out together."""

from __future__ import annotations

import pytest
from nlp_samples import rule

from kg.nlp.analysis import IMPLICIT, Node
from kg.nlp.candidates import Candidate
from kg.nlp.choice import THRESHOLD, Scored, choose
from kg.nlp.triggers import Trigger


def node(text: str, kind: str = "ORG", entity: str | None = "", anaphor: int = 0) -> Node:
    return Node(0, len(text), text, kind, text.lower() if entity == "" else entity, anaphor)


NODES = [
    node("An", "PER"),
    node("Sao"),
    node("Gió"),
    node("ông", "PER", None, 3),
    node("", "PER", "bình", IMPLICIT),
    node("hãng", "CONCEPT", "~hãng"),
    node("hãng lớn", "CONCEPT", "~hãng lớn"),
    node("AN", "PER", "an"),
    node("Sếu 2", "PRODUCT"),
    node("Sếu", "PRODUCT"),
]


def scored(predicate: str, subject: int, object_: int, score: float, at: int = 1) -> Scored:
    trigger = Trigger(rule(f"{predicate}/a", "x"), "x", (at, at + 1), (at, at + 1))
    return Candidate(trigger, subject, object_, ()), score


LEADS, OWNS = scored("leads", 0, 1, 0.9), scored("owns", 1, 2, 0.8, at=3)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([LEADS, OWNS], [LEADS, OWNS]),
        ([OWNS, LEADS], [LEADS, OWNS]),
        ([], []),
        # too unlikely, or an end that nobody knows
        ([scored("leads", 0, 1, THRESHOLD - 0.01)], []),
        ([scored("leads", 0, 1, THRESHOLD)], [scored("leads", 0, 1, THRESHOLD)]),
        ([scored("leads", 3, 1, 0.9)], []),
        # one candidate a pair and predicate, also by another mention of the same thing
        ([scored("leads", 0, 1, 0.7, at=5), LEADS], [LEADS]),
        ([scored("leads", 7, 1, 0.7, at=5), LEADS], [LEADS]),
        ([scored("founded", 0, 1, 0.7), LEADS], [LEADS, scored("founded", 0, 1, 0.7)]),
        # one word tells one thing of a maker and its product, two words may tell two
        ([scored("owns", 1, 8, 0.7), scored("develops", 1, 8, 0.8)], [scored("develops", 1, 8, 0.8)]),
        (
            [scored("owns", 1, 8, 0.7, at=5), scored("develops", 1, 8, 0.8)],
            [scored("develops", 1, 8, 0.8), scored("owns", 1, 8, 0.7, at=5)],
        ),
        (
            [scored("owns", 1, 8, 0.7), scored("develops", 2, 8, 0.8)],
            [scored("owns", 1, 8, 0.7), scored("develops", 2, 8, 0.8)],
        ),
        (
            [scored("versionOf", 8, 9, 0.7), scored("basedOn", 8, 9, 0.8)],
            [scored("versionOf", 8, 9, 0.7), scored("basedOn", 8, 9, 0.8)],
        ),
        # a pair is said one way round
        ([scored("owns", 2, 1, 0.6), OWNS], [OWNS]),
        ([scored("leads", 2, 1, 0.6), OWNS], [scored("leads", 2, 1, 0.6), OWNS]),
        # one reading of a class phrase
        (
            [scored("instanceOf", 1, 5, 0.7), scored("instanceOf", 1, 6, 0.8)],
            [scored("instanceOf", 1, 6, 0.8)],
        ),
        (
            [scored("instanceOf", 1, 5, 0.7), scored("instanceOf", 1, 6, 0.8, at=4)],
            [scored("instanceOf", 1, 5, 0.7), scored("instanceOf", 1, 6, 0.8, at=4)],
        ),
        # what is left unsaid gives way to what is said
        ([scored("leads", 4, 2, 0.95), scored("leads", 0, 2, 0.6)], [scored("leads", 0, 2, 0.6)]),
        ([scored("leads", 4, 2, 0.95), LEADS], [scored("leads", 4, 2, 0.95), LEADS]),
        ([scored("leads", 4, 2, 0.95)], [scored("leads", 4, 2, 0.95)]),
    ],
)
def test_chosen(given: list[Scored], kept: list[Scored]) -> None:
    def shown(pairs: list[Scored]) -> list[tuple[str, int, int, float]]:
        return sorted((c.trigger.rule.predicate, c.subject, c.object, score) for c, score in pairs)

    assert shown(choose(given, NODES)) == shown(kept)
    assert shown(choose(given[::-1], NODES)) == shown(kept)


def test_they_come_in_the_order_of_the_text() -> None:
    found = choose([scored("leads", 0, 2, 0.6, at=7), OWNS, LEADS], NODES)
    assert [one.trigger.syllables[0] for one, _ in found] == [1, 3, 7]
