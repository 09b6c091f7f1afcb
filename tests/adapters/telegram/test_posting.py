"""Messages nobody asked for: posted once, changed later, their failures told by kind."""

import pytest

from bot.adapters import DeliveryError, Moved, RetryLater, TopicGone, Unreachable
from bot.adapters.telegram import Telegram
from bot.core.messages import Paragraph, Place, Reply, line
from tests.adapters.telegram.conftest import FakeTimer, Make, Running
from tests.servers.telegram import ALICE, BOB, GROUP, Refusal, TelegramServer

HOME = Place("telegram", str(ALICE), str(ALICE), private=True)
TOPIC = Place("telegram", str(GROUP), str(GROUP), thread="77")


def _reply(text: str = "Word of the day.") -> Reply:
    return Reply(blocks=(Paragraph(line(text)),))


@pytest.fixture
async def posting(server: TelegramServer, bot: Telegram) -> Telegram:
    """A connected bot that Alice and a group know."""
    server.say(ALICE, "hm hm")
    server.say(GROUP, "hello", user=BOB)
    await server.wait_for(lambda: server.last(ALICE))
    return bot


async def test_a_post_goes_to_its_topic_in_silence(
    server: TelegramServer, posting: Telegram
) -> None:
    await posting.send(TOPIC, _reply(), delivery_id="d1", silent=True)
    (call,) = server.called("sendMessage")[1:]
    assert call["disable_notification"] is True
    assert server.said(GROUP)[0]["message_thread_id"] == 77


async def test_a_post_can_be_changed(server: TelegramServer, posting: Telegram) -> None:
    reference = await posting.send(HOME, _reply())
    for _ in range(2):
        await posting.edit(HOME, reference, _reply("Closed."))
    assert server.messages[ALICE, int(reference)]["text"] == "Closed."


async def test_a_post_that_is_gone_cannot_be_changed(posting: Telegram) -> None:
    with pytest.raises(DeliveryError, match="not found"):
        await posting.edit(HOME, "999999", _reply())


async def test_what_fails_is_told_by_kind(server: TelegramServer, posting: Telegram) -> None:
    server.topics_gone.add((GROUP, 77))
    with pytest.raises(TopicGone):
        await posting.send(TOPIC, _reply())
    server.gone[ALICE] = Refusal(403, "Forbidden: bot was blocked by the user")
    with pytest.raises(Unreachable, match="blocked"):
        await posting.send(HOME, _reply())
    server.gone[ALICE] = Refusal(400, "Bad Request: upgraded", {"migrate_to_chat_id": GROUP})
    with pytest.raises(Moved) as moved:
        await posting.send(HOME, _reply())
    assert moved.value.place == Place("telegram", str(GROUP), str(GROUP))
    server.gone[ALICE] = Refusal(500, "Internal Server Error")
    with pytest.raises(RetryLater):
        await posting.send(HOME, _reply())


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "kicked"),
        (403, "Forbidden: bot is not a member of the channel chat", "kicked"),
        (403, "Forbidden: user is deactivated", "gone"),
        (400, "Bad Request: chat not found", "gone"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "forbidden"),
    ],
)
async def test_a_chat_out_of_reach_tells_its_kind_and_keeps_what_was_said(
    server: TelegramServer, posting: Telegram, status: int, said: str, kind: str
) -> None:
    server.gone[ALICE] = Refusal(status, said)
    with pytest.raises(Unreachable) as told:
        await posting.send(HOME, _reply())
    assert str(told.value).startswith(f"{kind}: ")
    assert said.partition(": ")[2].casefold() in str(told.value).casefold()


async def test_a_flooded_chat_is_not_even_asked(
    server: TelegramServer, posting: Telegram, timer: FakeTimer
) -> None:
    server.fail("sendMessage", Refusal(429, "Too Many Requests", {"retry_after": 9}))
    with pytest.raises(RetryLater) as told:
        await posting.send(HOME, _reply())
    assert (told.value.seconds, told.value.everywhere) == (9, False)
    asked = len(server.called("sendMessage"))
    with pytest.raises(RetryLater):
        await posting.send(HOME, _reply())
    assert len(server.called("sendMessage")) == asked
    timer.seconds += 9
    await posting.send(HOME, _reply())


async def test_a_bot_that_is_not_connected_says_later(make: Make, running: Running) -> None:
    with pytest.raises(RetryLater) as told:
        await make().send(HOME, _reply())
    assert told.value.everywhere
