"""Many documents at once: processes of their own read a share each, and the results come in the order given."""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(sizes: Sequence[int], jobs: int, worth: int) -> list[list[int]]:
    """Return the indexes of the items for each process, in order, the sizes spread evenly.

    There are `jobs` shares at most, and no more than have `worth` to do on average; one at least.
    """
    count = max(1, min(jobs, len(sizes), sum(sizes) // worth))
    loads = [(0, number) for number in range(count)]
    found: list[list[int]] = [[] for _ in range(count)]
    for index in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
        load, number = heapq.heappop(loads)
        found[number].append(index)
        heapq.heappush(loads, (load + sizes[index], number))
    return [sorted(share) for share in found]


def spread(
    items: Sequence[Item],
    parts: Sequence[Sequence[int]],
    here: Callable[[list[Item]], list[Result]],
    there: Callable[[list[Item]], list[Result]],
) -> list[Result]:
    """Return the result of every item, in order: the first part done by `here`, the others in processes by `there`.

    `there` and the items go to processes that are started anew, so they must be picklable; an error in one is
    raised here. Where no process can be started, or one is killed, its part is done in this one.
    """
    first, *others = ([items[i] for i in part] for part in parts)
    if not others:
        return here(first)
    waiting: list[Future[list[Result]] | None] = [None] * len(others)
    with ExitStack() as stack:
        with suppress(OSError, NotImplementedError):  # a system without semaphores
            pool = stack.enter_context(ProcessPoolExecutor(len(others), mp_context=get_context("spawn")))
            waiting = [_submitted(pool, there, other) for other in others]
        done = [here(first)]
        for future, other in zip(waiting, others, strict=True):
            try:
                done.append(future.result() if future else there(other))
            except BrokenProcessPool:
                done.append(there(other))
    pairs = (pair for part, results in zip(parts, done, strict=True) for pair in zip(part, results, strict=True))
    placed = dict(pairs)
    return [placed[i] for i in range(len(items))]


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[list[Item]], list[Result]], items: list[Item]
) -> Future[list[Result]] | None:
    """Return the work as it goes on in another process; None where the system starts none."""
    try:
        return pool.submit(work, items)
    except (OSError, BrokenProcessPool):
        return None
