"""Work in shares: every item once and in order, evenly, and the same result whoever does it."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import current_process
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import InputError
from kg.pipeline import Settings, build
from kg.workers import cores, shares, spread


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 5), st.integers(1, 60))
def test_every_item_has_one_share(sizes: list[int], jobs: int, worth: int) -> None:
    found = shares(sizes, jobs, worth)
    assert sorted(i for share in found for i in share) == list(range(len(sizes)))
    assert all(share == sorted(share) for share in found)
    assert 1 <= len(found) <= max(1, min(jobs, len(sizes), sum(sizes) // worth))
    loads = [sum(sizes[i] for i in share) for share in found]
    assert max(loads) - min(loads) <= max(sizes, default=0)


@pytest.mark.parametrize(
    ("sizes", "jobs", "worth", "found"),
    [
        ([10, 10], 2, 10, [[0], [1]]),
        ([10, 10], 2, 11, [[0, 1]]),
        ([10, 10], 1, 1, [[0, 1]]),
        ([1, 9, 2, 8], 2, 1, [[0, 1], [2, 3]]),
        ([30], 4, 1, [[0]]),
        ([], 4, 1, [[]]),
    ],
)
def test_shares(sizes: list[int], jobs: int, worth: int, found: list[list[int]]) -> None:
    assert shares(sizes, jobs, worth) == found


def double(items: list[int]) -> list[int]:
    if 13 in items:
        raise InputError("is unlucky", where="13")
    return [2 * item for item in items]


def triple(items: list[int]) -> list[int]:
    return [3 * item for item in items]


def test_results_come_in_the_order_of_the_items() -> None:
    assert spread([1, 2, 3, 4], [[0, 3], [1, 2]], triple, double) == [3, 4, 6, 12]
    assert spread([1, 2], [[0, 1]], triple, double) == [3, 6]


def test_an_error_elsewhere_is_raised_here() -> None:
    with pytest.raises(InputError, match="13: is unlucky"):
        spread([1, 13], [[0], [1]], triple, double)


def die_elsewhere(items: list[int]) -> list[int]:
    if current_process().name != "MainProcess":
        os._exit(1)
    return double(items)


def test_the_part_of_a_killed_process_is_done_here() -> None:
    assert spread([1, 2, 3], [[0], [1], [2]], triple, die_elsewhere) == [3, 4, 6]


def test_where_no_process_starts_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no processes here")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refuse)
    assert spread([1, 2], [[0], [1]], triple, double) == [3, 4]
    monkeypatch.setattr(ProcessPoolExecutor, "__init__", refuse)
    assert spread([1, 2], [[0], [1]], triple, double) == [3, 4]


def test_two_processes_find_what_one_finds(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_WORTH", 1)
    seen: list[str] = []
    alone, both = build(articles), build(articles, Settings(jobs=2), on_document=lambda one: seen.append(one.id))
    assert sorted(seen) == [one.id for one in both.documents] == [one.id for one in alone.documents]
    assert both.facts and both.facts == alone.facts
    for result, folder in ((alone, tmp_path / "one"), (both, tmp_path / "two")):
        result.save(folder)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_there_is_a_core() -> None:
    assert cores() >= 1
