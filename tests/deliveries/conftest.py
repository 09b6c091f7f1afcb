"""An engine of deliveries over a fake platform, on a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.core.delivery import Composed, Delivery, DeliveryContext
from bot.core.messages import Paragraph, Place, Reply, line
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.courier import Courier
from bot.deliveries.kinds import DeliveryKind
from bot.deliveries.pace import Pace
from bot.deliveries.worker import Worker
from bot.storage import deliveries
from bot.storage.store import Store
from bot.storage.tables import deliveries as table
from tests.talk import NOON

LATE_LIMIT = 3 * 3600


class Clock:
    """The only time there is; sleeping moves it, so that nobody waits."""

    def __init__(self) -> None:
        self.seconds = NOON.timestamp()

    def now(self) -> int:
        return int(self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def present(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)


@dataclass(frozen=True)
class Sent:
    """What the platform was asked to show."""

    place: Place
    text: str
    at: float
    language: str
    delivery_id: str | None = None
    silent: bool = False
    edited: str = ""


@dataclass
class Platform:
    """An adapter that accepts everything, or does what a test wants first."""

    clock: Clock
    name: str = "test"
    sent: list[Sent] = field(default_factory=list)
    asked: int = 0
    before: Callable[[Place], Awaitable[None]] | None = None
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        return await self._accept(place, reply, delivery_id=delivery_id, silent=silent)

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        await self._accept(place, reply, edited=reference)

    async def sync(self) -> str:
        return "nothing to register"

    async def until(self, asked: int) -> None:
        """Wait until it was asked so many times."""
        async with asyncio.timeout(30):
            while self.asked < asked:
                self.more.clear()
                await self.more.wait()

    async def _accept(self, place: Place, reply: Reply, **facts: Any) -> str:
        self.asked += 1
        self.more.set()
        if self.before is not None:
            await self.before(place)
        (block,) = reply.blocks
        assert isinstance(block, Paragraph)
        text = block.text[0].text
        self.sent.append(Sent(place, text, self.clock.seconds, reply.language, **facts))
        return f"m{len(self.sent)}"

    @property
    def channels(self) -> list[str]:
        return [sent.place.channel for sent in self.sent]


def said(text: str) -> Reply:
    return Reply(blocks=(Paragraph(line(text)),))


async def its_piece(_context: DeliveryContext, delivery: Delivery) -> Composed:
    return said(delivery.piece)


@dataclass
class Engine:
    """A worker with everything it needs, and what a test asks of it."""

    store: Store
    dictionary: Dictionary
    clock: Clock
    platform: Platform
    pace: Pace
    kinds: dict[str, DeliveryKind]

    def worker(self, platform: Platform | None = None) -> Worker:
        """Return a new worker on the same store, as a restart makes one."""
        served = platform or self.platform
        courier = Courier(
            self.store,
            self.dictionary,
            {served.name: served},
            self.kinds,
            self.pace,
            clock=self.clock.present,
            late_limit=LATE_LIMIT,
            default_language="zh-Hans",
            rng=Random(3),
        )
        # the test wakes it: the tick never comes
        return Worker(self.store, courier, self.pace, [served.name], tick_seconds=3600)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Worker]:
        worker = self.worker()
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def work(self, *, after: float = 0) -> None:
        """Let time pass, and a new worker do everything that is due then."""
        self.clock.seconds += after
        await self.worker().drain()

    async def plan(self, *planned: Delivery) -> None:
        await self.store.write(deliveries.plan, *planned)

    async def rows(self) -> list[Any]:
        def every(conn: Connection) -> list[Any]:
            return list(conn.execute(select(table).order_by(table.c.id)))

        return await self.store.read(every)

    async def row(self) -> Any:
        (row,) = await self.rows()
        return row

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    def kind(self, **changes: Any) -> None:
        """Change what the kind `daily` does."""
        self.kinds["daily"] = DeliveryKind(**{"name": "daily", "compose": its_piece, **changes})

    def daily(self, channel: str = "c1", piece: str = "a", **facts: Any) -> Delivery:
        place = facts.pop("place", Place("test", channel, channel))
        due_at = self.clock.now() + facts.pop("after", 0)
        return Delivery(place=place, kind="daily", piece=piece, due_at=due_at, **facts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(store: Store, dictionary: Dictionary, clock: Clock) -> Engine:
    pace = Pace(clock.monotonic, clock.sleep)
    made = Engine(store, dictionary, clock, Platform(clock), pace, {})
    made.kind()
    return made
