"""The worker: many at once, nobody in another's way, nothing lost when it dies."""

import asyncio
from collections import Counter

import pytest

from bot.adapters import RetryLater
from bot.core.messages import Place
from bot.deliveries.lane import LEASE_SECONDS, ORDINARY, URGENT
from bot.deliveries.worker import KEPT
from bot.storage import deliveries, inbox, saved_actions
from tests.deliveries.conftest import Engine, Platform


async def test_many_are_sent_each_once(engine: Engine) -> None:
    await engine.plan(*(engine.daily(f"c{number}") for number in range(300)))
    await engine.work()
    assert Counter(engine.platform.channels) == {f"c{number}": 1 for number in range(300)}
    assert set(await engine.states()) == {"sent"}


async def test_the_tick_alone_finds_what_is_due(engine: Engine) -> None:
    worker = engine.worker()
    worker._tick_seconds = 0.01
    task = asyncio.create_task(worker.run())
    await engine.plan(engine.daily(after=1))
    engine.clock.seconds += 1
    await engine.platform.until(1)
    task.cancel()
    await asyncio.wait([task])
    assert await engine.states() == ["sent"]


async def test_one_place_gets_one_at_a_time_in_their_order(engine: Engine) -> None:
    under_way, most = 0, 0

    async def watch(_place: Place) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    engine.platform.before = watch
    planned = [engine.daily(piece=str(number), after=-number) for number in range(9)]
    await engine.plan(*planned)
    await engine.work()
    assert most == 1
    assert [sent.text for sent in engine.platform.sent] == [str(n) for n in range(8, -1, -1)]


async def test_a_place_that_hangs_or_fails_delays_no_other(engine: Engine) -> None:
    answer = asyncio.Event()

    async def hang(place: Place) -> None:
        if place.channel == "slow":
            await answer.wait()
        if place.channel == "bad":
            raise RuntimeError

    engine.platform.before = hang
    places = ["slow", "bad", *(f"c{number}" for number in range(60))]
    await engine.plan(*(engine.daily(place) for place in places))
    async with engine.working():
        await engine.platform.until(62)
        assert len(engine.platform.sent) == 60
        answer.set()
    assert len(engine.platform.sent) == 61


async def test_no_more_are_under_way_than_there_is_room_for_and_the_urgent_has_its_own(
    engine: Engine,
) -> None:
    answer = asyncio.Event()

    async def hang(_place: Place) -> None:
        await answer.wait()

    engine.platform.before = hang
    await engine.plan(*(engine.daily(f"c{number}") for number in range(100)))
    async with engine.working() as worker:
        await engine.platform.until(ORDINARY)
        await engine.plan(*(engine.daily(f"u{n}", urgent=True) for n in range(100)))
        worker.wake()
        await engine.platform.until(ORDINARY + URGENT)
        for _ in range(5):
            worker.wake()
            await asyncio.sleep(0.01)
        assert engine.platform.asked == ORDINARY + URGENT
        engine.platform.before = None
        answer.set()
        await worker.drain()
    assert len(engine.platform.sent) == 200


async def test_what_is_due_on_a_platform_without_an_adapter_stays_due(engine: Engine) -> None:
    await engine.plan(engine.daily(), engine.daily(place=Place("elsewhere", "1", "1")))
    await engine.work()
    assert await engine.states() == ["sent", "due"]


async def test_an_unconnected_platform_keeps_its_rows_due(engine: Engine) -> None:
    async def unconnected(_place: Place) -> None:
        raise RetryLater(5, everywhere=True)

    engine.platform.before = unconnected
    await engine.plan(engine.daily(), engine.daily("c2"))
    for _ in range(100):
        await engine.work(after=5)
    assert await engine.states() == ["due", "due"]
    engine.platform.before = None
    await engine.work(after=5)
    assert await engine.states() == ["sent", "sent"]


async def test_leaving_it_finishes_what_is_in_hand_and_takes_nothing_more(engine: Engine) -> None:
    answer = asyncio.Event()

    async def hang(_place: Place) -> None:
        await answer.wait()

    engine.platform.before = hang
    await engine.plan(*(engine.daily(f"c{number}") for number in range(100)))
    worker = engine.worker()
    task = asyncio.create_task(worker.run())
    await engine.platform.until(ORDINARY)
    task.cancel()
    await asyncio.sleep(0.01)
    assert not task.done()
    answer.set()
    await asyncio.wait([task])
    assert Counter(await engine.states()) == {"sent": ORDINARY, "due": 100 - ORDINARY}


