"""Messages nobody waits for."""

from dataclasses import replace

import pytest

from bot.adapters import DeliveryError, RetryLater, TopicGone, Unreachable
from bot.adapters.discord import Discord
from bot.core.core import Core
from bot.core.messages import OutgoingFile, Paragraph, Place, Reply, line
from tests.adapters.discord.conftest import Log, Running
from tests.servers.discord import TOKEN, DiscordServer
from tests.servers.discord_payloads import GUILD
from tests.talk import NOON

PLACE = Place("discord", GUILD.id, GUILD.channel)
THREAD = replace(PLACE, thread="600000000000000077")
SUPPRESS_NOTIFICATIONS = 1 << 12
WORD = Reply(blocks=(Paragraph(line("The word of the day.")),))


@pytest.fixture
async def sender(log: Log, bot: Discord) -> Discord:
    """Give a bot that has been let in."""
    await log.until("discord_connected")
    return bot


async def test_a_message_is_posted_once_however_often_it_is_sent(
    server: DiscordServer, sender: Discord
) -> None:
    references = {await sender.send(PLACE, WORD, delivery_id="d-123") for _ in range(2)}
    assert references == {server.messages[0].id}
    assert [message.text for message in server.messages] == ["The word of the day."]
    assert server.calls[-1].body["allowed_mentions"] == {"parse": []}


async def test_messages_without_an_id_are_posted_as_often_as_they_are_sent(
    server: DiscordServer, sender: Discord
) -> None:
    for _ in range(2):
        await sender.send(THREAD, WORD, silent=True)
    assert [(m.channel, m.flags & 1 << 12) for m in server.messages] == [
        (THREAD.thread, 1 << 12)
    ] * 2


async def test_a_message_that_was_sent_can_be_changed(
    server: DiscordServer, sender: Discord
) -> None:
    chart = OutgoingFile("chart.png", b"png")
    reference = await sender.send(PLACE, replace(WORD, files=(chart,)))
    await sender.edit(PLACE, reference, Reply(blocks=(Paragraph(line("Closed.")),)))
    assert [(m.text, m.attachments) for m in server.messages] == [("Closed.", [])]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10003, Unreachable), (404, 10004, Unreachable), (403, 50001, Unreachable),
        (403, 50007, Unreachable), (403, 50013, Unreachable), (403, 50278, Unreachable),
        (400, 50083, TopicGone), (400, 160005, TopicGone), (403, 40003, RetryLater),
        (503, 0, RetryLater), ("drop", 0, RetryLater), (400, 200000, DeliveryError),
        (404, 10008, DeliveryError),
    ],
)  # fmt: skip
async def test_each_refusal_says_what_to_do_with_the_delivery(
    server: DiscordServer, sender: Discord, status: int, code: int, kind: type[DeliveryError]
) -> None:
    server.fail("POST /channels/.*", status, code=code)
    with pytest.raises(DeliveryError) as caught:
        await sender.send(PLACE, WORD)
    assert type(caught.value) is kind


async def test_a_channel_that_is_gone_may_have_been_a_thread_alone(
    server: DiscordServer, sender: Discord
) -> None:
    server.fail("PATCH /channels/.*", 404, code=10003)
    with pytest.raises(TopicGone):
        await sender.edit(THREAD, "1", WORD)


async def test_being_told_to_slow_down_says_for_how_long(
    server: DiscordServer, sender: Discord
) -> None:
    server.fail("POST /channels/.*", 429, after=90)
    with pytest.raises(RetryLater) as caught:
        await sender.send(PLACE, WORD)
    assert (caught.value.seconds, caught.value.everywhere) == (90, False)


async def test_nothing_is_sent_before_discord_lets_the_bot_in(
    server: DiscordServer, core: Core, running: Running, log: Log
) -> None:
    adapter = Discord(core, TOKEN, lambda: NOON, api_url=server.url)
    with pytest.raises(RetryLater):
        await adapter.send(PLACE, WORD)
    async with running() as other:
        await log.until("discord_connected")
    with pytest.raises(RetryLater) as caught:
        await other.send(PLACE, WORD)
    assert caught.value.everywhere


async def test_an_admins_role_is_called_and_nobody_else(
    server: DiscordServer, sender: Discord
) -> None:
    echoing = Reply(blocks=(Paragraph(line("@everyone <@&88>")),), calls="77")
    await sender.send(PLACE, echoing)
    (message,) = server.messages
    assert message.text.startswith("<@&77>")
    assert server.calls[-1].body["allowed_mentions"] == {"parse": [], "roles": [77]}


async def test_a_thread_is_opened_under_a_message_but_not_inside_a_thread(
    server: DiscordServer, sender: Discord
) -> None:
    reference = await sender.send(PLACE, replace(WORD, thread="dropout"))
    await sender.send(THREAD, replace(WORD, thread="token"))
    assert server.rest.threads == {reference: "dropout"}


async def test_a_message_counts_as_sent_even_where_its_thread_cannot_be_opened(
    server: DiscordServer, sender: Discord
) -> None:
    server.fail("POST /channels/.*/threads", 403, code=50013)
    assert await sender.send(PLACE, replace(WORD, thread="dropout")) == server.messages[0].id
    assert server.rest.threads == {}
