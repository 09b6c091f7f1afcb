"""When to try again: a clock that only goes forward, growing pauses, and Telegram's flood waits."""

import asyncio
import time
from random import Random
from typing import Protocol

_LONGEST_PAUSE = 60.0
_FLOODED_CHATS = 5
"""So many chats told to wait at once mean the bot's own limit, not theirs."""


class Timer(Protocol):
    """Tells and passes time; tests have one of their own."""

    def now(self) -> float:
        """Return the seconds since some moment."""

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""


class SystemTimer:
    """The machine's monotonic clock."""

    def now(self) -> float:
        """Return the seconds since some moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)


def pause_after(failures: int, rng: Random) -> float:
    """Return the seconds to wait after so many failures in a row: growing, and never in step."""
    return min(_LONGEST_PAUSE, 2.0 ** min(failures, 10)) * rng.uniform(0.25, 0.75)


class Floods:
    """Which chats Telegram has told the bot to leave alone, and until when.

    Telegram does not say whether a wait is for one chat or for all: it is taken for one, until
    several chats have to wait at the same time.
    """

    def __init__(self, timer: Timer) -> None:
        self._timer = timer
        self._until: dict[int, float] = {}
        self._everywhere_until = 0.0

    def note(self, chat: int, seconds: float) -> bool:
        """Remember that `chat` must wait; return whether everything must."""
        now = self._timer.now()
        self._until = {other: until for other, until in self._until.items() if until > now}
        self._until[chat] = now + seconds
        everywhere = len(self._until) >= _FLOODED_CHATS
        if everywhere:
            self._everywhere_until = now + seconds
        return everywhere

    def left(self, chat: int) -> float:
        """Return the seconds for which nothing may be sent to `chat`."""
        until = max(self._until.get(chat, 0.0), self._everywhere_until)
        return max(0.0, until - self._timer.now()) if until else 0.0

    @property
    def everywhere(self) -> bool:
        """Whether nothing may be sent to anyone."""
        return self._everywhere_until > self._timer.now()

    async def passed(self, chat: int) -> None:
        """Wait until something may be sent to `chat`."""
        while left := self.left(chat):
            await self._timer.sleep(left)
