"""A small network that reads a sentence in both directions and weighs candidates by what it read.

It complements the weights of single features: two layers of LSTM over the units of a sentence (word, tag, kind of
node, chunk), then a score for each candidate from the states at its subject, object and trigger. Plain numpy, a few
hundred thousand weights, trained on the same annotated texts (`encoder_fit`).
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from kg.errors import SchemaError
from kg.nlp.analysis import IMPLICIT, Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.syntax import Parse

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MODEL = "vi/model/facts.net"
LAYERS, SIDES = 2, ("f", "b")
TABLES = ("word", "tag", "kind", "chunk")  # what is looked up of a unit
UNSAID = 3  # rows for the ends that a sentence leaves unsaid, by how likely they are meant
_MAGIC = b"trithuc-net 1\n"
_UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as keys: `units` has word, tag, kind and chunk of each unit, `marks` its bracket and quote.

    `ends` are, for each candidate, the units of subject, object, first and last word of the trigger (below 0: the
    row of an unsaid end, -1 the likeliest); `keys` what is known of the candidate besides.
    """

    units: list[tuple[str, str, str, str]]
    marks: list[tuple[float, float]]
    ends: list[tuple[int, int, int, int]]
    keys: list[tuple[str, ...]]


def describe(sentence: Analysis, parsed: Parse, found: Iterable[Candidate]) -> Sentence:
    """Return a sentence with some of its candidates as the network's keys."""
    units, marks = [], []
    for u, unit in enumerate(sentence.units):
        node = sentence.nodes[unit.node] if unit.node is not None else None
        word = unit.text if node is None or node.anaphor else f"<{node.type}>"
        kind = f"{node.type}{bool(node.anaphor):d}" if node else ""
        chunk = parsed.chunks[parsed.of[u]]
        units.append((word, unit.tag, kind, f"{chunk.kind}{chunk.label}{chunk.passive:d}"))
        marks.append((float(min(sentence.depth[u], 1)), float(sentence.quoted[u])))
    pairs = [(c, _ends(sentence, c)) for c in found]
    return Sentence(units, marks, [ends for _, ends in pairs], [_keys(sentence, c, ends) for c, ends in pairs])


def _ends(sentence: Analysis, c: Candidate) -> tuple[int, int, int, int]:
    first, last = c.trigger.units
    s, o = (
        IMPLICIT - 1 - sentence.nodes[n].anaphor if sentence.nodes[n].implicit else sentence.unit_of[n]
        for n in (c.subject, c.object)
    )
    return s, o, first, last - 1


def _keys(sentence: Analysis, c: Candidate, ends: tuple[int, int, int, int]) -> tuple[str, ...]:
    s, o, first, _ = ends
    subject, object_ = sentence.nodes[c.subject], sentence.nodes[c.object]
    rule = c.trigger.rule
    return (
        f"predicate={rule.predicate}",
        f"phrase={c.trigger.phrase}",
        f"frame={rule.frame}",
        f"subject={subject.type}{min(subject.anaphor, IMPLICIT)}",
        f"object={object_.type}{min(object_.anaphor, IMPLICIT)}",
        f"ts={_distance(first, s)}",
        f"to={_distance(first, o)}",
        f"so={_distance(s, o)}",
    )


