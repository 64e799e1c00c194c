"""Rows of feature strings as a sparse matrix, for training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np


def matrix_of(rows: Sequence[Sequence[str]], seen: int) -> tuple[Any, dict[str, int]]:
    """Return a scipy CSR matrix of ones (rows × features, float32) and the column of each feature.

    A feature that fewer than `seen` rows have is left out; columns are in the order of the feature strings.
    """
    from scipy.sparse import csr_matrix

    counts = Counter(f for row in rows for f in set(row))
    number = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= seen))}
    columns: list[int] = []
    starts = [0]
    for row in rows:
        columns.extend(sorted({number[f] for f in row if f in number}))
        starts.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    return csr_matrix((ones, columns, starts), shape=(len(rows), len(number))), number
