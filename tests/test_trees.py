"""Trees: what is learned is found again, files say the same as what was trained, and broken files are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SchemaError
from kg.nlp.trees import Node, Trees
from kg.nlp.trees_fit import fit

FEATURES = ("size", "age")
ONE = Trees(
    FEATURES,
    (
        [Node(value=0.5)],
        [
            Node(column=1, bound=3.0, low=1, high=2),
            Node(value=-1.0),
            Node(column=0, bound=0.0, low=3, high=4),
            Node(value=2.0),
            Node(value=4.0),
        ],
    ),
)


@pytest.mark.parametrize(
    ("row", "said"),
    [((0.0, 3.0), -0.5), ((9.0, -9.0), -0.5), ((0.0, 3.5), 2.5), ((0.1, 3.5), 4.5)],
)
def test_a_row_goes_down_each_tree(row: tuple[float, float], said: float) -> None:
    assert ONE.sums(np.array([row], np.float32)).tolist() == [said]


def test_no_rows_and_no_trees() -> None:
    assert ONE.sums(np.zeros((0, 2), np.float32)).tolist() == []
    assert Trees(FEATURES, ()).sums(np.zeros((2, 2), np.float32)).tolist() == [0.0, 0.0]


def table(seed: int) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float32]], list[int]]:
    """Return rows with a yes where exactly one of two features is high: no single question tells."""
    rows = np.random.default_rng(seed).normal(size=(2000, 2)).astype(np.float32)
    return rows, [int((a > 0) != (b > 0.5)) for a, b in rows]


def test_what_no_single_question_tells_is_learned() -> None:
    trees = fit(*table(1), FEATURES)
    rows, labels = table(2)
    odds = trees.sums(rows)
    assert np.mean((odds > 0) == np.array(labels, bool)) > 0.95


def test_the_same_from_the_same() -> None:
    assert fit(*table(1), FEATURES).text() == fit(*table(1), FEATURES).text()


def test_chances_are_those_of_the_data() -> None:
    rows = np.repeat(np.array([[0.0, 0.0], [1.0, 0.0]], np.float32), 400, axis=0)
    labels = [1] * 100 + [0] * 300 + [1] * 300 + [0] * 100
    few, many = (1 / (1 + np.exp(-fit(rows, labels, FEATURES).sums(rows[[0, -1]])))).tolist()
    assert few == pytest.approx(0.25, abs=0.01)
    assert many == pytest.approx(0.75, abs=0.01)


@given(st.lists(st.tuples(st.floats(-3, 3, width=32), st.floats(-3, 3, width=32)), max_size=20))
def test_a_file_says_what_was_trained(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float]]
) -> None:
    path = tmp_path_factory.mktemp("trees") / "trees.tsv"
    path.write_text(TRAINED.text(), encoding="utf-8")
    again = Trees.load(path, FEATURES)
    assert again.text() == TRAINED.text()
    asked = np.array(rows, np.float32).reshape(-1, 2)
    assert again.sums(asked).tolist() == TRAINED.sums(asked).tolist()


TRAINED = fit(*table(1), FEATURES)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0\t0\tx\n", ":1"),
        ("0\t0\t1\n0\t0\n", ":2"),
        ("0\t0\tcolour\t1\t1\t2\n", ":1"),
        ("0\t1\t1\n", ":1"),
        ("1\t0\t1\n", ":1"),
        ("0\t0\t1\n0\t2\t1\n", ":2"),
        ("0\t0\tsize\t1\t1\t2\n0\t1\t1\n", "leads nowhere"),
        ("0\t0\tsize\t1\t0\t1\n0\t1\t1\n", "leads nowhere"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "trees.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        Trees.load(path, FEATURES)
    assert place in str(caught.value) and str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        Trees.load(tmp_path / "none.tsv", FEATURES)
