"""A linear-chain conditional random field over sparse string features: file, decoding, probabilities.

The weights of a feature are one row of a matrix, so the scores of a token are a sum of rows: the sentences
of a whole document are scored and decoded together. `underthesea_core` has such a tagger too; this one
exists because its trainer gives other bytes on every run, and because rows of features that depend on one
syllable alone are looked up once instead of once per token.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import SchemaError

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_MAGIC = b"trithuc-crf 1\n"
_STEPS = 127.0  # weights are kept as signed bytes, scaled by one factor for each label


@dataclass(frozen=True)
class Crf:
    """A trained model.

    `features` maps a feature string to its row of `weights` (features × labels); `transitions[i, j]` scores
    label j after label i; `first` and `last` score the label at either end of a sentence.
    """

    labels: tuple[str, ...]
    features: Mapping[str, int]
    weights: Floats
    transitions: Floats
    first: Floats
    last: Floats

    def emissions(self, rows: Sequence[int], counts: Sequence[int]) -> Floats:
        """Return label scores (tokens × labels).

        `rows` are the weight rows of all tokens one after the other, `counts` how many belong to each token.
        """
        scores = np.zeros((len(counts), len(self.labels)), np.float32)
        sizes = np.asarray(counts, np.int64)
        used = np.flatnonzero(sizes)
        if len(used):
            starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))[used]
            scores[used] = np.add.reduceat(self.weights[np.asarray(rows, np.int64)], starts, axis=0)
        return scores

    def decode(self, emissions: Floats, lengths: Sequence[int]) -> tuple[list[list[int]], list[Floats]]:
        """Return for each sentence its best labels and its label probabilities (tokens × labels).

        `emissions` are the scores of all sentences one after the other, `lengths` their token counts.
        """
        grid = Grid.of(lengths)
        scores = grid.spread(emissions)
        paths = grid.gather_rows(best_paths(self, scores, grid))
        sums = grid.gather(posteriors(self, scores, grid))
        ends = np.cumsum([0, *lengths])
        spans = list(pairwise(ends))
        return [paths[a:b].tolist() for a, b in spans], [sums[a:b] for a, b in spans]

    def save(self, path: Path) -> None:
        """Write the model: a line of JSON, the feature strings, the weights as bytes; zlib-packed."""
        scale = np.maximum(np.abs(self.weights).max(axis=0, initial=0.0), 1e-9) / _STEPS
        small = np.rint(self.weights / scale).astype(np.int8)
        head = {
            "labels": list(self.labels),
            "features": len(self.features),
            "scale": [float(s) for s in scale],
            "transitions": self.transitions.tolist(),
            "first": self.first.tolist(),
            "last": self.last.tolist(),
        }
        names = sorted(self.features, key=self.features.__getitem__)
        body = json.dumps(head, sort_keys=True).encode() + b"\n" + "\n".join(names).encode() + b"\n"
        path.write_bytes(_MAGIC + zlib.compress(body + np.ascontiguousarray(small.T).tobytes(), 9))

    @classmethod
    def load(cls, path: Path) -> Crf:
        """Read a model; a file that is missing or no such model raises SchemaError."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SchemaError(f"cannot be read: {error.strerror}", where=str(path)) from error
        if not data.startswith(_MAGIC):
            raise SchemaError("is no name model", where=str(path), hint="Train one with: kg train")
        try:
            body = zlib.decompress(data[len(_MAGIC) :])
            line, rest = body.split(b"\n", 1)
            head = json.loads(line)
            labels = tuple(head["labels"])
            size = int(head["features"])
            cut = len(rest) - size * len(labels)
            names = rest[:cut].decode().split("\n")[:size]
            small = np.frombuffer(rest[cut:], np.int8).reshape(len(labels), size).T
        except (zlib.error, ValueError, KeyError) as error:
            raise SchemaError(f"is broken: {error}", where=str(path), hint="Train it again: kg train") from error
        weights = small.astype(np.float32) * np.asarray(head["scale"], np.float32)
        arrays = (np.asarray(head[name], np.float32) for name in ("transitions", "first", "last"))
        return cls(labels, dict(zip(names, range(size), strict=True)), weights, *arrays)


