"""Packing rectangles round a centre without overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_ASPECT = 1.1  # most screens leave the drawing a little wider than high
_CELLS = 160


def pack(sizes: Sequence[Points]) -> list[Points]:
    """Return the low corner of each (width, height), none overlapping, the first in the middle.

    Give the largest first; the smaller ones settle in the gaps as near to the middle as they fit.
    """
    if not sizes:
        return []
    area = sum(float(w * h) for w, h in sizes)
    unit = max(2.2 * np.sqrt(area) / _CELLS, min(float(min(s)) for s in sizes) / 2)
    boxes = [tuple(int(np.ceil(side / unit)) for side in size) for size in sizes]
    side = int(2.2 * np.sqrt(sum(w * h for w, h in boxes)) * _ASPECT) + 2 * max(max(b) for b in boxes) + 2
    taken = np.zeros((side, side), dtype=np.bool_)
    out: list[Points] = []
    for (width, height), run in groupby(boxes):
        free = iter(_free_corners(taken, width, height))
        for _ in run:
            # The list was made once for the run; what the run itself has taken since is looked up.
            i, j = next((i, j) for i, j in free if not taken[i : i + width, j : j + height].any())
            taken[i : i + width, j : j + height] = True
            out.append(np.array([i, j], dtype=np.float64) * unit)
    return out


def _free_corners(taken: NDArray[np.bool_], width: int, height: int) -> NDArray[np.int64]:
    """Return the low corners at which an empty width × height lies, the nearest to the middle first."""
    side = len(taken)
    full = np.zeros((side + 1, side + 1), dtype=np.int64)
    full[1:, 1:] = taken.cumsum(0).cumsum(1)
    used = full[width:, height:] - full[:-width, height:] - full[width:, :-height] + full[:-width, :-height]
    x = np.arange(side - width + 1) + (width - side) / 2
    y = np.arange(side - height + 1) + (height - side) / 2
    corners = np.argwhere(used == 0)
    far = np.hypot(x[corners[:, 0]] / _ASPECT, y[corners[:, 1]])
    return corners[np.argsort(far, kind="stable")]
