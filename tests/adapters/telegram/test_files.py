"""Files arrive and leave."""

import json
from typing import Any

import pytest

from tests.servers.telegram import ALICE, BOB, GROUP, Json, Refusal, TelegramServer

pytestmark = pytest.mark.usefixtures("bot")

LIST = b"pretraining\ntokenisation\nconvolutoin\n"


async def _answered(server: TelegramServer, chat: int, act: Any, **facts: Any) -> Json:
    """Do something and return the bot's next message in that chat."""
    before = len(server.said(chat))
    act(chat, **facts)
    await server.wait_for(lambda: len(server.said(chat)) > before)
    return server.said(chat)[-1]


async def _sent(server: TelegramServer, content: bytes, **facts: Any) -> Json:
    facts = {"language": "en", **facts}
    return await _answered(server, ALICE, server.send_file, content=content, **facts)


async def _asked(server: TelegramServer, text: str, chat: int = ALICE, **facts: Any) -> Json:
    return await _answered(server, chat, server.say, text=text, language="en", **facts)


async def test_a_file_is_shown_and_then_saved(server: TelegramServer) -> None:
    await _asked(server, "/language en")
    preview = await _sent(server, LIST, caption="/import")
    assert preview["text"].startswith("I know 2 words of that file.")
    server.press(preview, "Save these 2")
    await server.wait_for(lambda: server.called("editMessageText"))
    assert server.said(ALICE)[-1]["text"].startswith("2 words saved.")


@pytest.mark.parametrize("caption", [None, "my words"])
async def test_a_file_in_private_needs_no_command(
    server: TelegramServer, caption: str | None
) -> None:
    facts = {"caption": caption} if caption else {}
    assert (await _sent(server, LIST, **facts))["text"].startswith("I know 2 words")


async def test_a_file_may_answer_the_request_or_be_answered(server: TelegramServer) -> None:
    request = await _asked(server, "/import")
    assert request["text"].startswith("Send me a file")
    preview = await _sent(server, LIST, reply_to=request)
    assert preview["text"].startswith("I know 2 words")
    file = server.send_file(BOB, LIST, language="en")
    server.say(BOB, "/import", reply_to=file, language="en")
    await server.wait_for(lambda: len(server.said(BOB)) == 2)
    assert all(said["text"].startswith("I know 2 words") for said in server.said(BOB))


async def test_a_caption_may_be_another_command_or_another_bots(server: TelegramServer) -> None:
    assert "<word>" in (await _sent(server, LIST, caption="/help"))["text"]
    server.send_file(ALICE, LIST, caption="/import@some_other_bot")
    assert (await _asked(server, "/define loss"))["text"].startswith("loss")


async def test_a_file_forwarded_with_words_is_about_its_words(server: TelegramServer) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    forwarded = await _sent(server, LIST, caption="dropout", forward_origin=origin)
    assert forwarded["text"].startswith("dropout")
    plain = await _sent(server, LIST, forward_origin=origin)
    assert plain["text"].startswith("I know 2 words")


async def test_a_file_in_a_group_is_nobodys_business(server: TelegramServer) -> None:
    server.send_file(GROUP, LIST, user=ALICE)
    await _asked(server, "/help")
    assert server.last(GROUP) is None


async def test_a_large_file_is_not_even_fetched(server: TelegramServer) -> None:
    refused = await _sent(server, b"x" * (2 * 2**20 + 1))
    assert refused["text"].startswith("That file is larger than 2 MiB.")
    assert server.called("getFile") == []


async def test_a_file_larger_than_it_says_is_not_read_to_its_end(server: TelegramServer) -> None:
    server.files["lie"] = b"x" * (16 * 2**20)
    document = {"file_id": "lie", "file_unique_id": "lie", "file_size": 5}
    refused = await _answered(
        server, ALICE, server.say, text=None, document=document, language="en"
    )
    assert refused["text"].startswith("That file is larger than 2 MiB.")


async def test_a_file_that_cannot_be_fetched_is_admitted(server: TelegramServer) -> None:
    server.fail("getFile", Refusal(400, "Bad Request: file is temporarily unavailable"))
    assert (await _sent(server, LIST))["text"].startswith("Something went wrong here.")
    server.files_lost = True
    assert (await _sent(server, LIST))["text"].startswith("Something went wrong here.")


async def test_a_picture_comes_with_its_words_and_a_file_too(server: TelegramServer) -> None:
    await _asked(server, "/words add pretraining")
    stats = await _asked(server, "/stats")
    assert stats["caption"].startswith("1 word saved")
    (photo,) = server.called("sendPhoto")
    assert photo["photo"].startswith(b"\x89PNG")
    choice = await _asked(server, "/export")
    server.press(choice, "JSON")
    await server.wait_for(lambda: server.called("sendDocument"))
    (document,) = server.called("sendDocument")
    assert json.loads(document["document"])["words"][0]["word"] == "pretraining"
    assert document["caption"]


async def test_a_group_never_sees_what_is_a_persons_own(server: TelegramServer) -> None:
    await _asked(server, "/words add pretraining")
    reply = await _asked(server, "/export csv", GROUP, user=ALICE)
    (button,) = reply["reply_markup"]["inline_keyboard"][0]
    assert button["url"] == f"https://t.me/{server.username}?start=1e_csv"
    assert server.called("sendDocument") == []
    await _asked(server, "/start 1e_csv")
    assert len(server.called("sendDocument")) == 1


async def test_a_forged_press_of_another_person_saves_nothing(server: TelegramServer) -> None:
    preview = await _sent(server, LIST)
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    other = await _asked(server, "/help", BOB)
    query = server.press_data(other, data, user=BOB)
    (answer,) = await server.wait_for(lambda: server.answers_to(query))
    assert "text" in answer
    assert (await _asked(server, "/words", BOB))["text"].startswith("You have saved no word")
