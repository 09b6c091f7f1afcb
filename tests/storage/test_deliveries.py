import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.core.delivery import Delivery
from bot.core.messages import Person, Place
from bot.storage import deliveries, personal
from bot.storage.deliveries import State
from bot.storage.delivery_overview import Missed, Waiting, overview
from bot.storage.migrating import StorageError
from bot.storage.store import Store
from bot.storage.tables import deliveries as table

ALICE = Person("telegram", "1")
HOME = Place("telegram", "1", "1", private=True)
GROUP = Place("telegram", "-5", "-5")
TOPIC = replace(GROUP, thread="7")
NOW = 1_000


def daily(channel: str = "-5", piece: str = "2026-03-02", **facts: Any) -> Delivery:
    place = facts.pop("place", Place("telegram", channel, channel))
    return Delivery(
        place=place, kind="daily", piece=piece, due_at=facts.pop("due_at", NOW), **facts
    )


def board(due_at: int = NOW) -> Delivery:
    return Delivery(place=GROUP, kind="board", piece="round 1", due_at=due_at, urgent=True)


async def claim(store: Store, now: int = NOW, **changes: Any) -> list[Delivery]:
    facts: dict[str, Any] = {
        "limit": 10, "ordinary": 10, "lease_seconds": 90, "worker": "one", **changes,
    }  # fmt: skip
    return await store.write(deliveries.claim_due, "telegram", now, **facts)


async def claim_one(store: Store, now: int = NOW, **changes: Any) -> Delivery:
    (claimed,) = await claim(store, now, **changes)
    return claimed


async def rows(store: Store) -> list[Any]:
    def every(conn: Connection) -> list[Any]:
        return list(conn.execute(select(table).order_by(table.c.id)))

    return await store.read(every)


async def states(store: Store) -> list[str]:
    return [row.state for row in await rows(store)]


async def test_what_is_planned_is_claimed_with_everything_it_was_planned_with(
    store: Store,
) -> None:
    planned = daily(
        place=HOME,
        person=ALICE,
        payload={"主题": ["a", 1]},
        zone="Asia/Shanghai",
        wall_time="2026-03-02T08:30",
        language="zh-Hant",
        revision="r1",
        silent=True,
        urgent=True,
    )
    assert await store.write(deliveries.plan, planned) == 1
    claimed = await claim_one(store)
    assert claimed == replace(planned, id=claimed.id, attempts=1, worker="one")


async def test_a_private_place_is_somebodys_and_no_other_is() -> None:
    with pytest.raises(ValueError, match="somebody"):
        daily(place=HOME)
    with pytest.raises(ValueError, match="somebody"):
        daily(person=ALICE)


async def test_a_piece_is_planned_once(store: Store) -> None:
    planned = await store.write(deliveries.plan, daily(), daily(due_at=5), daily(piece="tomorrow"))
    assert planned == 2
    assert await store.write(deliveries.plan, daily(due_at=NOW + 5)) == 0
    assert await store.write(deliveries.plan) == 0


async def test_a_piece_that_was_sent_or_skipped_is_not_planned_again(store: Store) -> None:
    await store.write(deliveries.plan, daily("1"), daily("2"))
    one, other = await claim(store)
    await store.write(deliveries.mark_sent, one, "m1", NOW)
    await store.write(deliveries.skip, other, "late", NOW)
    assert await store.write(deliveries.plan, daily("1"), daily("2")) == 0
    assert await claim(store, NOW + 1000) == []


async def test_a_piece_that_was_cancelled_is_planned_anew(store: Store) -> None:
    await store.write(deliveries.plan, daily())
    assert await store.write(deliveries.cancel, GROUP, "daily", None, NOW) == 1
    assert await claim(store) == []
    assert await store.write(deliveries.plan, daily(due_at=NOW + 60)) == 1
    assert await claim(store, NOW + 59) == []
    assert (await claim_one(store, NOW + 60)).due_at == NOW + 60


