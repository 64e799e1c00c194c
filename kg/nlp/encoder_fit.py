"""Training of the network of `encoder` by gradient descent in numpy: the same data, the same weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from kg.nlp.encoder import ENDS, LAYERS, SIDES, TABLES, UNSAID, Batch, Encoder, Floats, Ints, Sentence, run

_WIDTHS = {"word": 64, "tag": 20, "kind": 20, "chunk": 16}
_STATE, _HIDDEN, _LAST = 96, 128, 64
_SEEN = 3  # a word or key met less often is as good as unknown
_DROPPED, _UNKNOWN = 0.33, 0.15  # share of values left out at each layer, of words taken for unknown
_BATCH, _RATE, _RISE, _DECAY, _CLIP = 32, 4e-3, 0.15, 0.01, 5.0


@dataclass(frozen=True, slots=True)
class Labels:
    """What is right of the candidates of one sentence: 1 or 0, and how much each counts."""

    right: list[int]
    weights: list[float]


def fit(
    sentences: Sequence[Sentence],
    labels: Sequence[Labels],
    rounds: int,
    say: Callable[[str], None] | None = None,
) -> Encoder:
    """Return a network trained on sentences with candidates; `rounds` is how often each is seen."""
    random = np.random.default_rng(7)
    encoder = Encoder(_numbers(sentences), {})
    encoder.arrays.update(_start(encoder, random))
    learner = _Learner(encoder.arrays, rounds * math.ceil(len(sentences) / _BATCH))
    # More threads would add up in another order, and give other weights on another machine.
    with ThreadpoolController().limit(limits=1):
        _learn(encoder, learner, sentences, labels, rounds, random, say)
    return encoder


def _learn(
    encoder: Encoder,
    learner: _Learner,
    sentences: Sequence[Sentence],
    labels: Sequence[Labels],
    rounds: int,
    random: np.random.Generator,
    say: Callable[[str], None] | None,
) -> None:
    for turn in range(rounds):
        loss = 0.0
        for chosen in _groups(sentences, random):
            batch = encoder.batch([sentences[i] for i in chosen])
            right = np.array([r for i in chosen for r in labels[i].right], np.float32)
            weights = np.array([w / len(chosen) for i in chosen for w in labels[i].weights], np.float32)
            value, slopes = gradient(encoder.arrays, batch, right, weights, random)
            learner.step(slopes)
            loss += value
        if say:
            say(f"round {turn + 1} of {rounds}: loss {loss:.1f}")


def _numbers(sentences: Sequence[Sentence]) -> dict[str, dict[str, int]]:
    counts = {name: Counter[str]() for name in (*TABLES, "key")}
    for sentence in sentences:
        for name, column in zip(TABLES, zip(*sentence.units, strict=True), strict=True):
            counts[name].update(column)
        for keys in sentence.keys:
            counts["key"].update(keys)
    kept = {name: sorted(text for text, n in count.items() if n >= _SEEN) for name, count in counts.items()}
    return {name: {text: i for i, text in enumerate(["<unknown>", *texts])} for name, texts in kept.items()}


def _start(encoder: Encoder, random: np.random.Generator) -> dict[str, Floats]:
    def spread(*shape: int, scale: float) -> Floats:
        return random.normal(0.0, scale, shape).astype(np.float32)

    sizes = {name: len(known) for name, known in encoder.numbers.items()}
    arrays = {name: spread(sizes[name], width, scale=1.0) for name, width in _WIDTHS.items()}
    width = sum(_WIDTHS.values()) + 2
    for layer in range(LAYERS):
        for side in SIDES:
            arrays[f"{layer}{side}.in"] = spread(width, 4 * _STATE, scale=1 / math.sqrt(3 * _STATE))
            arrays[f"{layer}{side}.state"] = spread(_STATE, 4 * _STATE, scale=1 / math.sqrt(3 * _STATE))
            arrays[f"{layer}{side}.bias"] = np.zeros(4 * _STATE, np.float32)
        width = 2 * _STATE
    arrays["unsaid"] = spread(UNSAID, width, scale=1.0)
    for name in ENDS:
        arrays[name] = spread(width, _HIDDEN, scale=1 / math.sqrt(3 * width))
    arrays["key"] = spread(sizes["key"], _HIDDEN, scale=0.1)
    arrays["hidden.bias"] = np.zeros(_HIDDEN, np.float32)
    arrays["last"] = spread(_HIDDEN, _LAST, scale=1 / math.sqrt(3 * _HIDDEN))
    arrays["last.bias"] = np.zeros(_LAST, np.float32)
    arrays["own"] = spread(sizes["key"], _LAST, scale=0.1)
    arrays["out"] = spread(_LAST, scale=1 / math.sqrt(3 * _LAST))
    arrays["out.bias"] = np.zeros(1, np.float32)
    return arrays


def _groups(sentences: Sequence[Sentence], random: np.random.Generator) -> Iterator[list[int]]:
    """Yield batches of sentences of like length, in random order."""
    size = np.array([len(s.units) for s in sentences]) + random.random(len(sentences)) * 12
    order = np.argsort(size, kind="stable")
    groups = [order[i : i + _BATCH].tolist() for i in range(0, len(order), _BATCH)]
    for i in random.permutation(len(groups)):
        yield groups[i]


class _Learner:
    """Adam with decoupled decay; the rate rises to its peak, then falls as a cosine."""

    def __init__(self, arrays: dict[str, Floats], steps: int) -> None:
        self.arrays, self.steps, self.at = arrays, steps, 0
        self.mean = {name: np.zeros_like(a) for name, a in arrays.items()}
        self.square = {name: np.zeros_like(a) for name, a in arrays.items()}

    def step(self, slopes: dict[str, Floats]) -> None:
        norm = math.sqrt(sum(float((g * g).sum()) for g in slopes.values()))
        scale = min(1.0, _CLIP / (norm + 1e-6))
        rate = self._rate()
        self.at += 1
        first, second = 1 - 0.9**self.at, 1 - 0.999**self.at
        for name, slope in slopes.items():
            g, m, v, array = slope * scale, self.mean[name], self.square[name], self.arrays[name]
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            array *= 1 - rate * _DECAY
            array -= rate * (m / first) / (np.sqrt(v / second) + 1e-8)

    def _rate(self) -> float:
        done, rise = self.at / self.steps, _RISE
        part = done / rise if done < rise else (1 - done) / (1 - rise)
        return _RATE * (0.04 + 0.96 * (1 - math.cos(math.pi * min(1.0, part))) / 2)


def gradient(
    arrays: dict[str, Floats], batch: Batch, right: Floats, weights: Floats, random: np.random.Generator | None
) -> tuple[float, dict[str, Floats]]:
    """Return the weighted loss of a batch and its slope for each array; `random` drops values, None drops none."""
    units, masks = batch.units, _Masks(random)
    if random is not None:
        units = units.copy()
        units[0][random.random(units[0].shape) < _UNKNOWN] = 0
    inputs = [np.concatenate([*(arrays[n][units[t]] for t, n in enumerate(TABLES)), batch.marks], axis=2)]
    inputs[0] = masks.drop("0", inputs[0])
    traces = {}
    for layer in range(LAYERS):
        both = []
        for side in SIDES:
            states, traces[f"{layer}{side}"] = run(arrays, f"{layer}{side}", inputs[layer], batch.inside)
            both.append(states)
        inputs.append(masks.drop(str(layer + 1), np.concatenate(both, axis=2)))
    loss, slopes, back = _head(arrays, batch, inputs[-1], right, weights, masks)
    for layer in reversed(range(LAYERS)):
        back = masks.back(str(layer + 1), back)
        below = np.zeros_like(inputs[layer])
        for side, part in zip(SIDES, np.split(back, 2, axis=2), strict=True):
            name = f"{layer}{side}"
            below += _run_back(arrays, name, inputs[layer], batch.inside, traces[name], part, slopes)
        back = below
    back, at = masks.back("0", back), 0
    for t, name in enumerate(TABLES):
        width = arrays[name].shape[1]
        slopes[name] = _scattered(units[t].ravel(), back[:, :, at : at + width].reshape(-1, width), len(arrays[name]))
        at += width
    return loss, slopes


class _Masks:
    """The values dropped on the way up, to be dropped on the way down too."""

    def __init__(self, random: np.random.Generator | None) -> None:
        self._random = random
        self._kept: dict[str, Floats] = {}

    def drop(self, name: str, values: Floats) -> Floats:
        if self._random is None:
            return values
        kept = (self._random.random(values.shape, np.float32) >= _DROPPED).astype(np.float32) / (1 - _DROPPED)
        self._kept[name] = kept
        return values * kept

    def back(self, name: str, slope: Floats) -> Floats:
        return slope * self._kept[name] if name in self._kept else slope


def _head(
    a: dict[str, Floats], batch: Batch, states: Floats, right: Floats, weights: Floats, masks: _Masks
) -> tuple[float, dict[str, Floats], Floats]:
    """Return the loss, the slopes of the arrays above the states, and the slope of the states."""
    shape = states.shape
    table = np.concatenate([states.reshape(-1, shape[2]), a["unsaid"]])
    hidden = a["key"][batch.keys].sum(1) + a["hidden.bias"]
    for column, name in enumerate(ENDS):
        hidden += (table @ a[name])[batch.rows[:, column]]
    shown = masks.drop("hidden", np.maximum(hidden, 0.0))
    inner = shown @ a["last"] + a["last.bias"]
    last = masks.drop("last", np.maximum(inner, 0.0))
    own = a["out"] + a["own"][batch.keys[:, 0]]
    odds = (last * own).sum(1) + a["out.bias"]
    loss = float((weights * (np.logaddexp(0.0, odds) - right * odds)).sum())

    error = (weights * (1.0 / (1.0 + np.exp(-odds)) - right)).astype(np.float32)[:, None]
    slopes = {"out.bias": error.sum(0), "out": (error * last).sum(0)}
    slopes["own"] = _scattered(batch.keys[:, 0], error * last, len(a["own"]))
    back = masks.back("last", error * own) * (inner > 0)
    slopes["last"], slopes["last.bias"] = shown.T @ back, back.sum(0)
    back = masks.back("hidden", back @ a["last"].T) * (hidden > 0)
    slopes["hidden.bias"] = back.sum(0)
    slopes["key"] = _scattered(batch.keys.ravel(), np.repeat(back, batch.keys.shape[1], axis=0), len(a["key"]))
    below = np.zeros_like(table)
    for column, name in enumerate(ENDS):
        part = _scattered(batch.rows[:, column], back, len(table))
        slopes[name] = table.T @ part
        below += part @ a[name].T
    count = shape[0] * shape[1]
    slopes["unsaid"] = below[count:]
    return loss, slopes, below[:count].reshape(shape)


def _run_back(
    arrays: dict[str, Floats],
    name: str,
    inputs: Floats,
    inside: Floats,
    steps: Sequence[tuple[Floats, ...]],
    back: Floats,
    slopes: dict[str, Floats],
) -> Floats:
    """Add the slopes of one direction of one layer, given that of its states; return that of its inputs."""
    inner = arrays[f"{name}.state"]
    size, longest = inner.shape[0], inside.shape[1]
    order = range(longest) if name.endswith("f") else range(longest - 1, -1, -1)
    gates = np.zeros((*inside.shape, 4 * size), np.float32)
    state, cell = np.zeros_like(back[:, 0]), np.zeros_like(back[:, 0])
    slope = np.zeros_like(inner)
    for t, (before, held, sig, new, bent) in zip(reversed(order), reversed(steps), strict=True):
        on = inside[:, t : t + 1]
        state = state + back[:, t]
        out = sig[:, 2 * size :]
        moved = on * cell + on * state * out * (1.0 - bent * bent)
        part = gates[:, t]
        part[:, :size] = moved * new
        part[:, size : 2 * size] = moved * held
        part[:, 2 * size : 3 * size] = on * state * bent
        part[:, : 3 * size] *= sig * (1.0 - sig)
        part[:, 3 * size :] = moved * sig[:, :size] * (1.0 - new * new)
        slope += before.T @ part
        cell = moved * sig[:, size : 2 * size] + (1.0 - on) * cell
        state = part @ inner.T + (1.0 - on) * state
    flat = gates.reshape(-1, 4 * size)
    slopes[f"{name}.state"] = slope
    slopes[f"{name}.in"] = inputs.reshape(-1, inputs.shape[2]).T @ flat
    slopes[f"{name}.bias"] = flat.sum(0)
    return gates @ arrays[f"{name}.in"].T


def _scattered(rows: Ints, values: Floats, size: int) -> Floats:
    """Return the sums of values by row (size × width)."""
    from scipy.sparse import csr_matrix

    count = len(rows)
    where = csr_matrix((np.ones(count, np.float32), rows, np.arange(count + 1)), shape=(count, size))
    summed: npt.NDArray[np.float32] = where.T @ values
    return summed
