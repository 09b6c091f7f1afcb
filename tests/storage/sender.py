"""A program that sends what is due and prints to whom: `python -m tests.storage.sender`.

Args: the database, and by how many seconds the clock is ahead. It says `ready`, begins when it
reads a line, and has its platform answer nothing before it reads another, or the end of its input.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
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


class Printer:
    """A platform that prints whom it sent to, and answers when it is told."""

    name = PLATFORM

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    async def run(self) -> None:
        """Do nothing."""

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        del reply, delivery_id, silent
        say(place.channel)
        await self.may_answer.wait()
        return place.channel

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Do nothing."""

    async def sync(self) -> str:
        return ""


async def compose(_context: DeliveryContext, _delivery: Delivery) -> Composed:
    return Reply()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def send_all(address: str, ahead: timedelta) -> None:
    store = await Store.open(address)
    pace, printer = Pace(), Printer()
    courier = Courier(
        store,
        Dictionary([]),
        {PLATFORM: printer},
        {KIND: DeliveryKind(name=KIND, compose=compose)},
        pace,
        clock=lambda: datetime.now(UTC) + ahead,
        late_limit=3600,
        default_language="en",
        rng=Random(1),
    )
    say("ready")
    sys.stdin.readline()
    sending = asyncio.create_task(Worker(store, courier, pace, [PLATFORM]).drain())
    await asyncio.to_thread(sys.stdin.readline)
    printer.may_answer.set()
    await sending
    await store.close()


if __name__ == "__main__":
    where, seconds = sys.argv[1:]
    asyncio.run(send_all(where, timedelta(seconds=int(seconds))))
