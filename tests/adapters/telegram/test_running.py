"""Starting, staying connected, being called, and setting menus."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.adapters import AdapterError
from bot.adapters.telegram import Telegram, Webhook
from bot.adapters.telegram import adapter as adapter_module
from bot.storage import inbox
from bot.storage.store import Store
from tests.adapters.telegram.conftest import FakeTimer, Make, Running
from tests.servers.telegram import ALICE, BOB, Refusal, TelegramServer

BROKEN = Refusal(502, "Bad Gateway")
SECRET = "a-secret_of-the-webhook"


async def test_a_start_tells_where_the_bot_is(
    server: TelegramServer, running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running():
        await server.wait_for(lambda: server.called("getUpdates"))
    told = capsys.readouterr().out
    assert f"https://t.me/{server.username}?startgroup=true" in told
    assert server.token not in told


async def test_every_poll_names_the_kinds_it_wants(
    server: TelegramServer, running: Running
) -> None:
    async with running():
        server.say(ALICE, "/help")
        await server.wait_for(lambda: len(server.called("getUpdates")) > 1)
    assert server.called("deleteWebhook")
    assert all(
        {"message", "channel_post", "callback_query"} < set(call["allowed_updates"])
        for call in server.called("getUpdates")
    )


@pytest.mark.parametrize("token", ["1:wrong-token-wrong-token-wrong"])
async def test_a_refused_token_is_one_sentence(make: Make, token: str) -> None:
    with pytest.raises(AdapterError, match="The Telegram token is refused") as failure:
        await make(token=token).run()
    assert token not in str(failure.value)


async def test_an_outage_at_the_start_is_waited_out(
    server: TelegramServer,
    running: Running,
    timer: FakeTimer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.fail("getMe", BROKEN, times=12)
    async with running():
        await server.wait_for(lambda: server.called("getUpdates"))
    assert max(timer.slept) <= 45
    told = capsys.readouterr().out
    assert told.count("telegram_out_of_reach") == 1
    assert "telegram_reached_again" in told


async def test_a_flood_of_polls_is_obeyed(
    server: TelegramServer, running: Running, timer: FakeTimer
) -> None:
    server.fail("getUpdates", Refusal(429, "Too Many Requests", {"retry_after": 7}))
    async with running():
        await server.wait_for(lambda: len(server.called("getUpdates")) > 1)
    assert 7 in timer.slept


async def test_another_bot_that_polls_is_pointed_out(
    server: TelegramServer, running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail("getUpdates", Refusal(409, "Conflict: terminated by other getUpdates request"))
    async with running():
        server.say(ALICE, "/help")
        await server.wait_for(lambda: server.last(ALICE))
    assert "another program polls with this token" in capsys.readouterr().out


async def test_a_token_revoked_later_ends_the_bot(server: TelegramServer, make: Make) -> None:
    server.fail("getUpdates", Refusal(401, "Unauthorized"))
    with pytest.raises(AdapterError):
        await make().run()


async def test_a_database_without_room_does_not_lose_updates(
    server: TelegramServer, running: Running, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, failures = store.write, [OSError("no room"), OSError("no room")]

    async def flaky(*question: Any) -> Any:
        if failures:
            raise failures.pop()
        return await write(*question)

    monkeypatch.setattr(store, "write", flaky)
    async with running():
        server.say(ALICE, "/help")
        await server.wait_for(lambda: server.last(ALICE))


async def test_a_poll_without_news_is_repeated(
    server: TelegramServer, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.polling._SILENCE_SECONDS", 0)
    async with running():
        await server.wait_for(lambda: len(server.called("getUpdates")) > 2)
        server.say(ALICE, "/help")
        await server.wait_for(lambda: server.last(ALICE))


@pytest.fixture
def port(unused_tcp_port_factory: Callable[[], int]) -> int:
    return unused_tcp_port_factory()


@pytest.fixture
def webhook(port: int) -> Webhook:
    return Webhook(f"http://127.0.0.1:{port}/telegram", SECRET, port, "127.0.0.1")


async def test_telegram_calls_and_is_answered(
    server: TelegramServer, running: Running, webhook: Webhook
) -> None:
    async with running(webhook=webhook):
        server.say(ALICE, "/help")
        server.say(BOB, "/help")
        await server.wait_for(lambda: server.last(ALICE) and server.last(BOB))
        assert not server.waiting
    (call,) = server.called("setWebhook")
    assert call["secret_token"] == SECRET


async def _ready(server: TelegramServer) -> None:
    await server.wait_for(lambda: server.webhook)


async def test_only_who_knows_the_secret_is_heard(
    server: TelegramServer,
    running: Running,
    webhook: Webhook,
    store: Store,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with running(webhook=webhook), aiohttp.ClientSession() as session:
        await _ready(server)
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong-secret"}):
            async with session.post(webhook.url, json={"update_id": 1}, headers=headers) as answer:
                assert answer.status == 403
    assert not await store.read(inbox.waiting, "telegram")
    told = capsys.readouterr().out
    assert told.count("webhook_refused") == 2
    assert "wrong-secret" not in told
    assert SECRET not in told + repr(webhook)


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b"{}", 400), (b" " * 1_048_577, 413)]
)
async def test_a_body_that_is_no_update_is_refused(
    server: TelegramServer, running: Running, webhook: Webhook, body: bytes, status: int
) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with running(webhook=webhook), aiohttp.ClientSession(headers=headers) as session:
        await _ready(server)
        async with session.post(webhook.url, data=io.BytesIO(body)) as answer:
            assert answer.status == status


async def test_a_host_is_told_that_all_is_well(
    server: TelegramServer, running: Running, webhook: Webhook
) -> None:
    async with running(webhook=webhook), aiohttp.ClientSession() as session:
        await _ready(server)
        async with session.get(f"http://127.0.0.1:{webhook.port}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")


async def test_a_full_house_asks_telegram_to_come_again(
    server: TelegramServer, running: Running, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.intake.Intake.has_room", False)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with running(webhook=webhook), aiohttp.ClientSession(headers=headers) as session:
        await _ready(server)
        async with session.post(webhook.url, json={"update_id": 1}) as answer:
            assert answer.status == 503


async def test_a_port_that_is_taken_is_one_sentence(server: TelegramServer, make: Make) -> None:
    taken = int(server.url.rpartition(":")[2])
    webhook = Webhook("https://example.org", SECRET, taken, "127.0.0.1")
    with pytest.raises(AdapterError, match=f"PORT: {taken} cannot be listened on"):
        await make(webhook=webhook).run()
    assert webhook.path == "/"


async def test_an_address_telegram_refuses_is_one_sentence(
    server: TelegramServer, make: Make, webhook: Webhook
) -> None:
    server.fail("setWebhook", Refusal(400, "Bad Request: bad webhook: HTTPS url must be provided"))
    with pytest.raises(AdapterError, match="Telegram refuses setWebhook: Bad webhook"):
        await make(webhook=webhook).run()


async def test_menus_are_set_once(server: TelegramServer, make: Make) -> None:
    first = await make().sync()
    assert first == (
        "Telegram: menus set for private chats in English, private chats in Chinese, "
        "groups in English, groups in Chinese."
    )
    assert await make().sync() == "Telegram: the menus are up to date."
    assert len(server.called("setMyCommands")) == 4
    names = {key: [c["command"] for c in menu] for key, menu in server.menus.items()}
    assert "deletemydata" in names["all_private_chats", "zh"]
    assert "cards" not in names["all_private_chats", "zh"]
    assert "deletemydata" not in names["all_group_chats", "zh"]
    assert names["all_private_chats", ""][0] == "define"
    descriptions = [c["description"] for c in server.menus["all_private_chats", "zh"]]
    assert "查" in descriptions[0]


async def test_menus_that_cannot_be_set_are_one_sentence(
    server: TelegramServer, make: Make
) -> None:
    with pytest.raises(AdapterError, match="The Telegram token is refused"):
        await make(token="1:wrong-token-wrong-token-wrong").sync()
    server.fail("getMyCommands", BROKEN)
    with pytest.raises(AdapterError, match="could not set the menus: Bad Gateway"):
        await make().sync()


async def test_a_bot_that_leaves_finishes_what_is_in_hand(
    server: TelegramServer, make: Make
) -> None:
    bot: Telegram = make()
    task = asyncio.create_task(bot.run())
    server.at_request(4, task.cancel)
    server.say(ALICE, "/help")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert adapter_module._FINISHING_SECONDS < 10
    assert server.last(ALICE)
