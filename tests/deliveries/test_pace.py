import asyncio
import math

import pytest

from bot.core.messages import Place
from bot.deliveries.pace import BUSY_SHARE, IDLE_SHARE, LIMITS, Limits, Pace, TokenBucket
from tests.deliveries.conftest import Clock

HOME = Place("telegram", "1", "1", private=True)
GROUP = Place("telegram", "-5", "-5")
LIMIT = LIMITS["telegram"]


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(clock.monotonic, clock.sleep)


async def times(pace: Pace, clock: Clock, count: int) -> list[float]:
    """Return when each of so many deliveries may go out, in seconds from now."""
    start, found = clock.seconds, []
    for _ in range(count):
        await pace.turn("telegram")
        found.append(clock.seconds - start)
    return found


def most_in(window: float, moments: list[float]) -> int:
    return max(sum(1 for other in moments if 0 <= other - m < window) for m in moments)


def test_a_bucket_gives_what_it_holds_at_once_and_then_its_rate() -> None:
    bucket = TokenBucket(2, 4, now=0)
    assert [bucket.take(0) for _ in range(4)] == [0, 0, 0.25, 0.5]
    assert bucket.take(1) == 0
    assert not bucket.is_full(1.2)
    assert bucket.left(1) == 0
    assert bucket.is_full(9)
    bucket.take(9)
    bucket.take(9)
    assert bucket.left(9) == 0.25


async def test_on_an_idle_bot_bulk_takes_95_percent_of_the_limit_and_no_second_holds_more(
    pace: Pace, clock: Clock
) -> None:
    moments = await times(pace, clock, 600)
    assert len(moments) / moments[-1] == pytest.approx(IDLE_SHARE * LIMIT.per_second, rel=0.005)
    assert 0.95 <= IDLE_SHARE < 0.97
    assert most_in(1, moments) <= LIMIT.per_second


async def test_while_somebody_is_answered_bulk_takes_80_percent_for_10_seconds(
    pace: Pace, clock: Clock
) -> None:
    pace.person_answered("telegram")
    moments = await times(pace, clock, 500)
    busy = [moment for moment in moments if moment < 10]
    after = [moment for moment in moments if 11 <= moment < 16]
    assert len(busy) == pytest.approx(10 * BUSY_SHARE * LIMIT.per_second, abs=3)
    assert len(after) == pytest.approx(5 * IDLE_SHARE * LIMIT.per_second, abs=2)


async def test_who_is_answered_elsewhere_slows_nobody(pace: Pace, clock: Clock) -> None:
    pace.person_answered("discord")
    moments = await times(pace, clock, 289)
    assert moments[-1] == pytest.approx(289 / (IDLE_SHARE * LIMIT.per_second), abs=0.1)


async def test_what_was_kept_waiting_does_not_come_all_at_once(clock: Clock) -> None:
    """The loop is so busy that whoever sleeps wakes at the next multiple of 0.8 s only."""

    async def oversleep(seconds: float) -> None:
        await clock.sleep(math.ceil((clock.seconds + seconds) / 0.8) * 0.8 - clock.seconds)

    async def turn() -> None:
        await pace.turn("telegram")
        await pace.room("telegram")
        moments.append(clock.seconds)

    pace, moments = Pace(clock.monotonic, oversleep), list[float]()
    await asyncio.gather(*(turn() for _ in range(90)))
    assert most_in(1, moments) == LIMIT.per_second - 1


async def test_the_urgent_goes_at_once_and_the_others_make_up_for_it(
    pace: Pace, clock: Clock
) -> None:
    await times(pace, clock, 10)
    start = clock.seconds
    for _ in range(20):
        await pace.turn("telegram", urgent=True)
    assert clock.seconds == start
    await pace.turn("telegram")
    assert clock.seconds - start == pytest.approx(21 / (IDLE_SHARE * LIMIT.per_second), rel=0.02)


async def test_a_platform_without_limits_paces_itself(pace: Pace, clock: Clock) -> None:
    start = clock.seconds
    for _ in range(1000):
        await pace.turn("discord")
        await pace.room("discord")
    pace.sent(Place("discord", "1", "2"))
    assert clock.seconds == start
    assert not pace.resting("discord")


def test_a_chat_rests_for_a_second_after_a_message(pace: Pace, clock: Clock) -> None:
    pace.sent(HOME)
    clock.seconds += 0.99
    assert pace.resting("telegram") == ["1"]
    assert pace.resting("discord") == []
    clock.seconds += 0.02
    assert pace.resting("telegram") == []


def test_a_group_gets_at_most_20_messages_in_any_minute(pace: Pace, clock: Clock) -> None:
    moments = []
    for _ in range(1800):
        if not pace.resting("telegram"):
            moments.append(clock.seconds)
            pace.sent(GROUP)
        clock.seconds += 0.1
    assert most_in(60, moments) <= LIMIT.group_per_minute
    assert len(moments) >= 3 * 15
    assert moments[4] - moments[0] == pytest.approx(4, abs=0.5)


def test_a_place_and_a_platform_are_left_alone_as_long_as_told(pace: Pace, clock: Clock) -> None:
    pace.hold(HOME, 30)
    pace.sent(HOME)
    pace.hold_platform("telegram", 5)
    pace.hold_platform("telegram", 0)
    assert pace.is_held("telegram")
    assert not pace.is_held("discord")
    clock.seconds += 5
    assert not pace.is_held("telegram")
    assert pace.resting("telegram") == ["1"]
    clock.seconds += 25
    assert pace.resting("telegram") == []


async def test_other_limits_can_be_given(clock: Clock) -> None:
    pace = Pace(clock.monotonic, clock.sleep, {"telegram": Limits(100, 0.1, 600)})
    assert (await times(pace, clock, 101))[-1] == pytest.approx(1, abs=0.06)
