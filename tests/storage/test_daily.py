"""Subscriptions, shown words and reminders, on both engines."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select

from bot.core.delivery import Delivery
from bot.core.learning.scheduling import Rating
from bot.core.messages import Person, Place
from bot.storage import cards, daily, deliveries, personal, reminders, residence, settings
from bot.storage.daily import Subscription
from bot.storage.deliveries import State
from bot.storage.reminders import Offered, Reminder
from bot.storage.settings import Profile
from bot.storage.store import Store
from bot.storage.tables import deliveries as rows

ALICE = Person("telegram", "1")
HOME = Place("telegram", "1", "1", private=True)
GROUP = Place("telegram", "-5", "-5")
TOPIC = replace(GROUP, thread="7")
NOW = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())
MONDAY = date(2026, 3, 2)


def wanted(place: Place = GROUP, **facts: object) -> Subscription:
    person = ALICE if place.private else None
    plain = Subscription(
        place=place, person=person, zone="UTC", wall_time=time(8, 30), language="en", seen_at=NOW
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


async def planned(store: Store, *, kind: str = daily.KIND, state: State = State.DUE) -> list[str]:
    query = select(rows.c.piece).where(rows.c.kind == kind, rows.c.state == state)
    return await store.read(lambda conn: list(conn.scalars(query.order_by(rows.c.id))))


async def claimed(store: Store, now: int) -> Delivery:
    (delivery,) = await store.write(
        deliveries.claim_due, "telegram", now, limit=9, ordinary=9, lease_seconds=90, worker="w"
    )
    return delivery


async def test_a_subscription_comes_back_as_it_was_kept(store: Store) -> None:
    whole = wanted(
        TOPIC, weekdays=3, topic="agents", levels=("core",), silent=False, with_quiz=True,
        with_thread=True, role="77", is_on=False, off_reason="kicked",
        paused_until=date(2026, 4, 1), done_on=MONDAY,
    )  # fmt: skip
    await store.write(daily.save, whole, NOW)
    await store.write(daily.save, wanted(HOME), NOW)
    assert await store.read(daily.find, TOPIC) == whole
    assert await store.read(daily.find, HOME) == wanted(HOME)
    assert await store.read(daily.find, GROUP) is None


async def test_every_change_plans_the_next_post_anew(store: Store) -> None:
    await store.write(daily.save, wanted(), NOW)
    assert await planned(store) == ["2026-03-03"]
    await store.write(daily.save, wanted(weekdays=0b1000000), NOW)
    assert await planned(store) == ["2026-03-08"]
    await store.write(daily.save, wanted(is_on=False), NOW)
    assert await planned(store) == []


async def test_a_change_while_a_post_is_on_its_way_leaves_it_and_plans_after_it(
    store: Store,
) -> None:
    await store.write(daily.save, wanted(wall_time=time(12, 0)), NOW - 60)
    sending = await claimed(store, NOW)
    await store.write(daily.save, wanted(wall_time=time(13, 0)), NOW)
    assert await planned(store) == []
    assert await store.write(deliveries.mark_sent, sending, "m1", NOW)
    await store.write(daily.after_sent, sending, "m1", NOW)
    assert await planned(store) == ["2026-03-03"]


async def test_what_ends_a_post_where_nothing_is_subscribed_plans_nothing(store: Store) -> None:
    await store.write(daily.save, wanted(), NOW)
    gone = await claimed(store, NOW + daily.DAY)
    await store.write(daily.save, wanted(is_on=False), NOW)
    await store.write(daily.after_sent, gone, "m1", NOW + daily.DAY)
    await store.write(daily.after_missed, replace(gone, place=TOPIC), State.FAILED, NOW)
    assert await planned(store) == []


async def test_a_place_out_of_reach_is_off_with_the_reason(store: Store) -> None:
    await store.write(daily.save, wanted(), NOW)
    (missed,) = await store.write(deliveries.switch_off, GROUP, "kicked", NOW)
    await store.write(daily.after_missed, missed, State.OFF, NOW)
    found = await store.read(daily.find, GROUP)
    assert found is not None
    assert (found.is_on, found.off_reason) == (False, "kicked")


async def test_a_community_names_its_subscriptions_newest_first(store: Store) -> None:
    await store.write(daily.save, wanted(), NOW)
    await store.write(daily.save, wanted(TOPIC), NOW + 1)
    await store.write(daily.save, wanted(replace(GROUP, thread="8"), is_on=False), NOW + 2)
    found = await store.read(daily.of_community, GROUP)
    assert [subscription.place for subscription in found] == [TOPIC, GROUP]


async def test_a_word_is_settled_once_however_many_ask(store: Store) -> None:
    chosen = iter("abcdefgh")
    answers = await asyncio.gather(
        *(
            store.write(
                daily.settle, GROUP, None, MONDAY, lambda kept, _: kept or next(chosen), NOW
            )
            for _ in range(8)
        )
    )
    assert len(set(answers)) == 1


async def test_choosing_a_word_knows_when_each_was_shown(store: Store) -> None:
    known: list[Mapping[str, date]] = []

    def pick(_kept: str, history: Mapping[str, date]) -> str:
        known.append(history)
        return "aaa"

    for day in (1, 2, 3):
        await store.write(daily.settle, GROUP, None, date(2026, 3, day), pick, NOW)
    assert known[-1] == {"aaa": date(2026, 3, 2)}
    shown = await store.read(daily.shown, GROUP, date(2026, 3, 2), 30)
    assert shown == [(date(2026, 3, 2), "aaa"), (date(2026, 3, 1), "aaa")]


async def test_a_word_that_is_gone_is_replaced(store: Store) -> None:
    await store.write(daily.settle, GROUP, None, MONDAY, lambda *_: "old", NOW)
    assert await store.write(daily.settle, GROUP, None, MONDAY, lambda *_: "new", NOW) == "new"


async def test_a_group_that_moves_takes_everything_along(store: Store) -> None:
    there = Place("telegram", "-9", "-9")
    for place in (GROUP, TOPIC):
        await store.write(daily.save, wanted(place), NOW)
        await store.write(daily.settle, place, None, MONDAY, lambda *_: "w", NOW)
    await store.write(daily.save, wanted(replace(there, thread="7"), topic="own"), NOW)
    await store.write(daily.moved, GROUP, there)
    moved = await store.read(daily.find, there)
    assert moved is not None
    assert moved.place == there
    kept = await store.read(daily.find, replace(there, thread="7"))
    assert kept is not None
    assert kept.topic == "own"
    assert await store.read(daily.find, GROUP) is None
    assert await store.read(daily.shown, there, MONDAY, 30) == [(MONDAY, "w")]


async def test_a_thread_that_is_gone_moves_alone(store: Store) -> None:
    other = replace(GROUP, thread="8")
    for place in (TOPIC, other):
        await store.write(daily.save, wanted(place), NOW)
    await store.write(daily.moved, TOPIC, GROUP)
    assert await store.read(daily.find, GROUP) is not None
    assert await store.read(daily.find, other) is not None
    assert await store.read(daily.find, TOPIC) is None


async def test_only_subscriptions_without_a_next_post_are_mended(store: Store) -> None:
    for place in (GROUP, TOPIC, HOME):
        await store.write(daily.save, wanted(place), NOW)
    await store.write(lambda conn: conn.execute(delete(rows).where(rows.c.channel == "-5")))
    assert await store.write(daily.plan_missing, NOW, 1) == 1
    assert await store.write(daily.plan_missing, NOW, 9) == 1
    assert await store.write(daily.plan_missing, NOW, 9) == 0
    assert await planned(store) == ["2026-03-03", "2026-03-02", "2026-03-02"]


async def test_being_seen_is_kept_for_a_persons_own_alone(store: Store) -> None:
    away = wanted(HOME, is_on=False, off_reason=daily.AWAY, seen_at=1)
    await store.write(daily.save, away, NOW)
    await store.write(daily.save, wanted(GROUP, seen_at=0), NOW)
    await store.write(daily.note_seen, ALICE, NOW)
    found = await store.read(daily.find, HOME)
    assert found == wanted(HOME, seen_at=NOW)
    group = await store.read(daily.find, GROUP)
    assert group is not None
    assert group.seen_at == 0
    assert sorted(await planned(store)) == ["2026-03-03", "2026-03-03"]


async def test_where_a_person_is_moves_what_is_planned_for_them(store: Store) -> None:
    await store.write(daily.save, wanted(HOME), NOW)
    await store.write(reminders.save, Reminder(person=ALICE, place=HOME, language="en"), NOW)
    await store.write(residence.keep, ALICE, Profile(zone="Pacific/Auckland"), NOW)
    query = select(rows.c.kind, rows.c.zone).where(rows.c.state == State.DUE)
    found = await store.read(lambda conn: {row.kind: row.zone for row in conn.execute(query)})
    assert set(found.values()) == {"Pacific/Auckland"}
    await store.write(residence.keep, ALICE, Profile(zone="Pacific/Auckland", new_a_day=3), NOW)
    assert (await store.read(settings.profile, ALICE)).new_a_day == 3


async def test_reminders_are_offered_once_from_the_third_word(store: Store) -> None:
    await store.write(cards.save, ALICE, ["a", "b"], NOW)
    assert await store.write(reminders.offer, ALICE, HOME, "en", 1, NOW) is Offered.NOWHERE
    await store.write(cards.save, ALICE, ["c"], NOW)
    assert await store.write(reminders.offer, ALICE, HOME, "en", 1, NOW) is Offered.IN_PRIVATE
    assert await store.write(reminders.offer, ALICE, HOME, "en", 1, NOW) is Offered.NOWHERE
    assert await planned(store, kind=reminders.OFFER_KIND) == ["once"]


async def test_a_reminder_counts_what_stays_unanswered(store: Store) -> None:
    await store.write(reminders.save, Reminder(person=ALICE, place=HOME, language="en"), NOW)
    for number, day in enumerate(("2026-03-02", "2026-03-03", "2026-03-04"), start=1):
        sent = await claimed(store, NOW + number * daily.DAY)
        assert sent.piece == day
        await store.write(deliveries.mark_sent, sent, "m", sent.due_at)
        await store.write(reminders.after_sent, sent, "m", sent.due_at)
        kept = await store.read(reminders.present, ALICE)
        assert kept is not None
        assert (kept.unanswered, kept.first_on, kept.is_on) == (number, MONDAY, number < 3)
    assert await planned(store, kind=reminders.KIND) == []


async def test_a_review_answers_a_reminder(store: Store) -> None:
    await store.write(cards.save, ALICE, ["a"], NOW)
    kept = Reminder(
        person=ALICE, place=HOME, language="en", unanswered=2, first_on=MONDAY, sent_at=NOW
    )
    await store.write(reminders.save, kept, NOW)
    (word,) = await store.read(cards.saved, ALICE)
    await store.write(cards.record, ALICE, word, Rating.GOOD, word.memory, NOW + 5)
    found = await store.read(reminders.present, ALICE)
    assert found is not None
    assert (found.unanswered, found.first_on) == (0, None)


async def test_what_ends_a_reminder_nobody_has_changes_nothing(store: Store) -> None:
    lost = Delivery(place=HOME, person=ALICE, kind=reminders.KIND, piece="2026-03-02", due_at=NOW)
    await store.write(reminders.after_sent, lost, "m", NOW)
    await store.write(reminders.after_missed, lost, State.SKIPPED, NOW)
    await store.write(reminders.change_zone, ALICE, NOW)
    assert await store.read(reminders.find, ALICE) is None


async def test_forgetting_a_person_takes_words_reminders_and_plans_along(store: Store) -> None:
    await store.write(daily.save, wanted(HOME), NOW)
    await store.write(daily.save, wanted(GROUP), NOW)
    await store.write(daily.settle, HOME, ALICE, MONDAY, lambda *_: "w", NOW)
    await store.write(reminders.save, Reminder(person=ALICE, place=HOME, language="en"), NOW)
    await store.write(personal.forget, ALICE)
    assert await store.read(daily.find, HOME) is None
    assert await store.read(daily.shown, HOME, MONDAY, 30) == []
    assert await store.read(reminders.find, ALICE) is None
    assert await planned(store) == ["2026-03-03"]
    assert await planned(store, kind=reminders.KIND) == []
