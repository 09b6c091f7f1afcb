"""What people do, and what they get, over the wire."""

import pytest

from bot.core.core import Core
from bot.storage.store import Store
from tests.servers.telegram import ALICE, BOB, GROUP, Json, TelegramServer

pytestmark = pytest.mark.usefixtures("bot")


async def _asked(server: TelegramServer, chat: int, text: str, **facts: object) -> Json:
    """Say something and return the bot's next message in that chat."""
    before = len(server.said(chat))
    server.say(chat, text, **facts)  # type: ignore[arg-type]
    await server.wait_for(lambda: len(server.said(chat)) > before)
    return server.said(chat)[-1]


def _link(card: Json) -> str:
    """Return the address of the first button that opens one."""
    buttons = (button for row in card["reply_markup"]["inline_keyboard"] for button in row)
    return next(str(button["url"]) for button in buttons if "url" in button)


async def _is_silent(server: TelegramServer, chat: int) -> bool:
    """Whether all that was sent so far has been handled without a word to `chat`."""
    await _asked(server, BOB, "/help")
    return server.last(chat) is None


async def test_a_word_gets_its_card(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    assert card["text"].startswith("pretraining  /ˌpriːˈtreɪnɪŋ/  n. [U]\n预训练\n\n")
    assert "expandable_blockquote" in {entity["type"] for entity in card["entities"]}
    assert "reply_to_message" not in card


async def test_plain_text_in_private_is_a_look_up(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "pretraining")
    assert card["text"].startswith("pretraining")


async def test_a_press_switches_the_domain_in_place(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    query = server.press(card, "视觉")
    await server.wait_for(lambda: server.called("editMessageText"))
    assert server.answers_to(query)
    assert "ImageNet" in server.said(ALICE)[0]["text"]
    assert len(server.said(ALICE)) == 1


async def test_pressing_twice_is_harmless(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    queries = [server.press(card, "视觉") for _ in range(2)]
    await server.wait_for(lambda: len(server.called("editMessageText")) == 2)
    assert all(server.answers_to(query) for query in queries)
    assert len(server.said(ALICE)) == 1


async def test_a_press_on_a_deleted_message_posts_the_card_anew(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    server.delete(card)
    server.press(card, "视觉", inaccessible=True)
    anew = await server.wait_for(lambda: server.last(ALICE))
    assert "ImageNet" in anew["text"]


async def test_a_press_answered_too_late_still_changes_the_card(server: TelegramServer) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    query = server.press(card, "视觉")
    server.queries[query].expired = True
    await server.wait_for(lambda: "ImageNet" in server.said(ALICE)[0]["text"])


@pytest.mark.parametrize("data", ["zzz", "1zzz_1", "1w_000000", "x" * 64])
async def test_a_forged_press_is_answered_with_a_toast(server: TelegramServer, data: str) -> None:
    card = await _asked(server, ALICE, "/define pretraining")
    query = server.press_data(card, data)
    (answer,) = await server.wait_for(lambda: server.answers_to(query))
    assert answer["text"]
    assert len(server.said(ALICE)) == 1


async def test_a_group_gets_the_short_card_as_a_reply(server: TelegramServer) -> None:
    card = await _asked(server, GROUP, "/define pretraining", user=ALICE)
    assert card["reply_to_message"]["text"] == "/define pretraining"
    assert _link(card).startswith(f"https://t.me/{server.username}?start=1w_")


async def test_the_link_opens_the_card_in_private(server: TelegramServer) -> None:
    card = await _asked(server, GROUP, "/define pretraining", user=ALICE)
    full = await _asked(server, ALICE, f"/start {_link(card).partition('start=')[2]}")
    assert full["text"].startswith("pretraining")
    assert "blockquote" in str(full["entities"])


async def test_an_answer_stays_in_its_topic(server: TelegramServer) -> None:
    card = await _asked(server, GROUP, "/define pretraining", user=ALICE, topic=77)
    assert card["message_thread_id"] == 77


async def test_the_general_topic_has_no_id_whatever_a_reply_claims(server: TelegramServer) -> None:
    card = await _asked(server, GROUP, "/define pretraining", user=ALICE, message_thread_id=3)
    assert "message_thread_id" not in card


async def test_a_command_for_this_bot_is_answered(server: TelegramServer) -> None:
    card = await _asked(server, GROUP, f"/define@{server.username.upper()} pretraining", user=ALICE)
    assert card["text"].startswith("pretraining")


@pytest.mark.parametrize(
    "text", ["/define@other_bot pretraining", "/nonsense", "pretraining", "good morning"]
)
async def test_what_a_group_says_to_others_is_not_answered(
    server: TelegramServer, text: str
) -> None:
    server.say(GROUP, text, user=ALICE)
    assert await _is_silent(server, GROUP)


async def test_a_message_without_words_is_not_answered(server: TelegramServer) -> None:
    server.say(ALICE, None, sticker=_STICKER)
    server.push({"edited_message": {**server.say(GROUP, "hm"), "edit_date": 1, "text": "/help"}})
    assert await _is_silent(server, ALICE)
    assert server.last(GROUP) is None


async def test_define_as_a_reply_explains_the_message_replied_to(server: TelegramServer) -> None:
    said = server.say(GROUP, "Everybody here swears by pretraining nowadays.", user=BOB)
    card = await _asked(server, GROUP, "/define", user=ALICE, reply_to=said)
    assert card["text"].startswith("pretraining")


async def test_a_forwarded_message_is_explained(server: TelegramServer) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Carol"}
    card = await _asked(
        server, ALICE, "Everybody here swears by pretraining nowadays.", forward_origin=origin
    )
    assert card["text"].startswith("pretraining")


async def test_another_members_press_opens_the_private_chat(server: TelegramServer) -> None:
    usage = await _asked(server, GROUP, "/define", user=ALICE)
    query = server.press(usage, "pretraining", user=BOB)
    (answer,) = await server.wait_for(lambda: server.answers_to(query))
    assert answer["url"].startswith(f"https://t.me/{server.username}?start=1w_")
    assert server.said(GROUP) == [usage]


async def test_the_askers_own_press_changes_the_message(server: TelegramServer) -> None:
    usage = await _asked(server, GROUP, "/define", user=ALICE)
    server.press(usage, "pretraining", user=ALICE)
    await server.wait_for(lambda: server.said(GROUP)[0]["text"].startswith("pretraining"))


async def test_only_an_admin_chooses_a_groups_language(
    server: TelegramServer, store: Store
) -> None:
    refused = await _asked(server, GROUP, "/language en", user=BOB)
    assert "管理员" in refused["text"]
    server.admins.add((GROUP, ALICE))
    for _ in range(2):
        await _asked(server, GROUP, "/language en", user=ALICE)
    asked = [call["user_id"] for call in server.called("getChatMember")]
    assert asked == [BOB, ALICE]


async def test_only_so_many_admins_are_remembered(
    server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.admins._MOST_KEPT", 1)
    for user in (ALICE, BOB, ALICE):
        await _asked(server, GROUP, "/language en", user=user)
    assert len(server.called("getChatMember")) == 3


async def test_an_anonymous_admin_chooses_the_groups_language(server: TelegramServer) -> None:
    group = {"id": GROUP, "type": "supergroup", "title": "A group"}
    said = await _asked(server, GROUP, "/language en", user=1087968824, sender_chat=group)
    assert said["text"].startswith("I speak English now.")
    assert not server.called("getChatMember")


async def test_a_channel_speaking_in_a_group_is_no_admin(server: TelegramServer) -> None:
    other = {"id": -1000000000999, "type": "channel", "title": "Elsewhere"}
    said = await _asked(server, GROUP, "/language en", user=136817688, sender_chat=other)
    assert "管理员" in said["text"]


async def test_a_channel_is_answered(server: TelegramServer) -> None:
    channel = server.channel(-1000000000777)
    card = await _asked(server, channel, "/define pretraining")
    assert card["text"].startswith("pretraining")


async def test_a_groups_language_serves_everybody(server: TelegramServer, core: Core) -> None:
    server.admins.add((GROUP, ALICE))
    await _asked(server, GROUP, "/language en", user=ALICE)
    help_ = await _asked(server, GROUP, "/help", user=BOB)
    assert "Look up a word" in help_["text"]


_STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}
