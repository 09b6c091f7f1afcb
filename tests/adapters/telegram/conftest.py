"""A bot that polls a stub server, in one process with its tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from random import Random
from typing import Any

import pytest

from bot.adapters.telegram import Telegram
from bot.core.core import Core
from bot.core.messages import Reply, Request
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage.store import Store
from tests.servers.telegram import TelegramServer
from tests.talk import NOON


class FakeTimer:
    """A clock that a test moves; sleeping moves it too, so that nobody waits."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class ScriptedCore(Core):
    """A core that gives the same reply to everything, or does what a test wants."""

    def __init__(
        self, dictionary: Dictionary, store: Store, answer: Callable[[Request], Any]
    ) -> None:
        super().__init__(dictionary, store)
        self.requests: list[Request] = []
        self._script = answer

    async def handle(self, request: Request) -> Reply | None:
        self.requests.append(request)
        outcome = self._script(request)
        reply: Reply | None = await outcome if asyncio.iscoroutine(outcome) else outcome
        return reply


Make = Callable[..., Telegram]
Running = Callable[..., AbstractAsyncContextManager[Telegram]]
Scripted = Callable[..., ScriptedCore]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        yield running


@pytest.fixture
def timer() -> FakeTimer:
    return FakeTimer()


@pytest.fixture
def scripted(dictionary: Dictionary, store: Store) -> Scripted:
    """Make a core that answers as told: with a reply, or with what a function returns."""

    def build(answer: Reply | Callable[[Request], Any]) -> ScriptedCore:
        script = answer if callable(answer) else lambda _: answer
        return ScriptedCore(dictionary, store, script)

    return build


@pytest.fixture
def make(core: Core, store: Store, server: TelegramServer, timer: FakeTimer) -> Make:
    def build(**changes: Any) -> Telegram:
        facts = {
            "token": server.token,
            "api_url": server.url,
            "timer": timer,
            "rng": Random(1),
            **changes,
        }
        return Telegram(facts.pop("core", core), store, lambda: NOON, **facts)

    return build


@pytest.fixture
def running(make: Make) -> Running:
    """Start a bot, and stop it at the end of the block."""

    @contextlib.asynccontextmanager
    async def start(**changes: Any) -> AsyncIterator[Telegram]:
        bot = make(**changes)
        task = asyncio.create_task(bot.run())
        try:
            yield bot
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return start


@pytest.fixture
async def bot(running: Running) -> AsyncIterator[Telegram]:
    async with running() as started:
        yield started
