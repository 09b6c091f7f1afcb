"""The bot connected to a stub Discord, in one process with its tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, NoReturn

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict

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


class Log(LogCapture):
    """What the bot logs, for a test to read and to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def __call__(self, logger: Any, method_name: str, event_dict: EventDict) -> NoReturn:
        self._more.set()
        super().__call__(logger, method_name, event_dict)

    def of(self, event: str) -> list[EventDict]:
        """Return what was said of an event, in order."""
        return [entry for entry in self.entries if entry["event"] == event]

    async def until(self, event: str, times: int = 1) -> None:
        """Wait until an event has happened so often."""
        async with asyncio.timeout(PATIENCE):
            while len(self.of(event)) < times:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
def log() -> Iterator[Log]:
    """Give what is logged from here on; nothing of it is printed."""
    processors = structlog.get_config()["processors"]
    before, listening = processors.copy(), Log()
    processors[:] = [listening]
    yield listening
    processors[:] = before


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
