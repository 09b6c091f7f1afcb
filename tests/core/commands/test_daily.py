from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.core import Core
from bot.core.messages import Audience, Filled, Person, Place, Pressed, Reply
from bot.storage import daily, deliveries, settings
from bot.storage.daily import Subscription
from bot.storage.settings import Profile
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, HOME, NOON, Talk, action_of, options, text_of

SECONDS = int(NOON.timestamp())


async def _yes(_place: Place) -> bool:
    return True


def labels(reply: Reply) -> list[str]:
    return [option.label for option in options(reply)]


async def live_in(store: Store, zone: str, person: Person = ALICE) -> None:
    await store.write(settings.set_profile, person, Profile(zone=zone), SECONDS)


async def subscription(store: Store, place: Place = HOME) -> Subscription:
    found = await store.read(daily.find, place)
    assert found is not None
    return found


@pytest.fixture
def admin(talk: Talk) -> Talk:
    """Return a conversation with an admin in a group in which the bot may post."""
    talk.place = GROUP
    held = talk.as_admin()
    held.facts |= {"can_post": _yes, "community_language": "en"}
    return held


def headword(reply: Reply) -> str:
    return text_of(reply).split("  ")[0]


# --- today's word ---------------------------------------------------------------------------------


async def test_the_word_is_the_same_all_day_and_for_everyone_in_a_place(talk: Talk) -> None:
    first = await talk.say("/wotd")
    later = replace(talk, now=NOON + timedelta(hours=11))
    assert headword(await later.say("/wotd")) == headword(first)
    tomorrow = replace(talk, now=NOON + timedelta(hours=12))
    assert headword(await tomorrow.say("/wotd")) != headword(first)


async def test_the_word_stays_when_it_was_settled_with_other_wishes(
    talk: Talk, store: Store
) -> None:
    await live_in(store, "UTC")
    first = await talk.say("/wotd")
    await talk.say("/wotd 08:30")
    await store.write(daily.save, replace(await subscription(store), topic="agents"), SECONDS)
    assert headword(await talk.say("/wotd")) == headword(first)


async def test_a_word_that_left_the_dictionary_is_replaced(talk: Talk, store: Store) -> None:
    gone = lambda _kept, _history: "zzzzzz"  # noqa: E731
    await store.write(daily.settle, HOME, ALICE, NOON.date(), gone, SECONDS)
    assert headword(await talk.say("/wotd")) == headword(await talk.say("/wotd"))


async def test_the_days_are_the_persons_own(talk: Talk, store: Store) -> None:
    await live_in(store, "Asia/Shanghai")
    evening = replace(talk, now=datetime.fromisoformat("2026-03-02T17:00+00:00"))
    assert headword(await talk.say("/wotd")) != headword(await evening.say("/wotd"))


async def test_the_card_is_short_and_has_its_buttons(talk: Talk) -> None:
    reply = await talk.say("/wotd")
    assert labels(reply) == ["⭐ Save", "Quiz me", "Full card", "History", "⚙ Set up"]
    assert "To get it every working day: /wotd 08:30" in text_of(reply)
    assert reply.select is None


async def test_it_can_be_saved(talk: Talk) -> None:
    reply = await talk.say("/wotd")
    assert (await talk.press(reply, "⭐ Save")).notice.startswith("Saved.")


async def test_a_question_is_answered_by_a_button(talk: Talk) -> None:
    asked = await talk.press(await talk.say("/wotd"), "Quiz me")
    verdicts = [(await talk.press(asked, letter)).notice for letter in ("A ", "B ", "C ")]
    verdicts += [(await talk.press(asked, label)).notice for label in labels(asked)[3:]]
    assert sum(verdict.startswith("✅ Right.") for verdict in verdicts) == 1
    assert all(verdict.startswith(("✅", "❌ It is ")) for verdict in verdicts)


async def test_the_question_is_the_same_all_day_and_another_one_another_day(talk: Talk) -> None:
    card = await talk.say("/wotd")
    asked = [text_of(await talk.press(card, "Quiz me")) for _ in range(3)]
    assert len(set(asked)) == 1
    days = [replace(talk, now=NOON + timedelta(days=day)) for day in range(5)]
    assert len({text_of(await later.press(card, "Quiz me")) for later in days}) > 1


