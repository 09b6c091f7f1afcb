"""A round alone."""

from dataclasses import replace
from random import Random

import pytest

from bot.core.core import Core
from bot.core.learning.questions import Kind, Question
from bot.core.messages import Audience, Pressed, Reply
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage import cards, personal, rounds
from bot.storage.rounds import Sheet
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, HOME, NOON, Talk, action_of, options, text_of


async def sheet(store: Store, number: int = 1) -> Sheet:
    return await store.read(rounds.sheet, number)


async def letter(store: Store, *, right: bool = True, number: int = 1) -> str:
    """Return the label's beginning of a right or wrong choice of the open question."""
    question = (await sheet(store, number)).latest.question
    index = question.answer if right else (question.answer + 1) % len(question.choices)
    return f"{'ABCD'[index]}  "


def labels(reply: Reply) -> list[str]:
    return [option.label for option in options(reply)]


async def played(talk: Talk, store: Store, rights: str, **facts: object) -> Reply:
    """Play a round to its end; `rights` has a + for each question answered rightly."""
    shown = await talk.say(f"/quiz {len(rights)}", **facts)
    for number, mark in enumerate(rights, start=1):
        shown = await talk.press(shown, await letter(store, right=mark == "+"))
        if number < len(rights):
            shown = await talk.press(shown, "Next")
    return shown


async def test_a_round_has_ten_questions_with_four_choices(talk: Talk, store: Store) -> None:
    shown = await talk.say("/quiz")
    assert text_of(shown).startswith("1/10 · ")
    assert [label[0] for label in labels(shown)[:4]] == ["A", "B", "C", "D"]
    assert labels(shown)[4:] == ["Hint", "Skip", "Stop"]
    assert len((await sheet(store)).questions) == 10


async def test_a_round_of_ten_is_played_in_one_message(talk: Talk, store: Store) -> None:
    shown = await talk.say("/quiz")
    for number in range(1, 11):
        assert text_of(shown).startswith(f"{number}/10 · ")
        shown = await talk.press(shown, await letter(store))
        assert shown.replaces
        assert "✅ Right." in text_of(shown)
        if number < 10:
            shown = await talk.press(shown, "Next")
            assert shown.replaces
    assert "10 of 10 right · points: 10" in text_of(shown)
    assert "Review these" not in labels(shown)


async def test_an_answer_is_explained_with_its_sentence_and_its_card(
    talk: Talk, store: Store
) -> None:
    shown = await talk.say("/quiz")
    shown = await talk.press(shown, await letter(store, right=False))
    asked = (await sheet(store)).latest
    text = text_of(shown)
    assert "❌ Not " in text
    assert f"The answer: {'ABCD'[asked.question.answer]}  " in text
    assert asked.question.explanation in text
    card = await talk.press(shown, f"Card: {asked.word}")
    assert text_of(card).startswith(asked.word)
    assert not card.replaces


async def test_a_hint_takes_two_wrong_choices_and_half_the_points(talk: Talk, store: Store) -> None:
    shown = await talk.press(await talk.say("/quiz 1"), "Hint")
    assert len(labels(shown)) == 4
    assert "half the points" in text_of(shown)
    again = await talk.hears(Pressed("1q__1_1_hint"))
    assert again == shown
    done = await talk.press(shown, await letter(store))
    assert "✅ Right, for half a point." in text_of(done)
    assert "1 of 1 right · points: 0.5" in text_of(done)


async def test_a_choice_that_a_hint_took_away_counts_for_nothing(talk: Talk, store: Store) -> None:
    before = await talk.say("/quiz 1")
    shown = await talk.press(before, "Hint")
    gone = next(label for label in labels(before)[:4] if label not in labels(shown))
    assert await talk.press(before, gone) == shown


async def test_choices_too_long_for_a_button_stand_in_the_text_too(
    talk: Talk, store: Store
) -> None:
    words = ("reinforcement learning with verifiable rewards", "b", "c", "d")
    question = Question(
        kind=Kind.WORD,
        record_id="zzzzzz",
        prompt="词",
        prompt_translation="",
        choices=words,
        answer=0,
        explanation="Why.",
        explanation_translation="",
    )
    await store.write(
        rounds.begin_alone, HOME, ALICE, [("w", question)], 0, language="en", revision=""
    )
    shown = talk.answered(await talk.hears(Pressed("1q__1_1_show")))
    assert f"• A  {words[0]}\n• B  b\n" in text_of(shown)
    hinted = text_of(await talk.press(shown, "Hint"))
    assert hinted.count("• ") == 2
    answered = text_of(await talk.press(shown, f"A  {words[0]}"))
    assert f"The answer: A  {words[0]}\nWhy." in answered
    assert "• " not in answered


