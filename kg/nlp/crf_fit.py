"""Training of the conditional random field: penalised likelihood by L-BFGS, the same data, the same weights."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.nlp.crf import Crf, Floats, Grid, Ints, forward_backward

_MEMORY = 6  # steps that the search remembers
_ENOUGH = 1e-4


@dataclass(frozen=True, slots=True)
class Penalty:
    """Strength of the pull towards zero: `l2` on every weight.

    `tied` is how far labels of one name type, and labels of one place in the name (first, further), share
    weights beside their own; 0 shares none.
    """

    l2: float = 1.0
    tied: float = 1.0


@dataclass(frozen=True)
class Examples:
    """Training sentences: feature rows and label number of each token, tokens of each sentence."""

    rows: list[list[int]]
    gold: Ints
    lengths: list[int]
    features: int


class _Objective:
    """Negative penalised log likelihood of all sentences and its gradient, over one flat vector."""

    def __init__(self, data: Examples, labels: Sequence[str], penalty: Penalty) -> None:
        from scipy.sparse import csr_matrix

        self.grid = Grid.of(data.lengths)
        self.labels, self.penalty = labels, penalty
        self.mix = _mixture(labels, penalty.tied)
        counts = np.asarray([len(r) for r in data.rows], np.int64)
        flat = np.fromiter((c for r in data.rows for c in r), np.int64, int(counts.sum()))
        ones = np.ones(len(flat), np.float32)
        shape = (len(data.rows), data.features)
        self.seen: Any = csr_matrix((ones, flat, np.concatenate(([0], np.cumsum(counts)))), shape=shape)
        self.seen_by_feature: Any = self.seen.T.tocsr()
        self.gold, size = data.gold, len(labels)
        ends = np.cumsum(data.lengths)
        starts = ends - data.lengths
        self.onehot = np.eye(size, dtype=np.float32)[self.gold]
        inside = np.ones(len(self.gold), bool)
        inside[starts] = False
        after = np.flatnonzero(inside)
        self.gold_moves = np.zeros((size, size), np.float32)
        np.add.at(self.gold_moves, (self.gold[after - 1], self.gold[after]), 1)
        self.starts, self.ends = starts, ends - 1
        self.shapes = ((data.features, self.mix.shape[0]), (size, size), (size,), (size,))

    def parts(self, flat: Floats) -> list[Floats]:
        sizes = [int(np.prod(s)) for s in self.shapes]
        cuts = np.cumsum(sizes)[:-1]
        return [p.reshape(s) for p, s in zip(np.split(flat, cuts), self.shapes, strict=True)]

    def size(self) -> int:
        return sum(int(np.prod(s)) for s in self.shapes)

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        own, moves, first, last = self.parts(flat)
        emissions = self.seen @ (own @ self.mix)
        probable, expected, log_z = forward_backward(moves, first, last, self.grid.spread(emissions), self.grid)
        probabilities = self.grid.gather(probable)
        score = float((emissions * self.onehot).sum(dtype=np.float64)) + float((self.gold_moves * moves).sum())
        score += float(first[self.gold[self.starts]].sum() + last[self.gold[self.ends]].sum())
        error = probabilities - self.onehot
        slopes = (
            (self.seen_by_feature @ error) @ self.mix.T,
            expected - self.gold_moves,
            error[self.starts].sum(axis=0),
            error[self.ends].sum(axis=0),
        )
        slope = np.concatenate([s.ravel() for s in slopes]).astype(np.float32)
        pull = self.penalty.l2
        value = log_z - score + 0.5 * pull * float(np.dot(flat, flat))
        return value, slope + pull * flat

    def model(self, flat: Floats, features: dict[str, int]) -> Crf:
        own, moves, first, last = self.parts(flat)
        return Crf(tuple(self.labels), features, own @ self.mix, moves, first, last)


def _mixture(labels: Sequence[str], tied: float) -> Floats:
    """Return (parameters × labels): one row a label, then rows that labels of one type or one place share."""
    rows = [np.eye(len(labels), dtype=np.float32)]
    if tied > 0:
        kinds = sorted({label[2:] for label in labels if label[2:]})
        places = sorted({label[0] for label in labels if label[2:]})
        rows.append(np.asarray([[tied * (label[2:] == k) for label in labels] for k in kinds], np.float32))
        rows.append(
            np.asarray([[tied * (label[:1] == p and label != "O") for label in labels] for p in places], np.float32)
        )
    return np.concatenate(rows)


def fit(
    data: Examples,
    labels: Sequence[str],
    features: dict[str, int],
    penalty: Penalty,
    rounds: int = 100,
    say: Callable[[str], None] | None = None,
) -> Crf:
    """Return the model that fits the sentences best under the penalty, after at most `rounds` steps."""
    goal = _Objective(data, labels, penalty)
    best = minimise(goal, np.zeros(goal.size(), np.float32), rounds, say)
    return goal.model(best, features)


def minimise(
    goal: Callable[[Floats], tuple[float, Floats]],
    at: Floats,
    rounds: int,
    say: Callable[[str], None] | None = None,
) -> Floats:
    """Limited-memory BFGS with backtracking; stops when ten steps gain less than `_ENOUGH` of the value."""
    value, slope = goal(at)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    history = [value]
    for turn in range(rounds):
        way = _direction(slope, steps)
        fall = float(np.dot(way, slope))
        if fall >= 0:
            steps.clear()
            way, fall = -slope, -float(np.dot(slope, slope))
        pace = 1.0 if steps else 1.0 / max(1.0, float(np.sqrt(np.dot(slope, slope))))
        for _ in range(20):
            there = at + np.float32(pace) * way
            new_value, new_slope = goal(there)
            if new_value <= value + 1e-4 * pace * fall:
                break
            pace *= 0.5
        else:
            break
        moved, bent = there - at, new_slope - slope
        curve = float(np.dot(moved, bent))
        if curve > 1e-10:
            steps.append((moved, bent, curve))
        at, value, slope = there, new_value, new_slope
        history.append(value)
        if say and turn % 10 == 0:
            say(f"step {turn}: {value:.0f}")
        if len(history) > 10 and history[-11] - value < _ENOUGH * abs(value):
            break
    return at


def _direction(slope: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    way = -slope
    shares: list[float] = []
    for moved, bent, curve in reversed(steps):
        share = float(np.dot(moved, way)) / curve
        shares.append(share)
        way = way - np.float32(share) * bent
    if steps:
        _, bent, curve = steps[-1]
        way = way * np.float32(curve / float(np.dot(bent, bent)))
    for (moved, bent, curve), share in zip(steps, reversed(shares), strict=True):
        way = way + np.float32(share - float(np.dot(bent, way)) / curve) * moved
    return way
