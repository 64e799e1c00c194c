"""The random field against sums over all label sequences, and its training."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.nlp.crf import Crf, Grid, forward_backward
from kg.nlp.crf_fit import Examples, Penalty, fit

LABELS = ("O", "B-PER", "I-PER")


def random_model(seed: int, rows: int = 4) -> Crf:
    draw = np.random.default_rng(seed)
    features = {f"f{i}": i for i in range(rows)}
    weights = draw.normal(size=(rows, 3)).astype(np.float32)
    moves = draw.normal(size=(3, 3)).astype(np.float32)
    first, last = draw.normal(size=(2, 3)).astype(np.float32)
    return Crf(LABELS, features, weights, moves, first, last)


def score(model: Crf, emissions: np.ndarray, path: tuple[int, ...]) -> float:
    total = model.first[path[0]] + model.last[path[-1]] + sum(emissions[i, y] for i, y in enumerate(path))
    return float(total + sum(model.transitions[a, b] for a, b in pairwise(path)))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_decoding_equals_enumeration(seed: int, lengths: list[int]) -> None:
    model = random_model(seed)
    emissions = np.random.default_rng(seed + 1).normal(size=(sum(lengths), 3)).astype(np.float32)
    paths, odds = model.decode(emissions, lengths)
    grid = Grid.of(lengths)
    log_z = forward_backward(model.transitions, model.first, model.last, grid.spread(emissions), grid)[2]
    at, total = 0, 0.0
    for length, path, probable in zip(lengths, paths, odds, strict=True):
        own = emissions[at : at + length]
        at += length
        scores = {y: score(model, own, y) for y in product(range(3), repeat=length)}
        weights = {y: np.exp(s) for y, s in scores.items()}
        z = sum(weights.values())
        total += float(np.log(z))
        assert scores[tuple(path)] == pytest.approx(max(scores.values()), abs=1e-4)
        for i in range(length):
            for label in range(3):
                expected = sum(w for y, w in weights.items() if y[i] == label) / z
                assert probable[i, label] == pytest.approx(expected, abs=1e-4)
    assert log_z == pytest.approx(total, rel=1e-4, abs=1e-3)


def test_emissions_are_sums_of_rows() -> None:
    model = random_model(1)
    found = model.emissions([0, 2, 3], [2, 0, 1])
    assert np.allclose(found[0], model.weights[0] + model.weights[2])
    assert not found[1].any()
    assert np.allclose(found[2], model.weights[3])


def test_saving_keeps_the_model_up_to_rounding(tmp_path: Path) -> None:
    model = random_model(5)
    model.save(tmp_path / "a.crf")
    again = Crf.load(tmp_path / "a.crf")
    assert (again.labels, dict(again.features)) == (model.labels, dict(model.features))
    assert np.allclose(again.weights, model.weights, atol=float(np.abs(model.weights).max()) / 127)
    again.save(tmp_path / "b.crf")
    assert (tmp_path / "a.crf").read_bytes() == (tmp_path / "b.crf").read_bytes()


def small_data() -> Examples:
    # Feature 0 marks a name's start, 1 its rest, 2 everything else.
    gold = [0, 1, 2, 0, 1, 0, 0]
    rows = [[2], [0], [1], [2], [0], [2], [2]]
    return Examples(rows, np.asarray(gold), [4, 3], 3)


def test_training_learns_and_repeats_itself(tmp_path: Path) -> None:
    data = small_data()
    features = {"start": 0, "rest": 1, "else": 2}
    for name in ("a", "b"):
        model = fit(data, LABELS, features, Penalty(l2=0.01), rounds=50)
        model.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    rows = [n for row in data.rows for n in row]
    paths, _ = model.decode(model.emissions(rows, [1] * 7), data.lengths)
    assert [y for path in paths for y in path] == data.gold.tolist()
