"""Reading the taggers that underthesea ships, a CRFsuite file and its feature templates, for many sentences at once.

`underthesea_core` runs the same models a sentence at a time and puts every feature into a string; here a template's
words are looked up as they are, and the sentences of a document are decoded side by side. Labels are the same.
"""

from __future__ import annotations

import pickle
import re
import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import SchemaError
from kg.nlp.crf import Crf, Grid, Ints, best_paths

_TEMPLATE = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\.(\w+))?")
_MARGIN = 2  # words beside a sentence that a template may look at


@dataclass(frozen=True, slots=True)
class _Column:
    """What all templates of one function over so many words look up, wherever they begin.

    `numbers` of values are rows of `rows`, which has a column for each of `offsets`, the place of a template's first
    word beside the word it describes; row 0 is that of unknown values.
    """

    function: str
    size: int
    offsets: tuple[int, ...]
    numbers: Mapping[str, int]
    rows: Ints


class Tagger:
    """Labels words in context."""

    def __init__(self, folder: Path) -> None:
        """Read the model in a folder of underthesea's."""
        labels, attributes, states, moves = _read(folder / "models.bin")
        weights: Any = np.zeros((len(attributes) + 1, len(labels)))  # row 0 is that of unknown features
        weights[states["from"] + 1, states["to"]] = states["weight"]
        transitions: Any = np.zeros((len(labels), len(labels)))
        transitions[moves["from"], moves["to"]] = moves["weight"]
        nothing: Any = np.zeros(len(labels))
        self._model = Crf(tuple(labels), {}, weights, transitions, nothing, nothing)
        self._columns = _columns(pickle.loads((folder / "features.bin").read_bytes()), attributes)
        known = any(column.function == "is_in_dict" for column in self._columns)
        self._known: frozenset[str] = frozenset(pickle.loads((folder / "dictionary.bin").read_bytes()) if known else ())

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return the label of each word of each sentence."""
        if not sentences:
            return []
        row = _Row(sentences, self._known)
        scores: Any = np.zeros((len(row.places), len(self._model.labels)))
        for column in self._columns:
            found = row.numbers(column)
            for at, offset in enumerate(column.offsets):
                scores += self._model.weights[column.rows[found[row.places + offset], at]]
        lengths = [len(words) for words in sentences]
        grid = Grid.of(lengths)
        path = grid.gather_rows(best_paths(self._model, grid.spread(scores), grid)).tolist()
        labels = [self._model.labels[k] for k in path]
        return [labels[a:b] for a, b in pairwise(accumulate(lengths, initial=0))]


class _Row:
    """The words of many sentences in a row, each sentence with empty margins on both sides.

    `places` are those of the words, margins left out.
    """

    def __init__(self, sentences: Sequence[Sequence[str]], known: frozenset[str]) -> None:
        margin = ("",) * _MARGIN
        self._words = [word for words in sentences for word in (*margin, *words, *margin)]
        self._known = known
        sizes = np.asarray([len(words) + 2 * _MARGIN for words in sentences])
        ends = np.cumsum(sizes)
        here = np.arange(ends[-1])
        self._from_start = here - np.repeat(ends - sizes, sizes)
        self._to_end = np.repeat(ends, sizes) - here
        self.places = np.flatnonzero((self._from_start >= _MARGIN) & (self._to_end > _MARGIN))
        self._runs: dict[tuple[str, int], list[str]] = {}

    def numbers(self, column: _Column) -> Ints:
        """Return the number of the value of each run of words that begins somewhere, 0 if it has no weight."""
        known, size = column.numbers, column.size
        if column.function in _TESTS:
            flags = self._flags(column.function, size)
            found = np.where(flags, known.get("True", 0), known.get("False", 0))
        else:
            found = np.fromiter(map(known.get, self._values(column.function, size), repeat(0)), np.int64)
        found[self._to_end < size + _MARGIN] = known.get("EOS", 0)
        found[self._from_start < _MARGIN] = known.get("BOS", 0)
        return found

    def _values(self, function: str, size: int) -> list[str]:
        """Return the runs of words in a row, as they are or in lower case; those at the very end are cut."""
        if (found := self._runs.get((function, size))) is None:
            if size > 1:
                words = self._values(function, 1)
                found = list(
                    map(
                        " ".join,
                        zip_longest(*(words[i:] for i in range(size)), fillvalue=""),
                    )
                )
            else:
                found = [word.lower() for word in self._words] if function else self._words
            self._runs[function, size] = found
        return found

    def _flags(self, function: str, size: int) -> npt.NDArray[np.bool_]:
        if function == "isdigit":
            return np.fromiter(map(_is_digit, self._values("", size)), bool)
        if function == "is_in_dict":
            return np.fromiter(map(self._known.__contains__, self._values("lower", size)), bool)
        alone = np.fromiter(map(_is_title, self._words), bool)
        out = alone.copy()
        for i in range(1, size):
            out[:-i] &= alone[i:]
        return out


_TESTS = frozenset({"istitle", "isdigit", "is_in_dict"})


def _is_title(words: str) -> bool:
    if " " in words:
        return all(_is_title(word) for word in words.split(" "))
    first = words[:1]
    return first.upper() == first


def _is_digit(words: str) -> bool:
    return words.isascii() and words.isdigit()


def _columns(templates: Sequence[str], attributes: Sequence[str]) -> list[_Column]:
    """Return the columns of the templates; `attributes` are the model's features (`T[0,1].lower=hà nội`)."""
    rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, attribute in enumerate(attributes, 1):
        name, _, value = attribute.partition("=")
        rows[name][value] = number
    groups: defaultdict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for name in templates:
        parts = _TEMPLATE.fullmatch(name)
        if parts is None or (parts[3] or "") not in {"", "lower", *_TESTS}:
            raise SchemaError(
                f"has an unknown template {name}",
                where="underthesea",
                hint="Install it again",
            )
        first = int(parts[1])
        groups[parts[3] or "", int(parts[2] or first) - first + 1].append((first, name))
    found = []
    for (function, size), members in groups.items():
        values = sorted({value for _, name in members for value in rows[name]})
        table = [[rows[name].get(value, 0) for _, name in members] for value in values]
        numbers = dict(zip(values, range(1, len(values) + 1), strict=True))
        offsets = tuple(first for first, _ in members)
        found.append(
            _Column(
                function,
                size,
                offsets,
                numbers,
                np.asarray([[0] * len(members), *table], np.int64),
            )
        )
    return found


_WEIGHT = np.dtype([("kind", "<u4"), ("from", "<u4"), ("to", "<u4"), ("weight", "<f8")])


def _read(path: Path) -> tuple[list[str], list[str], Any, Any]:
    """Return labels, attributes, and the weights of both kinds: attribute to label, label to label."""
    data = path.read_bytes()
    if data[:4] != b"lCRF":
        raise SchemaError("is no CRFsuite model", where=str(path), hint="Install underthesea again")
    features, labels, attributes = struct.unpack_from("<3I", data, 28)
    count = struct.unpack_from("<I", data, features + 8)[0]
    weights = np.frombuffer(data, _WEIGHT, count, features + 12)
    state = weights["kind"] == 0
    return (
        _strings(data, labels),
        _strings(data, attributes),
        weights[state],
        weights[~state],
    )


def _strings(data: bytes, at: int) -> list[str]:
    """Return the strings of a constant database in the order of their numbers."""
    count, places = struct.unpack_from("<2I", data, at + 16)
    found = []
    for place in struct.unpack_from(f"<{count}I", data, at + places):
        size = struct.unpack_from("<I", data, at + place + 4)[0]
        found.append(data[at + place + 8 : at + place + 7 + size].decode())  # the size counts a closing zero
    return found