def _distance(a: int, b: int) -> str:
    """Return a coarse signed distance between two units, finer near by."""
    if a < 0 or b < 0:
        return "unsaid"
    return str(int(math.copysign(min(19, int(3 * math.log1p(abs(b - a)))), b - a)))


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences as numbers: `units` (tables × sentences × longest), `marks` and `inside` beside them, 0 outside.

    `rows` (candidates × 4) index the units of all sentences one after the other, then the unsaid ends; `keys`
    (candidates × keys) the table of keys.
    """

    units: Ints
    marks: Floats
    inside: Floats
    rows: Ints
    keys: Ints


@dataclass(frozen=True)
class Encoder:
    """The network: `numbers` of each table's strings (0 is any other string) and its arrays by name."""

    numbers: Mapping[str, Mapping[str, int]]
    arrays: dict[str, Floats]

    def batch(self, sentences: Sequence[Sentence]) -> Batch:
        """Return sentences as numbers."""
        longest = max(len(s.units) for s in sentences)
        shape = (len(sentences), longest)
        units = np.zeros((len(TABLES), *shape), np.int64)
        marks, inside = np.zeros((*shape, 2), np.float32), np.zeros(shape, np.float32)
        rows: list[tuple[int, ...]] = []
        for b, sentence in enumerate(sentences):
            size = len(sentence.units)
            for t, (table, column) in enumerate(zip(TABLES, zip(*sentence.units, strict=True), strict=True)):
                known = self.numbers[table]
                units[t, b, :size] = [known.get(text, _UNKNOWN) for text in column]
            marks[b, :size], inside[b, :size] = sentence.marks, 1.0
            rows += [tuple(b * longest + u if u >= 0 else shape[0] * longest - 1 - u for u in e) for e in sentence.ends]
        known = self.numbers["key"]
        keys = [[known.get(key, _UNKNOWN) for key in found] for found in chain.from_iterable(s.keys for s in sentences)]
        return Batch(units, marks, inside, np.array(rows, np.int64), np.array(keys, np.int64))

    def odds(self, sentences: Sequence[Sentence]) -> list[list[float]]:
        """Return the log-odds of the candidates of each sentence."""
        wanted = [s for s in sentences if s.ends]
        if not wanted:
            return [[] for _ in sentences]
        batch = self.batch(wanted)
        # One thread: more of them cost more than they bring for such small arrays, and sums in another order
        # would give other last digits on a machine with more of them.
        with self._threads.limit(limits=1):
            scores = iter(self._scores(self._states(batch), batch).tolist())
        return [[next(scores) for _ in s.ends] for s in sentences]

    @cached_property
    def _threads(self) -> ThreadpoolController:
        return ThreadpoolController()

    def _states(self, batch: Batch) -> Floats:
        states = batch_inputs(self.arrays, batch)
        for layer in range(LAYERS):
            states = np.concatenate([run(self.arrays, f"{layer}{d}", states, batch.inside)[0] for d in SIDES], axis=2)
        return states

    def _scores(self, states: Floats, batch: Batch) -> Floats:
        a = self.arrays
        table = np.concatenate([states.reshape(-1, states.shape[2]), a["unsaid"]])
        hidden: Floats = a["key"][batch.keys].sum(1) + a["hidden.bias"]
        for column, name in enumerate(ENDS):
            hidden += (table @ a[name])[batch.rows[:, column]]
        last = np.maximum(np.maximum(hidden, 0.0) @ a["last"] + a["last.bias"], 0.0)
        scores: Floats = (last * (a["out"] + a["own"][batch.keys[:, 0]])).sum(1) + a["out.bias"]
        return scores

    def save(self, path: Path) -> None:
        """Write the network: a line of JSON, the strings, the arrays as half floats; zlib-packed."""
        shapes = {name: list(array.shape) for name, array in sorted(self.arrays.items())}
        strings = {name: sorted(known, key=known.__getitem__) for name, known in sorted(self.numbers.items())}
        head = json.dumps({"shapes": shapes, "strings": strings}, ensure_ascii=False, sort_keys=True).encode()
        body = b"".join(self.arrays[name].astype("<f2").tobytes() for name in shapes)
        path.write_bytes(_MAGIC + zlib.compress(head + b"\n" + body, 9))

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read a network; a file that is missing or none raises SchemaError."""
        hint = "Train it again: kg train facts"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SchemaError(f"cannot be read: {error.strerror}", where=str(path)) from error
        if not data.startswith(_MAGIC):
            raise SchemaError("is no network of facts", where=str(path), hint=hint)
        try:
            line, body = zlib.decompress(data[len(_MAGIC) :]).split(b"\n", 1)
            head = json.loads(line)
            arrays, at = {}, 0
            for name, shape in head["shapes"].items():
                size = math.prod(shape)
                part = np.frombuffer(body, "<f2", size, at)
                arrays[name], at = part.reshape(shape).astype(np.float32), at + 2 * size
        except (zlib.error, ValueError, KeyError) as error:
            raise SchemaError(f"is broken: {error}", where=str(path), hint=hint) from error
        numbers = {name: {text: i for i, text in enumerate(texts)} for name, texts in head["strings"].items()}
        return cls(numbers, arrays)


ENDS = ("subject", "object", "first", "last word")  # the projections of a candidate's four units


def batch_inputs(arrays: Mapping[str, Floats], batch: Batch) -> Floats:
    """Return what the first layer reads (sentences × longest × width)."""
    looked = [arrays[table][batch.units[t]] for t, table in enumerate(TABLES)]
    return np.concatenate([*looked, batch.marks], axis=2)


def run(
    arrays: Mapping[str, Floats], name: str, inputs: Floats, inside: Floats
) -> tuple[Floats, list[tuple[Floats, ...]]]:
    """Run one direction of one layer; `name` is the layer's number and `f` or `b`.

    Returns the states (sentences × longest × width) and, for training, what each step computed, in step order.
    """
    ahead = inputs @ arrays[f"{name}.in"] + arrays[f"{name}.bias"]
    inner = arrays[f"{name}.state"]
    size, (count, longest) = inner.shape[0], inside.shape
    states = np.zeros((count, longest, size), np.float32)
    state, cell = np.zeros((count, size), np.float32), np.zeros((count, size), np.float32)
    steps: list[tuple[Floats, ...]] = []
    for t in range(longest) if name.endswith("f") else range(longest - 1, -1, -1):
        gates = ahead[:, t] + state @ inner
        sig: Floats = (1.0 / (1.0 + np.exp(-gates[:, : 3 * size]))).astype(gates.dtype)
        new: Floats = np.tanh(gates[:, 3 * size :])
        moved = sig[:, size : 2 * size] * cell + sig[:, :size] * new
        bent: Floats = np.tanh(moved)
        on = inside[:, t : t + 1]
        steps.append((state, cell, sig, new, bent))
        state = on * sig[:, 2 * size :] * bent + (1.0 - on) * state
        cell = on * moved + (1.0 - on) * cell
        states[:, t] = state
    return states, steps
