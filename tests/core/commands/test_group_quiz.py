"""A round with a group: presses are talked, boards come through the worker."""

import asyncio

import pytest

from bot.adapters import DeliveryError, Moved, TopicGone, Unreachable
from bot.core.core import Core
from bot.core.messages import Audience, Person, Place, Pressed
from bot.storage import group_rounds, personal, rounds
from bot.storage.store import Store
from tests.boards import Game, anywhere
from tests.talk import ALICE, BOB, GROUP, HOME, action_of, options, text_of

CAROL = Person("test", "3")
ELSEWHERE = Place("test", "-200", "-200")
TOPIC = Place("test", "-100", "-100", thread="7")


@pytest.fixture
def game(core: Core, store: Store) -> Game:
    return Game.of(core, store)


@pytest.fixture
async def begun(game: Game) -> Game:
    """A round that Alice began and whose first board stands."""
    await game.alice.say("/quiz")
    await game.passes()
    return game


async def to_next(game: Game) -> None:
    """Let the open question's time pass, and the pause after it."""
    await game.passes(20)
    await game.passes(5)


async def test_beginning_is_answered_and_the_first_board_is_delivered(game: Game) -> None:
    answer = await game.alice.say("/quiz")
    assert answer.notice == "5 questions, 20 s each. Here comes the first."
    assert not answer.blocks
    board = await game.passes()
    assert text_of(board).startswith("1/5 · 20 s · ")
    assert [o.label[0] for o in options(board)] == ["A", "B", "C", "D", "C"]
    assert options(board)[-1].label == "Close"
    assert game.wall.places["m1"] == GROUP


async def test_answers_are_told_to_each_alone_and_the_first_counts(begun: Game) -> None:
    right, wrong = await begun.right(1), await begun.wrong(1)
    assert (await begun.alice.choose(1, 1, right)).startswith("✅ Right, one point.")
    assert (await begun.bob.choose(1, 1, wrong)).startswith("❌ Not that one.")
    assert await begun.bob.choose(1, 1, wrong) == (
        "❌ Not that one. The answer comes when the question closes."
    )
    assert await begun.bob.choose(1, 1, right) == f"Your first answer counts: {wrong.upper()}."
    assert [a.right for a in (await begun.sheet()).answers] == [True, False]


async def test_a_notice_is_for_the_presser_and_in_their_language(begun: Game) -> None:
    reply = await begun.bob.hears(Pressed(f"1q__1_1_{await begun.right(1)}"), language="zh-CN")
    assert reply is not None
    assert reply.audience is Audience.ASKER
    assert reply.notice.startswith("✅ 答对了")


async def test_the_board_is_redrawn_at_most_every_few_seconds(begun: Game) -> None:
    await begun.alice.choose(1, 1, "a")
    assert "1 answer so far" in text_of(await begun.passes())
    await begun.bob.choose(1, 1, "a")
    await begun.member(CAROL, "Carol").choose(1, 1, "a")
    assert "1 answer so far" in text_of(await begun.passes(1))
    assert "3 answers so far" in text_of(await begun.passes(3))
    assert len(begun.wall.states["m1"]) == 3


async def test_time_up_shows_the_answer_who_had_it_and_the_points(begun: Game) -> None:
    await begun.alice.choose(1, 1, await begun.right(1))
    await begun.bob.choose(1, 1, await begun.wrong(1))
    asked = (await begun.sheet()).questions[0]
    assert "closed" not in text_of(await begun.passes(19))
    board = await begun.passes(1)
    text = text_of(board)
    assert text.startswith("1/5 · closed · ")
    assert asked.question.explanation in text
    assert "✅ Alice\n" in text
    assert "Points  Alice 1 · Bob 0" in text
    assert [o.label for o in options(board)] == [f"Card: {asked.word}", "Join the leaderboard"]
    assert board.rows[0][0].in_private


async def test_an_answer_after_the_time_does_not_count(begun: Game) -> None:
    begun.clock.seconds += 20
    assert await begun.alice.choose(1, 1, "a") == "That question is closed."
    await begun.passes()
    assert await begun.alice.choose(1, 1, "a") == "That question is closed."
    assert (await begun.sheet()).answers == ()


