"""The word of the day for many places at once, beside a bare select of them and a job a chat.

Each contender is a process of its own, on a SQLite file with every subscription in it, all due in
the same minute over many zones. The platform is made up, and takes everything at once.
"""

import asyncio
import logging
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, select

from benchmarks.measuring import memory, verdict
from benchmarks.subscribed import ZONES, fill, subscription, zones
from bot.app import opened_core
from bot.core.core import Core
from bot.core.delivery import Composed, Delivery, DeliveryContext
from bot.core.messages import Place, Reply
from bot.deliveries.courier import Courier
from bot.deliveries.kinds import KINDS, DeliveryKind
from bot.deliveries.pace import Pace
from bot.deliveries.worker import Worker
from bot.settings import Settings
from bot.storage import daily
from bot.storage.store import Store
from bot.storage.tables import deliveries as rows

SIZE = 100_000
"""Subscriptions due at once."""
CROWD = 20_000
"""Jobs of the peer in a further run: it takes less for each, and loses them when they are many."""
_DUE = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
_TICK = 0.005
_PATIENCE = 600


class Figures(msgspec.Struct):
    """What a contender needed.

    Attributes:
        seconds: until the last message was sent, 0 where none was.
        processor: the seconds of the processor.
        peak: the most bytes of memory it had beyond those it began with.
        stall: the longest that the event loop served nobody, in seconds.
        busy: likewise in seconds of the processor, which other programs do not add to.
        sent: places that were sent to; of all of them, the rest are lost.
        repeated: messages beyond the first to a place.
        planned: places whose next post is on the list.
    """

    seconds: float = 0
    processor: float = 0
    peak: int = 0
    stall: float = 0
    busy: float = 0
    sent: int = 0
    repeated: int = 0
    planned: int = 0


class Taker:
    """A platform that takes everything at once; `enough` is set when it has so many."""

    def __init__(self, name: str, wanted: int) -> None:
        self.name = name
        self.taken: Counter[str] = Counter()
        self._left = wanted
        self.enough = asyncio.Event()
        self.last = 0.0

    async def run(self) -> None:
        """Do nothing."""

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        """Take a message."""
        del reply, delivery_id, silent
        self.taken[place.channel] += 1
        self.last = time.monotonic()
        self._left -= 1
        if not self._left:
            self.enough.set()
        return place.channel

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Do nothing."""

    async def sync(self) -> str:
        """Do nothing."""
        return ""


class Watch:
    """Watches the event loop: how late a task comes that wants to run every few milliseconds.

    Args:
        before: bytes of memory that do not count.
    """

    def __init__(self, before: int) -> None:
        self._before = before
        self._began = time.monotonic(), time.process_time()
        self._figures = Figures()
        self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            wall, processor = time.monotonic(), time.thread_time()
            await asyncio.sleep(_TICK)
            late, busy = time.monotonic() - wall - _TICK, time.thread_time() - processor
            self._figures.stall = max(self._figures.stall, late)
            self._figures.busy = max(self._figures.busy, busy)

    async def result(self, taker: Taker) -> Figures:
        """Return what was seen until now."""
        await asyncio.sleep(2 * _TICK)  # what kept the loop last is seen after it
        self._task.cancel()
        wall, processor = self._began
        taken = taker.taken
        self._figures.seconds = max(0.0, taker.last - wall)
        self._figures.processor = time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self._figures.peak = peak - self._before
        self._figures.sent = len(taken)
        self._figures.repeated = taken.total() - len(taken)
        return self._figures


async def _nothing(_context: DeliveryContext, _delivery: Delivery) -> Composed:
    return Reply()


async def deliver(path: Path, taker: Taker, *, composing: bool) -> Figures:
    """Have a worker send everything that is due."""
    kind, pace = KINDS[daily.KIND], Pace()
    kinds = {daily.KIND: kind if composing else replace(kind, compose=_nothing)}
    async with opened_core(Settings(database_url=f"sqlite:///{path}"), pace) as (core, store):
        return await _deliver(core, store, pace, kinds, taker)


async def _deliver(
    core: Core, store: Store, pace: Pace, kinds: Mapping[str, DeliveryKind], taker: Taker
) -> Figures:
    began = time.monotonic()
    courier = Courier(
        store,
        core.dictionary,
        {taker.name: taker},
        kinds,
        pace,
        clock=lambda: _DUE + timedelta(seconds=time.monotonic() - began),
        late_limit=3 * 3600,
        default_language="zh-Hans",
        rng=Random(1),
    )
    watch = Watch(memory())
    working = asyncio.create_task(Worker(store, courier, pace, [taker.name]).run())
    await _patiently(taker.enough)
    working.cancel()
    await asyncio.wait([working])
    figures = await watch.result(taker)
    figures.planned = await store.read(_count_planned)
    return figures


async def _patiently(event: asyncio.Event, seconds: float = _PATIENCE) -> None:
    """Wait for an event, but not for ever: what is lost never comes."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _count_planned(conn: Connection) -> int:
    later = rows.c.due_at > int(_DUE.timestamp())
    return conn.scalars(select(func.count()).where(rows.c.state == "due", later)).one()