async def test_skipping_shows_the_answer_and_counts_as_missed(talk: Talk) -> None:
    shown = await talk.press(await talk.say("/quiz 1"), "Skip")
    assert "Skipped." in text_of(shown)
    assert "0 of 1 right" in text_of(shown)
    assert "Missed:" in text_of(shown)


async def test_stopping_sums_up_what_was_answered(talk: Talk, store: Store) -> None:
    shown = await talk.press(await talk.say("/quiz"), await letter(store))
    shown = await talk.press(await talk.press(shown, "Next"), "Stop")
    assert text_of(shown) == "1 of 1 right · points: 1 · 0 s"
    assert await talk.hears(Pressed("1q__1_1_stop")) == shown


async def test_stopping_at_once_leaves_nothing_to_sum_up(talk: Talk) -> None:
    shown = await talk.press(await talk.say("/quiz"), "Stop")
    assert "Stopped before the first answer" in text_of(shown)


async def test_the_summary_tells_the_time_it_took(talk: Talk, store: Store) -> None:
    shown = await talk.say("/quiz 1")
    talk.now = NOON.replace(minute=2, second=13)
    shown = await talk.press(shown, await letter(store))
    assert "2 min 13 s" in text_of(shown)


async def test_the_words_missed_are_asked_again(talk: Talk, store: Store) -> None:
    end = await played(talk, store, "+--")
    missed = {q.word for q in (await sheet(store)).questions[1:]}
    assert all(f"• {word}  " in text_of(end) for word in missed)
    again = await talk.press(end, "Review these")
    assert not again.replaces
    assert text_of(again).startswith("1/2 · ")
    assert {q.word for q in (await sheet(store, 2)).questions} == missed


async def test_asking_again_twice_gives_one_round(talk: Talk, store: Store) -> None:
    end = await played(talk, store, "-")
    first = await talk.press(end, "Review these")
    assert await talk.press(end, "Review these") == first
    await talk.press(first, await letter(store, number=2))
    assert text_of(await talk.press(end, "Review these")).startswith("1/1 · ")
    assert await store.read(rounds.find, 3) is not None


async def test_the_words_missed_are_saved_once(talk: Talk, store: Store) -> None:
    end = await played(talk, store, "--+")
    assert (await talk.press(end, "Save these")).notice.startswith("2 words saved.")
    assert "all among your words" in (await talk.press(end, "Save these")).notice
    saved = {word.entry for word in await store.read(cards.saved, ALICE)}
    assert saved == {q.question.record_id for q in (await sheet(store)).questions[:2]}


async def test_the_first_answer_counts_and_a_second_press_shows_it(
    talk: Talk, store: Store
) -> None:
    asked = await talk.say("/quiz")
    first = await talk.press(asked, await letter(store, right=False))
    assert await talk.press(asked, await letter(store)) == first
    (given,) = (await sheet(store)).answers
    assert not given.right


async def test_an_old_question_shows_where_the_round_stands(talk: Talk, store: Store) -> None:
    first = await talk.say("/quiz")
    second = await talk.press(await talk.press(first, await letter(store)), "Next")
    assert await talk.press(first, "A  ") == second
    assert await talk.press(first, "Skip") == second
    assert await talk.press(first, "Hint") == second


async def test_next_pressed_twice_goes_on_by_one(talk: Talk, store: Store) -> None:
    answered = await talk.press(await talk.say("/quiz"), await letter(store))
    second = await talk.press(answered, "Next")
    assert await talk.press(answered, "Next") == second
    assert await talk.hears(Pressed("1q__1_9_show")) == second


async def test_only_the_person_whose_round_it_is_may_press(
    talk: Talk, core: Core, store: Store
) -> None:
    shown = await talk.say("/quiz")
    other = Talk(core, BOB)
    for what in ("a", "hint", "skip", "stop", "show", "again", "save"):
        refused = other.answered(await other.hears(Pressed(f"1q__1_1_{what}")))
        assert refused.notice.startswith("That round is somebody else's.")
    assert (await sheet(store)).answers == ()
    assert text_of(await talk.press(shown, "Hint")).startswith("1/10 · ")


@pytest.mark.parametrize(
    "action",
    ["1q__1_1_e", "1q__1_1_ab", "1q__1_1_close", "1q__1__a", "1q__1_20_a", "1q__1_99_a", "1q__1_1"],
)
async def test_a_forged_press_is_refused_in_a_sentence(
    talk: Talk, store: Store, action: str
) -> None:
    await talk.say("/quiz")
    reply = talk.answered(await talk.hears(Pressed(action)))
    assert reply.notice
    assert not reply.blocks
    assert (await sheet(store)).answers == ()