@pytest.mark.parametrize("can_whisper", [True, False])
async def test_a_question_asked_in_a_group_is_the_pressers_alone(
    talk: Talk, can_whisper: bool
) -> None:
    member = replace(talk, place=GROUP, facts={**talk.facts, "can_whisper": can_whisper})
    card = await member.say("/wotd", community_language="en")
    (button,) = (b for row in card.rows for b in row if b.label == "Quiz me")
    assert button.in_private
    asked = member.answered(await member.hears(Pressed(button.action)))
    assert asked.audience is Audience.ASKER
    assert not asked.replaces


@pytest.mark.parametrize("forged", ["answer_faekjw_e-a", "answer_faekjw_a", "answer_faekjw_ab-c"])
async def test_a_forged_answer_says_nothing(talk: Talk, forged: str) -> None:
    reply = talk.answered(await talk.hears(Pressed(f"1d__{forged}")))
    assert "not one of mine" in reply.notice


async def test_the_history_lists_what_was_shown(talk: Talk) -> None:
    before = [
        headword(await replace(talk, now=NOON + timedelta(days=n)).say("/wotd")) for n in (0, 1)
    ]
    later = replace(talk, now=NOON + timedelta(days=1))
    history = await later.press(await later.say("/wotd"), "History")
    said = text_of(history).splitlines()
    assert said[1].startswith(f"• today  {before[1]}")
    assert said[2].startswith(f"• yesterday  {before[0]}")
    assert headword(await later.press(history, before[0])) == before[0]


async def test_an_empty_history_says_so(talk: Talk) -> None:
    reply = talk.answered(await talk.hears(Pressed("1d__history")))
    assert reply.notice.startswith("No word was shown here yet")


async def test_in_a_group_only_admins_see_the_way_to_set_it_up(talk: Talk, admin: Talk) -> None:
    assert "⚙ Set up" not in labels(await talk.say("/wotd", community_language="en"))
    reply = await admin.say("/wotd")
    assert "⚙ Set up" in labels(reply)
    assert [b.in_private for row in reply.rows for b in row if b.label == "Full card"] == [True]


async def test_where_only_a_person_installed_it_there_is_no_word(talk: Talk) -> None:
    talk.place = GROUP
    talk.facts["community_language"] = "en"
    assert (await talk.say("/wotd", guest=True)).notice.startswith("There is no word of the day")
    assert (await talk.say("/wotd", place=None)).notice.startswith("There is no word of the day")


# --- one step -------------------------------------------------------------------------------------


async def test_one_step_sets_it_up(talk: Talk, store: Store) -> None:
    await live_in(store, "Asia/Shanghai")
    reply = await talk.say("/wotd 20:30", language="zh")
    assert text_of(reply).startswith("每日一词：周一至周五 20:30，北京时间。第一条：今天。")
    assert labels(reply)[:2] == ["改时区", "先看一个"]
    kept = await subscription(store)
    assert (kept.weekdays, kept.silent, kept.levels) == (0b11111, True, ("core", "common"))
    assert await due(store) == ["2026-03-02 2026-03-02T12:30"]


async def due(store: Store, at: datetime = NOON + timedelta(days=400)) -> list[str]:
    """Return what is planned, piece and time; claims it, so it is asked once."""
    claimed = await store.write(
        deliveries.claim_due, "test", int(at.timestamp()),
        limit=9, ordinary=9, lease_seconds=9, worker="w",
    )  # fmt: skip
    return [
        f"{d.piece} {datetime.fromtimestamp(d.due_at, NOON.tzinfo):%Y-%m-%dT%H:%M}" for d in claimed
    ]


async def test_the_zone_is_asked_for_by_clocks_and_never_guessed(talk: Talk, store: Store) -> None:
    clocks = await talk.say("/wotd 08:30", language="zh-CN")
    assert await store.read(daily.find, HOME) is None
    told = await talk.press(clocks, "20:00 北京", language="zh-CN")
    assert "周一至周五 08:30，北京时间。第一条：明天。" in text_of(told)
    assert (await store.read(settings.profile, ALICE)).zone == "Asia/Shanghai"
    assert await due(store) == ["2026-03-03 2026-03-03T00:30"]