async def test_the_next_question_follows_after_a_pause(begun: Game) -> None:
    await begun.passes(20)
    assert len(begun.wall.boards) == 1
    assert "Nobody answered." in text_of(begun.wall.board)
    board = await begun.passes(5)
    assert text_of(board).startswith("2/5 · 20 s · ")
    assert text_of(begun.wall.boards[0]).startswith("1/5 · closed · ")


async def test_a_question_cannot_be_answered_before_its_turn(begun: Game) -> None:
    assert await begun.alice.choose(1, 2, "a") == "That question is closed."


async def test_everybody_who_answered_before_having_answered_closes_it(begun: Game) -> None:
    await begun.alice.choose(1, 1, await begun.right(1))
    await begun.bob.choose(1, 1, await begun.wrong(1))
    await to_next(begun)
    await begun.alice.choose(1, 2, await begun.right(2))
    assert (await begun.sheet()).questions[1].closed_at is None
    await begun.bob.choose(1, 2, await begun.right(2))
    board = await begun.passes()
    assert "closed" in text_of(board)
    assert "✅ Alice, Bob" in text_of(board)
    assert "Points  Alice 2 · Bob 1" in text_of(board)
    assert text_of(await begun.passes(5)).startswith("3/5 · 20 s")
    await begun.passes(10)
    assert "closed" not in text_of(begun.wall.board)


async def test_the_first_question_waits_for_whoever_may_come(begun: Game) -> None:
    await begun.alice.choose(1, 1, "a")
    assert (await begun.sheet()).questions[0].closed_at is None


async def test_whoever_began_it_or_an_admin_closes_a_question(begun: Game) -> None:
    refused = await begun.bob.press(begun.wall.board, "Close")
    assert refused.notice.startswith("Only who began the round")
    assert (await begun.alice.press(begun.wall.board, "Close")).notice == "Closed."
    assert "closed" in text_of(await begun.passes())
    again = await begun.alice.hears(Pressed("1q__1_1_close"))
    assert again is not None
    assert again.notice == "That question is closed."
    await begun.passes(5)
    assert (await begun.bob.as_admin().press(begun.wall.board, "Close")).notice == "Closed."
    assert "2/5 · closed" in text_of(await begun.passes())


async def test_the_last_board_has_the_final_points_and_names_are_forgotten(game: Game) -> None:
    await game.alice.say("/quiz 1")
    await game.passes()
    await game.bob.choose(1, 1, await game.right(1))
    assert (await game.store.read(group_rounds.board, 1)).names == {BOB: "Bob"}
    board = await game.passes(20)
    assert "Final points  Bob 1" in text_of(board)
    after = await game.store.read(group_rounds.board, 1)
    assert after.names == {}
    assert after.sheet.round.ended_at is not None
    await game.passes(60)
    assert len(game.wall.boards) == 1


async def test_a_second_round_in_a_place_waits_for_the_first(begun: Game) -> None:
    await to_next(begun)
    refused = await begun.bob.say("/quiz")
    assert refused.notice.startswith("A round runs here already, question 2 of 5.")
    assert await begun.store.read(rounds.find, 2) is None


async def test_of_two_who_begin_at_once_one_does(game: Game) -> None:
    await game.alice.say("/quiz")
    begin = await game.store.write(
        group_rounds.begin, GROUP, BOB, [], 0, language="en", revision=""
    )
    assert begin is None


async def test_rounds_in_different_places_do_not_disturb_one_another(begun: Game) -> None:
    carol = begun.member(CAROL, "Carol", ELSEWHERE)
    await carol.say("/quiz 2")
    topic = begun.member(CAROL, "Carol", TOPIC)
    await topic.say("/quiz 3")
    await begun.passes(10)
    assert sorted(text_of(board)[:3] for board in begun.wall.boards) == ["1/2", "1/3", "1/5"]
    await carol.choose(2, 1, await begun.right(1, round_=2))
    await begun.passes(10)
    heads = {text_of(board)[:3]: text_of(board)[6:10] for board in begun.wall.boards}
    assert heads == {"1/5": "clos", "1/2": "20 s", "1/3": "20 s"}


async def test_a_press_from_elsewhere_is_refused(begun: Game) -> None:
    for place in (HOME, ELSEWHERE, TOPIC, None):
        forger = begun.member(CAROL, "Carol", place)  # type: ignore[arg-type]
        assert (await forger.choose(1, 1, "a")).startswith("That round runs elsewhere.")
        assert (await forger.choose(1, 1, "close")).startswith("That round runs elsewhere.")
    assert (await begun.sheet()).answers == ()