@dataclass(frozen=True)
class Grid:
    """Sentences of different lengths side by side: at step t the `active[t]` longest ones have a token.

    `place[t, k]` is the position of that token among all tokens, sentences being sorted by falling length.
    """

    place: Ints
    active: Ints
    order: Ints

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Grid:
        sizes = np.asarray(lengths, np.int64)
        order = np.argsort(-sizes, kind="stable")
        starts = (np.cumsum(sizes) - sizes)[order]
        steps = np.arange(int(sizes.max(initial=0)))
        active = (sizes[None, :] > steps[:, None]).sum(axis=1)
        return cls(starts[None, :] + steps[:, None], active, order)

    def spread(self, flat: Floats) -> list[Floats]:
        """Return for each step the rows of the sentences that have a token there."""
        return [flat[self.place[t, :n]] for t, n in enumerate(self.active)]

    def gather(self, steps: Sequence[Floats]) -> Floats:
        """Return the rows of all steps in token order: the opposite of `spread`."""
        total = int(self.active.sum())
        out = np.zeros((total, steps[0].shape[1] if steps else 0), np.float32)
        for t, n in enumerate(self.active):
            out[self.place[t, :n]] = steps[t]
        return out

    def gather_rows(self, steps: Sequence[Ints]) -> Ints:
        """Return the numbers of all steps in token order."""
        out = np.zeros(int(self.active.sum()), np.int64)
        for t, n in enumerate(self.active):
            out[self.place[t, :n]] = steps[t]
        return out


def best_paths(model: Crf, scores: Sequence[Floats], grid: Grid) -> list[Ints]:
    """Viterbi: return for each step the labels of the sentences active there."""
    if not scores:
        return []
    state = scores[0] + model.first
    finals = np.zeros((len(grid.order), len(model.labels)), state.dtype)
    turned = np.ascontiguousarray(model.transitions.T)
    labels = np.arange(len(model.labels))
    back: list[Ints] = []
    for t, score in enumerate(scores[1:], 1):
        n = int(grid.active[t])
        finals[n : len(state)] = state[n:]
        before = state[:n]
        best = (before[:, None, :] + turned).argmax(axis=2)
        back.append(best)
        state = np.take_along_axis(before, best, axis=1) + turned[labels, best] + score
    finals[: len(state)] = state
    label = (finals + model.last).argmax(axis=1)
    out = [label[: int(grid.active[-1])]]
    for t in range(len(scores) - 1, 0, -1):
        n = int(grid.active[t])
        before = label[: int(grid.active[t - 1])].copy()
        before[:n] = back[t - 1][np.arange(n), out[-1]]
        out.append(before)
    return out[::-1]


def posteriors(model: Crf, scores: Sequence[Floats], grid: Grid) -> list[Floats]:
    """Return for each step the label probabilities of the sentences active there."""
    return forward_backward(model.transitions, model.first, model.last, scores, grid)[0]


def forward_backward(
    transitions: Floats,
    first: Floats,
    last: Floats,
    scores: Sequence[Floats],
    grid: Grid,
) -> tuple[list[Floats], Floats, float]:
    """Return label probabilities by step, expected transition counts, the sum of log partition functions."""
    moves, ending = np.exp(transitions), np.exp(last)
    ahead: list[Floats] = []
    local: list[Floats] = []
    log_z = 0.0
    state = np.ones((len(grid.order), 1), np.float32)
    for t, score in enumerate(scores):
        raw = score + first if t == 0 else score
        top = raw.max(axis=1, keepdims=True)
        local.append(np.exp(raw - top))
        state = local[-1] if t == 0 else (state[: len(score)] @ moves) * local[-1]
        total = state.sum(axis=1, keepdims=True)
        state = state / total
        ahead.append(state)
        log_z += float(np.log(total, dtype=np.float64).sum() + top.sum(dtype=np.float64))
    probable: list[Floats] = [state] * len(scores)
    counts = np.zeros_like(transitions, np.float64)
    behind = np.zeros((0, len(last)), np.float32)
    for t in range(len(scores) - 1, -1, -1):
        n = len(behind)
        rest = np.broadcast_to(ending, ahead[t].shape).copy()
        rest[:n] = behind
        ends = (ahead[t][n:] * ending).sum(axis=1, dtype=np.float64)
        log_z += float(np.log(ends).sum())
        joint = ahead[t] * rest
        probable[t] = joint / joint.sum(axis=1, keepdims=True)
        if t:
            weighed = local[t] * rest
            size = len(weighed)
            back = weighed @ moves.T
            # The scale of the backward message is free; its product with the forward one makes it a share.
            norm = (ahead[t - 1][:size] * back).sum(axis=1, keepdims=True)
            counts += (ahead[t - 1][:size] / norm).T.astype(np.float64) @ weighed.astype(np.float64)
            behind = back / back.sum(axis=1, keepdims=True)
    return probable, (counts * moves).astype(np.float32), log_z
