import pytest

from bot.core.core import Core
from bot.core.messages import Audience, Pressed
from bot.storage import settings
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, NOON, Talk, options, text_of


async def test_start_asks_for_the_language_once(talk: Talk) -> None:
    first = await talk.say("/start", language="zh-CN")
    assert [o.label for o in options(first)] == ["简体中文", "繁體中文", "English"]
    await talk.press(first, "English")
    again = await talk.say("/start", language="zh-CN")
    assert "English" not in [o.label for o in options(again)]
    assert again.language == "en"


async def test_the_choice_sticks_over_what_the_platform_reports(talk: Talk, core: Core) -> None:
    await talk.say("/language zh", language="en")
    assert "先在大规模数据集上" in text_of(await talk.say("/define pretraining", language="en"))


async def test_a_choice_is_confirmed_in_the_language_chosen(talk: Talk) -> None:
    reply = await talk.press(await talk.say("/language"), "繁體中文")
    assert "介面" in text_of(reply) or "界面" in text_of(reply)


async def test_in_a_group_only_admins_choose_the_language(talk: Talk, store: Store) -> None:
    talk.place = GROUP
    refused = await talk.say("/language en", language="zh")
    assert refused.notice.startswith("这里的语言由管理员选择")
    await talk.as_admin().say("/language en")
    assert await store.read(settings.community_language, GROUP) == "en"
    assert (await talk.say("/define pretraining", language="zh")).language == "en"


async def test_an_anonymous_admin_chooses_for_the_group(talk: Talk, store: Store) -> None:
    talk.place, talk.person = GROUP, None
    await talk.as_admin().say("/language en")
    assert await store.read(settings.community_language, GROUP) == "en"


async def test_somebody_without_an_id_is_told_where_to_choose(talk: Talk) -> None:
    talk.place, talk.person = None, None
    assert "private chat" in (await talk.say("/language en", addressed=True)).notice


async def test_help_names_every_listed_command(talk: Talk, core: Core) -> None:
    text = text_of(await talk.say("/help", can_whisper=True))
    for command in core.commands.values():
        assert (f"/{command.name}" in text) is command.listed


async def test_help_leaves_out_what_the_platform_has_no_use_for(talk: Talk) -> None:
    assert "/cards" not in text_of(await talk.say("/help"))


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("中文", "zh-Hans"),
        ("简体中文", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("繁體中文", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("English", "en"),
        ("en-GB", "en"),
        ("英语", "en"),
    ],
)
async def test_a_language_is_chosen_by_the_name_a_person_gives_it(
    talk: Talk, store: Store, typed: str, language: str
) -> None:
    await talk.say(f"/language {typed}")
    assert await store.read(settings.person_language, ALICE) == language


async def test_a_language_the_bot_does_not_speak_is_no_choice(talk: Talk) -> None:
    assert "not one of the choices" in (await talk.say("/language fr")).notice


async def test_privacy_says_what_is_kept_and_how_it_goes(talk: Talk) -> None:
    text = text_of(await talk.say("/privacy"))
    assert "your settings" in text
    assert "/deletemydata" in text


async def test_deleting_asks_once_and_then_leaves_nothing(talk: Talk, store: Store) -> None:
    await talk.say("/language en")
    question = await talk.say("/deletemydata")
    assert await store.read(settings.person_language, ALICE) == "en"
    done = await talk.press(question, "Delete everything")
    assert done.audience is Audience.ASKER
    assert await store.read(settings.person_language, ALICE) is None
    assert (await talk.say("/help", language="zh")).language == "zh-Hans"


async def test_somebody_without_an_id_has_nothing_to_delete(talk: Talk) -> None:
    talk.person = None
    assert "cannot tell who you are" in (await talk.say("/deletemydata yes")).notice


async def test_a_choice_made_by_another_process_is_noticed(talk: Talk, store: Store) -> None:
    assert (await talk.say("/help")).language == "en"
    await store.write(settings.set_person_language, ALICE, "zh-Hans", 0)
    assert (await talk.say("/help")).language == "en"
    talk.now = NOON.replace(minute=2)
    assert (await talk.say("/help")).language == "zh-Hans"


async def test_a_forged_language_is_refused(talk: Talk) -> None:
    reply = talk.answered(await talk.hears(Pressed("1l_xx")))
    assert reply.notice.startswith("That is not one of the choices")


async def test_no_link_and_no_button_of_anothers_deletes_anything(talk: Talk, store: Store) -> None:
    await talk.say("/language en")
    linked = await talk.say("/start 1x_yes")
    pressed = talk.answered(await talk.hears(Pressed("1x_yes"), asker=BOB))
    for reply in (linked, pressed):
        assert "cannot be undone" in text_of(reply)
    assert await store.read(settings.person_language, ALICE) == "en"