@pytest.mark.parametrize("what", ["e", "hint", "skip", "stop", "again", "save", "show"])
async def test_what_is_no_choice_of_a_group_is_refused(begun: Game, what: str) -> None:
    assert (await begun.alice.choose(1, 1, what)).startswith("This button is not one of mine.")


async def test_an_anonymous_admin_begins_and_closes_and_never_scores(game: Game) -> None:
    admin = game.member(None, "Group")
    await admin.say("/quiz")
    board = await game.passes()
    assert (await admin.choose(1, 1, "a")).startswith("I cannot tell who you are here")
    assert "Only who began" in (await admin.press(board, "Close")).notice
    assert (await admin.as_admin().press(board, "Close")).notice == "Closed."


async def test_a_persons_own_install_is_declined(game: Game) -> None:
    declined = await game.alice.say("/quiz", guest=True)
    assert declined.notice.startswith("I am no member here")


async def test_where_the_bot_may_not_post_no_round_begins(game: Game) -> None:
    async def nowhere(_place: Place) -> bool:
        return False

    declined = await game.alice.say("/quiz", can_post=nowhere)
    assert declined.notice.startswith("I may not post here.")
    assert await game.store.read(rounds.find, 1) is None


async def test_boards_speak_the_communitys_language(game: Game) -> None:
    await game.alice.as_admin().say("/language zh", can_post=anywhere)
    await game.alice.say("/quiz 1")
    board = await game.passes()
    assert board.language == "zh-Hans"
    assert options(board)[-1].label == "结束本题"


async def test_names_are_made_harmless_and_nobody_stays_nameless(game: Game) -> None:
    await game.alice.say("/quiz 1")
    await game.passes()
    right = await game.right(1)
    await game.member(ALICE, "\u202eecilA\u202c " + "x" * 50).choose(1, 1, right)
    await game.member(BOB, "\u200b\u2060").choose(1, 1, right)
    await game.member(CAROL, "أليس").choose(1, 1, right)
    text = text_of(await game.passes(20))
    assert f"ecilA {'x' * 26}," in text
    assert "Somebody" in text
    assert "\u2068أليس\u2069" in text


async def test_of_many_players_the_first_are_named(game: Game) -> None:
    await game.alice.say("/quiz 1")
    await game.passes()
    right = await game.right(1)
    for number in range(22):
        await game.member(Person("test", f"p{number:02}"), f"P{number:02}").choose(1, 1, right)
    text = text_of(await game.passes(20))
    assert "P19 and 2 more" in text
    assert "P09 1\n" in f"{text}\n"
    assert "P10 1" not in text


async def test_nobody_having_it_is_said(begun: Game) -> None:
    await begun.bob.choose(1, 1, await begun.wrong(1))
    assert "Nobody had it." in text_of(await begun.passes(20))


# --- what may go wrong --------------------------------------------------------------------------


async def test_a_round_goes_on_after_a_restart(begun: Game, store: Store) -> None:
    await begun.alice.choose(1, 1, await begun.right(1))
    anew = Game.of(Core(begun.core.dictionary, store), store)
    anew.clock.seconds = begun.clock.seconds + 60
    board = await anew.passes()
    assert "✅ Alice" in text_of(board)
    assert text_of(await anew.passes(5)).startswith("2/5 · 20 s")


async def test_a_round_left_alone_for_too_long_is_over(begun: Game) -> None:
    board = await begun.passes(group_rounds.QUESTION_SECONDS + group_rounds.PATIENCE + 1)
    assert "closed" in text_of(board)
    assert (await begun.sheet()).round.ended_at is not None
    await begun.passes(5)
    assert len(begun.wall.boards) == 1


async def test_a_question_that_comes_too_late_is_not_asked(game: Game) -> None:
    await game.alice.say("/quiz")
    game.clock.seconds += group_rounds.PATIENCE + 1
    await game.engine.work()
    assert game.wall.states == {}
    assert (await game.sheet()).round.ended_at is not None
    assert (await game.alice.say("/quiz")).notice.startswith("5 questions")


