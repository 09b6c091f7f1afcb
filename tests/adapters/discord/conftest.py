"""The bot connected to a stub Discord, in one process with its tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.adapters.discord import Discord
from bot.core.core import Core
from bot.core.messages import Reply, Request
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage.store import Store
from tests.servers.discord import PATIENCE, TOKEN, DiscordServer
from tests.talk import NOON

Script = Callable[[Request], Any]
Running = Callable[..., AbstractAsyncContextManager[Discord]]
Scripted = Callable[[Script], "ScriptedCore"]


class ScriptedCore(Core):
    """A core that answers as a test wants, and remembers what it was asked."""

    def __init__(self, dictionary: Dictionary, store: Store, script: Script) -> None:
        super().__init__(dictionary, store)
        self.requests: list[Request] = []
        self._script = script

    async def handle(self, request: Request) -> Reply | None:
        self.requests.append(request)
        outcome = self._script(request)
        reply: Reply | None = await outcome if asyncio.iscoroutine(outcome) else outcome
        return reply


async def eventually(condition: Callable[[], object]) -> None:
    """Let the bot go on until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for may set no event
            await asyncio.sleep(0)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """Give a Discord whose bot must do nothing that the real one refuses."""
    async with DiscordServer() as opened:
        yield opened
    assert opened.refusals == []


@pytest.fixture
def scripted(dictionary: Dictionary, store: Store) -> Scripted:
    return lambda script: ScriptedCore(dictionary, store, script)


@pytest.fixture
def running(server: DiscordServer, core: Core) -> Running:
    """Give a context in which a bot serves the stub; by default one with the real core."""

    @contextlib.asynccontextmanager
    async def run(
        own: Core | None = None, *, at: DiscordServer = server, **settings: Any
    ) -> AsyncIterator[Discord]:
        options = {"api_url": at.url, **settings}
        adapter = Discord(own or core, TOKEN, lambda: NOON, **options)
        task = asyncio.create_task(adapter.run())
        ready = asyncio.create_task(at.ready())
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        try:
            yield adapter
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return run


@pytest.fixture
async def bot(running: Running) -> AsyncIterator[Discord]:
    """Give a running bot with the real core."""
    async with running() as adapter:
        yield adapter


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make every pause end at once; give the lengths asked for."""
    asked: list[float] = []
    yielding = asyncio.sleep

    async def sleep(seconds: float, result: object = None) -> object:
        if seconds:
            asked.append(seconds)
        return await yielding(0, result)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return asked
