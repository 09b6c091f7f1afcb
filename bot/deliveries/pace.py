"""How fast a platform is written to unasked.

The figures are Telegram's: 30 messages a second in bulk, one a second to a chat, 20 a minute to a
group (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Discord
tells its limits with every answer, and discord.py keeps to them.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from bot.core.messages import Place


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows.

    Attributes:
        per_second: messages to all chats.
        chat_seconds: from one message to the next in a chat.
        group_per_minute: messages to a group.
    """

    per_second: float
    chat_seconds: float
    group_per_minute: float


LIMITS: Mapping[str, Limits] = {
    "telegram": Limits(per_second=30, chat_seconds=1, group_per_minute=20)
}

IDLE_SHARE = 0.96
"""What deliveries take of `per_second` while nobody talks to the bot: 95 % arrive, since no pause
ends to the moment."""
BUSY_SHARE = 0.80
"""What they take while somebody does, so that answers need not wait."""
BUSY_SECONDS = 10.0
_GROUP_BURST = 5.0


class TokenBucket:
    """So many things at once, and then so many a second.

    It may be overdrawn: whoever takes a token that is not there yet waits for it, in line.

    Args:
        capacity: tokens it holds at most, and at first.
        rate: tokens a second that come in.
        now: seconds since some moment, as everywhere here.
    """

    def __init__(self, capacity: float, rate: float, now: float) -> None:
        self.rate = rate
        self._capacity = capacity
        self._tokens = capacity
        self._at = now

    def take(self, now: float) -> float:
        """Take a token; return the seconds until it is there."""
        self._fill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens / self.rate)

    def left(self, now: float) -> float:
        """Return the seconds until a token could be taken without waiting."""
        self._fill(now)
        return max(0.0, (1 - self._tokens) / self.rate)

    def is_full(self, now: float) -> bool:
        """Whether nothing was taken lately."""
        self._fill(now)
        return self._tokens >= self._capacity

    def _fill(self, now: float) -> None:
        self._tokens = min(self._capacity, self._tokens + (now - self._at) * self.rate)
        self._at = now


class Window:
    """The last moments at which something was done, which may be so often in any second.

    Deliveries that were kept waiting by something else all come at once: a bucket would let them.
    """

    def __init__(self, most: int) -> None:
        self._moments: deque[float] = deque(maxlen=most)

    def left(self, now: float) -> float:
        """Return the seconds until it may be done once more."""
        if len(self._moments) < (self._moments.maxlen or 0):
            return 0.0
        return max(0.0, self._moments[0] + 1 - now)

    def note(self, now: float) -> None:
        """Note that it is done."""
        self._moments.append(now)


class Pace:
    """Says when a delivery may go out, and which places are to be left alone.

    Args:
        clock: seconds since some moment, only going forward.
        sleep: lets time pass.
        limits: by platform; one that is not named paces itself.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        limits: Mapping[str, Limits] = LIMITS,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._limits = limits
        now = clock()
        # what deliveries leave of a second's messages is their burst: a second never holds more
        self._buckets = {
            platform: TokenBucket(
                max(1.0, limit.per_second * (1 - IDLE_SHARE)), limit.per_second * IDLE_SHARE, now
            )
            for platform, limit in limits.items()
        }
        # one less than is allowed: on their way messages come closer together
        self._windows = {name: Window(int(limit.per_second) - 1) for name, limit in limits.items()}
        self._answered: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._resting: dict[tuple[str, str], float] = {}
        self._groups: dict[tuple[str, str], TokenBucket] = {}

    def person_answered(self, platform: str) -> None:
        """Note that somebody is talking to the bot: deliveries go slower for a while."""
        self._answered[platform] = self._clock()

    async def turn(self, platform: str, *, urgent: bool = False) -> None:
        """Wait for a delivery's turn; an urgent one's comes at once, and that of others later."""
        bucket = self._buckets.get(platform)
        if bucket is None:
            return
        now = self._clock()
        bucket.rate = self._limits[platform].per_second * self._share(platform, now)
        seconds = bucket.take(now)
        if seconds and not urgent:
            await self._sleep(seconds)

    async def room(self, platform: str, *, urgent: bool = False) -> None:
        """Wait while this second is full, and count a message to it; an urgent one never waits."""
        window = self._windows.get(platform)
        if window is None:
            return
        while not urgent and (seconds := window.left(self._clock())):
            await self._sleep(seconds)
        window.note(self._clock())

    def sent(self, place: Place) -> None:
        """Note that something was sent to a place, which now is to be left alone for a while."""
        limits = self._limits.get(place.platform)
        if limits is None:
            return
        now, key = self._clock(), (place.platform, place.channel)
        seconds = limits.chat_seconds
        if not place.private:
            seconds = max(seconds, self._left_of_group(key, limits, now))
        self._rest(key, now + seconds)

    def hold(self, place: Place, seconds: float) -> None:
        """Leave a place alone for as long as its platform says."""
        self._rest((place.platform, place.channel), self._clock() + seconds)

    def hold_platform(self, platform: str, seconds: float) -> None:
        """Leave a whole platform alone."""
        self._held[platform] = max(self._held.get(platform, 0.0), self._clock() + seconds)

    def is_held(self, platform: str) -> bool:
        """Whether nothing may be sent on a platform."""
        return self._held.get(platform, 0.0) > self._clock()

    def resting(self, platform: str) -> Collection[str]:
        """Return the channels that are to be left alone."""
        now = self._clock()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        self._groups = {
            key: bucket for key, bucket in self._groups.items() if not bucket.is_full(now)
        }
        return [channel for where, channel in self._resting if where == platform]

    def _share(self, platform: str, now: float) -> float:
        answered = self._answered.get(platform)
        busy = answered is not None and now - answered < BUSY_SECONDS
        return BUSY_SHARE if busy else IDLE_SHARE

    def _left_of_group(self, key: tuple[str, str], limits: Limits, now: float) -> float:
        """Count a message to a group; return the seconds until the next may follow."""
        bucket = self._groups.get(key)
        if bucket is None:
            rate = (limits.group_per_minute - _GROUP_BURST) / 60
            bucket = self._groups[key] = TokenBucket(_GROUP_BURST, rate, now)
        bucket.take(now)
        return bucket.left(now)

    def _rest(self, key: tuple[str, str], until: float) -> None:
        self._resting[key] = max(self._resting.get(key, 0.0), until)