async def test_one_piece_is_cancelled_and_the_others_stay(store: Store) -> None:
    await store.write(deliveries.plan, daily(piece="a"), daily(piece="b"))
    assert await store.write(deliveries.cancel, GROUP, "daily", "a", NOW) == 1
    assert (await claim_one(store)).piece == "b"


async def test_many_are_planned_at_once(store: Store) -> None:
    planned = [daily(str(number)) for number in range(1201)]
    assert await store.write(deliveries.plan, *planned) == 1201


async def test_nothing_is_claimed_before_it_is_due_or_for_another_platform(store: Store) -> None:
    elsewhere = daily(place=Place("discord", "1", "2"))
    await store.write(deliveries.plan, daily(due_at=NOW + 1), elsewhere)
    assert await claim(store) == []


async def test_the_earliest_is_claimed_first_and_the_urgent_before_all(store: Store) -> None:
    await store.write(
        deliveries.plan, daily("1", due_at=3), daily("2", due_at=2), daily("3", due_at=1), board()
    )
    claimed = await claim(store, limit=3)
    assert [d.place.channel for d in claimed] == ["-5", "3", "2"]


async def test_room_is_kept_for_the_urgent(store: Store) -> None:
    await store.write(deliveries.plan, daily("1"), daily("2"))
    assert await claim(store, limit=5, ordinary=0) == []
    assert len(await claim(store, limit=5, ordinary=1)) == 1
    await store.write(deliveries.plan, board())
    assert (await claim_one(store, limit=5, ordinary=-3)).kind == "board"


async def test_one_a_channel_is_claimed_and_excluded_channels_are_left_alone(store: Store) -> None:
    await store.write(deliveries.plan, daily(piece="a"), daily(piece="b"), daily("1"), daily("2"))
    claimed = await claim(store, exclude=["1"])
    assert {d.place.channel for d in claimed} == {"-5", "2"}
    assert {d.place.channel for d in await claim(store, exclude=["-5"])} == {"1"}


async def test_a_lease_that_ran_out_makes_a_delivery_due_again(store: Store) -> None:
    await store.write(deliveries.plan, daily())
    await claim_one(store)
    assert await claim(store, NOW + 89, worker="two") == []
    again = await claim_one(store, NOW + 90, worker="two")
    assert (again.attempts, again.worker) == (2, "two")


async def test_who_lost_a_lease_changes_nothing_except_that_what_was_sent_is_sent(
    store: Store,
) -> None:
    await store.write(deliveries.plan, daily())
    lost = await claim_one(store)
    held = await claim_one(store, NOW + 90, worker="two")
    await store.write(deliveries.retry_later, lost, NOW, "no")
    await store.write(deliveries.release, lost)
    assert not await store.write(deliveries.give_up, lost, "no", NOW)
    assert not await store.write(deliveries.skip, lost, "no", NOW)
    assert await states(store) == ["sending"]
    assert await store.write(deliveries.mark_sent, lost, "m1", NOW)
    assert not await store.write(deliveries.mark_sent, held, "m2", NOW)
    (row,) = await rows(store)
    assert (row.state, row.message, row.ended_at) == ("sent", "m1", NOW)


async def test_what_is_cancelled_in_flight_is_neither_retried_nor_followed(store: Store) -> None:
    await store.write(deliveries.plan, daily())
    claimed = await claim_one(store)
    await store.write(deliveries.cancel, GROUP, "daily", None, NOW)
    assert not await store.write(deliveries.mark_sent, claimed, "m1", NOW)
    await store.write(deliveries.retry_later, claimed, NOW, "no")
    assert await claim(store, NOW + 500) == []


async def test_a_failed_attempt_is_retried_later_and_the_promise_is_remembered(
    store: Store,
) -> None:
    await store.write(deliveries.plan, daily())
    await store.write(deliveries.retry_later, await claim_one(store), NOW + 30, "flood")
    assert await claim(store, NOW + 29) == []
    again = await claim_one(store, NOW + 30)
    assert (again.due_at, again.attempts, again.failure) == (NOW, 2, "flood")


