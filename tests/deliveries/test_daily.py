"""The word of the day and reminders, from the command to the post, on a clock that a test moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.adapters import Moved, TopicGone, Unreachable
from bot.core.core import Core
from bot.core.delivery import Refusal
from bot.core.messages import Heading, IncomingFile, Person, Place, Pressed, Reply, Section
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.kinds import KINDS
from bot.deliveries.pace import Pace
from bot.storage import daily, reminders, settings
from bot.storage.daily import Subscription
from bot.storage.settings import Profile
from bot.storage.store import Store
from bot.storage.tables import deliveries as rows
from tests.boards import Wall
from tests.deliveries.conftest import Clock, Engine
from tests.talk import ALICE, GROUP, HOME, Talk, options, text_of

DAY = 86_400


class Story:
    """A person or group, the bot, and days that pass."""

    def __init__(self, engine: Engine, wall: Wall, talk: Talk) -> None:
        self.engine, self.wall, self.talk, self.store = engine, wall, talk, engine.store

    async def until(self, moment: str) -> None:
        """Let time pass to a moment of UTC, and everything due then be sent."""
        self.engine.clock.seconds = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
        await self.engine.work()

    async def days(self, count: int, hour: str, start: date = date(2026, 3, 3)) -> list[str]:
        """Let days pass, the worker looking once a day; return the days on which something came."""
        came = []
        for number in range(count):
            day, before = start + timedelta(days=number), len(self.posts)
            await self.until(f"{day}T{hour}")
            came += [f"{day:%m-%d}"] * (len(self.posts) - before)
        return came

    async def say(self, text: str) -> Reply:
        self.talk.now = self.engine.clock.present()
        return await self.talk.say(text)

    async def press(self, reply: Reply, label: str) -> Reply:
        self.talk.now = self.engine.clock.present()
        return await self.talk.press(reply, label)

    @property
    def posts(self) -> list[Reply]:
        return self.wall.boards

    @property
    def words(self) -> list[str]:
        return [b.title for post in self.posts for b in post.blocks if isinstance(b, Heading)]

    @property
    def places(self) -> list[Place]:
        return list(self.wall.places.values())

    async def subscribe(self, place: Place = HOME, zone: str = "UTC", **facts: object) -> None:
        person = ALICE if place.private else None
        wanted = Subscription(
            place=place, person=person, zone=zone, language="en",
            wall_time=datetime(2026, 1, 1, 8, 30).time(),  # noqa: DTZ001 - a wall time has no zone
            seen_at=self.engine.clock.now() if person else 0,
        )  # fmt: skip
        changed = replace(wanted, **facts)  # type: ignore[arg-type]
        await self.store.write(daily.save, changed, self.engine.clock.now())

    async def subscription(self, place: Place = HOME) -> Subscription:
        found = await self.store.read(daily.find, place)
        assert found is not None
        return found

    async def planned(self, kind: str = daily.KIND) -> list[str]:
        query = select(rows.c.piece).where(rows.c.kind == kind, rows.c.state == "due")
        return await self.store.read(lambda conn: list(conn.scalars(query)))


@pytest.fixture
def story(store: Store, dictionary: Dictionary) -> Story:
    clock = Clock()
    wall = Wall(clock)
    pace = Pace(clock.monotonic, clock.sleep)
    engine = Engine(store, dictionary, clock, wall, pace, dict(KINDS))
    core = Core(dictionary, store, rng=Random(7), default_language="en")
    return Story(engine, wall, Talk(core))


# --- the word of the day --------------------------------------------------------------------------


async def test_it_comes_every_working_day_at_its_hour_and_never_twice_the_same(
    story: Story,
) -> None:
    await story.say("/wotd 08:30")
    await story.say("/settings UTC+8")
    await story.talk.hears(Pressed(story.talk.core.commands["setup"].action(step="on", value="on")))
    came = await story.days(14, "00:30")
    assert came == [
        "03-03", "03-04", "03-05", "03-06", "03-09", "03-10", "03-11", "03-12", "03-13", "03-16",
    ]  # fmt: skip
    assert len(set(story.words)) == 10


async def test_what_is_posted_is_what_wotd_shows(story: Story) -> None:
    await story.subscribe()
    await story.until("2026-03-03T08:30")
    (post,) = story.posts
    asked = await story.say("/wotd")
    assert text_of(asked).splitlines()[0] == text_of(post).splitlines()[0]
    assert [o.label for o in options(post)] == ["⭐ Save", "Quiz me", "Full card"]


async def test_it_stays_at_its_hour_when_the_clocks_change(story: Story) -> None:
    await story.subscribe(GROUP, zone="Europe/Berlin", weekdays=0b1111111)
    sent: list[str] = []
    for hour in range(24 * 4):
        moment = datetime(2026, 3, 28, tzinfo=UTC) + timedelta(hours=hour / 2)
        before = len(story.posts)
        await story.until(f"{moment:%Y-%m-%dT%H:%M}")
        if len(story.posts) > before:
            sent.append(f"{moment.astimezone(ZoneInfo('Europe/Berlin')):%d %H:%M}")
    # the first had been due since the third of March, and was too late
    assert sent == ["28 08:30", "29 08:30"]


async def test_what_was_due_while_nobody_was_there_is_sent_if_it_is_not_too_late(
    story: Story,
) -> None:
    await story.subscribe()
    await story.until("2026-03-05T10:00")
    assert len(story.posts) == 1
    assert (await story.subscription()).done_on == date(2026, 3, 5)
    assert await story.planned() == ["2026-03-06"]
    assert await story.engine.states() == ["skipped", "sent", "due"]


async def test_too_late_it_is_left_out_with_a_record_and_stays_within_reach(story: Story) -> None:
    await story.subscribe()
    await story.until("2026-03-03T12:00")
    assert story.posts == []
    assert await story.engine.states() == ["skipped", "due"]
    assert "⭐ Save" in [o.label for o in options(await story.say("/wotd"))]


async def test_a_zone_whose_rules_have_changed_is_noticed_in_time(story: Story) -> None:
    await story.subscribe(zone="Asia/Shanghai")
    await story.store.write(
        lambda conn: conn.execute(
            rows.update().values(due_at=rows.c.due_at - 3600, planned_at=rows.c.planned_at - 3600)
        )
    )
    await story.until("2026-03-02T23:30")
    assert story.posts == []
    await story.until("2026-03-03T00:30")
    assert len(story.posts) == 1


async def test_turned_off_meanwhile_nothing_comes(story: Story) -> None:
    await story.subscribe()
    subscription = replace(await story.subscription(), is_on=False)
    await story.store.write(daily.save, subscription, story.engine.clock.now())
    assert await story.days(3, "08:30") == []


async def test_a_pause_leaves_its_days_out(story: Story) -> None:
    await story.subscribe(paused_until=date(2026, 3, 9))
    assert await story.days(8, "08:30") == ["03-09", "03-10"]


async def test_a_group_gets_it_where_it_wants_it_silently_with_its_role_and_thread(
    story: Story,
) -> None:
    topic = replace(GROUP, thread="7")
    await story.subscribe(topic, role="77", with_thread=True)
    await story.until("2026-03-03T08:30")
    (post,) = story.posts
    assert story.places == [topic]
    assert (post.calls, post.thread) == ("77", story.words[0])
    assert [b.in_private for row in post.rows for b in row] == [False, True, True]


async def test_the_question_under_it_is_about_the_word_before(story: Story) -> None:
    await story.subscribe(with_quiz=True)
    await story.days(2, "08:30")
    first, second = story.posts
    assert isinstance(second.blocks[-1], Section)
    verdict = await story.press(second, "A ")
    assert story.words[0] in verdict.notice
    assert "Quiz me" not in [o.label for o in options(first)]


async def test_words_are_of_the_topic_and_level_wanted(
    story: Story, dictionary: Dictionary
) -> None:
    await story.subscribe(topic="agents", levels=("advanced",))
    await story.days(4, "08:30")
    entries = {record.entry.word: record.entry for record in dictionary}
    assert all("agents" in entries[word].topics for word in story.words)
    assert {entries[word].level for word in story.words} == {"advanced"}


async def test_a_topic_that_is_gone_leaves_the_words_of_all(story: Story) -> None:
    await story.subscribe(topic="alchemy")
    assert await story.days(1, "08:30") == ["03-03"]


def refusing(error: Exception, where: Callable[[Place], bool] = lambda _: True) -> object:
    async def before(place: Place) -> None:
        if where(place):
            raise error

    return before


async def test_a_place_that_cannot_be_written_to_is_told_why_when_it_asks(story: Story) -> None:
    await story.subscribe(GROUP)
    story.wall.before = refusing(Unreachable("Forbidden: bot was kicked", Refusal.KICKED))  # type: ignore[assignment]
    await story.days(2, "08:30")
    assert await story.planned() == []
    found = await story.subscription(GROUP)
    assert (found.is_on, found.off_reason) == (False, "kicked: Forbidden: bot was kicked")
    story.talk.place = GROUP
    story.talk.facts["community_language"] = "en"
    assert "Off. I had been removed from here." in text_of(await story.say("/wotd"))


async def test_a_group_that_moved_keeps_its_word_and_its_history(story: Story) -> None:
    supergroup = Place("test", "-200", "-200")
    await story.subscribe(GROUP)
    await story.days(1, "08:30")
    story.wall.before = refusing(Moved(supergroup), lambda p: p.channel == GROUP.channel)  # type: ignore[assignment]
    assert await story.days(2, "08:30", date(2026, 3, 4)) == ["03-04", "03-05"]
    assert story.places == [GROUP, supergroup, supergroup]
    assert len(set(story.words)) == 3
    assert await story.store.read(daily.find, GROUP) is None
    shown = await story.store.read(daily.shown, supergroup, date(2026, 3, 5), 30)
    assert [day.day for day, _ in shown] == [5, 4, 3]


async def test_a_topic_that_is_gone_falls_back_to_the_main_chat(story: Story) -> None:
    topic = replace(GROUP, thread="7")
    await story.subscribe(topic)
    story.wall.before = refusing(TopicGone("gone"), lambda p: p.thread is not None)  # type: ignore[assignment]
    assert await story.days(2, "08:30") == ["03-03", "03-04"]
    assert story.places == [GROUP, GROUP]
    assert (await story.subscription(GROUP)).place == GROUP


async def test_a_topic_that_is_gone_leaves_the_main_chats_own_word_alone(story: Story) -> None:
    topic = replace(GROUP, thread="7")
    await story.subscribe(GROUP, silent=False)
    await story.subscribe(topic)
    story.wall.before = refusing(TopicGone("gone"), lambda p: p.thread is not None)  # type: ignore[assignment]
    assert await story.days(2, "08:30") == ["03-03", "03-04"]
    assert not (await story.subscription(GROUP)).silent
    assert await story.store.read(daily.find, topic) is None


async def test_a_person_who_is_away_gets_no_more_until_they_are_back(story: Story) -> None:
    await story.subscribe(weekdays=0b1111111)
    assert len(await story.days(20, "08:30")) == 14
    assert (await story.subscription()).off_reason == daily.AWAY
    assert await story.planned() == []
    await story.say("/define pretraining")
    assert (await story.subscription()).is_on
    assert await story.days(2, "08:30", date(2026, 3, 23)) == ["03-23", "03-24"]


async def test_being_there_keeps_it_coming(story: Story) -> None:
    await story.subscribe(weekdays=0b1111111)
    for week in range(3):
        await story.days(7, "08:30", date(2026, 3, 3 + 7 * week))
        await story.say("/define pretraining")
    assert len(story.posts) == 21


async def test_a_group_is_never_away(story: Story) -> None:
    await story.subscribe(GROUP)
    assert len(await story.days(40, "08:30")) == 29


async def test_a_chain_that_broke_is_mended_at_the_next_start(story: Story) -> None:
    await story.subscribe()
    await story.store.write(lambda conn: conn.execute(rows.delete()))
    now = story.engine.clock.now()
    assert await story.store.write(daily.plan_missing, now, 10) == 1
    assert await story.store.write(daily.plan_missing, now, 10) == 0
    assert await story.days(1, "08:30") == ["03-03"]


# --- reminders ------------------------------------------------------------------------------------


@pytest.fixture
async def learner(story: Story) -> Story:
    """Return the story of somebody in Shanghai who has just saved a third word."""
    await story.store.write(
        settings.set_profile, ALICE, Profile(zone="Asia/Shanghai"), story.engine.clock.now()
    )
    for word in ("pretraining", "hallucination", "dropout"):
        await story.press(await story.say(f"/define {word}"), "⭐ Save")
    await story.engine.work()
    return story


async def reminder(story: Story, person: Person = ALICE) -> reminders.Reminder:
    found = await story.store.read(reminders.find, person)
    assert found is not None
    return found


async def test_they_are_offered_once_when_the_third_word_is_saved(learner: Story) -> None:
    (offer,) = learner.posts
    assert text_of(offer).startswith("Shall I remind you of reviews, every day at 20:30?")
    await learner.press(await learner.say("/define token"), "⭐ Save")
    await learner.engine.work(after=DAY)
    assert len(learner.posts) == 1


@pytest.mark.parametrize("way", ["words", "import", "quiz", "group"])
async def test_they_are_offered_whichever_way_words_are_saved(story: Story, way: str) -> None:
    talk = story.talk
    if way == "words":
        for word in ("pretraining", "hallucination", "dropout"):
            await story.say(f"/words add {word}")
    elif way == "import":
        file = IncomingFile("words.txt", 40, _three_words)
        preview = await talk.say("/import", files=(file,))
        assert story.posts == []
        await story.press(preview, "Save these 3")
    else:
        reply = await story.say("/quiz 3")
        for number in (1, 2, 3):
            reply = await story.press(reply, "Skip")
            reply = await story.press(reply, "Next question") if number < 3 else reply
        if way == "quiz":
            await story.press(reply, "Save these")
        else:  # a private chat was used, so that the offer goes there
            talk.place, talk.facts["community_language"] = GROUP, "en"
            for word in ("pretraining", "hallucination", "dropout"):
                await story.press(await story.say(f"/define {word}"), "⭐")
    await story.engine.work()
    assert [text_of(post).split(",")[0] for post in story.posts] == [
        "Shall I remind you of reviews"
    ]
    assert story.places == [HOME]


async def _three_words(_limit: int) -> bytes:
    return b"pretraining\nhallucination\ndropout\n"


async def test_where_no_private_chat_is_known_the_third_star_tells_of_them(story: Story) -> None:
    story.talk.place, story.talk.facts["community_language"] = GROUP, "en"
    told = []
    for word in ("pretraining", "hallucination", "dropout", "token"):
        reply = await story.press(await story.say(f"/define {word}"), "⭐")
        told.append("send /remind in a private chat" in reply.notice)
    assert told == [False, False, True, False]
    story.talk.place = HOME
    await story.say("/words add overfitting")
    await story.engine.work()
    assert len(story.posts) == 1


async def test_two_words_are_not_enough(story: Story) -> None:
    for word in ("pretraining", "hallucination"):
        await story.press(await story.say(f"/define {word}"), "⭐ Save")
    await story.engine.work()
    assert story.posts == []


async def test_without_an_answer_nothing_comes(learner: Story) -> None:
    assert await learner.days(5, "12:30") == []


async def test_with_no_thanks_nothing_comes(learner: Story) -> None:
    told = await learner.press(learner.posts[0], "No, thanks")
    assert text_of(told) == "No reminders then. /remind 20:30 turns them on."
    assert told.replaces
    assert await learner.days(5, "12:30") == []


async def test_unanswered_they_come_on_days_1_3_and_7_and_the_last_says_so(learner: Story) -> None:
    told = await learner.press(learner.posts[0], "Yes, at 20:30")
    assert "You are reminded at 20:30, Beijing time" in text_of(told)
    assert await learner.days(20, "12:30", date(2026, 3, 2)) == ["03-02", "03-04", "03-08"]
    first, *_, last = learner.posts[1:]
    assert text_of(first).splitlines()[0] == "3 words are ready for review."
    assert "I won't remind you again" in text_of(last)
    assert [o.label for o in options(last)] == ["Begin"]
    assert not (await reminder(learner)).is_on


async def test_answered_they_go_on_every_day(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    for day in range(3, 13):
        await learner.until(f"2026-03-{day:02}T12:30")
        front = await learner.press(learner.posts[-1], "Begin")
        await learner.press(await learner.press(front, "Show"), "Forgot")
    assert len(learner.posts) == 11
    assert (await reminder(learner)).unanswered == 1


async def test_nothing_due_is_nothing_said(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    front = await learner.say("/review")
    for _ in range(3):
        front = await learner.press(await learner.press(front, "Show"), "Remembered")
    assert await learner.days(1, "12:30", date(2026, 3, 2)) == []
    assert (await learner.planned(reminders.KIND)) == ["2026-03-03"]


async def test_the_hour_is_chosen_but_never_at_night(learner: Story) -> None:
    asked = await learner.press(learner.posts[0], "Another time")
    assert asked.ask is not None
    for typed, said in (("23:00", "Nobody is reminded at night"), ("7:59", "at night")):
        filled = learner.talk.core.completed(asked.ask.action, typed)
        assert filled is not None
        refused = learner.talk.answered(await learner.talk.hears(filled))
        assert said in refused.notice
    filled = learner.talk.core.completed(asked.ask.action, "21:00")
    assert filled is not None
    assert "at 21:00" in text_of(learner.talk.answered(await learner.talk.hears(filled)))


async def test_a_reminder_that_is_late_into_the_night_is_left_out(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    assert await learner.days(1, "14:45", date(2026, 3, 2)) == []
    assert (await reminder(learner)).unanswered == 0


async def test_the_zone_is_asked_for_where_it_is_not_known(story: Story) -> None:
    clocks = await story.say("/remind 20:30")
    assert text_of(clocks).startswith("What time is it where you are?")
    assert "20:30, Beijing time" in text_of(await story.press(clocks, "Beijing"))
    asked = await story.press(clocks, "Another place")
    assert asked.ask is not None
    filled = story.talk.core.completed(asked.ask.action, "Vienna")
    assert filled is not None
    assert "Vienna time" in text_of(story.talk.answered(await story.talk.hears(filled)))


async def test_moving_to_another_zone_takes_the_reminder_along(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    await learner.say("/settings Vienna")
    assert await learner.days(1, "12:30", date(2026, 3, 2)) == []
    assert await learner.days(1, "19:30", date(2026, 3, 2)) == ["03-02"]


async def test_a_zone_with_new_rules_is_noticed_for_reminders_too(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    await learner.store.write(
        lambda conn: conn.execute(rows.update().values(due_at=rows.c.due_at - 3600))
    )
    assert await learner.days(1, "11:30", date(2026, 3, 2)) == []
    assert await learner.days(1, "12:30", date(2026, 3, 2)) == ["03-02"]


async def test_whoever_cannot_be_written_to_is_reminded_no_more(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    blocked = Unreachable("Forbidden: bot was blocked by the user", Refusal.BLOCKED)
    learner.wall.before = refusing(blocked)  # type: ignore[assignment]
    await learner.days(1, "12:30", date(2026, 3, 2))
    assert not (await reminder(learner)).is_on


async def test_whoever_was_out_of_reach_is_told_why_nothing_came(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    refused: list[tuple[Exception, str]] = [
        (Unreachable("Forbidden: bot was blocked", Refusal.BLOCKED), "You had blocked me"),
        (Unreachable("Bad Request: chat not found", Refusal.GONE), "I could no longer find this"),
        (Unreachable("50013", Refusal.FORBIDDEN), "I was not allowed to write here."),
        (Unreachable("whatever an earlier release kept"), "I could not write here."),
    ]
    for day, (error, told) in enumerate(refused, start=2):
        learner.wall.before = refusing(error)  # type: ignore[assignment]
        await learner.until(f"2026-03-{day:02}T12:30")
        shown = await learner.say("/remind")
        assert told in text_of(shown)
        assert "Forbidden" not in text_of(shown)
        await learner.press(shown, "Yes, at 20:30")
    learner.wall.before = None
    await learner.until("2026-03-06T12:30")
    off = await learner.press(await learner.say("/remind"), "No reminders")
    assert text_of(off) == "No reminders then. /remind 20:30 turns them on."
    assert (
        text_of(await learner.say("/remind")).splitlines()[0] == "You are not reminded of reviews."
    )


async def test_reminders_are_seen_and_changed(learner: Story) -> None:
    assert text_of(await learner.say("/remind")).startswith("You are not reminded of reviews.")
    await learner.press(await learner.say("/remind"), "Yes, at 20:30")
    told = await learner.say("/remind")
    assert "You are reminded at 20:30" in text_of(told)
    assert "What time is it" in text_of(await learner.press(told, "Change time zone"))
    await learner.press(told, "No reminders")
    assert await learner.planned(reminders.KIND) == []


async def test_deleting_ones_data_ends_them(learner: Story) -> None:
    await learner.press(learner.posts[0], "Yes, at 20:30")
    await learner.say("/deletemydata yes")
    assert await learner.store.read(reminders.find, ALICE) is None
    assert await learner.days(3, "12:30", date(2026, 3, 2)) == []


async def test_in_a_group_they_lead_to_the_private_chat(story: Story) -> None:
    story.talk.place = GROUP
    reply = await story.say("/remind 20:30")
    assert [b.in_private for row in reply.rows for b in row] == [True]
    story.talk.facts["can_whisper"] = True
    assert (await story.say("/remind 20:30")).rows == ()
