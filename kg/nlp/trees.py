"""Decision trees whose leaves are added up, as text a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import SchemaError

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Node:
    """A leaf with its `value`, or a question: the feature's column (None for a leaf), its bound and two nodes.

    Rows at most at the bound go to node `low` of the same tree, the others to node `high`.
    """

    value: float = 0.0
    column: int | None = None
    bound: float = 0.0
    low: int = 0
    high: int = 0


Tree = Sequence[Node]  # the first node is asked first


@dataclass(frozen=True)
class Trees:
    """Trees over rows of named features; what they say is added up."""

    features: tuple[str, ...]
    trees: tuple[Tree, ...]

    def sums(self, rows: Floats) -> npt.NDArray[np.float64]:
        """Return the sum over all trees for each row (rows × features)."""
        columns, bounds, steps, values = self._table
        count = len(rows)
        at = np.broadcast_to(np.arange(0, len(self.trees)) * self._width, (count, len(self.trees))).copy()
        for _ in range(self._depth):
            beyond = np.take_along_axis(rows, columns[at], axis=1) > bounds[at]
            at = steps[at, beyond.astype(np.int64)]
        return np.asarray(values[at].sum(axis=1))

    @cached_property
    def _width(self) -> int:
        return max((len(tree) for tree in self.trees), default=1)

    @cached_property
    def _depth(self) -> int:
        return max((_depth(tree) for tree in self.trees), default=0)

    @cached_property
    def _table(
        self,
    ) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Columns, bounds, next rows (low, high) and values of all nodes in one table; a leaf leads to itself."""
        size = self._width * len(self.trees)
        columns, bounds = np.zeros(size, np.int64), np.zeros(size, np.float32)
        steps, values = np.zeros((size, 2), np.int64), np.zeros(size)
        for number, tree in enumerate(self.trees):
            first = number * self._width
            for index, node in enumerate(tree):
                at = first + index
                if node.column is None:
                    values[at], steps[at] = node.value, at
                else:
                    columns[at], bounds[at], steps[at] = node.column, node.bound, (first + node.low, first + node.high)
        return columns, bounds, steps, values

    def text(self) -> str:
        """Return the file's content: a node a line, `tree node value` or `tree node feature bound low high`."""
        return "".join(
            "\t".join((str(number), str(index), *_fields(node, self.features))) + "\n"
            for number, tree in enumerate(self.trees)
            for index, node in enumerate(tree)
        )

    @classmethod
    def load(cls, path: Path, features: Sequence[str]) -> Trees:
        """Read such a file; SchemaError names the line that is no node."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SchemaError(f"cannot be read: {error}", where=str(path)) from error
        trees: list[list[Node]] = []
        for at, line in enumerate(lines, 1):
            try:
                tree, index, *fields = line.split("\t")
                if int(index) == 0:
                    trees.append([])
                if (int(tree), int(index)) != (len(trees) - 1, len(trees[-1])):
                    raise ValueError("nodes are out of order")
                trees[-1].append(_node(fields, features))
            except (ValueError, IndexError) as error:
                what = "is not `tree<TAB>node<TAB>value` or `tree<TAB>node<TAB>feature<TAB>bound<TAB>low<TAB>high`"
                raise SchemaError(what, where=f"{path}:{at}", choices=tuple(features)) from error
        for number, read in enumerate(trees):
            if not all(
                n.column is None or i < min(n.low, n.high) <= max(n.low, n.high) < len(read) for i, n in enumerate(read)
            ):
                raise SchemaError(f"tree {number} leads nowhere", where=str(path))
        return cls(tuple(features), tuple(trees))


def _fields(node: Node, features: Sequence[str]) -> Iterable[str]:
    if node.column is None:
        return (f"{node.value:.4g}",)
    return features[node.column], f"{node.bound:.4g}", str(node.low), str(node.high)


def _node(fields: Sequence[str], features: Sequence[str]) -> Node:
    if len(fields) == 1:
        return Node(value=float(fields[0]))
    feature, bound, low, high = fields
    return Node(column=features.index(feature), bound=float(bound), low=int(low), high=int(high))


def _depth(tree: Tree, at: int = 0) -> int:
    node = tree[at]
    return 0 if node.column is None else 1 + max(_depth(tree, node.low), _depth(tree, node.high))
