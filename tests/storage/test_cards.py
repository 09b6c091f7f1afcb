import asyncio

from bot.core.learning.scheduling import Rating, reviewed
from bot.core.messages import Person
from bot.storage import cards
from bot.storage.cards import SavedWord
from bot.storage.store import Store

ALICE = Person("telegram", "1")


async def saved(store: Store, entry: str = "faekjw") -> SavedWord:
    await store.write(cards.save, ALICE, [entry], 100)
    words = await store.read(cards.saved, ALICE)
    return next(word for word in words if word.entry == entry)


async def rate(store: Store, word: SavedWord, now: int) -> None:
    after = reviewed(word.memory, Rating.GOOD, now, 0.9)
    assert await store.write(cards.record, ALICE, word, Rating.GOOD, after, now)


async def standing(store: Store) -> list[tuple[int, int]]:
    return [(review.card, review.number) for review in await store.read(cards.history, ALICE)]


async def test_an_undo_takes_back_the_review_it_names(store: Store) -> None:
    word = await saved(store)
    await rate(store, word, 200)
    assert await store.write(cards.undo, ALICE, word.id, 1, 210)
    assert await saved(store) == word
    await rate(store, word, 220)
    assert await standing(store) == [(word.id, 2)]
    assert not await store.write(cards.undo, ALICE, word.id, 1, 230)
    assert not await store.write(cards.undo, ALICE, word.id, 3, 230)
    assert await standing(store) == [(word.id, 2)]
    assert await store.write(cards.undo, ALICE, word.id, 2, 240)
    assert await saved(store) == word


async def test_an_undo_pressed_many_times_at_once_counts_once(store: Store) -> None:
    word = await saved(store)
    await rate(store, word, 200)
    once = await saved(store)
    await rate(store, once, 300)
    presses = (store.write(cards.undo, ALICE, word.id, 2, 310) for _ in range(8))
    assert all(await asyncio.gather(*presses))
    assert await saved(store) == once


async def test_only_the_last_review_of_all_is_undone(store: Store) -> None:
    first, second = await saved(store), await saved(store, "4k9tqz")
    await rate(store, first, 200)
    await rate(store, second, 300)
    assert not await store.write(cards.undo, ALICE, first.id, 1, 310)
    assert len(await standing(store)) == 2


async def test_a_review_of_a_word_saved_anew_is_no_longer_undone(store: Store) -> None:
    word = await saved(store)
    await rate(store, word, 200)
    await store.write(cards.remove, ALICE, "faekjw")
    assert not await store.write(cards.undo, ALICE, word.id, 1, 210)
    again = await saved(store)
    assert not await store.write(cards.undo, ALICE, again.id, 1, 220)
    assert await saved(store) == again


async def test_the_card_of_a_removed_word_is_nobody_elses(store: Store) -> None:
    word = await saved(store)
    await store.write(cards.remove, ALICE, "faekjw")
    other = await saved(store, "4k9tqz")
    assert other.id != word.id
    assert await store.read(cards.saved_card, ALICE, word.id) is None