async def test_a_round_that_is_gone_says_so(talk: Talk) -> None:
    reply = talk.answered(await talk.hears(Pressed("1q__7_1_a")))
    assert reply.notice.startswith("That round is gone.")


async def test_a_round_survives_a_restart(talk: Talk, dictionary: Dictionary, store: Store) -> None:
    answered = await talk.press(await talk.say("/quiz"), await letter(store))
    talk.core = Core(dictionary, store, rng=Random(99))
    second = await talk.press(answered, "Next")
    assert text_of(second).startswith("2/10 · ")
    third = await talk.press(second, await letter(store))
    assert "✅ Right." in text_of(third)


async def test_a_round_outlives_the_words_it_asks_about(
    talk: Talk, dictionary: Dictionary, store: Store
) -> None:
    end = await played(talk, store, "--")
    first, second = (q.question.record_id for q in (await sheet(store)).questions)
    talk.core = Core(_without(dictionary, first), store, rng=Random(99))
    shown = talk.answered(await talk.hears(Pressed("1q__1_1_a")))
    assert text_of(shown).splitlines()[:3] == text_of(end).splitlines()[:3]
    assert (await talk.press(end, "Save these")).notice.startswith("1 word saved.")
    gone = await talk.hears(Pressed(f"1w_{first}"))
    assert gone is not None
    assert "no longer in the dictionary" in gone.notice
    assert {w.entry for w in await store.read(cards.saved, ALICE)} == {second}


async def test_words_that_are_all_gone_cannot_be_asked_again(
    talk: Talk, dictionary: Dictionary, store: Store
) -> None:
    end = await played(talk, store, "-")
    (asked,) = (await sheet(store)).questions
    talk.core = Core(_without(dictionary, asked.question.record_id), store, rng=Random(99))
    refused = await talk.press(end, "Review these")
    assert refused.notice.startswith("I have no questions about that yet.")
    assert "no longer in the dictionary" in (await talk.press(end, "Save these")).notice


def _without(dictionary: Dictionary, entry: str) -> Dictionary:
    """Return the dictionary after an upgrade that removed an entry."""
    gone = dictionary.get(entry)
    assert gone is not None
    entries = {slug: kept for slug, kept in gone.pack.entries.items() if slug != gone.slug}
    return Dictionary([replace(gone.pack, entries=entries)])


@pytest.mark.parametrize("line", ["/quiz 3 training", "/quiz training 3"])
async def test_topic_and_count_stand_in_either_order(
    talk: Talk, store: Store, dictionary: Dictionary, line: str
) -> None:
    assert text_of(await talk.say(line)).startswith("1/3 · ")
    for asked in (await sheet(store)).questions:
        record = dictionary.get(asked.question.record_id)
        assert record is not None
        assert "training" in record.entry.topics


async def test_a_level_is_a_topic_too(talk: Talk, store: Store, dictionary: Dictionary) -> None:
    await talk.say("/quiz core")
    record = dictionary.get((await sheet(store)).latest.question.record_id)
    assert record is not None
    assert record.entry.level == "core"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/quiz 21", "A whole number from 1 to 20"),
        ("/quiz training 0", "A whole number from 1 to 20"),
        ("/quiz gardening", "I have no such topic"),
    ],
)
async def test_what_cannot_be_asked_is_refused_in_a_sentence(
    talk: Talk, line: str, answer: str
) -> None:
    assert (await talk.say(line)).notice.startswith(answer)


async def test_a_button_for_the_presser_alone_begins_a_round_alone_in_a_group(talk: Talk) -> None:
    talk.place = GROUP
    shown = await talk.say("/quiz", in_private=True, can_whisper=True)
    assert text_of(shown).startswith("1/10 · ")
    assert shown.audience is Audience.ASKER


async def test_where_the_platform_tells_no_place_a_round_is_played_alone(
    talk: Talk, store: Store
) -> None:
    talk.place = None
    shown = await talk.say("/quiz 1", addressed=True)
    assert (await sheet(store)).round.place.private
    assert action_of(shown, "Skip") == "1q__1_1_skip"


async def test_somebody_without_an_id_cannot_play_alone(talk: Talk) -> None:
    talk.person = None
    assert "cannot tell who you are" in (await talk.say("/quiz")).notice


async def test_deleting_everything_takes_rounds_and_answers(talk: Talk, store: Store) -> None:
    await played(talk, store, "+-")
    await store.write(personal.forget, ALICE)
    assert await store.read(rounds.find, 1) is None
