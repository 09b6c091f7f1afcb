from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.core import Core
from bot.core.learning.scheduling import Rating
from bot.core.messages import Audience, Pressed, Reply
from bot.storage import cards, saved_actions, settings
from bot.storage.settings import Profile
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, NOON, Talk, action_of, options, text_of

SECONDS = int(NOON.timestamp())


def labels(reply: object) -> list[str]:
    return [option.label for option in options(reply)]  # type: ignore[arg-type]


async def save(talk: Talk, *words: str) -> None:
    for word in words:
        await talk.say(f"/words add {word}")


async def start(talk: Talk) -> Reply:
    """Begin a review without the welcome that a backlog brings."""
    return talk.answered(await talk.hears(Pressed("1y_start")))


async def test_the_star_saves_a_word_and_shows_it(talk: Talk) -> None:
    card = await talk.say("/define pretraining")
    starred = await talk.press(card, "⭐ Save")
    assert starred.replaces
    assert starred.notice.startswith("Saved.")
    assert "✅ Saved" in labels(starred)
    assert "✅ Saved" in labels(await talk.say("/define pretraining"))
    forgotten = await talk.press(starred, "✅ Saved")
    assert "⭐ Save" in labels(forgotten)


async def test_saving_twice_is_harmless(talk: Talk, store: Store) -> None:
    card = await talk.say("/define pretraining")
    await talk.press(card, "⭐ Save")
    await talk.press(card, "⭐ Save")
    assert len(await store.read(cards.saved, ALICE)) == 1


async def test_the_star_keeps_the_part_unfolded(talk: Talk) -> None:
    card = await talk.press(await talk.say("/define pretraining"), "Vision")
    starred = await talk.press(card, "⭐ Save")
    assert "ImageNet" in text_of(starred)


async def test_in_a_group_the_star_tells_the_presser_alone(talk: Talk, store: Store) -> None:
    talk.place = GROUP
    card = await talk.say("/define pretraining", community_language="en")
    told = await replace(talk, person=BOB).press(card, "⭐", asker=ALICE)
    assert (told.audience, told.blocks) == (Audience.ASKER, ())
    assert [w.entry for w in await store.read(cards.saved, BOB)] == ["faekjw"]


async def test_a_word_saved_from_a_text_remembers_its_sentence(talk: Talk) -> None:
    text = "We like coffee. Retrieval lowers hallucination, and pretraining helps! Good."
    found = await talk.say(text)
    card = await talk.press(found, "hallucination")
    await talk.press(card, "⭐ Save")
    front = await talk.say("/review")
    assert "Retrieval lowers hallucination, and pretraining helps!" in text_of(front)
    assert "coffee" not in text_of(front)


async def test_nothing_saved_says_how_to_begin(talk: Talk) -> None:
    assert "saved no word yet" in text_of(await talk.say("/review"))


async def test_a_review_shows_the_answer_and_two_ratings_with_their_intervals(talk: Talk) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    assert "过拟合" in text_of(back)
    assert labels(back)[:2] == ["Forgot · once more today", "Remembered · 2 days"]