async def test_a_closing_that_comes_hours_late_ends_the_round(begun: Game) -> None:
    await begun.alice.choose(1, 1, "a")
    await begun.passes(4 * 3600)
    after = await begun.store.read(group_rounds.board, 1)
    assert after.sheet.round.ended_at is not None
    assert after.names == {}


async def test_a_place_that_cannot_be_written_to_has_no_round_any_more(begun: Game) -> None:
    async def refuse(_place: Place) -> None:
        raise Unreachable("kicked")

    begun.wall.before = refuse
    await begun.passes(20)
    assert (await begun.sheet()).round.ended_at is not None
    begun.wall.before = None
    assert (await begun.alice.say("/quiz")).notice.startswith("5 questions")


async def test_a_board_that_was_deleted_keeps_nobody_from_the_next(begun: Game) -> None:
    async def refuse(_place: Place) -> None:
        begun.wall.before = None
        raise DeliveryError("message to edit not found")

    begun.wall.before = refuse
    await begun.passes(20)
    assert text_of(await begun.passes(5)).startswith("2/5 · 20 s")


async def test_a_round_lost_without_a_trace_keeps_nobody_from_another(begun: Game) -> None:
    await begun.alice.choose(1, 1, "a")
    begun.clock.seconds += 1801
    assert (await begun.bob.say("/quiz")).notice.startswith("5 questions")
    assert (await begun.sheet()).round.ended_at is not None
    assert (await begun.store.read(group_rounds.board, 1)).names == {}


async def test_a_press_before_its_board_is_known_to_stand_counts(game: Game) -> None:
    await game.alice.say("/quiz")

    async def press(_place: Place) -> None:
        game.wall.before = None
        await game.alice.choose(1, 1, await game.right(1))
        await game.alice.hears(Pressed("1q__1_1_close"))

    game.wall.before = press
    board = await game.passes()
    assert "✅ Alice" in text_of(board)
    assert text_of(await game.passes(5)).startswith("2/5")


async def test_a_board_that_never_arrived_is_passed_over(game: Game) -> None:
    await game.alice.say("/quiz")

    async def break_down(_place: Place) -> None:
        game.wall.before = None
        await game.alice.hears(Pressed("1q__1_1_close"))
        raise ConnectionError

    game.wall.before = break_down
    await game.engine.work()
    assert game.wall.states == {}
    assert text_of(await game.passes(5)).startswith("2/5 · 20 s")


async def test_of_two_who_begin_at_the_same_moment_one_is_told_to_join(game: Game) -> None:
    answers = await asyncio.gather(game.alice.say("/quiz"), game.bob.say("/quiz"))
    assert sorted(answer.notice[:7] for answer in answers) == ["5 quest", "A round"]
    await game.passes()
    assert len(game.wall.boards) == 1


async def test_a_group_that_moved_takes_its_round_along(begun: Game) -> None:
    async def move(place: Place) -> None:
        if place == GROUP:
            raise Moved(ELSEWHERE)

    await begun.alice.choose(1, 1, "a")
    begun.wall.before = move
    await begun.passes(20)
    assert begun.wall.places["m1"] == ELSEWHERE
    await begun.passes(5)
    bob = begun.member(BOB, "Bob", ELSEWHERE)
    assert (await bob.choose(1, 2, await begun.right(2))).startswith("✅ Right, one point.")


async def test_a_round_whose_topic_is_gone_is_over(game: Game) -> None:
    async def gone(place: Place) -> None:
        if place.thread:
            raise TopicGone("no such topic")

    await game.member(ALICE, "Alice", TOPIC).say("/quiz")
    game.wall.before = gone
    await game.engine.work()
    await game.engine.work(after=30)
    assert (await game.sheet()).round.ended_at is not None
    assert game.wall.states == {}


async def test_whoever_began_a_round_may_be_forgotten_meanwhile(begun: Game) -> None:
    await begun.alice.choose(1, 1, "a")
    await begun.store.write(personal.forget, ALICE)
    board = await begun.store.read(group_rounds.board, 1)
    assert board.sheet.round.starter is None
    assert board.sheet.answers == ()
    assert board.names == {}
    refused = await begun.alice.press(begun.wall.board, "Close")
    assert refused.notice.startswith("Only who began")
    await to_next(begun)
    assert action_of(begun.wall.board, "Close") == "1q__1_2_close"
