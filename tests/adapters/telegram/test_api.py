"""The HTTP side: uploads, the proxy, and errors that give no token away."""

import asyncio
import traceback

import pytest
from aiohttp import web
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.adapters.telegram.api import AiohttpRequest, Api
from bot.adapters.telegram.waiting import SystemTimer
from tests.servers.telegram import TelegramServer


async def _serving(handler: object) -> tuple[web.AppRunner, str]:
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handler)  # type: ignore[arg-type]
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


def test_nothing_printed_shows_the_token(server: TelegramServer) -> None:
    api = Api(server.token, server.url)
    assert server.token not in f"{api!r} {api}"


async def test_an_error_shows_no_address() -> None:
    api = Api("1:a-token-of-some-length-here", "http://127.0.0.1:9")
    await api.connect()
    try:
        with pytest.raises(NetworkError) as failure:
            await api.call("getMe")
    finally:
        await api.disconnect()
    assert "token" not in "".join(traceback.format_exception(failure.value))


async def test_a_closed_connection_says_so() -> None:
    with pytest.raises(NetworkError, match="closed"):
        await Api("1:a-token", "http://127.0.0.1:9").call("getMe")
    await AiohttpRequest().shutdown()


async def test_an_answer_that_is_none_is_an_error() -> None:
    async def talk_html(_request: web.Request) -> web.Response:
        return web.Response(text="<html>")

    runner, url = await _serving(talk_html)
    api = Api("1:a-token", url)
    await api.connect()
    try:
        with pytest.raises(TelegramError, match="unreadable"):
            await api.call("getMe")
    finally:
        await api.disconnect()
        await runner.cleanup()


async def test_silence_is_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    too_late = asyncio.Event()

    async def say_nothing(_request: web.Request) -> web.Response:
        await too_late.wait()
        return web.Response()

    monkeypatch.setattr("bot.adapters.telegram.api._READ_SECONDS", 0.01)
    runner, url = await _serving(say_nothing)
    api = Api("1:a-token", url)
    await api.connect()
    try:
        with pytest.raises(TimedOut):
            await api.call("getMe")
    finally:
        too_late.set()
        await api.disconnect()
        await runner.cleanup()


async def test_requests_go_through_the_proxy(server: TelegramServer) -> None:
    seen: list[str] = []

    async def forward(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return web.json_response({"ok": True, "result": {"id": 1}})

    runner, proxy = await _serving(forward)
    api = Api(server.token, "http://api.example.org", proxy=proxy)
    await api.connect()
    try:
        assert await api.call("getMe") == {"id": 1}
    finally:
        await api.disconnect()
        await runner.cleanup()
    assert seen[0].startswith("http://api.example.org/bot")


async def test_downloads_are_read(server: TelegramServer) -> None:
    async def give(_request: web.Request) -> web.Response:
        return web.Response(body=b"content")

    runner, url = await _serving(give)
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    try:
        assert await request.retrieve(f"{url}/file") == b"content"
        assert request.read_timeout == 20
    finally:
        await request.shutdown()
        await runner.cleanup()


async def test_time_passes_as_it_does_for_everyone() -> None:
    timer = SystemTimer()
    before = timer.now()
    await timer.sleep(0)
    assert timer.now() >= before