async def test_a_postponed_delivery_is_promised_for_another_time(store: Store) -> None:
    await store.write(deliveries.plan, daily())
    await store.write(deliveries.postpone, await claim_one(store), NOW + 3600)
    again = await claim_one(store, NOW + 3600)
    assert (again.due_at, again.attempts) == (NOW + 3600, 1)


async def test_a_released_delivery_counts_no_attempt(store: Store) -> None:
    await store.write(deliveries.plan, daily())
    await store.write(deliveries.release, await claim_one(store))
    assert (await claim_one(store)).attempts == 1


async def test_a_board_is_redrawn_as_often_as_it_is_planned_but_not_too_often(
    store: Store,
) -> None:
    await store.write(deliveries.plan_again, board(), 3)
    await store.write(deliveries.plan_again, board(NOW + 1), 3)
    first = await claim_one(store)
    await store.write(deliveries.mark_sent, first, "m1", NOW)
    for second in (1, 2):
        await store.write(deliveries.plan_again, board(NOW + second), 3)
    assert await claim(store, NOW + 2) == []
    second_time = await claim_one(store, NOW + 3)
    assert (second_time.message, second_time.due_at) == ("m1", NOW + 3)
    assert second_time.attempts == 1


async def test_a_board_planned_while_it_is_drawn_is_drawn_once_more(store: Store) -> None:
    await store.write(deliveries.plan_again, board(), 3)
    drawn = await claim_one(store)
    await store.write(deliveries.plan_again, board(NOW + 1), 3)
    await store.write(deliveries.plan_again, board(NOW + 2), 3)
    await store.write(deliveries.mark_sent, drawn, "m1", NOW + 2)
    assert await claim(store, NOW + 3) == []
    await store.write(deliveries.mark_sent, await claim_one(store, NOW + 4), "m1", NOW + 4)
    assert await claim(store, NOW + 100) == []


async def test_a_retried_redrawing_shows_the_latest_and_happens_once(store: Store) -> None:
    await store.write(deliveries.plan_again, board(), 3)
    drawn = await claim_one(store)
    await store.write(deliveries.plan_again, board(NOW + 1), 3)
    await store.write(deliveries.retry_later, drawn, NOW + 10, "flood")
    await store.write(deliveries.mark_sent, await claim_one(store, NOW + 10), "m1", NOW + 10)
    assert await states(store) == ["sent"]


async def test_a_place_is_switched_off_with_its_reason_until_it_is_written_to_again(
    store: Store,
) -> None:
    await store.write(
        deliveries.plan, daily(piece="a"), daily(piece="b"), daily(place=TOPIC), daily("1")
    )
    await claim(store)
    off = await store.write(deliveries.switch_off, GROUP, "kicked", NOW)
    assert {d.piece for d in off} == {"a", "b"}
    assert await store.read(deliveries.why_off, GROUP) == "kicked"
    assert await store.read(deliveries.why_off, TOPIC) is None
    assert await store.read(deliveries.why_off, Place("telegram", "9", "9")) is None
    assert await store.write(deliveries.plan, daily(piece="a")) == 1
    claimed = await claim_one(store, exclude=["1"], limit=1)
    await store.write(deliveries.mark_sent, claimed, "m1", NOW + 1)
    assert await store.read(deliveries.why_off, claimed.place) is None


async def test_a_community_that_moved_takes_everything_along(store: Store) -> None:
    await store.write(deliveries.plan, daily(piece="sent"), daily(place=TOPIC), daily("1"))
    await store.write(deliveries.mark_sent, await claim_one(store, exclude=["1"]), "m1", NOW)
    there = Place("telegram", "-100", "-100")
    await store.write(deliveries.moved, GROUP, there)
    assert {(r.community, r.channel, r.thread) for r in await rows(store)} == {
        ("-100", "-100", ""), ("-100", "-100", "7"), ("1", "1", ""),
    }  # fmt: skip
    assert await store.write(deliveries.plan, daily("-100", "sent")) == 0


