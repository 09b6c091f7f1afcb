"""One platform's lane: claims what is due and has it carried, several at once, one a channel."""

import asyncio

import structlog

from bot.core.delivery import Delivery
from bot.deliveries.courier import Courier
from bot.deliveries.pace import Pace
from bot.storage import deliveries
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

ORDINARY = 32
"""Ordinary deliveries under way at once: enough to wait for slow answers at the full pace."""
URGENT = 16
"""Further ones, for which people wait."""
LEASE_SECONDS = 90
"""Longer than an attempt; short enough that Discord, which recognizes a repeated message for about
two minutes, still does when the worker has died."""


class Lane:
    """What is under way on one platform.

    Args:
        worker: the name claims are made under.
    """

    def __init__(
        self, platform: str, store: Store, courier: Courier, pace: Pace, worker: str
    ) -> None:
        self._platform = platform
        self._store = store
        self._courier = courier
        self._pace = pace
        self._worker = worker
        self._wanted = asyncio.Event()
        self._leaving = False
        self._in_hand: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look soon whether something is due."""
        self._wanted.set()

    def leave(self) -> None:
        """Take nothing more; `run` ends when what is in hand has."""
        self._leaving = True
        self._wanted.set()

    async def run(self) -> None:
        """Carry what is due whenever woken, until told to leave."""
        while not self._leaving:
            await self._wanted.wait()
            self._wanted.clear()
            await self._claim_all()
        if self._in_hand:
            await asyncio.wait(self._in_hand.values())

    async def drain(self) -> None:
        """Carry everything that is due now, and what becomes due meanwhile, to its end."""
        await self._claim_all()
        while self._in_hand:
            await asyncio.wait(self._in_hand.values())
            await self._claim_all()

    def abandon(self) -> None:
        """Drop what is still in hand: its lease runs out, and then it is due again."""
        for task in self._in_hand.values():
            task.cancel()

    async def _claim_all(self) -> None:
        try:
            while not self._leaving and await self._claim():
                pass
        except Exception:  # noqa: BLE001 - the database may be back at the next tick
            _log.exception("deliveries_not_claimed", platform=self._platform)

    async def _claim(self) -> bool:
        """Claim and begin as many as there is room for; return whether there were any."""
        room = ORDINARY + URGENT - len(self._in_hand)
        if room <= 0 or self._pace.is_held(self._platform):
            return False
        claimed = await self._store.write(
            deliveries.claim_due,
            self._platform,
            self._courier.now(),
            limit=room,
            ordinary=room - URGENT,
            lease_seconds=LEASE_SECONDS,
            worker=self._worker,
            exclude={*self._in_hand, *self._pace.resting(self._platform)},
        )
        for delivery in claimed:
            if self._leaving:
                await self._store.write(deliveries.release, delivery)
            else:
                self._begin(delivery)
        return bool(claimed)

    def _begin(self, delivery: Delivery) -> None:
        channel = delivery.place.channel
        task = asyncio.create_task(self._courier.deliver(delivery))
        self._in_hand[channel] = task
        task.add_done_callback(lambda _: self._done(channel))

    def _done(self, channel: str) -> None:
        del self._in_hand[channel]
        if len(self._in_hand) <= ORDINARY // 2:
            self.wake()  # half a batch at a time: a claim costs as much as a message