async def test_leaving_it_does_not_wait_for_ever(engine: Engine) -> None:
    async def hang(_place: Place) -> None:
        await asyncio.Event().wait()

    engine.platform.before = hang
    await engine.plan(engine.daily())
    worker = engine.worker()
    worker._finishing_seconds = 0
    task = asyncio.create_task(worker.run())
    await engine.platform.until(1)
    task.cancel()
    await asyncio.wait([task])
    assert await engine.states() == ["sending"]
    engine.platform.before = None
    await engine.work(after=LEASE_SECONDS)
    assert await engine.states() == ["sent"]


@pytest.mark.parametrize("accepted", [0, 1, 5, 31, 32, 33, 60])
@pytest.mark.parametrize("heard", [False, True])
async def test_killed_in_flight_nothing_is_lost_and_only_what_was_in_flight_can_repeat(
    engine: Engine, accepted: int, heard: bool
) -> None:
    """The dead worker's requests after the first few hang, before or after being accepted."""

    async def die(place: Place) -> None:
        if len(engine.platform.sent) >= accepted:
            if heard:
                shown.append(place.channel)
            await asyncio.Event().wait()

    shown: list[str] = []
    engine.platform.before = die
    await engine.plan(*(engine.daily(f"c{number}") for number in range(80)))
    worker = engine.worker()
    task = asyncio.create_task(worker.run())
    worker._finishing_seconds = 0
    await engine.platform.until(accepted + 1)
    task.cancel()
    await asyncio.wait([task])

    engine.platform.before = None
    await engine.work(after=1)
    await engine.work(after=LEASE_SECONDS)
    times = Counter([*engine.platform.channels, *shown])
    assert set(times) == {f"c{number}" for number in range(80)}
    assert set(times.values()) <= {1, 2}
    assert sum(times.values()) - 80 <= ORDINARY
    assert set(await engine.states()) == {"sent"}


async def test_a_repeated_send_carries_the_same_id(engine: Engine) -> None:
    ids: list[str | None] = []
    send = Platform.send

    class Forgetful(Platform):
        async def send(self, *facts: object, **named: object) -> str:
            ids.append(str(named["delivery_id"]))
            if len(ids) == 1:
                raise ConnectionResetError
            return await send(self, *facts, **named)  # type: ignore[arg-type]

    engine.platform = Forgetful(engine.clock)
    await engine.plan(engine.daily())
    await engine.work()
    await engine.work(after=5)
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_a_database_that_is_away_for_a_moment_loses_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.plan(engine.daily())

    def away(*_facts: object, **_named: object) -> None:
        raise OSError("away")

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "claim_due", away)
        await engine.work()
    assert await engine.states() == ["due"]
    await engine.work()
    assert await engine.states() == ["sent"]


async def test_what_could_not_be_recorded_is_due_when_its_lease_ran_out(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_place: Place) -> None:
        raise RuntimeError

    def away(*_facts: object) -> None:
        raise OSError("away")

    engine.platform.before = refuse
    await engine.plan(engine.daily())
    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "retry_later", away)
        worker = engine.worker()
        task = asyncio.create_task(worker.run())
        await engine.platform.until(1)
        task.cancel()
        await asyncio.wait([task])
    assert await engine.states() == ["sending"]
    engine.platform.before = None
    await engine.work(after=LEASE_SECONDS)
    assert await engine.states() == ["sent"]


async def test_what_ended_90_days_ago_is_forgotten(engine: Engine) -> None:
    await engine.plan(*(engine.daily(f"c{number}") for number in range(3)))
    await engine.work()
    worker = engine.worker()
    engine.clock.seconds += KEPT.total_seconds()
    await worker._prune()
    assert len(await engine.rows()) == 3
    engine.clock.seconds += 1
    async with engine.working(), asyncio.timeout(30):
        while await engine.rows():
            pass


async def test_texts_are_kept_for_30_days_and_no_longer(engine: Engine) -> None:
    worker, store, now = engine.worker(), engine.store, engine.clock.now()
    month = 30 * 86_400
    await store.write(saved_actions.save, "old", "define", {}, now - month - 1)
    await store.write(saved_actions.save, "new", "define", {}, now - month)
    await store.write(inbox.add, "telegram", [(1, "a", "{}")], now - month - 1)
    await store.write(inbox.set_aside, "telegram", 1, "no update")
    await worker._prune()
    assert await store.read(saved_actions.load, "old") is None
    assert await store.read(saved_actions.load, "new") is not None
    assert await store.write(inbox.add, "telegram", [(1, "a", "{}")], now) == [1]