async def test_a_topic_that_is_gone_falls_back_without_doubling(store: Store) -> None:
    await store.write(
        deliveries.plan,
        daily(place=TOPIC, piece="a"),
        daily(place=TOPIC, piece="b"),
        daily(piece="a"),
    )
    await store.write(deliveries.moved, TOPIC, GROUP)
    found = [(row.thread, row.piece, row.state) for row in await rows(store)]
    assert found == [("7", "a", "cancelled"), ("", "b", "due"), ("", "a", "due")]


async def test_what_ended_long_ago_is_pruned_and_what_is_on_the_list_stays(store: Store) -> None:
    await store.write(deliveries.plan, daily("1"), daily("2"), daily("3"), daily("4", due_at=5000))
    await store.write(deliveries.plan_again, board(), 3)
    for claimed in await claim(store):
        await store.write(deliveries.mark_sent, claimed, "m", NOW)
    await store.write(deliveries.plan_again, board(6000), 3)
    assert await store.write(deliveries.prune, NOW, 10) == 0
    assert await store.write(deliveries.prune, NOW + 1, 2) == 2
    assert await store.write(deliveries.prune, NOW + 1, 2) == 1
    assert await states(store) == ["due", "due"]


async def test_what_belongs_to_a_person_goes_with_their_data(store: Store) -> None:
    await store.write(deliveries.plan, daily(place=HOME, person=ALICE), daily())
    assert await store.write(personal.forget, ALICE) == 1
    assert (await claim_one(store)).place == GROUP


async def test_the_overview_tells_what_is_due_in_flight_and_failed(store: Store) -> None:
    await store.write(
        deliveries.plan,
        *(daily(str(number), due_at=NOW + number) for number in range(6)),
        daily("9", due_at=NOW + 900),
    )
    claimed = await claim(store, NOW + 3)
    await store.write(deliveries.retry_later, claimed[0], NOW + 8, "flood")
    await store.write(deliveries.give_up, claimed[1], "refused", NOW + 3)
    await store.write(deliveries.skip, claimed[2], "too late", NOW + 4)
    seen = await store.read(overview, NOW + 10)
    assert seen.waiting == [Waiting("telegram", "daily", 3, 1, NOW + 4)]
    assert [d.place.channel for d in seen.in_flight] == ["3"]
    assert [(d.failure, d.attempts) for d in seen.retried] == [("flood", 1)]
    assert seen.missed == [
        Missed("telegram", "daily", State.SKIPPED, "too late", 1, NOW + 4),
        Missed("telegram", "daily", State.FAILED, "refused", 1, NOW + 3),
    ]


async def test_two_stores_on_one_server_claim_disjoint_rows(
    request: pytest.FixtureRequest, store: Store, address: str
) -> None:
    if address.startswith("sqlite"):
        pytest.skip("one process alone uses a SQLite file")
    other = await Store.open(address)
    try:
        await store.write(deliveries.plan, *(daily(str(number)) for number in range(200)))
        batches = await asyncio.gather(
            *(claim(s, limit=10, worker=str(n)) for n in range(10) for s in (store, other))
        )
        claimed = [delivery.id for batch in batches for delivery in batch]
        assert len(claimed) == len(set(claimed)) == 200
    finally:
        await other.close()


async def test_a_look_reads_beside_the_running_bot_and_writes_nothing(
    store: Store, address: str
) -> None:
    await store.write(deliveries.plan, daily())
    look = await Store.open(address, read_only=True)
    try:
        assert (await look.read(overview, NOW)).waiting[0].due == 1
        with pytest.raises(Exception, match=r"read-?only"):
            await look.write(deliveries.plan, daily("1"))
    finally:
        await look.close()


async def test_a_look_at_what_is_not_there_or_not_brought_up_to_date_is_refused(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StorageError, match="cihui migrate"):
        await Store.open(empty, read_only=True)
    await (await Store.open(empty)).close()
    monkeypatch.setattr("bot.storage.migrating.newest_revision", lambda: "the next")
    with pytest.raises(StorageError, match="needs the next; run `cihui migrate`"):
        await Store.open(empty, read_only=True)


async def test_a_look_at_a_server_that_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(StorageError, match="nothing listens there"):
        await Store.open("postgresql://user:secret@127.0.0.1:1/none", read_only=True)
