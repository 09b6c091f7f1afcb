from bot.core.learning.scheduling import Memory, Rating, new_memory
from bot.core.messages import Person
from bot.storage import cards, imports, personal, saved_actions
from bot.storage.imports import ImportedWord
from bot.storage.store import Store

ALICE, BOB = Person("telegram", "1"), Person("telegram", "2")
LEARNED = Memory(3.5, 5.0, 900, 300, Rating.GOOD)
WORDS = [
    ImportedWord("aaaaaa"),
    ImportedWord("bbbbbb", LEARNED, added_at=7, met_in="中文 and 😀", suspended=True),
]


async def test_what_is_accepted_is_saved_with_its_memory(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", WORDS, 100)
    assert await store.read(cards.saved, ALICE) == []
    assert await store.write(imports.accept, ALICE, "t1", 200) == 2
    first, second = await store.read(cards.saved, ALICE)
    assert (first.memory, first.added_at, first.suspended_at) == (new_memory(200), 200, None)
    assert (second.memory, second.added_at, second.suspended_at) == (LEARNED, 7, 200)
    assert second.met_in == "中文 and 😀"


async def test_accepting_again_saves_nothing_and_changes_nothing(store: Store) -> None:
    await store.write(cards.save, ALICE, ["bbbbbb"], 50)
    await store.write(imports.propose, ALICE, "t1", WORDS, 100)
    assert await store.write(imports.accept, ALICE, "t1", 200) == 1
    before = await store.read(cards.saved, ALICE)
    assert await store.write(imports.accept, ALICE, "t1", 300) == 0
    assert await store.read(cards.saved, ALICE) == before


async def test_only_the_person_accepts_and_only_the_last_proposal(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", WORDS, 100)
    assert await store.write(imports.accept, BOB, "t1", 200) is None
    await store.write(imports.propose, ALICE, "t2", WORDS[:1], 100)
    assert await store.write(imports.accept, ALICE, "t1", 200) is None
    assert await store.write(imports.accept, ALICE, "t2", 200) == 1


async def test_other_saved_actions_are_no_proposals(store: Store) -> None:
    await store.write(saved_actions.save, "t1", "define", {"words": "[]"}, 1, ALICE)
    assert await store.write(imports.accept, ALICE, "t1", 2) is None
    await store.write(imports.propose, ALICE, "t2", WORDS, 3)
    assert await store.read(saved_actions.load, "t1") is not None


async def test_a_whole_dictionary_is_accepted_at_once(store: Store) -> None:
    words = [ImportedWord(f"{number:06}") for number in range(1234)]
    await store.write(imports.propose, ALICE, "t1", words, 100)
    assert await store.write(imports.accept, ALICE, "t1", 200) == 1234


async def test_a_proposal_goes_with_the_person(store: Store) -> None:
    await store.write(imports.propose, ALICE, "t1", WORDS, 100)
    assert await store.write(personal.forget, ALICE) == 1
    assert await store.write(imports.accept, ALICE, "t1", 200) is None
