from bot.core.messages import Person, Place
from bot.storage import inbox, personal, saved_actions, settings
from bot.storage.inbox import Waiting
from bot.storage.store import Store

ALICE, BOB = Person("telegram", "1"), Person("telegram", "2")
GROUP = Place("telegram", "-5", "-5")


async def test_updates_wait_in_their_order_and_repeats_are_ignored(store: Store) -> None:
    first = await store.write(inbox.add, "telegram", [(2, "a", "{2}"), (1, "a", "{1}")], 10)
    again = await store.write(inbox.add, "telegram", [(2, "a", "{2}"), (3, "b", "{3}")], 11)
    assert sorted(first) == [1, 2]
    assert again == [3]
    waiting = await store.read(inbox.waiting, "telegram")
    assert [w.update_id for w in waiting] == [1, 2, 3]
    assert waiting[0] == Waiting(1, "a", "{1}", 0)


async def test_no_updates_are_added_for_nothing(store: Store) -> None:
    assert await store.write(inbox.add, "telegram", [], 10) == []


async def test_what_is_done_is_forgotten_and_attempts_are_counted(store: Store) -> None:
    await store.write(inbox.add, "telegram", [(1, "a", "{}"), (2, "a", "{}")], 10)
    assert await store.write(inbox.begin, "telegram", 2) == 1
    assert await store.write(inbox.begin, "telegram", 2) == 2
    await store.write(inbox.done, "telegram", [1])
    assert [w.attempts for w in await store.read(inbox.waiting, "telegram")] == [2]


async def test_what_is_set_aside_is_kept_and_not_tried_again(store: Store) -> None:
    await store.write(inbox.add, "telegram", [(1, "a", "{}")], 10)
    await store.write(inbox.set_aside, "telegram", 1, "no update")
    assert await store.read(inbox.waiting, "telegram") == []
    assert await store.write(inbox.add, "telegram", [(1, "a", "{}")], 11) == []


async def test_what_was_set_aside_goes_after_its_time(store: Store) -> None:
    await store.write(inbox.add, "telegram", [(1, "a", "{}"), (2, "a", "{}")], 10)
    await store.write(inbox.set_aside, "telegram", 1, "no update")
    assert await store.write(inbox.prune, 11) == 1
    assert [w.update_id for w in await store.read(inbox.waiting, "telegram")] == [2]


async def test_languages_are_kept_and_changed(store: Store) -> None:
    assert await store.read(settings.person_language, ALICE) is None
    await store.write(settings.set_person_language, ALICE, "en", 1)
    await store.write(settings.set_person_language, ALICE, "zh-Hans", 2)
    await store.write(settings.set_community_language, GROUP, "en", 1)
    assert await store.read(settings.person_language, ALICE) == "zh-Hans"
    assert await store.read(settings.person_language, BOB) is None
    assert await store.read(settings.community_language, GROUP) == "en"


async def test_forgetting_a_person_leaves_the_others(store: Store) -> None:
    await store.write(settings.set_person_language, ALICE, "en", 1)
    await store.write(settings.set_person_language, BOB, "en", 1)
    assert await store.write(personal.forget, ALICE) == 1
    assert await store.read(settings.person_language, ALICE) is None
    assert await store.read(settings.person_language, BOB) == "en"


async def test_saved_actions_come_back_until_they_are_pruned(store: Store) -> None:
    arguments = {"word": "中文 and 😀"}
    await store.write(saved_actions.save, "t1", "define", arguments, 5)
    await store.write(saved_actions.save, "t1", "define", {}, 6)
    assert await store.read(saved_actions.load, "t1") == ("define", arguments)
    assert await store.write(saved_actions.prune, 6) == 1
    assert await store.read(saved_actions.load, "t1") is None