async def test_another_place_is_typed(talk: Talk, store: Store) -> None:
    asked = await talk.press(await talk.say("/wotd 7:05pm"), "Another place")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, "vienna")
    assert isinstance(filled, Filled)
    assert "19:05, Vienna time" in text_of(talk.answered(await talk.hears(filled)))
    assert (await subscription(store)).zone == "Europe/Vienna"


async def test_an_offset_is_a_zone_too(talk: Talk) -> None:
    asked = await talk.press(await talk.say("/wotd 08:30"), "Another place")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, "UTC+8")
    assert isinstance(filled, Filled)
    assert "08:30, UTC+8." in text_of(talk.answered(await talk.hears(filled)))


@pytest.mark.parametrize("typed", ["25:00", "8:75", "half past eight"])
async def test_what_is_no_time_is_refused(talk: Talk, typed: str) -> None:
    assert "A time such as 08:30" in (await talk.say(f"/wotd {typed}")).notice


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8", "08:00"), ("0830", "08:30"), ("8：30", "08:30"), ("8.30", "08:30"), ("12am", "00:00"),
     ("12:15pm", "12:15"), ("11PM", "23:00")],
)  # fmt: skip
async def test_times_are_read_as_people_write_them(
    talk: Talk, store: Store, typed: str, meant: str
) -> None:
    await live_in(store, "UTC")
    assert f"at {meant}, UTC" in text_of(await talk.say(f"/wotd {typed}"))


