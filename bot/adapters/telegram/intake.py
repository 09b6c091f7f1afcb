"""Updates between Telegram's hands and their answers: kept, put in order, tried, forgotten.

An update is in the inbox before Telegram is told that it arrived, and leaves it when it was
answered. Those of one chat are handled in order, those of different chats at the same time. A
write costs a few milliseconds, so that answered updates are deleted together: with the next batch,
or once nothing arrives. After a crash the last few may be answered twice.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.adapters import DeliveryError, RetryLater
from bot.adapters.telegram.to_request import PLATFORM
from bot.adapters.telegram.updates import lane_of
from bot.adapters.telegram.waiting import Timer
from bot.storage import inbox
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

_MOST_ATTEMPTS = 3
_RETRY_SECONDS = 1.0
_MOST_IN_HAND = 4000
_REMEMBERED = 10_000
_IDLE_SECONDS = 0.2
_MOST_RESUMED = 16
"""Left updates that are handled at the same time: so many come under suspicion at a crash."""
_ALONE_SECONDS = 10.0
"""How long a suspect is given before the others begin: it is slow then, not fatal."""


@dataclass(frozen=True, slots=True)
class _Update:
    """An update to be handled.

    Attributes:
        attempts: how many attempts at it are on record.
        is_new: whether this process received it; an older one may have brought another down.
    """

    id: int
    body: str
    attempts: int = 0
    is_new: bool = True

    @property
    def is_suspect(self) -> bool:
        """Whether an earlier process may have ended because of it."""
        return self.attempts > 0


class Intake:
    """Takes updates in and sees each of them through.

    Args:
        handle: answers one update, given its JSON.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        timer: Timer,
        handle: Callable[[str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._timer = timer
        self._handle = handle
        self._lanes: dict[str, deque[_Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand = 0
        self._room = asyncio.Event()
        self._room.set()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._answered: list[int] = []
        self._forgetting: asyncio.Task[None] | None = None
        self._resuming = asyncio.Semaphore(_MOST_RESUMED)
        self._leaving = False

    async def resume(self) -> None:
        """Begin with what an earlier process left.

        What was in hand when one ended may have ended it: such updates go first and alone, so that
        a fatal one is told from its company.
        """
        rows = await self._store.read(inbox.waiting, PLATFORM)
        if rows:
            _log.info("updates_waiting", count=len(rows))
        for row in rows:
            self._remember(row.update_id)
        for row in sorted(rows, key=lambda row: row.attempts == 0):
            update = _Update(row.update_id, row.body, row.attempts, is_new=False)
            self._dispatch(row.chat, update)
            if update.is_suspect:
                await asyncio.wait(
                    self._tasks, timeout=_ALONE_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keep updates and see to their being answered; return once they are kept.

        Repeats are ignored, also of updates already answered.
        """
        rows = [
            (update["update_id"], lane_of(update), msgspec.json.encode(update).decode())
            for update in updates
            if update["update_id"] not in self._seen
        ]
        answered, self._answered = self._answered, []
        try:
            new = set(await self._store.write(_turn, answered, rows, self._seconds()))
        except BaseException:
            self._answered += answered
            raise
        for number, lane, body in rows:
            if number in new:
                self._remember(number)
                self._dispatch(lane, _Update(number, body))

    @property
    def has_room(self) -> bool:
        """Whether more can be taken in."""
        return self._room.is_set()

    async def room(self) -> None:
        """Wait until more can be taken in."""
        await self._room.wait()

    async def finish(self, seconds: float) -> None:
        """End what is in hand, within `seconds`; what was not begun waits in the inbox."""
        self._leaving = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        unfinished = [*self._tasks, *filter(None, [self._forgetting])]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await self._forget()

    def _seconds(self) -> int:
        return int(self._clock().timestamp())

    def _remember(self, update_id: int) -> None:
        self._seen[update_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _dispatch(self, lane: str, update: _Update) -> None:
        self._in_hand += 1
        if self._in_hand >= _MOST_IN_HAND:
            self._room.clear()
        queue = self._lanes.get(lane)
        if queue is not None:
            queue.append(update)
            return
        self._lanes[lane] = deque([update])
        task = asyncio.create_task(self._follow(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, lane: str) -> None:
        queue = self._lanes[lane]
        while queue and not self._leaving:
            update = queue.popleft()
            try:
                await self._see_through(update)
            except Exception:  # noqa: BLE001 - without its database an update waits for better days
                _log.exception("update_left_waiting", update=update.id)
            self._in_hand -= 1
            self._room.set()
        del self._lanes[lane]

    async def _see_through(self, update: _Update) -> None:
        if update.is_new:
            if await self._try(update):
                self._forget_soon(update.id)
            return
        async with self._resuming:
            if await self._try(update):
                await self._store.write(inbox.done, PLATFORM, [update.id])

    async def _try(self, update: _Update) -> bool:
        """Handle an update, three times at most; return whether it was answered."""
        attempts = 0 if update.is_new else await self._begin(update)
        reason = "the program ended each time it was handled"
        while attempts < _MOST_ATTEMPTS:
            try:
                await self._handle(update.body)
            except Exception as error:  # noqa: BLE001 - whatever it is, the chat must go on
                reason = f"{type(error).__name__}: {error}"
                ours = _is_ours(error)
                _log.warning("update_failed", update=update.id, reason=reason, exc_info=ours)
                if _is_final(error):
                    break
            else:
                return True
            attempts = await self._begin(update)
            await self._timer.sleep(_RETRY_SECONDS)
        await self._store.write(inbox.set_aside, PLATFORM, update.id, reason)
        _log.error("update_set_aside", update=update.id, reason=reason)
        return False

    async def _begin(self, update: _Update) -> int:
        return await self._store.write(inbox.begin, PLATFORM, update.id)

    def _forget_soon(self, update_id: int) -> None:
        self._answered.append(update_id)
        if self._forgetting is None:
            self._forgetting = asyncio.create_task(self._forget_when_idle())

    async def _forget_when_idle(self) -> None:
        try:
            while self._answered:
                await self._timer.sleep(_IDLE_SECONDS)
                await self._forget()
        except Exception:  # noqa: BLE001 - they are forgotten with the next batch
            _log.exception("answered_updates_kept")
        finally:
            self._forgetting = None

    async def _forget(self) -> None:
        answered, self._answered = self._answered, []
        if not answered:
            return
        try:
            await self._store.write(inbox.done, PLATFORM, answered)
        except BaseException:
            self._answered += answered
            raise


def _turn(
    conn: Connection, answered: Sequence[int], rows: Sequence[tuple[int, str, str]], now: int
) -> list[int]:
    """Forget what was answered and keep what is new; return the new ids."""
    if answered:
        inbox.done(conn, PLATFORM, answered)
    return inbox.add(conn, PLATFORM, rows, now)


def _is_final(error: Exception) -> bool:
    """Whether the same attempt would fail in the same way."""
    return isinstance(error, DeliveryError) and not isinstance(error, RetryLater)


def _is_ours(error: Exception) -> bool:
    """Whether the fault is in the program, so that its traceback is wanted."""
    return not isinstance(error, DeliveryError | msgspec.DecodeError)
