from datetime import timedelta

import pytest

from bot import workshop
from bot.core.learning.scheduling import DAY, Rating, reviewed
from bot.core.messages import Audience
from bot.storage import cards
from bot.storage.settings import Profile, set_profile
from bot.storage.store import Store
from tests.talk import ALICE, NOON, Talk, text_of

NOW = int(NOON.timestamp())


async def rate(store: Store, number: int, rating: Rating, at: int) -> None:
    word = (await store.read(cards.saved, ALICE))[number]
    after = reviewed(word.memory, rating, at)
    assert await store.write(cards.record, ALICE, word, rating, after, at)


async def test_with_nothing_saved_it_says_how_to_begin(talk: Talk) -> None:
    reply = await talk.say("/stats")
    assert text_of(reply).startswith("There is nothing to count yet. Press ⭐")
    assert reply.files == ()


async def test_words_reviews_and_what_comes_are_counted(talk: Talk, store: Store) -> None:
    for word in ("pretraining", "hallucination", "dropout"):
        await talk.say(f"/words add {word}")
    yesterday = NOW - DAY
    await rate(store, 0, Rating.GOOD, yesterday - DAY)
    await rate(store, 0, Rating.AGAIN, yesterday)
    await rate(store, 1, Rating.EASY, NOW)
    reply = await talk.say("/stats")
    assert text_of(reply).splitlines()[:5] == [
        "3 words saved",
        "• New 1 · Learning 2 · Known 0 · Put aside 0",
        "• 3 reviews, 67% remembered",
        "• Remembered after a day or more: 0%",
        "• 3 days in a row",
    ]
    assert "• Due in the next 7 days, from today on: 1 · 0 · 0" in text_of(reply)
    assert reply.audience is Audience.ASKER


async def test_a_picture_comes_with_a_description(talk: Talk) -> None:
    await talk.say("/words add pretraining")
    (picture,) = (await talk.say("/stats")).files
    assert picture.name == "stats.png"
    assert picture.content.startswith(b"\x89PNG")
    assert picture.description


async def test_without_its_picture_the_text_is_answered(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say("/words add pretraining")
    monkeypatch.setattr(workshop.Chart, "module", "bot.no_such_workshop")
    reply = await talk.say("/stats")
    assert reply.files == ()
    assert text_of(reply).startswith("1 word saved")


async def test_days_are_those_of_the_persons_zone(talk: Talk, store: Store) -> None:
    await talk.say("/words add pretraining")
    await talk.say("/words add dropout")
    late = NOW + 9 * 3600  # 21:00 in UTC, 05:00 the next day in Shanghai
    await rate(store, 0, Rating.GOOD, NOW)
    await rate(store, 1, Rating.GOOD, late)
    talk.now = NOON + timedelta(hours=10)
    assert "in a row" not in text_of(await talk.say("/stats"))
    await store.write(set_profile, ALICE, Profile(zone="Asia/Shanghai"), NOW)
    assert "• 2 days in a row" in text_of(await talk.say("/stats"))


async def test_a_word_gone_from_the_dictionary_is_not_counted(talk: Talk, store: Store) -> None:
    await store.write(cards.save, ALICE, ["000000"], NOW)
    assert text_of(await talk.say("/stats")).startswith("There is nothing to count yet.")
