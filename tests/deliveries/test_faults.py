"""A platform that fails at random: every place ends as it should."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from bot.adapters import Moved, RetryLater, Unreachable
from bot.core.messages import Place, Reply
from bot.storage.deliveries import OPEN
from tests.deliveries.conftest import Clock, Engine, Platform

PLACES = [f"c{number}" for number in range(300)]
SHARE = 0.1
FAULTS = ("flood", "flood everywhere", "server error", "cut", "unheard", "gone", "moved")


class Failing(Platform):
    """Fails a tenth of what it is asked; a place that is gone or has moved stays so.

    Attributes:
        faults: how often each happened.
        unheard: how often a channel was shown a message whose acceptance was never heard of.
        gone: channels that cannot be written to any more.
        addresses: where channels that moved are now.
    """

    def __init__(self, clock: Clock, rng: Random) -> None:
        super().__init__(clock)
        self._rng = rng
        self.faults: Counter[str] = Counter()
        self.unheard: Counter[str] = Counter()
        self.gone: set[str] = set()
        self.addresses: dict[str, str] = {}

    async def _accept(self, place: Place, reply: Reply, **facts: Any) -> str:
        assert place.channel not in self.gone, "a place that was switched off was written to"
        assert place.channel not in self.addresses, "a place that moved was written to"
        fault = self._rng.choice(FAULTS) if self._rng.random() < SHARE else ""
        self.faults[fault] += 1
        self._refuse(fault, place.channel)
        reference = await super()._accept(place, reply, **facts)
        if fault == "unheard":
            self.unheard[place.channel] += 1
            raise TimeoutError
        return reference

    def _refuse(self, fault: str, channel: str) -> None:
        match fault:
            case "flood" | "flood everywhere":
                raise RetryLater(self._rng.randint(1, 40), everywhere=fault != "flood")
            case "server error":
                raise RetryLater(0)
            case "cut":
                raise ConnectionResetError
            case "gone":
                self.gone.add(channel)
                raise Unreachable("the bot was blocked")
            case "moved":
                self.addresses[channel] = f"{channel}-moved"
                raise Moved(Place(self.name, f"{channel}-moved", f"{channel}-moved"))

    def address(self, channel: str) -> str:
        """Return where a channel is in the end."""
        while channel in self.addresses:
            channel = self.addresses[channel]
        return channel


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_fails_every_place_ends_sent_moved_or_switched_off_with_the_reason(
    engine: Engine, seed: int
) -> None:
    engine.platform = platform = Failing(engine.clock, Random(seed))
    await engine.plan(*map(engine.daily, PLACES))
    while any(state in OPEN for state in await engine.states()):
        await engine.work(after=30)
    rows = {row.channel: row for row in await engine.rows()}
    shown = Counter(platform.channels)
    assert rows.keys() == {platform.address(channel) for channel in PLACES}
    for channel, row in rows.items():
        if channel in platform.gone:
            assert (row.state, row.failure) == ("off", "the bot was blocked")
        else:
            assert (row.state, row.failure) == ("sent", None)
            assert platform.sent[int(row.message[1:]) - 1].place.channel == channel
        # a message is only repeated where nothing was heard of the one before
        assert shown[channel] == platform.unheard[channel] + (row.state == "sent")
    assert all(platform.faults[fault] for fault in FAULTS), "a seed that leaves out a fault"