async def test_another_time_the_same_day_is_not_another_word(talk: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    await talk.say("/wotd 13:00")
    await store.write(
        daily.save, replace(await subscription(store), done_on=date(2026, 3, 2)), SECONDS
    )
    assert "The first: tomorrow." in text_of(await talk.say("/wotd 14:00"))


async def test_in_a_group_it_takes_an_admin(talk: Talk, store: Store) -> None:
    talk.place = GROUP
    talk.facts["community_language"] = "en"
    assert (await talk.say("/wotd 08:30")).notice.startswith("Only admins")
    assert (await talk.say("/setup")).notice.startswith("Only admins")
    assert await store.read(daily.find, GROUP) is None


async def test_in_a_group_the_zone_is_the_groups(admin: Talk, store: Store) -> None:
    clocks = await admin.say("/wotd 08:30")
    assert text_of(clocks).startswith("What time is it where the members are?")
    await admin.press(clocks, "Beijing")
    assert (await subscription(store, GROUP)).person is None
    assert (await store.read(settings.profile, ALICE)).zone is None


async def test_where_it_may_not_post_it_says_so_then_and_there(admin: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    del admin.facts["can_post"]
    assert (await admin.say("/wotd 08:30")).notice.startswith("I may not post here")
    assert await store.read(daily.find, GROUP) is None


async def test_an_anonymous_admin_may_set_it(admin: Talk, store: Store) -> None:
    admin.person = None
    await admin.press(await admin.say("/setup 08:30"), "Beijing")
    assert (await subscription(store, GROUP)).zone == "Asia/Shanghai"


# --- setting up -----------------------------------------------------------------------------------


@pytest.fixture
async def set_up(talk: Talk, store: Store) -> Reply:
    """Return the settings of a person who gets the word at 08:30 UTC."""
    await live_in(store, "UTC")
    return await talk.press(await talk.say("/wotd 08:30"), "⚙ Set up")


async def test_the_settings_tell_everything(set_up: Reply) -> None:
    assert text_of(set_up).splitlines()[:7] == [
        "• Word of the day  Next: tomorrow 08:30, UTC",
        "• Days  Monday to Friday",
        "• Topic  All topics",
        "• Level  First course · Most papers",
        "• Sound  silent",
        "• Question under it  no",
        "[1] Turn off",
    ]


@pytest.mark.parametrize(
    ("button", "field", "value"),
    [("With a sound", "silent", False), ("With a question", "with_quiz", True)],
)
async def test_what_is_either_so_or_so_is_one_press(
    talk: Talk, store: Store, set_up: Reply, button: str, field: str, value: object
) -> None:
    changed = await talk.press(set_up, button)
    assert changed.replaces
    assert getattr(await subscription(store), field) is value
    await talk.press(set_up, button)
    assert getattr(await subscription(store), field) is value
    assert button not in labels(changed)


async def test_turned_off_nothing_is_planned_and_on_again_it_is(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    off = await talk.press(set_up, "Turn off")
    assert "Word of the day  Off." in text_of(off)
    assert await due(store) == []
    assert "The first: tomorrow." in text_of(await talk.press(off, "Turn on"))
    assert await due(store) == ["2026-03-03 2026-03-03T08:30"]


async def test_days_are_put_in_and_left_out(talk: Talk, store: Store, set_up: Reply) -> None:
    days = await talk.press(set_up, "Days")
    assert "✓ Mon" in labels(days)
    days = await talk.press(days, "Sun")
    assert "✓ Sun" in labels(days)
    days = await talk.press(days, "✓ Tue")
    back = await talk.press(days, "Back")
    assert "Days  Mon, Wed, Thu, Fri, Sun" in text_of(back)
    every = await talk.press(days, "every day")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"):
        every = await talk.press(every, f"✓ {day}")
    assert "✓ Sun" not in labels(every)
    assert (await subscription(store)).weekdays == 0b1000000


async def test_a_topic_is_chosen(talk: Talk, store: Store, set_up: Reply) -> None:
    topics = await talk.press(set_up, "Topic")
    chosen = labels(topics)[2]
    assert f"Topic  {chosen}" in text_of(await talk.press(topics, chosen))
    assert (await subscription(store)).topic
    assert "Topic  All topics" in text_of(await talk.press(topics, "All topics"))


async def test_levels_are_put_in_and_left_out(talk: Talk, store: Store, set_up: Reply) -> None:
    levels = await talk.press(set_up, "Level")
    levels = await talk.press(levels, "Specialist")
    levels = await talk.press(levels, "✓ First course")
    assert (await subscription(store)).levels == ("common", "advanced")
    levels = await talk.press(levels, "✓ Most papers")
    assert "✓ Specialist" not in labels(levels)


async def test_a_pause_ends_by_itself_or_by_a_press(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    paused = await talk.press(await talk.press(set_up, "Pause"), "A week")
    assert "Paused until  Mon, Mar 9" in text_of(paused)
    assert "Next: Mon, Mar 9 08:30" in text_of(paused)
    await talk.press(await talk.press(paused, "Pause"), "No pause")
    assert (await subscription(store)).paused_until is None


@pytest.mark.parametrize(
    ("typed", "until"), [("2026-03-15", "2026-03-15"), ("4.1", "2026-04-01"), ("1/5", "2027-01-05")]
)
async def test_a_pause_until_a_date_is_typed(
    talk: Talk, store: Store, set_up: Reply, typed: str, until: str
) -> None:
    asked = await talk.press(await talk.press(set_up, "Pause"), "Until another date")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, typed)
    assert isinstance(filled, Filled)
    await talk.hears(filled)
    assert (await subscription(store)).paused_until == date.fromisoformat(until)


@pytest.mark.parametrize("typed", ["soon", "2026-13-01", "2026-03-01", "2028-01-01", "1-2-3-4"])
async def test_what_is_no_date_to_come_is_refused(
    talk: Talk, store: Store, set_up: Reply, typed: str
) -> None:
    asked = await talk.press(await talk.press(set_up, "Pause"), "Until another date")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, typed)
    assert isinstance(filled, Filled)
    assert "A date within a year" in talk.answered(await talk.hears(filled)).notice


async def test_the_time_is_typed(talk: Talk, store: Store, set_up: Reply) -> None:
    asked = await talk.press(set_up, "Time")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, "21:15")
    assert isinstance(filled, Filled)
    assert "at 21:15" in text_of(talk.answered(await talk.hears(filled)))
    assert f"{(await subscription(store)).wall_time:%H:%M}" == "21:15"


async def test_the_zone_is_changed(talk: Talk, store: Store, set_up: Reply) -> None:
    told = await talk.press(await talk.press(set_up, "Time zone"), "Beijing")
    assert "08:30, Beijing time" in text_of(told)
    assert (await subscription(store)).zone == "Asia/Shanghai"


async def test_a_persons_word_follows_their_settings(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    clocks = await talk.press(await talk.say("/settings"), "Time zone")
    await talk.press(clocks, "Beijing")
    assert (await subscription(store)).zone == "Asia/Shanghai"
    assert await due(store) == ["2026-03-03 2026-03-03T00:30"]


@pytest.mark.parametrize(
    "forged", ["days_128", "days_0", "topic_zzzzzz", "level_odd", "silent_maybe", "role_7", "all_x"]
)
async def test_a_forged_choice_changes_nothing(
    talk: Talk, store: Store, set_up: Reply, forged: str
) -> None:
    before = await subscription(store)
    here = action_of(set_up, "Time").rsplit("_", 1)[1]
    reply = talk.answered(await talk.hears(Pressed(f"1u___{forged}_{here}")))
    assert "not one of mine" in reply.notice
    assert await subscription(store) == before


async def test_a_button_pressed_in_another_chat_changes_nothing(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    elsewhere = await talk.press(set_up, "Turn off", place=Place("test", "2", "2", private=True))
    assert elsewhere.notice.startswith("That button belongs to another chat")
    assert (await subscription(store)).is_on


async def test_without_a_word_setting_up_offers_one(talk: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    offered = await talk.say("/setup")
    assert text_of(offered).startswith("The word of the day is off here.")
    assert (await talk.press(offered, "Another time")).ask is not None
    assert "at 08:30" in text_of(await talk.press(offered, "Turn on: 08:30"))


async def test_a_channel_takes_the_word_over_from_another(admin: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    await admin.say("/wotd 08:30")
    topic = replace(GROUP, thread="7")
    offered = await admin.say("/setup", place=topic)
    assert "at 08:30" in text_of(await admin.press(offered, "Move it here", place=topic))
    assert await store.read(daily.find, GROUP) is None
    assert (await subscription(store, topic)).place == topic
    assert await due(store) == ["2026-03-03 2026-03-03T08:30"]


async def test_servers_have_threads_and_roles(admin: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    admin.facts |= {"has_threads": True, "can_whisper": True}
    values = {"time": "08:30", "role": "123456789012345678"}
    await admin.hears(Filled("setup", values))
    view = await admin.say("/setup")
    assert "Role called  yes" in text_of(view)
    view = await admin.press(view, "With a thread")
    assert "Thread under it  yes" in text_of(view)
    view = await admin.press(view, "Call no role")
    assert "Role called  no, /setup names one" in text_of(view)
    view = admin.answered(await admin.hears(Filled("setup", {"role": "<@&77>"})))
    assert (await subscription(store, GROUP)).role == "77"
    assert "A role of this server" in (await admin.say("/setup 08:30 moderators")).notice


async def test_a_role_survives_the_question_for_the_zone(admin: Talk, store: Store) -> None:
    asked = admin.answered(await admin.hears(Filled("setup", {"time": "08:30", "role": "77"})))
    await admin.press(asked, "Beijing")
    assert (await subscription(store, GROUP)).role == "77"


async def test_why_it_is_off_is_said_to_whoever_asks(admin: Talk, store: Store) -> None:
    await live_in(store, "UTC")
    await admin.say("/wotd 08:30")
    off = replace(
        await subscription(store, GROUP),
        is_on=False,
        off_reason="kicked: Forbidden: bot was kicked from the group chat",
    )
    await store.write(daily.save, off, SECONDS)
    assert "Off. I had been removed from here." in text_of(await admin.say("/wotd"))
    view = await admin.say("/setup")
    await admin.press(view, "Turn on")
    assert (await subscription(store, GROUP)).off_reason == ""


async def test_being_seen_brings_a_paused_word_back(
    core: Core, talk: Talk, store: Store, set_up: Reply
) -> None:
    away = replace(await subscription(store), is_on=False, off_reason=daily.AWAY)
    await store.write(daily.save, away, SECONDS)
    later = Talk(core, now=NOON + timedelta(days=30))
    assert "Next: tomorrow 08:30" in text_of(await later.say("/wotd"))
    assert (await subscription(store)).seen_at == SECONDS + 30 * 86_400
    await later.say("/wotd", person=BOB)
    del talk


async def test_the_settings_of_a_paused_word_say_why(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    away = replace(await subscription(store), is_on=False, off_reason=daily.AWAY)
    await store.write(daily.save, away, SECONDS)
    assert "Off. It paused while you were away." in text_of(await talk.say("/setup"))


async def test_deleting_ones_data_takes_the_word_along(
    talk: Talk, store: Store, set_up: Reply
) -> None:
    await talk.say("/deletemydata yes")
    assert await store.read(daily.find, HOME) is None
    assert await store.read(daily.shown, HOME, NOON.date(), 30) == []
    assert await due(store) == []
