"""The leaderboard of a community: joined by saying yes, left by a press."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.commands.leaderboard import week_start
from bot.core.core import Core
from bot.core.messages import Audience, Person, Place, Pressed
from bot.storage import daily, personal
from bot.storage.daily import Subscription
from bot.storage.store import Store
from tests.boards import Game, Member
from tests.talk import ALICE, BOB, GROUP, NOON, Talk, action_of, options, text_of

OTHERS = Place("test", "-200", "-200")
TOPIC = Place("test", "-100", "-100", thread="7")


@pytest.fixture
def game(core: Core, store: Store) -> Game:
    return Game.of(core, store)


async def plays(game: Game, *players: tuple[Member, bool], place: Place = GROUP) -> None:
    """Play a round of one question; each player is right or wrong."""
    await game.member(ALICE, "Alice", place).say("/quiz 1")
    await game.passes()
    number = await _newest(game)
    for player, is_right in players:
        letter = await (game.right if is_right else game.wrong)(1, number)
        player.place = place
        await player.choose(number, 1, letter)
    await game.passes(20)


async def _newest(game: Game) -> int:
    board = game.wall.board
    return int(action_of(board, "Close").split("_")[2])


async def test_the_first_answer_tells_how_to_join_where_only_a_notice_can(game: Game) -> None:
    await game.alice.say("/quiz")
    await game.passes()
    assert "press the button under the answer" in await game.bob.choose(1, 1, "a")
    assert "leaderboard" not in await game.bob.choose(1, 1, "a")
    await game.passes(20)
    await game.passes(5)
    assert "leaderboard" not in await game.bob.choose(1, 2, "a")


async def test_where_one_can_whisper_the_person_is_asked_once(game: Game) -> None:
    await game.alice.say("/quiz")
    await game.passes()
    bob = game.bob
    asked = bob.answered(await bob.hears(Pressed("1q__1_1_a"), can_whisper=True))
    assert asked.audience is Audience.ASKER
    assert not asked.replaces
    assert "Shall your points stand" in text_of(asked)
    assert [o.label for o in options(asked)] == ["Join the leaderboard", "No, thanks"]
    no = await bob.press(asked, "No, thanks")
    assert no.notice.startswith("You are not on the leaderboard")
    again = bob.answered(await bob.hears(Pressed("1q__1_1_a"), can_whisper=True))
    assert not again.blocks


async def test_who_joined_stands_there_with_points_and_rank(game: Game) -> None:
    await plays(game, (game.alice, True), (game.bob, False))
    await plays(game, (game.alice, True), (game.bob, True))
    assert "Nobody yet." in text_of(await game.alice.say("/leaderboard"))
    joined = await game.alice.press(game.wall.board, "Join the leaderboard")
    assert joined.notice == "You are on the leaderboard. /leaderboard shows it."
    assert joined.audience is Audience.ASKER
    await game.bob.press(game.wall.board, "Join the leaderboard")
    await game.bob.press(game.wall.board, "Join the leaderboard")
    assert text_of(await game.bob.say("/leaderboard")).splitlines() == [
        "— Leaderboard: this week —",
        "• 1. Alice  2",
        "• 2. Bob (you)  1",
        "— Leaderboard: all time —",
        "• 1. Alice  2",
        "• 2. Bob (you)  1",
        "[1] Join the leaderboard",
        "[2] Leave it",
    ]


async def test_leaving_takes_the_name_away_and_joining_again_brings_the_points_back(
    game: Game,
) -> None:
    await plays(game, (game.bob, True))
    await game.bob.say("/leaderboard")
    shown = await game.bob.press(game.wall.board, "Join the leaderboard")
    shown = await game.bob.say("/leaderboard")
    for _ in range(2):
        left = await game.bob.press(shown, "Leave it")
        assert left.notice.startswith("You are not on the leaderboard")
    assert "Bob" not in text_of(await game.bob.say("/leaderboard"))
    renamed = game.member(BOB, "Robert")
    await renamed.press(shown, "Join")
    assert "• 1. Robert (you)  1" in text_of(await renamed.say("/leaderboard"))


async def test_weeks_begin_on_monday_and_all_time_does_not_end(game: Game) -> None:
    await plays(game, (game.bob, True))
    await game.bob.press(game.wall.board, "Join")
    sunday = timedelta(days=6, hours=11, minutes=59)
    game.clock.seconds = (NOON + sunday).timestamp()
    assert text_of(await game.bob.say("/leaderboard")).count("Bob (you)  1") == 2
    game.clock.seconds += 60
    week, ever = text_of(await game.bob.say("/leaderboard")).split("— Leaderboard: all time —")
    assert "Nobody yet." in week
    assert "Bob (you)  1" in ever


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("UTC", datetime(2026, 3, 2, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(2026, 3, 1, 16, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 2, 8, tzinfo=UTC)),
    ],
)
def test_a_week_begins_where_the_community_is(zone: str, begins: datetime) -> None:
    assert week_start(NOON, ZoneInfo(zone)) == begins.timestamp()


def test_sunday_evening_still_belongs_to_the_week() -> None:
    sunday = datetime(2026, 3, 8, 23, 59, 59, tzinfo=UTC)
    assert week_start(sunday, UTC) == datetime(2026, 3, 2, tzinfo=UTC).timestamp()


async def test_the_week_is_that_of_the_zone_the_community_named(game: Game) -> None:
    await plays(game, (game.bob, True))
    await game.bob.press(game.wall.board, "Join")
    sunday_evening = timedelta(days=6, hours=11)
    game.clock.seconds = (NOON + sunday_evening).timestamp()
    assert text_of(await game.bob.say("/leaderboard")).count("Bob (you)  1") == 2
    word = Subscription(place=GROUP, zone="Asia/Shanghai", wall_time=time(8, 30), language="en")
    await game.store.write(daily.save, word, game.clock.now())
    assert text_of(await game.bob.say("/leaderboard")).count("Bob (you)  1") == 1


async def test_ten_stand_there_and_below_them_the_asker(game: Game) -> None:
    crowd = [game.member(Person("test", f"p{n:02}"), f"P{n:02}") for n in range(12)]
    for _ in range(2):
        await plays(game, *((player, True) for player in crowd))
    await plays(game, (game.bob, True))
    for player in (*crowd, game.bob):
        player.place = GROUP
        await player.press(game.wall.board, "Join")
    lines = text_of(await game.bob.say("/leaderboard")).splitlines()
    assert lines[1:12] == [*(f"• 1. P{n:02}  2" for n in range(10)), "• 13. Bob (you)  1"]
    lines = text_of(await game.member(None, "Group").say("/leaderboard")).splitlines()
    assert len(lines[1:11]) == 10
    assert lines[11].startswith("—")


async def test_communities_do_not_see_one_another_and_topics_share_theirs(game: Game) -> None:
    await plays(game, (game.bob, True))
    await plays(game, (game.bob, True), place=TOPIC)
    await plays(game, (game.bob, True), place=OTHERS)
    await game.bob.press(game.wall.board, "Join")
    assert "• 1. Bob (you)  2" in text_of(await game.bob.say("/leaderboard"))
    elsewhere = game.member(BOB, "Bob", OTHERS)
    assert "Nobody yet." in text_of(await elsewhere.say("/leaderboard"))


async def test_rounds_alone_give_no_points_there(game: Game, talk: Talk) -> None:
    await talk.press(await talk.say("/quiz 1"), "A")
    await game.alice.hears(Pressed("1t_join"))
    assert "Nobody yet." in text_of(await game.alice.say("/leaderboard"))


@pytest.mark.parametrize("line", ["/leaderboard", "/start 1t_join"])
async def test_in_private_it_says_that_it_is_for_groups(talk: Talk, line: str) -> None:
    assert "belongs to a group" in text_of(await talk.say(line))


async def test_a_persons_own_install_has_none(game: Game) -> None:
    assert "belongs to a group" in text_of(await game.bob.say("/leaderboard", guest=True))


async def test_somebody_without_an_id_cannot_be_listed(game: Game) -> None:
    nobody = game.member(None, "Group")
    answer = nobody.answered(await nobody.hears(Pressed("1t_join")))
    assert "cannot be listed" in answer.notice


async def test_who_asks_to_be_forgotten_stands_there_no_more(game: Game) -> None:
    await plays(game, (game.bob, True))
    await game.bob.press(game.wall.board, "Join")
    await game.store.write(personal.forget, BOB)
    assert "Nobody yet." in text_of(await game.bob.say("/leaderboard"))
    await game.bob.hears(Pressed("1t_join"))
    assert "Nobody yet." in text_of(await game.bob.say("/leaderboard"))
