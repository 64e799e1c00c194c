"""Weights, confidences and rivals: plain sums that a person can follow."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nlp_samples import rule

from kg.errors import SchemaError
from kg.nlp.candidates import Candidate
from kg.nlp.scoring import (
    BIAS,
    FLOOR,
    PARTS,
    Stems,
    Weights,
    confidences,
    logit,
    odds_of,
    plausible,
    probability,
    rivals,
)
from kg.nlp.spots import bucket
from kg.nlp.triggers import Trigger

LEADS = Trigger(rule("leads/a", "x"), "x", (1, 2), (1, 2))
OWNS = Trigger(rule("owns/a", "y"), "y", (4, 5), (4, 5))


def candidate(*features: str, trigger: Trigger = LEADS, subject: int = 0, object_: int = 1) -> Candidate:
    return Candidate(trigger, subject, object_, (("", tuple(features[:1])), ("", tuple(features[1:]))))


def test_odds_are_sums_of_weights() -> None:
    weights = {BIAS: -1.0, "a": 2.0, "b": 0.5}
    found = [candidate("a", "b"), candidate("a", "c"), candidate("c"), candidate()]
    assert odds_of(found, Stems(weights)) == [1.5, 1.0, -1.0, -1.0]
    assert [logit(weights, one.features) for one in found] == [1.5, 1.0, -1.0, -1.0]
    assert odds_of(found, Stems({})) == [0.0] * 4


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=6), st.floats(-3, 3))
def test_shared_parts_are_added_up_once_and_rightly(rows: list[list[str]], bias: float) -> None:
    weights = {BIAS: bias, "a": 0.25, "b": -1.5, "c": 3.0}
    shared = ("", ("a", "b"))
    found = [Candidate(LEADS, 0, 1, (shared, ("", tuple(row)))) for row in rows]
    assert odds_of(found, Stems(weights)) == pytest.approx([logit(weights, one.features) for one in found])


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_probabilities(left: float, right: float) -> None:
    assert 0 <= probability(left) <= 1
    assert (left <= right) <= (probability(left) <= probability(right))
    assert probability(-left) == pytest.approx(1 - probability(left))


def test_probability_of_nothing_known() -> None:
    assert probability(0.0) == 0.5
    assert probability(math.log(3)) == pytest.approx(0.75)


def test_the_first_stage_gives_up_the_hopeless() -> None:
    found = [candidate("good"), candidate("bad", subject=2), candidate("edge", subject=3)]
    weights = Weights({"good": 1.0, "bad": FLOOR - 1, "edge": FLOOR}, {BIAS: 0.0, "good": 2.0}, {})
    ((kept, confidence),) = confidences(found, weights)
    assert kept is found[0]
    assert confidence == probability(2.0)
    assert plausible(found, [FLOOR + 0.1, FLOOR, FLOOR - 1]) == ([found[0]], [FLOOR + 0.1])


def test_the_second_stage_sees_the_rivals() -> None:
    found = [candidate("a"), candidate("b", subject=2)]
    second = {"to>": -5.0, "to<": 5.0}
    scores = confidences(found, Weights({"a": 1.0, "b": 2.0}, second, {}))
    assert [confidence for _, confidence in scores] == [probability(-5.0), probability(5.0)]


def test_rivals() -> None:
    alone, other_subject, turned, other_relation = (
        candidate("a"),
        candidate("b", subject=2),
        candidate("c", subject=1, object_=0),
        candidate("d", trigger=OWNS),
    )
    (own,) = rivals([alone], [1.5])
    assert own[0] == "own=1"
    assert {"to=n", "tonone", "revnone", "soPnone"} <= set(own)
    first, second = rivals([alone, other_subject], [1.0, 2.0])
    assert {"to>", "po>", "to=2", "tsnone"} <= set(first)
    assert {"to<", "po<", "to=1"} <= set(second)
    first, second = rivals([alone, turned], [1.0, -2.0])
    assert {"rev<", "rev=-2", "tonone"} <= set(first)
    assert "rev>.leads" in second
    first, _ = rivals([alone, other_relation], [1.0, 2.0])
    assert {"soP>", "o>", "revnone", "sylnone"} <= set(first)
    assert rivals([], []) == []


def test_rivals_do_not_hang_on_the_order_of_candidates() -> None:
    found = [candidate("a"), candidate("b", subject=2), candidate("c", subject=1, object_=0)]
    odds = [0.5, 0.5, -1.0]
    forward = rivals(found, odds)
    backward = rivals(found[::-1], odds[::-1])[::-1]
    assert [sorted(row) for row in forward] == [sorted(row) for row in backward]


@pytest.mark.parametrize(
    ("count", "name"), [(0, "0"), (4, "4"), (5, "6"), (9, "9"), (10, "14"), (22, "22"), (23, "far")]
)
def test_buckets(count: int, name: str) -> None:
    assert bucket(count) == name


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
)
TABLES = st.dictionaries(NAMES, st.integers(-999, 999).map(lambda n: n / 100), max_size=5)


@given(TABLES, TABLES, TABLES)
def test_weights_come_back_from_their_file(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, float],
    second: dict[str, float],
    mode: dict[str, float],
) -> None:
    weights = Weights(first, second, {name: mode if name == "negated" else {} for name in PARTS[2:]})
    path = tmp_path_factory.mktemp("weights") / "facts.tsv"
    path.write_text(weights.text(), encoding="utf-8")
    assert Weights.load(path) == weights
    assert Weights.load(path).text() == weights.text()


def test_text_is_sorted_and_the_same_for_the_same() -> None:
    one = Weights({"b": 1.0, "a": 2.0}, {BIAS: -0.123456}, {"negated": {"c": 3.0}})
    two = Weights({"a": 2.0, "b": 1.0}, {BIAS: -0.123456}, {"negated": {"c": 3.0}})
    assert one.text() == two.text() == "first\ta\t2\nfirst\tb\t1\nnegated\tc\t3\nsecond\t<bias>\t-0.1235\n"
    assert Weights.empty().text() == ""


@pytest.mark.parametrize(
    "line", ["first\ta", "first\ta\tb", "third\ta\t1", "first a 1", "first\ta\t1\t2", "", "first\ta\tnan\t"]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "facts.tsv"
    path.write_text(f"first\ta\t1\n{line}\nsecond\tb\t1\n", encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        Weights.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:2: is not `part<TAB>feature<TAB>weight`")
    assert "valid: first, second, negated, predicted, reported" in message


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        Weights.load(tmp_path / "fehlt.tsv")
    (tmp_path / "facts.tsv").write_bytes(b"first\t\xff\t1\n")
    with pytest.raises(SchemaError, match=r"facts\.tsv"):
        Weights.load(tmp_path / "facts.tsv")


@given(st.dictionaries(st.text("ab.=", max_size=4), st.floats(-3, 3)), st.text("ab.", max_size=3), st.text("ab="))
def test_stems_weigh_as_whole_features_do(weights: dict[str, float], stem: str, fact: str) -> None:
    assert Stems(weights)[stem].get(fact) == weights.get(stem + fact)
