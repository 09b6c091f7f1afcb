"""How things are measured: every call by itself, and memory as the system counts it.

Seconds are the processor's, so that what else the machine does is left out. Nothing measured
here waits for a disk or a network.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


_PASSES = 3


class Timing(msgspec.Struct, frozen=True):
    """How long calls took, in seconds: the median, the 99th percentile and the longest."""

    p50: float
    p99: float
    worst: float


def each(
    call: Callable[[T], object],
    arguments: Sequence[T],
    before: Callable[[], object] = lambda: None,
) -> Timing:
    """Return how long `call` takes with each of the arguments, the best of three passes.

    Args:
        before: called before each call and not timed, to empty what remembers.
    """
    passes = [_seconds_of_each(call, arguments, before) for _ in range(_PASSES)]
    seconds = sorted(map(min, zip(*passes, strict=True)))
    return Timing(seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100], seconds[-1])


def _seconds_of_each(
    call: Callable[[T], object], arguments: Sequence[T], before: Callable[[], object]
) -> list[float]:
    clock = time.thread_time
    seconds: list[float] = []
    for argument in arguments:
        before()
        start = clock()
        call(argument)
        seconds.append(clock() - start)
    return seconds


def once(call: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds one call took, and its result."""
    start = time.thread_time()
    result = call()
    return time.thread_time() - start, result


def memory() -> int:
    """Return the bytes of memory that this process has in use (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def verdict(*, met: bool) -> str:
    """Return how a table says whether an aim is met."""
    return "met" if met else "[bold]missed[/bold]"
