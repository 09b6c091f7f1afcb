"""Connecting, being interrupted, and leaving."""

import asyncio
import logging

import pytest
from structlog.testing import capture_logs

from bot.adapters import AdapterError
from bot.adapters.discord import Discord
from bot.core.core import Core
from bot.core.messages import Paragraph, Reply, Request, line
from tests.adapters.discord.conftest import Running, Scripted
from tests.servers.discord import TOKEN, DiscordServer
from tests.talk import NOON

DONE = Reply(blocks=(Paragraph(line("Done.")),))


def discord_at(server: DiscordServer, core: Core, pauses: list[float] | None = None) -> Discord:
    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    return Discord(core, TOKEN, lambda: NOON, api_url=server.url, pause=pause)


async def test_a_refused_token_is_said_in_one_sentence_and_never_shown(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with DiscordServer(token="another.one.altogether") as server:
        adapter = discord_at(server, core)
        for attempt in (adapter.run, adapter.sync):
            with pytest.raises(AdapterError, match=r"^The Discord token is refused; .*\.$"):
                await attempt()
    assert TOKEN not in caplog.text + repr(adapter)


@pytest.mark.parametrize(
    ("code", "sentence"), [(4004, "token is refused"), (4013, "intents"), (4014, "intents")]
)
async def test_a_gateway_that_will_never_let_the_bot_in_is_not_asked_again(
    server: DiscordServer, core: Core, code: int, sentence: str
) -> None:
    running = asyncio.create_task(discord_at(server, core).run())
    await server.ready()
    await server.gateway.hang_up(code)
    with pytest.raises(AdapterError, match=sentence):
        await running


async def test_an_outage_at_the_start_is_waited_out_longer_each_time(
    server: DiscordServer, core: Core, no_waiting: list[float]
) -> None:
    server.fail("GET /users/@me", "drop", times=2)  # aiohttp asks twice
    server.fail("GET /gateway/bot", 500, times=5)
    pauses: list[float] = []
    with capture_logs() as logs:
        running = asyncio.create_task(discord_at(server, core, pauses).run())
        await server.ready()
        running.cancel()
        await asyncio.wait([running])
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(pauses, start=1))
    reasons = [entry["reason"] for entry in logs if entry["event"] == "discord_unreachable"]
    assert reasons == ["ServerDisconnectedError", "GatewayNotFound"]


async def test_what_happens_while_the_connection_is_renewed_is_answered(
    server: DiscordServer, bot: Discord
) -> None:
    await server.ready()
    await server.gateway.ask_to_reconnect()
    await server.say("pretraining", at_once=True)
    await server.wait_for(lambda: server.messages)
    assert server.messages[0].text.startswith("# pretraining")
    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_connection_that_breaks_is_taken_up_again(
    server: DiscordServer, bot: Discord
) -> None:
    await server.gateway.hang_up(4000)
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_an_outage_of_the_gateway_is_waited_out_and_logged_in_one_line(
    server: DiscordServer,
    bot: Discord,
    no_waiting: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.gateway.refusing = 1
    await server.gateway.hang_up(4000)
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    assert [record.exc_info for record in caplog.records if record.exc_info] == []
    assert "Attempting a reconnect for shard ID 0" in caplog.text
    assert "(WSServerHandshakeError)" in caplog.text


async def test_a_bot_that_has_outgrown_its_shards_connects_anew(
    server: DiscordServer, core: Core
) -> None:
    pauses: list[float] = []
    running = asyncio.create_task(discord_at(server, core, pauses).run())
    await server.ready()
    with capture_logs() as logs:
        await server.gateway.hang_up(4011)
        assert (await server.slash("define", {"word": "pretraining"})).posted.text
    reasons = [entry["reason"] for entry in logs if entry["event"] == "discord_unreachable"]
    assert reasons == ["closed with 4011"]
    assert len(pauses) == 1
    running.cancel()
    await asyncio.wait([running])


async def test_a_session_discord_has_forgotten_is_begun_anew(
    server: DiscordServer, bot: Discord, no_waiting: list[float]
) -> None:
    await server.gateway.invalidate()
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    assert server.gateway.identified == 2


async def test_only_what_needs_no_privilege_is_subscribed_to(
    server: DiscordServer, bot: Discord
) -> None:
    assert server.gateway.intents == 1 << 0 | 1 << 12


async def test_the_log_names_both_ways_to_install_the_bot(
    server: DiscordServer, core: Core
) -> None:
    with capture_logs() as logs:
        running = asyncio.create_task(discord_at(server, core).run())
        await server.ready()
        running.cancel()
        await asyncio.wait([running])
    entry = next(entry for entry in logs if entry["event"] == "discord_logged_in")
    assert "integration_type=0&scope=bot+applications.commands" in entry["invite_to_server"]
    assert "integration_type=1&scope=applications.commands" in entry["invite_to_account"]


async def test_commands_people_are_shown_wrongly_are_warned_of(
    server: DiscordServer, core: Core, running: Running
) -> None:
    with capture_logs() as logs:
        async with running():
            pass
        async with running() as adapter:
            await adapter.sync()
        async with running():
            pass
    warnings = [entry for entry in logs if entry["event"] == "discord_commands_differ"]
    assert [entry["to_do"] for entry in warnings] == ["cihui sync"] * 2


async def test_leaving_finishes_what_is_in_hand_and_takes_nothing_new(
    server: DiscordServer, scripted: Scripted
) -> None:
    began, may_finish = asyncio.Event(), asyncio.Event()

    async def slowly(_request: Request) -> Reply:
        began.set()
        await may_finish.wait()
        return DONE

    core = scripted(slowly)
    running = asyncio.create_task(discord_at(server, core).run())
    first = await server.slash("help", wait=False)
    await began.wait()
    running.cancel()
    await asyncio.sleep(0)
    await server.slash("help", wait=False)
    await server.say("too late")
    await server.heard()
    await asyncio.sleep(0)
    may_finish.set()
    await asyncio.wait([running])
    assert running.cancelled()
    assert first.posted.text == "Done."
    assert len(core.requests) == 1


async def test_a_proxy_is_used_for_everything(server: DiscordServer, core: Core) -> None:
    proxy = server.url.removesuffix("/api/v10")
    adapter = Discord(
        core, TOKEN, lambda: NOON, api_url="http://discord.invalid/api/v10", proxy=proxy
    )
    server.rest.gateway_url = server.gateway.url = "ws://gateway.invalid/gateway/"
    running = asyncio.create_task(adapter.run())
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    assert (await server.dm("pretraining")).text
    running.cancel()
    await asyncio.wait([running])


async def test_a_sync_that_fails_says_why(server: DiscordServer, core: Core) -> None:
    server.fail("PUT .*", 403, code=20012)
    with pytest.raises(AdapterError, match="403, code 20012"):
        await discord_at(server, core).sync()
    server.fail("GET .*", "drop", times=2)
    with pytest.raises(AdapterError, match="ServerDisconnectedError"):
        await discord_at(server, core).sync()
