"""The worker: looks every second what is due, and sooner when it is told."""

import asyncio
import os
import secrets
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.deliveries.courier import Courier
from bot.deliveries.lane import Lane
from bot.deliveries.pace import Pace
from bot.storage import deliveries, inbox, saved_actions
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

KEPT = timedelta(days=90)
"""How long it is known what became of a delivery."""
TEXTS_KEPT = timedelta(days=30)
"""How long texts are kept that people sent to have terms found, and updates nobody could read."""
_PRUNED_AT_ONCE = 1000


class Worker:
    """Has deliveries sent, each when it is due.

    Args:
        platforms: those with an adapter, one at least; what is due elsewhere stays due.
        tick_seconds: from one look to the next.
        finishing_seconds: how long what is in hand may take in the end.
    """

    def __init__(
        self,
        store: Store,
        courier: Courier,
        pace: Pace,
        platforms: Iterable[str],
        *,
        tick_seconds: float = 1.0,
        finishing_seconds: float = 4.0,
    ) -> None:
        self._store = store
        self._courier = courier
        self._tick_seconds = tick_seconds
        self._finishing_seconds = finishing_seconds
        name = _own_name()
        self._lanes = [Lane(platform, store, courier, pace, name) for platform in platforms]

    def wake(self) -> None:
        """Look now whether something is due."""
        for lane in self._lanes:
            lane.wake()

    async def drain(self) -> None:
        """Do everything that is due now, for who has no need of a worker that goes on."""
        for lane in self._lanes:
            await lane.drain()

    async def run(self) -> None:
        """Work until cancelled; then take nothing more and finish what is in hand."""
        scheduler = self._scheduler()
        scheduler.start()
        lanes = [asyncio.create_task(lane.run()) for lane in self._lanes]
        self.wake()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.pause()
            await self._finish(lanes)
            scheduler.shutdown(wait=False)

    def _scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_job(self._tick, "interval", seconds=self._tick_seconds)
        scheduler.add_job(self._prune, "interval", days=1, next_run_time=datetime.now(UTC))
        return scheduler

    async def _tick(self) -> None:
        self.wake()

    async def _prune(self) -> None:
        await self._forget_texts()
        before = self._courier.now() - int(KEPT.total_seconds())
        count = _PRUNED_AT_ONCE
        while count == _PRUNED_AT_ONCE:
            count = await self._store.write(deliveries.prune, before, _PRUNED_AT_ONCE)

    async def _forget_texts(self) -> None:
        """Delete the texts that people were told are kept for 30 days."""
        before = self._courier.now() - int(TEXTS_KEPT.total_seconds())
        await self._store.write(saved_actions.prune, before)
        await self._store.write(inbox.prune, before)

    async def _finish(self, lanes: list[asyncio.Task[None]]) -> None:
        for lane in self._lanes:
            lane.leave()
        _, slow = await asyncio.wait(lanes, timeout=self._finishing_seconds)
        if slow:
            _log.warning("deliveries_left_in_flight")
            for lane in self._lanes:
                lane.abandon()
            await asyncio.wait(slow)


def _own_name() -> str:
    """Return a name that no other worker has, and that tells an operator where this one runs."""
    return f"{socket.gethostname()[:12]}/{os.getpid()}/{secrets.token_hex(4)}"
