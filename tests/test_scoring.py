"""Weights and confidences: plain sums that a person can follow, and what the network adds to them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nlp_samples import Reader, rule

from kg.errors import SchemaError
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.encoder import Encoder, describe
from kg.nlp.encoder_fit import Labels, fit
from kg.nlp.reading import Reading as Read
from kg.nlp.scoring import (
    BIAS,
    FLOOR,
    PARTS,
    Scorer,
    Stems,
    Weights,
    logit,
    odds_of,
    probability,
)
from kg.nlp.spots import bucket
from kg.nlp.syntax import Parse, parse
from kg.nlp.triggers import Trigger
from kg.nlp.vi import SentenceTokens

LEADS = Trigger(rule("leads/a", "x"), "x", (1, 2), (1, 2))


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


def reading(found: list[Candidate]) -> Read:
    return Read(Analysis(SentenceTokens(0, 0, [], [], [], []), []), Parse([], []), found)


def test_features_alone_give_up_the_hopeless() -> None:
    found = [candidate("good"), candidate("bad", subject=2), candidate("edge", subject=3)]
    weights = Weights({"good": 1.0, "bad": FLOOR - 1, "edge": FLOOR}, {})
    ((kept,), none) = Scorer(weights, None).confidences([reading(found), reading([])])
    assert kept == (found[0], probability(1.0))
    assert none == []


def test_the_network_is_asked_about_what_is_left(reader: Reader) -> None:
    """A network whose every weight is nought leaves the order to the features, and moves all alike."""
    analysis = reader.analysis("[Lê An|PER] đứng đầu [Sao Khuê|ORG].")
    trigger = Trigger(rule("leads/a", "đứng đầu"), "đứng đầu", (1, 2), (2, 4))
    found = [
        Candidate(trigger, 0, 1, (("", ("a",)),)),
        Candidate(trigger, 1, 0, (("", ("b",)),)),
        Candidate(trigger, 1, 0, (("", ("c",)),)),
    ]
    one = Read(analysis, parse(analysis, reader.grammar), found)
    sentence = describe(one.sentence, one.parsed, found)
    trained = fit([sentence] * 3, [Labels([1, 0, 0], [1.0] * 3)] * 3, 1)
    empty = Encoder(trained.numbers, {name: np.zeros_like(a) for name, a in trained.arrays.items()})
    weights = Weights({"a": 2.0, "b": 1.0, "c": FLOOR - 1}, {})
    (scored,) = Scorer(weights, empty).confidences([one])
    assert [c for c, _ in scored] == found[:2]
    assert scored[0][1] > scored[1][1] > probability(1.0) * 0.5


@pytest.mark.parametrize(
    ("count", "name"), [(0, "0"), (4, "4"), (5, "6"), (9, "9"), (10, "14"), (22, "22"), (23, "far")]
)
def test_buckets(count: int, name: str) -> None:
    assert bucket(count) == name


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
)
TABLES = st.dictionaries(NAMES, st.integers(-999, 999).map(lambda n: n / 100), max_size=5)


@given(TABLES, TABLES)
def test_weights_come_back_from_their_file(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, float],
    mode: dict[str, float],
) -> None:
    weights = Weights(first, {name: mode if name == "negated" else {} for name in PARTS[1:]})
    path = tmp_path_factory.mktemp("weights") / "facts.tsv"
    path.write_text(weights.text(), encoding="utf-8")
    assert Weights.load(path) == weights
    assert Weights.load(path).text() == weights.text()


def test_text_is_sorted_and_the_same_for_the_same() -> None:
    one = Weights({"b": 1.0, "a": 2.0, BIAS: -0.123456}, {"negated": {"c": 3.0}})
    two = Weights({"a": 2.0, BIAS: -0.123456, "b": 1.0}, {"negated": {"c": 3.0}})
    assert one.text() == two.text() == "first\t<bias>\t-0.1235\nfirst\ta\t2\nfirst\tb\t1\nnegated\tc\t3\n"
    assert Weights.empty().text() == ""


@pytest.mark.parametrize(
    "line", ["first\ta", "first\ta\tb", "third\ta\t1", "first a 1", "first\ta\t1\t2", "", "first\ta\tnan\t"]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "facts.tsv"
    path.write_text(f"first\ta\t1\n{line}\nnegated\tb\t1\n", encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        Weights.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:2: is not `part<TAB>feature<TAB>weight`")
    assert "valid: first, negated, predicted, reported" in message


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        Weights.load(tmp_path / "fehlt.tsv")
    (tmp_path / "facts.tsv").write_bytes(b"first\t\xff\t1\n")
    with pytest.raises(SchemaError, match=r"facts\.tsv"):
        Weights.load(tmp_path / "facts.tsv")


@given(st.dictionaries(st.text("ab.=", max_size=4), st.floats(-3, 3)), st.text("ab.", max_size=3), st.text("ab="))
def test_stems_weigh_as_whole_features_do(weights: dict[str, float], stem: str, fact: str) -> None:
    assert Stems(weights)[stem].get(fact) == weights.get(stem + fact)
