"""Training of `trees` by gradient boosting for the log-odds of a yes: the same data, the same trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kg.nlp.trees import Floats, Node, Tree, Trees

_COUNT, _LEAVES, _RATE = 150, 12, 0.05
_FEWEST = 60  # rows in a leaf
_BINS = 64  # bounds that a feature may be asked for, at equal shares of the rows
_SMOOTH = 1.0  # added to the curvature of a leaf, so that few rows say little
_Numbers = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


@dataclass(slots=True, eq=False)
class _Leaf:
    """A leaf that may still be parted: its rows, its place in the tree, and the best way to part it."""

    rows: _Ints
    node: int
    gain: float = 0.0
    column: int = -1
    bin: int = -1


@dataclass
class _Grower:
    """Grows one tree on slopes and curvatures, always at the leaf where it gains most."""

    bins: _Ints  # rows × columns, each column's own bins at its own place of one long table
    bounds: Sequence[Floats]
    slopes: _Numbers
    curves: _Numbers
    nodes: list[Node] = field(default_factory=list)

    def tree(self) -> tuple[Tree, _Numbers]:
        """Return the tree and what it says of each row."""
        self.nodes = [Node()]
        open_ = [self._weighed(_Leaf(np.arange(len(self.bins)), 0))]
        while len(open_) < _LEAVES and (best := max(open_, key=lambda leaf: (leaf.gain, -leaf.node))).gain > 0:
            open_.remove(best)
            open_ += map(self._weighed, self._parted(best))
        said = np.zeros(len(self.bins))
        for leaf in open_:
            slope, curve = self.slopes[leaf.rows].sum(), self.curves[leaf.rows].sum()
            value = float(f"{-_RATE * slope / (curve + _SMOOTH):.4g}")
            self.nodes[leaf.node] = Node(value=value)
            said[leaf.rows] = value
        return self.nodes, said

    def _parted(self, leaf: _Leaf) -> tuple[_Leaf, _Leaf]:
        low = self.bins[leaf.rows, leaf.column] - leaf.column * _BINS <= leaf.bin
        first = len(self.nodes)
        bound = float(self.bounds[leaf.column][leaf.bin])
        self.nodes[leaf.node] = Node(column=leaf.column, bound=bound, low=first, high=first + 1)
        self.nodes += [Node(), Node()]
        return _Leaf(leaf.rows[low], first), _Leaf(leaf.rows[~low], first + 1)

    def _weighed(self, leaf: _Leaf) -> _Leaf:
        """Find the best way to part a leaf: by column and bin, with enough rows on both sides."""
        columns = self.bins.shape[1]
        places, size = self.bins[leaf.rows].ravel(), columns * _BINS

        def below(weights: _Numbers) -> _Numbers:
            spread = np.repeat(weights, columns)
            return np.bincount(places, spread, size).reshape(columns, _BINS).cumsum(axis=1)

        slope, curve = below(self.slopes[leaf.rows]), below(self.curves[leaf.rows])
        count = below(np.ones(len(leaf.rows)))
        slopes, curves, counts = slope[:, -1:], curve[:, -1:], count[:, -1:]
        gain = slope**2 / (curve + _SMOOTH) + (slopes - slope) ** 2 / (curves - curve + _SMOOTH)
        gain -= slopes**2 / (curves + _SMOOTH)
        gain[(count < _FEWEST) | (counts - count < _FEWEST)] = 0.0
        best = int(gain.argmax())
        leaf.gain, leaf.column, leaf.bin = float(gain.flat[best]), best // _BINS, best % _BINS
        return leaf


def fit(rows: Floats, labels: Sequence[int], features: Sequence[str]) -> Trees:
    """Return trees that give the log-odds of a label of 1 from rows × features."""
    bounds = [_bounds(column) for column in rows.T]
    bins = np.stack(
        [np.searchsorted(b, c, side="left") + i * _BINS for i, (b, c) in enumerate(zip(bounds, rows.T, strict=True))],
        axis=1,
    )
    wanted = np.asarray(labels, float)
    share = wanted.mean()
    start = float(f"{np.log(share / (1 - share)):.4g}")
    trees: list[Tree] = [[Node(value=start)]]
    odds = np.full(len(rows), start)
    for _ in range(_COUNT):
        chances = 1 / (1 + np.exp(-odds))
        tree, said = _Grower(bins, bounds, chances - wanted, chances * (1 - chances)).tree()
        trees.append(tree)
        odds += said
    return Trees(tuple(features), tuple(trees))


def _bounds(column: Floats) -> Floats:
    """Return at most _BINS - 1 bounds, rising, as they stand in the file."""
    shares = np.quantile(column, np.arange(1, _BINS) / _BINS, method="lower")
    return np.unique(np.array([float(f"{share:.4g}") for share in shares], np.float32))
