"""A program that sends what is due and writes down to whom: `python -m tests.storage.sender`.

Args: the database, the file to write to, and by how many seconds the clock is ahead.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.core.delivery import Composed, Delivery, DeliveryContext
from bot.core.messages import Place, Reply
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.courier import Courier
from bot.deliveries.kinds import DeliveryKind
from bot.deliveries.pace import Pace
from bot.deliveries.worker import Worker
from bot.storage.store import Store

PLATFORM = KIND = "test"


class Writer:
    """A platform that writes down whom it sent to, and answers a moment later."""

    name = PLATFORM

    def __init__(self, file: Path) -> None:
        self._file = file

    async def run(self) -> None:
        """Do nothing."""

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        del reply, delivery_id, silent
        with self._file.open("a") as lines:
            lines.write(f"{place.channel}\n")
        await asyncio.sleep(0.005)
        return place.channel

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Do nothing."""

    async def sync(self) -> str:
        return ""


async def compose(_context: DeliveryContext, _delivery: Delivery) -> Composed:
    return Reply()


async def send_all(address: str, file: Path, ahead: timedelta) -> None:
    store = await Store.open(address)
    pace = Pace()
    courier = Courier(
        store,
        Dictionary([]),
        {PLATFORM: Writer(file)},
        {KIND: DeliveryKind(name=KIND, compose=compose)},
        pace,
        clock=lambda: datetime.now(UTC) + ahead,
        late_limit=3600,
        default_language="en",
        rng=Random(1),
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    await Worker(store, courier, pace, [PLATFORM]).drain()
    await store.close()


if __name__ == "__main__":
    where, to, seconds = sys.argv[1:]
    asyncio.run(send_all(where, Path(to), timedelta(seconds=int(seconds))))
