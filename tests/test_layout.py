"""Positions: every node has a spot of its own, the same each time, neighbours near, components apart."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export.layout import SPACING, place
from kg.export.packing import pack

np = pytest.importorskip("numpy")
Pairs = list[tuple[int, int]]


def star(leaves: int) -> Pairs:
    return [(0, leaf) for leaf in range(1, leaves + 1)]


def path(count: int) -> Pairs:
    return [(i, i + 1) for i in range(count - 1)]


def grown(count: int, seed: int = 7) -> Pairs:
    """A connected graph with hubs: each node hangs on an earlier one, plus some cross links."""
    chance = random.Random(seed)
    pairs = [(i, int(i * chance.random() ** 2)) for i in range(1, count)]
    return pairs + [(chance.randrange(count), chance.randrange(count)) for _ in range(count // 5)]


SHAPES = {
    "nothing": (0, []),
    "one": (1, []),
    "loop": (1, [(0, 0)]),
    "pair": (2, [(0, 1)]),
    "pair, said twice": (2, [(0, 1), (1, 0), (0, 1)]),
    "path": (9, path(9)),
    "ring": (12, [*path(12), (11, 0)]),
    "small star": (9, star(8)),
    "large star": (300, star(299)),
    "clique": (8, [(a, b) for a in range(8) for b in range(a)]),
    "pairs": (60, [(2 * i, 2 * i + 1) for i in range(30)]),
    "loners": (50, []),
    "mixed": (40, [*path(9), *((9 + a, 9 + b) for a, b in star(20))]),
    "hubs": (200, grown(200)),
    "beyond the exact forces": (700, grown(700)),
}


@pytest.mark.parametrize(("count", "edges"), SHAPES.values(), ids=SHAPES)
def test_every_node_has_its_own_spot(count: int, edges: Pairs) -> None:
    spots = place(count, edges)
    assert len(spots) == len(set(spots)) == count
    assert all(type(x) is int and type(y) is int for x, y in spots)


@pytest.mark.parametrize(("count", "edges"), SHAPES.values(), ids=SHAPES)
def test_nodes_leave_room_for_each_other(count: int, edges: Pairs) -> None:
    spots = np.array(place(count, edges), dtype=float).reshape(-1, 2)
    gaps = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1)) + np.eye(count) * 1e9
    assert gaps.min(initial=1e9) > SPACING * 0.4


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 25).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_any_graph_is_placed_the_same_way_each_time(graph: tuple[int, Pairs]) -> None:
    count, edges = graph
    spots = place(count, edges)
    assert len(set(spots)) == count
    assert spots == place(count, [(b, a) for a, b in reversed(edges)])


def test_neighbours_stand_nearer_than_strangers() -> None:
    count, edges = SHAPES["hubs"]
    spots = place(count, edges)
    linked = [math.dist(spots[a], spots[b]) for a, b in edges if a != b]
    every = [math.dist(p, q) for i, p in enumerate(spots) for q in spots[:i]]
    assert sum(linked) / len(linked) < 0.6 * sum(every) / len(every)


def test_a_path_is_drawn_out_not_crumpled() -> None:
    spots = place(12, path(12))
    assert math.dist(spots[0], spots[-1]) > 4 * SPACING
    assert max(math.dist(a, b) for a, b in pairwise(spots)) < 3 * SPACING


def test_components_do_not_overlap() -> None:
    edges = [
        *grown(60),
        *((60 + a, 60 + b) for a, b in grown(40, 3)),
        *((100 + a, 100 + b) for a, b in star(9)),
    ]
    spots = place(110, edges)
    groups = [spots[:60], spots[60:100], spots[100:]]
    boxes = [(min(x for x, _ in g), max(x for x, _ in g), min(y for _, y in g), max(y for _, y in g)) for g in groups]
    for i, (left, right, top, bottom) in enumerate(boxes):
        for other_left, other_right, other_top, other_bottom in boxes[:i]:
            assert right < other_left or other_right < left or bottom < other_top or other_bottom < top


def test_the_picture_stays_compact() -> None:
    for name in ("pairs", "loners", "hubs", "beyond the exact forces"):
        count, edges = SHAPES[name]
        xs, ys = zip(*place(count, edges), strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        assert width * height < count * (3 * SPACING) ** 2, name
        assert 0.3 < width / height < 3.5, name


def test_packing_keeps_rectangles_apart_and_the_first_in_the_middle() -> None:
    chance = random.Random(5)
    sizes = sorted((np.array([chance.uniform(1, 9), chance.uniform(1, 9)]) for _ in range(60)), key=lambda s: -s.prod())
    corners = pack(sizes)
    boxes = [(*corner, *(corner + size)) for corner, size in zip(corners, sizes, strict=True)]
    for i, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:i]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
    centre = np.mean([corner + size / 2 for corner, size in zip(corners, sizes, strict=True)], axis=0)
    assert np.hypot(*(corners[0] + sizes[0] / 2 - centre)) < 6
    assert pack([]) == []
