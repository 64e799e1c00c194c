"""Positions for drawing: a force layout of each connected component, the components packed side by side.

Only numpy; no clock, no random state, no order but the input's: the same graph gives the same picture.
Distances are in the drawing's own units: `SPACING` is the room that one node wants.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.export.packing import pack

Points = NDArray[np.float64]
Pairs = NDArray[np.int64]

SPACING = 100.0
STRETCH = 1.15  # labels are wider than high
_MARGIN = SPACING * 0.6  # round each component
_PIVOTS = 40
_EXACT = 400  # up to here every pair repels; beyond, a mesh stands in for the far ones
_ROUNDS = 160
_SOFT = (SPACING / 4) ** 2  # keeps two points on one spot from a blow without bounds
_GOLDEN = np.pi * (3 - np.sqrt(5))


def place(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a whole-numbered (x, y) for each of the nodes `0 … count-1`, no two nodes on one spot.

    `edges` are pairs of node numbers; direction, repetition and loops do not matter.
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    groups = _components(near)
    drawn = _drawings(groups, near)
    corners = pack([np.ptp(d, axis=0) + 2 * _MARGIN for d in drawn])
    out: list[tuple[int, int]] = [(0, 0)] * count
    taken: set[tuple[int, int]] = set()
    for group, points, corner in zip(groups, drawn, corners, strict=True):
        moved = points - points.min(axis=0) + _MARGIN + corner
        for node, (x, y) in zip(group, moved.tolist(), strict=True):
            spot = (round(x * STRETCH), round(y))
            while spot in taken:
                spot = (spot[0] + 1, spot[1])
            taken.add(spot)
            out[node] = spot
    return _centred(out)


def _centred(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not points:
        return points
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    dx, dy = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    return [(x - dx, y - dy) for x, y in points]


def _components(near: list[list[int]]) -> list[list[int]]:
    """Return the connected components, largest first, then by their first node."""
    seen = [False] * len(near)
    groups: list[list[int]] = []
    for start in range(len(near)):
        if seen[start]:
            continue
        seen[start] = True
        group, queue = [], deque([start])
        while queue:
            node = queue.popleft()
            group.append(node)
            for other in near[node]:
                if not seen[other]:
                    seen[other] = True
                    queue.append(other)
        groups.append(group)
    return sorted(groups, key=lambda g: (-len(g), g[0]))


def _drawings(groups: list[list[int]], near: list[list[int]]) -> list[Points]:
    """Return the points of each component; components of one shape are computed once."""
    known: dict[tuple[tuple[int, ...], ...], Points] = {}
    out = []
    for group in groups:
        number = {node: i for i, node in enumerate(group)}
        links = tuple(tuple(sorted(number[o] for o in near[node])) for node in group)
        if links not in known:
            known[links] = _draw(links)
        out.append(known[links])
    return out


def _draw(near: tuple[tuple[int, ...], ...]) -> Points:
    """Return the points of one connected component given its neighbour lists."""
    count = len(near)
    degree = np.array([len(n) for n in near], dtype=np.float64)
    pairs = np.array([(a, b) for a, n in enumerate(near) for b in n if a < b], dtype=np.int64).reshape(-1, 2)
    if count == 1:
        return np.zeros((1, 2))
    if len(pairs) == count - 1 and degree.max() == count - 1:
        return _star(count, int(degree.argmax()))
    points = _fan_out(_pivot_positions(near), near)
    points = _relax(points, pairs, degree)
    return _spread(points, SPACING * 0.75)


def _star(count: int, hub: int) -> Points:
    """Return a hub with its leaves around it: one ring, or a sunflower when they are many."""
    leaves = np.arange(count - 1)
    if count <= 14:
        angle = 2 * np.pi * leaves / (count - 1) + (0.35 if count == 2 else -np.pi / 2)
        radius = np.full(count - 1, max(SPACING, SPACING * (count - 1) / 7))
    else:
        angle, radius = leaves * _GOLDEN, SPACING * 0.62 * np.sqrt(leaves + 4)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    return np.insert(ring, hub, 0.0, axis=0)


def _distances(near: tuple[tuple[int, ...], ...], start: int) -> list[int]:
    steps = [-1] * len(near)
    steps[start] = 0
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if steps[other] < 0:
                steps[other] = steps[node] + 1
                queue.append(other)
    return steps


def _pivot_positions(near: tuple[tuple[int, ...], ...]) -> Points:
    """Return a first drawing by pivot MDS (Brandes, Pich 2006): steps to a few far-apart nodes, projected."""
    count = len(near)
    pivot = max(range(count), key=lambda i: (len(near[i]), -i))
    closest = np.full(count, np.inf)
    columns: list[Points] = []
    for _ in range(min(_PIVOTS, count)):
        steps = np.array(_distances(near, pivot), dtype=np.float64)
        columns.append(steps)
        closest = np.minimum(closest, steps)
        pivot = int(closest.argmax())
    squared = np.stack(columns, axis=1) ** 2
    centred = -0.5 * (squared - squared.mean(0) - squared.mean(1, keepdims=True) + squared.mean())
    _, vectors = np.linalg.eigh(np.einsum("ij,ik->jk", centred, centred))
    axes = vectors[:, [-1, -2]] if vectors.shape[1] > 1 else np.repeat(vectors, 2, axis=1)
    points = np.einsum("ij,jk->ik", centred, axes)
    # An eigenvector's sign is arbitrary, and its last digits depend on the machine: fix both.
    points *= np.where(points[np.abs(points).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    extent = max(float(np.ptp(points, axis=0).max()), 1e-9)
    return np.asarray(points / extent * SPACING * np.sqrt(count) * 1.2).round(2)


def _fan_out(points: Points, near: tuple[tuple[int, ...], ...]) -> Points:
    """Move nodes that coincide (above all the leaves of one hub) apart on a small sunflower."""
    out = points.copy()
    for hub in range(len(near)):
        leaves = [n for n in near[hub] if len(near[n]) == 1]
        for i, leaf in enumerate(leaves):
            angle, radius = i * _GOLDEN, SPACING * 0.5 * np.sqrt(i + 1.5)
            out[leaf] = points[hub] + (np.cos(angle) * radius, np.sin(angle) * radius)
    turn = np.arange(len(near)) * _GOLDEN
    return out + np.stack([np.cos(turn), np.sin(turn)], axis=1) * SPACING * 0.1


def _relax(points: Points, pairs: Pairs, degree: Points) -> Points:
    """Return the points after force steps: neighbours attract, all repel, the step length cools down."""
    count = len(points)
    mass = 1.0 + np.log2(degree) * 0.5
    # A hub's edges pull less each, or its neighbours would heap up on it.
    pull = 1.0 / np.sqrt(np.minimum(degree[pairs[:, 0]], degree[pairs[:, 1]]))
    repulsion = _repel_all if count <= _EXACT else _repel_mesh
    rounds = _ROUNDS if count > 20 else _ROUNDS // 2
    for step in range(rounds):
        force = repulsion(points, mass) * SPACING**3
        delta = points[pairs[:, 0]] - points[pairs[:, 1]]
        length = np.sqrt((delta**2).sum(axis=1))
        drag = delta * (length * pull / SPACING)[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(pairs[:, 0], drag[:, axis], count)
            force[:, axis] += np.bincount(pairs[:, 1], drag[:, axis], count)
        force -= (points - points.mean(axis=0)) * 0.06
        size = np.maximum(np.sqrt((force**2).sum(axis=1)), 1e-9)
        heat = SPACING * (1.0 - step / rounds) ** 1.5 * (1.0 if count <= _EXACT else 2.0)
        points = points + force * (np.minimum(size, heat) / size)[:, None]
    return points


def _repel_all(points: Points, mass: Points) -> Points:
    """Return for each point the sum of `mass · mass / distance²` away from all others."""
    dx = points[:, 0][:, None] - points[:, 0][None, :]
    dy = points[:, 1][:, None] - points[:, 1][None, :]
    weight = mass[:, None] * mass[None, :] * (dx * dx + dy * dy + _SOFT) ** -1.5
    return np.stack([(dx * weight).sum(axis=1), (dy * weight).sum(axis=1)], axis=1)


def _repel_mesh(points: Points, mass: Points) -> Points:
    """The same as `_repel_all` by a particle mesh: masses laid on a grid, convolved there, read back."""
    cells = 128 if len(points) <= 8000 else 256
    low = points.min(axis=0)
    step = float(np.ptp(points, axis=0).max()) / (cells - 2) + 1e-9
    place = (points - low) / step
    corner = place.astype(np.int64)
    part = place - corner
    shares = [
        ((corner[:, 0] + i) * cells + corner[:, 1] + j, abs(1 - i - part[:, 0]) * abs(1 - j - part[:, 1]))
        for i in (0, 1)
        for j in (0, 1)
    ]
    grid = sum(np.bincount(at, share * mass, cells * cells) for at, share in shares)
    offset = np.fft.fftfreq(2 * cells, 1 / (2 * cells)) * step
    square = offset[:, None] ** 2 + offset[None, :] ** 2 + (step * 0.5) ** 2 + _SOFT
    spectrum = np.fft.rfft2(np.reshape(grid, (cells, cells)), (2 * cells, 2 * cells))
    out = np.empty_like(points)
    for axis, kernel in enumerate((offset[:, None] * square**-1.5, offset[None, :] * square**-1.5)):
        field = np.fft.irfft2(spectrum * np.fft.rfft2(kernel), (2 * cells, 2 * cells))[:cells, :cells].ravel()
        out[:, axis] = sum(field[at] * share for at, share in shares) * mass
    return out


def _spread(points: Points, least: float) -> Points:
    """Push points closer than `least` apart, a few rounds; the rest stays where it is."""
    for _ in range(24):
        a, b = _close_pairs(points, least)
        delta = points[a] - points[b]
        gap = np.sqrt((delta**2).sum(axis=1))
        if not (gap < least).any():
            break
        turn = (a * 7 + b) * _GOLDEN  # a direction of their own for points on one spot
        away = np.where((gap > 1e-6)[:, None], delta, np.stack([np.cos(turn), np.sin(turn)], axis=1))
        away /= np.maximum(np.sqrt((away**2).sum(axis=1)), 1e-9)[:, None]
        push = away * (np.maximum(least - gap, 0.0) * 0.5)[:, None]
        for axis in (0, 1):
            points[:, axis] += np.bincount(a, push[:, axis], len(points))
            points[:, axis] -= np.bincount(b, push[:, axis], len(points))
    return points


def _close_pairs(points: Points, reach: float) -> tuple[Pairs, Pairs]:
    """Return all pairs in the same or in touching square cells of side `reach`, each pair once."""
    cell = np.floor((points - points.min(axis=0)) / reach).astype(np.int64) + 1
    width = int(cell[:, 1].max()) + 2
    key = cell[:, 0] * width + cell[:, 1]
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    left, right = [], []
    for shift in (0, 1, width - 1, width, width + 1):
        start = np.searchsorted(ranked, ranked + shift, "left")
        if shift == 0:
            start = np.arange(len(ranked)) + 1
        size = np.searchsorted(ranked, ranked + shift, "right") - start
        first = np.repeat(np.arange(len(ranked)), size)
        second = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(start, size)
        left.append(order[first])
        right.append(order[second])
    return np.concatenate(left), np.concatenate(right)
