from bot.core.learning.scheduling import Memory, Rating, new_memory
from bot.core.messages import Person
from bot.storage import cards, imports, personal, saved_actions
from bot.storage.imports import ImportedReview, ImportedWord, Proposal
from bot.storage.store import Store

ALICE, BOB = Person("telegram", "1"), Person("telegram", "2")
LEARNED = Memory(3.5, 5.0, 900, 300, Rating.GOOD)
WORDS = [
    ImportedWord("aaaaaa"),
    ImportedWord("bbbbbb", LEARNED, added_at=7, met_in="中文 and 😀", suspended=True),
]


async def words_new(store: Store, token: str, now: int) -> int:
    accepted = await store.write(imports.accept, ALICE, token, now)
    assert accepted is not None
    return accepted.words


async def test_reviews_are_added_to_the_log_once(store: Store) -> None:
    """One of a word that is saved, one of a word that no longer is, one that is there already."""
    await store.write(cards.save, ALICE, ["aaaaaa"], 50)
    (word,) = await store.read(cards.saved, ALICE)
    await store.write(cards.record, ALICE, word, Rating.GOOD, LEARNED, 300)
    fresh = new_memory(100)
    given = [
        ImportedReview("bbbbbb", Rating.AGAIN, 150, fresh),
        ImportedReview("gone00", Rating.HARD, 120, fresh),
        ImportedReview("aaaaaa", Rating.GOOD, 300, word.memory),
        ImportedReview("bbbbbb", Rating.GOOD, 160, LEARNED),
    ]
    await store.write(imports.propose, ALICE, "t1", Proposal(WORDS, given), 400)
    for count in (3, 0):
        accepted = await store.write(imports.accept, ALICE, "t1", 500)
        assert accepted is not None
        assert accepted.reviews == count
    log = await store.read(cards.history, ALICE)
    assert [(r.entry, r.rating) for r in log] == [
        ("gone00", 2), ("bbbbbb", 1), ("bbbbbb", 3), ("aaaaaa", 3),
    ]  # fmt: skip
    words = await store.read(cards.saved, ALICE)
    assert [(w.entry, w.reviews) for w in words] == [("aaaaaa", 1), ("bbbbbb", 2)]
    assert await store.read(cards.history, BOB) == []


async def test_what_is_accepted_is_saved_with_its_memory(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", Proposal(WORDS), 100)
    assert await store.read(cards.saved, ALICE) == []
    assert await words_new(store, "t1", 200) == 2
    first, second = await store.read(cards.saved, ALICE)
    assert (first.memory, first.added_at, first.suspended_at) == (new_memory(200), 200, None)
    assert (second.memory, second.added_at, second.suspended_at) == (LEARNED, 7, 200)
    assert second.met_in == "中文 and 😀"


async def test_accepting_again_saves_nothing_and_changes_nothing(store: Store) -> None:
    await store.write(cards.save, ALICE, ["bbbbbb"], 50)
    await store.write(imports.propose, ALICE, "t1", Proposal(WORDS), 100)
    assert await words_new(store, "t1", 200) == 1
    before = await store.read(cards.saved, ALICE)
    assert await words_new(store, "t1", 300) == 0
    assert await store.read(cards.saved, ALICE) == before


async def test_only_the_person_accepts_and_only_the_last_proposal(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", Proposal(WORDS), 100)
    assert await store.write(imports.accept, BOB, "t1", 200) is None
    await store.write(imports.propose, ALICE, "t2", Proposal(WORDS[:1]), 100)
    assert await store.write(imports.accept, ALICE, "t1", 200) is None
    assert await words_new(store, "t2", 200) == 1


async def test_other_saved_actions_are_no_proposals(store: Store) -> None:
    await store.write(saved_actions.save, "t1", "define", {"words": "[]"}, 1, ALICE)
    assert await store.write(imports.accept, ALICE, "t1", 2) is None
    await store.write(imports.propose, ALICE, "t2", Proposal(WORDS), 3)
    assert await store.read(saved_actions.load, "t1") is not None


async def test_a_whole_dictionary_is_accepted_at_once(store: Store) -> None:
    words = [ImportedWord(f"{number:06}") for number in range(1234)]
    await store.write(imports.propose, ALICE, "t1", Proposal(words), 100)
    assert await words_new(store, "t1", 200) == 1234


async def test_a_proposal_goes_with_the_person(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", Proposal(WORDS), 100)
    assert await store.write(personal.forget, ALICE) == 1
    assert await store.write(imports.accept, ALICE, "t1", 200) is None