async def schedule(size: int) -> Figures:
    """Have APScheduler send to every chat: one job each in memory, as it is set up by itself."""
    taker, spread = Taker("test", size), zones()
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it warns of every job it drops
    scheduler = AsyncIOScheduler()
    scheduler.start(paused=True)
    before = memory()
    due = datetime.now(UTC) + timedelta(seconds=5 + size / 1000)
    for number in range(size):
        wanted = subscription("test", number, spread, _DUE)
        scheduler.add_job(
            taker.send,
            "cron",
            [wanted.place, Reply()],
            hour=wanted.wall_time.hour,
            minute=wanted.wall_time.minute,
            timezone=wanted.zone,
            next_run_time=due,
        )
    seconds = (due - datetime.now(UTC)).total_seconds()
    assert seconds > 1, "due before every job was there"
    scheduler.resume()
    await asyncio.sleep(seconds - 0.1)
    watch = Watch(before)
    # a job whose second has passed is dropped, and nothing follows of it
    await _patiently(taker.enough, 10 + size / 1000)
    figures = await watch.result(taker)
    figures.planned = sum(job.next_run_time > due for job in scheduler.get_jobs())
    scheduler.shutdown(wait=False)
    return figures


def selected(path: Path) -> float:
    """Return the seconds that SQLite needs to read all that is due, by the index, at the best."""
    query = (
        "SELECT * FROM deliveries WHERE platform = 'test' AND state = 'due' AND urgent = 0"
        " AND due_at <= ? ORDER BY due_at"
    )
    taken = []
    with closing(sqlite3.connect(path)) as database:
        for _ in range(3):
            start = time.perf_counter()
            found = database.execute(query, (int(_DUE.timestamp()),)).fetchall()
            taken.append(time.perf_counter() - start)
            assert len(found) == SIZE
    return min(taken)


CONTENDERS: Mapping[str, Callable[[Path], Coroutine[Any, Any, Figures]]] = {
    "planning": lambda path: deliver(path, Taker("test", SIZE), composing=False),
    "composing": lambda path: deliver(path, Taker("test", SIZE), composing=True),
    "scheduler": lambda _: schedule(SIZE),
    "crowd": lambda _: schedule(CROWD),
}


def main() -> None:
    """Run every contender and print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.db"
        asyncio.run(fill(filled, "test", SIZE, _DUE))
        bare = selected(filled)
        results = {name: _run(name, filled) for name in CONTENDERS}
    _show(bare, results)


def _run(name: str, filled: Path) -> Figures:
    """Run a contender in a process of its own, on a copy of a database."""
    path = filled.with_name(f"{name}.db")
    shutil.copy(filled, path)
    command = [sys.executable, "-m", "benchmarks.deliveries", name, str(path)]
    child = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(child.stdout.splitlines()[-1], type=Figures)


def _show(bare: float, results: Mapping[str, Figures]) -> None:
    title = f"{SIZE:,} words of the day due at once, {ZONES} zones"
    shown = Table(title=title, title_justify="left")
    shown.add_column("what")
    columns = ("seconds", "× select", "processor", "memory", "stall", "busy", "lost", "twice")
    for heading in (*columns, "planned"):
        shown.add_column(heading, justify="right")
    shown.add_row("bare indexed select", f"{bare:.3f}", "1")
    for name, what, size in (
        ("planning", "claim, record, plan", SIZE),
        ("composing", "  and choose, compose", SIZE),
        ("scheduler", "APScheduler, a job each", SIZE),
        ("crowd", f"  {CROWD:,} of them", CROWD),
    ):
        shown.add_row(what, *_line(results[name], bare, size))
    console = Console(width=120)
    console.print(shown)
    ours = results["composing"]
    console.print(f"longest stall ≤ 50 ms: {verdict(met=ours.stall <= 0.05)}")
    nothing_wrong = ours.sent == ours.planned == SIZE and not ours.repeated
    console.print(f"nothing lost, nothing twice, every next planned: {verdict(met=nothing_wrong)}")


def _line(figures: Figures, bare: float, size: int) -> Sequence[str]:
    return (
        f"{figures.seconds:.1f}" if figures.sent else "never",
        f"{figures.seconds / bare:,.0f}" if figures.sent and size == SIZE else "",
        f"{figures.processor:.1f}",
        f"{figures.peak / 2**20:.0f} MiB",
        f"{figures.stall * 1e3:,.0f} ms",
        f"{figures.busy * 1e3:,.0f} ms",
        f"{size - figures.sent:,}",
        f"{figures.repeated:,}",
        f"{figures.planned:,}",
    )


if __name__ == "__main__":
    contender, place = sys.argv[1:]
    result = asyncio.run(CONTENDERS[contender](Path(place)))
    sys.stdout.buffer.write(msgspec.json.encode(result))
