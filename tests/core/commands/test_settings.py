from dataclasses import replace

import pytest

from bot.core.messages import Filled, Pressed
from bot.storage import members, settings
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, Talk, options, text_of


async def test_settings_show_the_defaults(talk: Talk) -> None:
    text = text_of(await talk.say("/settings"))
    assert "New words a day  5" in text
    assert "UTC, until you say where you are" in text


async def test_the_clock_on_the_wall_tells_the_zone(talk: Talk, store: Store) -> None:
    clocks = await talk.press(await talk.say("/settings"), "Time zone")
    assert text_of(clocks).startswith("What time is it where you are?")
    kept = await talk.press(clocks, "20:00 Beijing")
    assert kept.replaces
    assert "Beijing 20:00" in text_of(kept)
    assert (await store.read(settings.profile, ALICE)).zone == "Asia/Shanghai"


async def test_another_place_is_asked_for_by_name(talk: Talk, store: Store) -> None:
    clocks = await talk.press(await talk.say("/settings"), "Time zone")
    asked = await talk.press(clocks, "Another place")
    assert asked.ask is not None
    filled = talk.core.completed(asked.ask.action, "vienna")
    assert isinstance(filled, Filled)
    assert "Vienna" in text_of(talk.answered(await talk.hears(filled)))
    assert (await store.read(settings.profile, ALICE)).zone == "Europe/Vienna"


async def test_a_place_nobody_knows_is_refused(talk: Talk) -> None:
    assert (await talk.say("/settings Atlantis")).notice.startswith("I don't know that place")


@pytest.mark.parametrize(
    ("setting", "choice", "field", "value"),
    [
        ("New words a day", "10", "new_a_day", 10),
        ("Reviews a day", "50", "reviews_a_day", 50),
        ("Ratings", "4", "four_ratings", True),
        ("To be remembered", "95", "retention", 0.95),
    ],
)
async def test_each_setting_is_a_choice(
    talk: Talk, store: Store, setting: str, choice: str, field: str, value: object
) -> None:
    choices = await talk.press(await talk.say("/settings"), setting)
    assert [o.label for o in options(choices) if o.selected] != [choice]
    await talk.press(choices, choice)
    assert getattr(await store.read(settings.profile, ALICE), field) == value


@pytest.mark.parametrize("forged", ["new_7", "zone_000000", "ratings_3", "retention_100", "new_x"])
async def test_a_forged_choice_changes_nothing(talk: Talk, store: Store, forged: str) -> None:
    reply = talk.answered(await talk.hears(Pressed(f"1c_{forged}")))
    assert "not one of mine" in reply.notice
    assert await store.read(settings.profile, ALICE) == settings.Profile()


async def test_in_a_group_they_lead_to_the_private_chat(talk: Talk) -> None:
    talk.place = GROUP
    reply = await talk.say("/settings")
    assert [button.in_private for row in reply.rows for button in row] == [True]


async def test_the_language_is_one_press_away(talk: Talk) -> None:
    reply = await talk.press(await talk.say("/settings"), "Language")
    assert "English" in [option.label for option in options(reply)]


async def test_in_private_all_leaderboards_are_left_at_once(talk: Talk, store: Store) -> None:
    for place in (GROUP, replace(GROUP, community="-200", channel="-200")):
        await store.write(members.join, place, ALICE, "Alice", 1)
    await store.write(members.join, GROUP, BOB, "Bob", 1)
    shown = await talk.press(await talk.say("/settings"), "Leaderboard")
    assert shown.replaces
    assert "on the leaderboards of 2 communities" in text_of(shown)
    left = await talk.press(shown, "Leave them all")
    assert text_of(left).startswith("You stand on no leaderboard.")
    assert await store.read(members.boards_of, ALICE) == 0
    assert await store.read(members.boards_of, BOB) == 1


async def test_in_a_server_its_leaderboard_is_joined_and_left(talk: Talk, store: Store) -> None:
    talk.place, talk.facts["can_whisper"] = GROUP, True
    for button, standing in (("Join the leaderboard", 1), ("Leave it", 0)):
        shown = await talk.press(await talk.say("/settings"), "Leaderboard")
        await talk.press(shown, button)
        assert await store.read(members.boards_of, ALICE, GROUP.community) == standing
