"""What becomes of a delivery: sent, changed, put off, missed, switched off, moved."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.adapters import DeliveryError, Moved, RetryLater, TopicGone, Unreachable
from bot.core.delivery import Composed, Delivery, DeliveryContext, Edit, Later
from bot.core.messages import Person, Place
from bot.deliveries.courier import short_id
from bot.storage import deliveries, settings
from bot.storage.deliveries import State
from tests.deliveries.conftest import LATE_LIMIT, Engine, said
from tests.talk import NOON

ALICE = Person("test", "1")
HOME = Place("test", "1", "1", private=True)
GROUP = Place("test", "c1", "c1")
TOPIC = replace(GROUP, thread="t")


def once(engine: Engine, *errors: Exception, channel: str = "") -> None:
    """Let the platform refuse with each of these, in a channel or any, then accept everything."""
    left = list(errors)

    async def refuse(place: Place) -> None:
        if left and channel in ("", place.channel):
            raise left.pop(0)

    engine.platform.before = refuse


def composing(engine: Engine, composed: Composed | Exception, **changes: Any) -> None:
    async def compose(_context: DeliveryContext, _delivery: Delivery) -> Composed:
        if isinstance(composed, Exception):
            raise composed
        return composed

    engine.kind(compose=compose, **changes)


def plans_the_next(conn: Connection, delivery: Delivery, *facts: object) -> None:
    following = replace(delivery, piece=f"{delivery.piece}+", due_at=delivery.due_at + 86_400)
    deliveries.plan(conn, following)


async def test_what_is_due_is_sent_and_its_reference_kept(engine: Engine) -> None:
    await engine.plan(engine.daily(silent=True), engine.daily("c2", after=60))
    await engine.work()
    (sent,) = engine.platform.sent
    first, second = await engine.rows()
    assert (sent.place, sent.text, sent.silent) == (GROUP, "a", True)
    assert sent.delivery_id == f"{first.id:x}-{first.planned_at:x}"
    assert (first.state, first.message, first.ended_at) == ("sent", "m1", engine.clock.now())
    assert second.state == "due"


def test_the_id_of_a_delivery_fits_discords_nonce(engine: Engine) -> None:
    assert len(short_id(replace(engine.daily(), id=2**60 - 1, due_at=2**32 - 1))) <= 25


async def test_what_follows_is_planned_together_with_the_record(engine: Engine) -> None:
    engine.kind(after_sent=plans_the_next)
    await engine.plan(engine.daily())
    await engine.work()
    assert [(r.piece, r.state) for r in await engine.rows()] == [("a", "sent"), ("a+", "due")]


async def test_what_follows_is_told_the_message_and_the_time(engine: Engine) -> None:
    told: list[object] = []
    engine.kind(after_sent=lambda *facts: told.append(facts[2:]))
    await engine.plan(engine.daily())
    await engine.work(after=5)
    assert told == [("m1", engine.clock.now())]


async def test_a_fault_in_what_follows_does_not_repeat_the_message(engine: Engine) -> None:
    def fault(*_facts: object) -> None:
        raise ValueError

    engine.kind(after_sent=fault)
    await engine.plan(engine.daily())
    await engine.work()
    await engine.work(after=600)
    assert len(engine.platform.sent) == 1
    assert await engine.states() == ["sent"]


async def test_nothing_follows_what_was_cancelled_while_it_was_sent(engine: Engine) -> None:
    async def cancel(place: Place) -> None:
        await engine.store.write(deliveries.cancel, place, "daily", None, engine.clock.now())

    engine.kind(after_sent=plans_the_next)
    engine.platform.before = cancel
    await engine.plan(engine.daily())
    await engine.work()
    assert await engine.states() == ["cancelled"]


async def test_a_message_can_be_changed_instead(engine: Engine) -> None:
    composing(engine, Edit("m7", said("board")))
    await engine.plan(engine.daily())
    await engine.work()
    (sent,) = engine.platform.sent
    assert (sent.edited, sent.text) == ("m7", "board")
    assert (await engine.row()).message == "m7"


async def test_a_kind_is_handed_the_content_the_time_and_chance(engine: Engine) -> None:
    handed: list[DeliveryContext] = []

    async def compose(context: DeliveryContext, _delivery: Delivery) -> Composed:
        handed.append(context)
        return said(context.voice.language)

    engine.kind(compose=compose)
    await engine.plan(engine.daily())
    await engine.work()
    (context,) = handed
    assert (context.now, context.store) == (NOON, engine.store)
    assert context.dictionary is engine.dictionary
    assert 0 <= context.rng.random() < 1


async def test_it_speaks_what_was_chosen_else_what_was_reported_else_the_default(
    engine: Engine,
) -> None:
    await engine.store.write(settings.set_person_language, ALICE, "zh-Hant", 0)
    await engine.store.write(settings.set_community_language, GROUP, "en", 0)
    await engine.plan(
        engine.daily(place=HOME, person=ALICE, language="en"),
        engine.daily(language="zh-Hans"),
        engine.daily("c2", language="en"),
        engine.daily("c3"),
    )
    await engine.work()
    spoken = {sent.place.channel: sent.language for sent in engine.platform.sent}
    assert spoken == {"1": "zh-Hant", "c1": "en", "c2": "en", "c3": "zh-Hans"}


async def test_nothing_to_say_is_recorded_and_something_may_follow(engine: Engine) -> None:
    composing(engine, None, after_missed=plans_the_next)
    await engine.plan(engine.daily())
    await engine.work()
    first, second = await engine.rows()
    assert (first.state, first.failure) == ("skipped", "nothing to say")
    assert (second.piece, second.state) == ("a+", "due")
    assert engine.platform.asked == 0


async def test_a_changed_zone_postpones_it(engine: Engine) -> None:
    composing(engine, Later(engine.clock.now() + 3600))
    await engine.plan(engine.daily())
    await engine.work()
    row = await engine.row()
    assert (row.state, row.due_at) == ("due", engine.clock.now() + 3600)
    engine.kind()
    await engine.work(after=3600)
    assert await engine.states() == ["sent"]


async def test_late_by_more_than_the_limit_it_is_skipped_with_a_record(engine: Engine) -> None:
    engine.kind(after_missed=plans_the_next)
    await engine.plan(engine.daily(), engine.daily("c2", after=1))
    await engine.work(after=LATE_LIMIT + 1)
    states = [(r.piece, r.state, r.failure) for r in await engine.rows()]
    assert states == [("a", "skipped", "too late"), ("a", "sent", None), ("a+", "due", None)]
    assert engine.platform.channels == ["c2"]


async def test_a_kind_may_set_a_shorter_limit(engine: Engine) -> None:
    engine.kind(late_limit=60)
    await engine.plan(engine.daily(), engine.daily("c2", after=1))
    await engine.work(after=61)
    assert await engine.states() == ["skipped", "sent"]


@pytest.mark.parametrize("error", [RetryLater(40), RetryLater(40.0, everywhere=False)])
async def test_told_to_wait_it_waits_and_so_does_whatever_goes_there(
    engine: Engine, error: RetryLater
) -> None:
    once(engine, error, channel="c1")
    await engine.plan(engine.daily(), engine.daily("c2"), engine.daily(piece="b", after=5))
    await engine.work()
    assert engine.platform.channels == ["c2"]
    await engine.work(after=39)
    assert engine.platform.asked == 2
    await engine.work(after=1)
    assert sorted((s.place.channel, s.text) for s in engine.platform.sent[1:]) == [
        ("c1", "a"), ("c1", "b"),
    ]  # fmt: skip


async def test_told_to_wait_everywhere_the_platform_waits_and_no_attempt_is_counted(
    engine: Engine,
) -> None:
    once(engine, RetryLater(40, everywhere=True))
    await engine.plan(*(engine.daily(f"c{number}") for number in range(100)))
    await engine.work()
    await engine.work(after=39)
    assert set(await engine.states()) == {"due"}
    assert {row.attempts for row in await engine.rows()} == {0}
    await engine.work(after=1)
    assert sorted(engine.platform.channels) == sorted(f"c{n}" for n in range(100))


async def test_an_outage_is_retried_ever_more_slowly_up_to_the_limit(engine: Engine) -> None:
    engine.kind(late_limit=600)
    once(engine, *([RetryLater(5)] * 100))
    await engine.plan(engine.daily())
    pauses = []
    await engine.work()
    while (row := await engine.row()).state == "due":
        pauses.append(row.due_at - engine.clock.now())
        await engine.work(after=pauses[-1])
    assert pauses[:2] == [5, 5]
    assert all(30 <= pause <= 60 for pause in pauses[6:])
    assert (row.state, row.failure) == ("skipped", "too late; again in 5 s")
    assert 600 < sum(pauses) <= 661


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), KeyError("bug")])
async def test_anything_unexpected_counts_an_attempt_and_backs_off(
    engine: Engine, error: Exception
) -> None:
    once(engine, error)
    await engine.plan(engine.daily())
    await engine.work()
    row = await engine.row()
    assert (row.state, row.attempts, row.failure) == ("due", 1, type(error).__name__)
    assert 1 <= row.due_at - engine.clock.now() <= 2
    await engine.work(after=2)
    assert await engine.states() == ["sent"]


async def test_a_kind_that_fails_backs_off_too(engine: Engine) -> None:
    composing(engine, ValueError("bug"))
    await engine.plan(engine.daily())
    await engine.work()
    assert (await engine.row()).failure == "ValueError"


async def test_a_kind_of_another_release_waits_for_it(engine: Engine) -> None:
    await engine.plan(replace(engine.daily(), kind="tomorrows"))
    await engine.work()
    row = await engine.row()
    assert (row.state, row.failure) == ("due", "this release knows no such kind")
    await engine.work(after=LATE_LIMIT + 60)
    assert await engine.states() == ["skipped"]


async def test_what_the_platform_refuses_is_given_up(engine: Engine) -> None:
    missed: list[State] = []
    engine.kind(after_missed=lambda *facts: missed.append(facts[2]))
    once(engine, DeliveryError("the text is empty"))
    await engine.plan(engine.daily())
    await engine.work()
    row = await engine.row()
    assert (row.state, row.failure) == ("failed", "the text is empty")
    assert missed == [State.FAILED]


async def test_an_unreachable_place_is_switched_off_and_the_reason_kept(engine: Engine) -> None:
    off: list[tuple[str, State]] = []
    engine.kind(after_missed=lambda *facts: off.append((facts[1].piece, facts[2])))
    once(engine, Unreachable("the bot was kicked"))
    await engine.plan(
        engine.daily(),
        engine.daily(piece="b", after=60),
        replace(engine.daily(piece="c", after=60), kind="tomorrows"),
    )
    await engine.work()
    assert await engine.states() == ["off", "off", "off"]
    assert sorted(off) == [("a", State.OFF), ("b", State.OFF)]
    assert await engine.store.read(deliveries.why_off, GROUP) == "the bot was kicked"


async def test_a_place_that_moved_is_followed(engine: Engine) -> None:
    there = Place("test", "c9", "c9")
    await engine.store.write(settings.set_community_language, GROUP, "zh-Hant", 1)
    once(engine, Moved(there))
    await engine.plan(engine.daily(), engine.daily(piece="b", after=60))
    await engine.work()
    assert engine.platform.channels == ["c9"]
    assert [(r.channel, r.state) for r in await engine.rows()] == [("c9", "sent"), ("c9", "due")]
    assert await engine.store.read(settings.community_language, there) == "zh-Hant"


async def test_a_place_that_moved_to_where_the_piece_is_already_gets_it_once(
    engine: Engine,
) -> None:
    once(engine, Moved(Place("test", "c9", "c9")))
    await engine.plan(engine.daily(), engine.daily("c9", after=60))
    await engine.work()
    await engine.work(after=60)
    assert engine.platform.channels == ["c9"]
    assert await engine.states() == ["cancelled", "sent"]


async def test_a_topic_that_is_gone_is_forgotten_and_the_channel_gets_it(engine: Engine) -> None:
    await engine.store.write(settings.set_community_language, GROUP, "zh-Hant", 1)
    once(engine, TopicGone("gone"))
    await engine.plan(engine.daily(place=TOPIC), engine.daily(place=TOPIC, piece="b", after=60))
    await engine.work()
    assert [sent.place for sent in engine.platform.sent] == [GROUP]
    assert [r.thread for r in await engine.rows()] == ["", ""]
    assert await engine.store.read(settings.community_language, GROUP) == "zh-Hant"


async def test_a_topic_gone_where_there_is_none_is_a_refusal(engine: Engine) -> None:
    once(engine, TopicGone("gone"))
    await engine.plan(engine.daily())
    await engine.work()
    assert await engine.states() == ["failed"]


async def test_a_board_is_redrawn_from_state_in_the_message_it_is(engine: Engine) -> None:
    async def compose(_context: DeliveryContext, delivery: Delivery) -> Composed:
        reply = said(f"{delivery.payload['answers']} answers")
        return Edit(delivery.message, reply) if delivery.message else reply

    engine.kind(compose=compose)
    for answers in range(1, 5):
        drawn = engine.daily(payload={"answers": answers}, urgent=True)
        await engine.store.write(deliveries.plan_again, drawn, 3)
        await engine.work(after=2)
    await engine.work(after=3)
    shown = [(sent.edited, sent.text) for sent in engine.platform.sent]
    assert shown == [("", "1 answers"), ("m1", "3 answers"), ("m1", "4 answers")]