async def test_settings_may_ask_for_four_ratings(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    await store.write(settings.set_profile, ALICE, Profile(four_ratings=True), SECONDS)
    back = await talk.press(await talk.say("/review"), "Show answer")
    assert [label.split(" · ")[0] for label in labels(back)[:4]] == [
        "Forgot", "Hard", "Remembered", "Easy",
    ]  # fmt: skip


async def test_a_rating_counts_once_however_often_it_is_pressed(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting", "token")
    back = await talk.press(await talk.say("/review"), "Show answer")
    first = await talk.press(back, "Remembered")
    again = await talk.press(back, "Forgot")
    assert len(await store.read(cards.history, ALICE)) == 1
    assert labels(again)[:1] == labels(first)[:1] == ["Show answer"]


async def test_a_forgotten_word_comes_back_at_the_sessions_end(talk: Talk) -> None:
    await save(talk, "overfitting", "token")
    reply = await talk.say("/review")
    first = text_of(reply)
    reply = await talk.press(await talk.press(reply, "Show answer"), "Forgot")
    reply = await talk.press(await talk.press(reply, "Show answer"), "Remembered")
    assert ("overfitting" in first) is (
        "overfit" in text_of(await talk.press(reply, "Show answer"))
    )
    reply = await talk.press(await talk.press(reply, "Show answer"), "Remembered")
    assert text_of(reply).startswith("Done for today.")


async def test_an_undo_brings_the_word_and_its_memory_back(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    before = (await store.read(cards.saved, ALICE))[0]
    done = await talk.press(await talk.press(await talk.say("/review"), "Show answer"), "Forgot")
    undone = await talk.press(done, "Undo")
    assert "过拟合" in text_of(undone)
    assert (await store.read(cards.saved, ALICE))[0] == before
    assert await store.read(cards.history, ALICE) == []
    await talk.press(done, "Undo")
    assert (await store.read(cards.saved, ALICE))[0] == before


async def test_an_undo_pressed_again_leaves_a_newer_rating(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    forgotten = await talk.press(back, "Forgot")
    back = await talk.press(forgotten, "Undo")
    remembered = await talk.press(back, "Remembered")
    refused = await talk.press(forgotten, "Undo")
    assert refused.notice.startswith("Only your last rating")
    assert [r.rating for r in await store.read(cards.history, ALICE)] == [Rating.GOOD]
    await talk.press(remembered, "Undo")
    assert await store.read(cards.history, ALICE) == []


async def test_an_undo_after_another_words_rating_takes_nothing_back(
    talk: Talk, store: Store
) -> None:
    await save(talk, "overfitting", "token")
    first = await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    talk.now += timedelta(seconds=5)
    second = await talk.press(await talk.press(first, "Show answer"), "Remembered")
    assert (await talk.press(first, "Undo")).notice.startswith("Only your last rating")
    assert len(await store.read(cards.history, ALICE)) == 2
    await talk.press(second, "Undo")
    await talk.press(first, "Undo")
    assert await store.read(cards.history, ALICE) == []


async def test_a_rating_pressed_again_offers_the_same_undo(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    done = await talk.press(back, "Remembered")
    again = await talk.press(back, "Forgot")
    assert action_of(again, "Undo") == action_of(done, "Undo")
    await talk.press(again, "Undo")
    assert await store.read(cards.history, ALICE) == []
    back = await talk.press(again, "Undo")
    await talk.press(await talk.press(back, "Forgot"), "Undo")
    assert await store.read(cards.history, ALICE) == []


async def test_an_undo_of_an_earlier_release_takes_back_what_it_meant(
    talk: Talk, store: Store
) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    (word,) = await store.read(cards.saved, ALICE)
    old = Pressed(f"1y_undo_{word.id}_1")
    await talk.press(back, "Forgot")
    assert "过拟合" in text_of(talk.answered(await talk.hears(old)))
    assert await store.read(cards.history, ALICE) == []
    await talk.press(back, "Forgot")
    for number in (1, 2):  # of the first rating, and of one that would have followed this one
        refused = talk.answered(await talk.hears(Pressed(f"1y_undo_{word.id}_{number}")))
        assert refused.notice.startswith("Only your last rating")
    assert len(await store.read(cards.history, ALICE)) == 1


async def test_only_five_means_five(talk: Talk, core: Core, store: Store) -> None:
    entries = [record.id for record in list(core.dictionary)[:30]]
    await store.write(cards.save, ALICE, entries, SECONDS)
    await store.write(settings.set_profile, ALICE, Profile(new_a_day=30), SECONDS)
    talk.now = NOON
    for _ in entries:
        back = await talk.press(await start(talk), "Show answer")
        await talk.press(back, "Remembered")
    talk.now = NOON + timedelta(days=40)
    welcome = await talk.say("/review")
    assert text_of(welcome).startswith("Welcome back. 20 words today.")
    assert "30" not in text_of(welcome)
    reply = await talk.press(welcome, "Only 5")
    for _ in range(5):
        reply = await talk.press(await talk.press(reply, "Show answer"), "Remembered")
    assert text_of(reply).startswith("That was it.")
    assert labels(await talk.press(reply, "Go on"))[0] == "Show answer"


async def _backlog(talk: Talk, core: Core, store: Store, count: int) -> None:
    """Let as many words fall due long ago."""
    entries = [record.id for record in list(core.dictionary)[:count]]
    await store.write(cards.save, ALICE, entries, SECONDS)
    await store.write(settings.set_profile, ALICE, Profile(new_a_day=count), SECONDS)
    for _ in entries:
        await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    talk.now = NOON + timedelta(days=40)


async def test_a_day_used_up_is_at_its_end_whatever_waits(
    talk: Talk, core: Core, store: Store
) -> None:
    await _backlog(talk, core, store, 25)
    await store.write(settings.set_profile, ALICE, Profile(reviews_a_day=10), SECONDS)
    for _ in range(10):
        await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    assert text_of(await talk.say("/review")).startswith("Done for today.")


async def test_only_five_is_offered_while_more_are_left(
    talk: Talk, core: Core, store: Store
) -> None:
    await _backlog(talk, core, store, 25)
    await store.write(settings.set_profile, ALICE, Profile(reviews_a_day=10), SECONDS)
    for _ in range(4):
        await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    assert labels(await talk.say("/review")) == ["Begin", "Only 5", "Put old words off"]
    await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    assert labels(await talk.say("/review")) == ["Begin", "Put old words off"]


async def test_a_session_reads_the_ratings_of_the_day_alone(
    talk: Talk, core: Core, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _backlog(talk, core, store, 3)
    read: list[int] = []
    history = cards.history

    def counted(*facts: Any) -> list[Any]:
        found = history(*facts)
        read.append(len(found))
        return found

    monkeypatch.setattr(cards, "history", counted)
    monkeypatch.delattr(cards, "saved")
    front = await talk.say("/review")
    await talk.press(await talk.press(front, "Show answer"), "Remembered")
    assert read == [0, 1]


async def test_old_words_can_be_put_off(talk: Talk, core: Core, store: Store) -> None:
    entries = [record.id for record in list(core.dictionary)[:30]]
    await store.write(cards.save, ALICE, entries, SECONDS)
    await store.write(settings.set_profile, ALICE, Profile(new_a_day=30), SECONDS)
    for _ in entries:
        await talk.press(await talk.press(await start(talk), "Show answer"), "Remembered")
    talk.now = NOON + timedelta(days=40)
    await talk.press(await talk.say("/review"), "Put old words off")
    words = await store.read(cards.saved, ALICE)
    assert sum(word.buried_until is not None for word in words) == 10
    assert labels(await talk.say("/review")) == ["Show answer"]


@pytest.mark.parametrize("button", ["Tomorrow", "I know this"])
async def test_a_word_can_wait_or_be_known(talk: Talk, button: str) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    assert text_of(await talk.press(back, button)).startswith("Done for today.")
    talk.now = NOON + timedelta(days=2)
    later = text_of(await talk.say("/review"))
    assert later.startswith("Done for today." if button == "I know this" else "What does it mean?")


@pytest.mark.parametrize("button", ["Tomorrow", "I know this"])
async def test_what_was_put_off_or_aside_can_be_taken_back(
    talk: Talk, store: Store, button: str
) -> None:
    await save(talk, "overfitting", "token")
    back = await talk.press(await start(talk), "Show answer")
    put = await talk.press(back, button)
    for _ in range(2):
        undone = await talk.press(put, "Undo")
        assert text_of(undone) == text_of(back)
    words = await store.read(cards.saved, ALICE)
    assert all(word.suspended_at is word.buried_until is None for word in words)
    await talk.press(undone, "Remembered")
    assert (await talk.press(put, "Undo")).notice.startswith("You have rated that word since")


@pytest.mark.parametrize("button", ["Tomorrow", "I know this"])
async def test_an_old_button_no_longer_puts_off_a_word_rated_since(
    talk: Talk, store: Store, button: str
) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    await talk.press(back, "Remembered")
    talk.now = NOON + timedelta(days=10)
    assert labels(await talk.press(back, button)) == ["Show answer"]
    (word,) = await store.read(cards.saved, ALICE)
    assert (word.suspended_at, word.buried_until) == (None, None)


async def test_a_word_put_aside_can_be_taken_up_again(talk: Talk) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    await talk.press(back, "I know this")
    await talk.say("/words add overfitting")
    assert labels(await talk.say("/review")) == ["Show answer"]


async def test_fronts_take_turns(talk: Talk) -> None:
    await save(talk, "overfitting")
    seen = []
    for day in range(3):
        talk.now = NOON + timedelta(days=60 * day)
        front = await talk.say("/review")
        seen.append(text_of(front).splitlines()[0])
        await talk.press(await talk.press(front, "Show answer"), "Remembered")
    assert seen == ["What does it mean?", "Which word is missing?", "What is it in English?"]


async def test_a_removed_words_button_says_so(talk: Talk) -> None:
    await save(talk, "overfitting")
    front = await talk.say("/review")
    await talk.say("/words remove overfitting")
    assert (await talk.press(front, "Show answer")).notice.startswith("That word is no longer")


async def test_a_removed_words_button_leaves_the_next_word_alone(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    await talk.say("/words remove overfitting")
    await save(talk, "token")
    for button in ("Remembered", "Tomorrow", "I know this"):
        assert (await talk.press(back, button)).notice.startswith("That word is no longer")
    (word,) = await store.read(cards.saved, ALICE)
    assert (word.reviews, word.suspended_at, word.buried_until) == (0, None, None)


async def test_nobody_can_press_what_is_anothers(talk: Talk, store: Store) -> None:
    await save(talk, "overfitting")
    back = await talk.press(await talk.say("/review"), "Show answer")
    forged = Pressed(action_of(back, "Remembered"))
    reply = await replace(talk, person=BOB).hears(forged)
    assert talk.answered(reply).notice.startswith("That word is no longer")
    assert await store.read(cards.history, ALICE) == []


@pytest.mark.parametrize("text", ["/review", "/words"])
async def test_in_a_group_it_leads_to_the_private_chat(talk: Talk, text: str) -> None:
    talk.place = GROUP
    reply = await talk.say(text)
    assert [button.in_private for row in reply.rows for button in row] == [True]


async def test_words_can_be_searched_and_paged(talk: Talk, core: Core, store: Store) -> None:
    await store.write(cards.save, ALICE, [r.id for r in list(core.dictionary)[:25]], SECONDS)
    first = await talk.say("/words")
    assert "page 1 of 3" in text_of(first)
    second = await talk.press(first, "Next")
    assert second.replaces
    assert "page 2 of 3" in text_of(second)
    await talk.say("/words add overfitting")
    assert "overfitting  过拟合  · new" in text_of(await talk.say("/words overfit"))
    assert "page 1 of 1" in text_of(await talk.say("/words 过拟合"))


async def test_words_stand_on_shelves(talk: Talk) -> None:
    await save(talk, "overfitting", "token")
    await talk.press(await talk.press(await talk.say("/review"), "Show answer"), "Remembered")
    assert labels(await talk.say("/words"))[:3] == ["All 2", "New 1", "Learning 1"]
    learning = await talk.press(await talk.say("/words"), "Learning")
    assert "· in 2 days" in text_of(learning)


async def test_a_word_is_due_on_its_study_day_unless_it_is_put_off(talk: Talk) -> None:
    await save(talk, "overfitting")
    await talk.press(await talk.press(await talk.say("/review"), "Show answer"), "Remembered")
    talk.now = NOON + timedelta(days=1, hours=16, minutes=1)
    shown = await talk.say("/words")
    assert "Due 1" in labels(shown)
    assert "· due" in text_of(shown)
    await talk.press(await talk.press(await talk.say("/review"), "Show answer"), "Tomorrow")
    shown = await talk.say("/words")
    assert "Due 1" not in labels(shown)
    assert "· in 24 hours" in text_of(shown)


async def test_a_search_is_remembered_from_page_to_page(
    talk: Talk, core: Core, store: Store
) -> None:
    found = [record.id for record in core.dictionary if "model" in record.entry.word][:12]
    others = [record.id for record in core.dictionary if record.id not in found][:20]
    await store.write(cards.save, ALICE, [*others, *found], SECONDS)
    first = await talk.say("/words model")
    second = await talk.press(first, "Next")
    again = await talk.press(second, "Previous")
    assert text_of(again) == text_of(first)
    titles = [text_of(reply).splitlines()[0] for reply in (first, second)]
    pages = titles[0].rpartition(" ")[2]
    assert titles == [f"All: page {page} of {pages}" for page in (1, 2)]
    talk.now = NOON + timedelta(days=40)
    await store.write(saved_actions.prune, int(talk.now.timestamp()))
    assert (await talk.press(first, "Next")).notice.startswith("I no longer have what you")


async def test_the_card_of_a_word_put_aside_takes_it_up_again(talk: Talk) -> None:
    await save(talk, "overfitting", "token")
    await talk.press(await talk.press(await start(talk), "Show answer"), "I know this")
    shown = await talk.press(await talk.say("/words"), "Put aside")
    card = await talk.press(shown, "overfitting" if "overfitting" in text_of(shown) else "token")
    for _ in range(2):
        told = await talk.press(card, "Take up again")
        assert text_of(told).startswith("Taken up again: ")
    assert "Put aside 1" not in labels(await talk.say("/words"))
    assert "2 left today" in text_of(await start(talk))
    for word in ("overfitting", "token"):
        await talk.say(f"/words remove {word}")
    assert "not among" in text_of(await talk.press(card, "Take up again"))


async def test_adding_a_word_put_aside_says_that_it_is_taken_up_again(talk: Talk) -> None:
    await save(talk, "overfitting")
    await talk.press(await talk.press(await start(talk), "Show answer"), "I know this")
    assert text_of(await talk.say("/words add overfitting")).startswith("Taken up again: ")
    assert "already" in text_of(await talk.say("/words add overfitting"))


async def test_a_word_nobody_knows_cannot_be_added(talk: Talk) -> None:
    assert (await talk.say("/words add zzzzzz")).notice.startswith("I am not sure which word")
    assert (await talk.say("/words add")).notice.startswith("I am not sure which word")


async def test_adding_and_removing_twice_says_so(talk: Talk) -> None:
    await save(talk, "token")
    assert "already" in text_of(await talk.say("/words add token"))
    await talk.say("/words remove token")
    assert "not among" in text_of(await talk.say("/words remove token"))


async def test_an_old_show_answer_shows_what_comes_next(talk: Talk) -> None:
    await save(talk, "overfitting", "token")
    front = await talk.say("/review")
    await talk.press(await talk.press(front, "Show answer"), "Remembered")
    assert labels(await talk.press(front, "Show answer")) == ["Show answer"]
