"""What goes along when a community has another address."""

from bot.core.messages import Place
from bot.storage import moves, settings
from bot.storage.store import Store

OLD = Place("telegram", "-5", "-5")
NEW = Place("telegram", "-1005", "-1005")


async def test_a_community_that_moves_keeps_its_language_and_where_cards_are_shown(
    store: Store,
) -> None:
    await store.write(settings.set_community_language, OLD, "en", 100)
    await store.write(settings.set_card_channel, OLD, chosen=True, now=100)
    for _ in range(2):
        await store.write(moves.everything, OLD, NEW)
    assert await store.read(settings.community_language, NEW) == "en"
    assert await store.read(settings.card_channels, NEW) == {NEW.channel}
    assert await store.read(settings.community_language, OLD) is None


async def test_what_was_chosen_at_the_new_address_stands(store: Store) -> None:
    await store.write(settings.set_community_language, OLD, "en", 100)
    await store.write(settings.set_card_channel, OLD, chosen=True, now=100)
    await store.write(settings.set_community_language, NEW, "zh-Hant", 101)
    await store.write(moves.everything, OLD, NEW)
    assert await store.read(settings.community_language, NEW) == "zh-Hant"
    assert await store.read(settings.card_channels, NEW) == {NEW.channel}


async def test_a_setting_that_is_missing_at_the_new_address_comes_from_the_old(
    store: Store,
) -> None:
    await store.write(settings.set_community_language, OLD, "en", 100)
    await store.write(settings.set_card_channel, NEW, chosen=True, now=101)
    await store.write(moves.everything, OLD, NEW)
    assert await store.read(settings.community_language, NEW) == "en"
    assert await store.read(settings.card_channels, NEW) == {NEW.channel}
