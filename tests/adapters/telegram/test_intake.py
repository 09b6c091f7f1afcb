"""No update is lost, none is handled out of turn, and none blocks its chat for ever."""

import asyncio
import json
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy

from bot.adapters.telegram import adapter
from bot.adapters.telegram import intake as intake_module
from bot.adapters.telegram.intake import Intake
from bot.core.messages import Request
from bot.storage import inbox
from bot.storage.store import Store
from bot.storage.tables import inbox as table
from tests.adapters.telegram.conftest import FakeTimer, Running, Scripted
from tests.servers.telegram import ALICE, BOB, TelegramServer
from tests.talk import NOON


class Handler:
    """Notes what it is given; does what a test wants meanwhile."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.failing: set[int] = set()
        self.held: dict[int, asyncio.Event] = {}
        self.news = asyncio.Event()

    async def __call__(self, body: str) -> None:
        number = json.loads(body)["update_id"]
        self.begun.append(number)
        self._tell()
        if number in self.held:
            await self.held[number].wait()
        if number in self.failing:
            raise ValueError("a fault")
        self.ended.append(number)
        self._tell()

    def _tell(self) -> None:
        self.news.set()
        self.news = asyncio.Event()

    async def until_begun(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.begun) < count:
                await self.news.wait()

    async def until(self, *ended: int) -> None:
        async with asyncio.timeout(10):
            while not set(ended) <= set(self.ended):
                await self.news.wait()


def _clock() -> datetime:
    return NOON


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def intake(store: Store, timer: FakeTimer, handler: Handler) -> Intake:
    return Intake(store, _clock, timer, handler)


def _update(number: int, chat: int = 1) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}}}


async def _rows(store: Store) -> dict[int, tuple[int, str | None]]:
    """Return every row of the inbox: its attempts and its failure."""

    def ask(conn: sqlalchemy.Connection) -> dict[int, tuple[int, str | None]]:
        rows = conn.execute(sqlalchemy.select(table.c.update_id, table.c.attempts, table.c.failure))
        return {number: (attempts, failure) for number, attempts, failure in rows}

    return await store.read(ask)


async def test_a_chat_is_handled_in_order_and_others_meanwhile(
    intake: Intake, handler: Handler
) -> None:
    handler.held[1] = asyncio.Event()
    await intake.take([_update(1), _update(2), _update(3, chat=2), _update(4)])
    await handler.until(3)
    assert handler.begun == [1, 3]
    handler.held[1].set()
    await handler.until(1, 2, 4)
    assert handler.ended == [3, 1, 2, 4]
    await intake.finish(1)


async def test_what_was_answered_is_forgotten(
    intake: Intake, handler: Handler, store: Store
) -> None:
    await intake.take([_update(1)])
    await handler.until(1)
    await intake.take([_update(2)])
    await handler.until(2)
    await intake.finish(1)
    assert await _rows(store) == {}


async def test_an_update_given_twice_is_handled_once(intake: Intake, handler: Handler) -> None:
    for _ in range(3):
        await intake.take([_update(1)])
        await handler.until(1)
    await intake.finish(1)
    assert handler.ended == [1]


async def test_only_so_many_updates_are_remembered(
    intake: Intake, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "_REMEMBERED", 1)
    await intake.take([_update(1), _update(2)])
    await handler.until(1, 2)
    await intake.finish(1)
    assert list(intake._seen) == [2]


async def test_a_failing_update_is_set_aside_after_three_attempts(
    intake: Intake, handler: Handler, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    handler.failing.add(1)
    await intake.take([_update(1), _update(2)])
    await handler.until(2)
    await intake.finish(1)
    assert handler.begun == [1, 1, 1, 2]
    assert await _rows(store) == {1: (3, "ValueError: a fault")}
    assert "update_set_aside" in capsys.readouterr().out


async def test_an_update_that_fails_once_is_answered(
    intake: Intake, handler: Handler, store: Store
) -> None:
    handler.failing.add(1)
    handler.held[1] = asyncio.Event()
    await intake.take([_update(1)])
    handler.held[1].set()
    await handler.until_begun(2)
    handler.failing.clear()
    await handler.until(1)
    await intake.finish(1)
    assert await _rows(store) == {}


async def _left_behind(store: Store, *updates: tuple[int, int]) -> None:
    """Leave updates in the inbox as a process that died would: each its number and attempts."""
    rows = [(number, str(number), json.dumps(_update(number))) for number, _ in updates]
    await store.write(inbox.add, "telegram", rows, 0)
    for number, attempts in updates:
        for _ in range(attempts):
            await store.write(inbox.begin, "telegram", number)


async def test_what_an_earlier_process_left_is_handled_first(
    intake: Intake, handler: Handler, store: Store
) -> None:
    await _left_behind(store, (1, 0), (2, 1))
    await intake.resume()
    await intake.take([_update(1), _update(3)])
    await handler.until(1, 2, 3)
    await intake.finish(1)
    assert handler.ended[0] == 2
    assert await _rows(store) == {}


async def test_an_update_that_brings_the_program_down_three_times_is_set_aside(
    intake: Intake, handler: Handler, store: Store
) -> None:
    await _left_behind(store, (1, 2), (2, 0))
    await intake.resume()
    await handler.until(2)
    await intake.finish(1)
    assert handler.begun == [2]
    assert await _rows(store) == {1: (3, "the program ended each time it was handled")}


async def test_what_an_earlier_process_died_with_is_handled_alone(
    intake: Intake, handler: Handler, store: Store
) -> None:
    await _left_behind(store, (1, 0), (2, 0), (3, 1), (4, 1))
    handler.held = {3: asyncio.Event(), 4: asyncio.Event()}
    resuming = asyncio.create_task(intake.resume())
    await handler.until_begun(1)
    assert handler.begun == [3]
    handler.held[3].set()
    await handler.until_begun(2)
    assert handler.begun == [3, 4]
    handler.held[4].set()
    await resuming
    await handler.until(1, 2)
    await intake.finish(1)
    assert await _rows(store) == {}


async def test_a_slow_suspect_does_not_hold_the_others_for_ever(
    intake: Intake, handler: Handler, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "_ALONE_SECONDS", 0)
    handler.held[1] = asyncio.Event()
    await _left_behind(store, (1, 1), (2, 0))
    await intake.resume()
    await handler.until(2)
    async with asyncio.timeout(10):
        while 2 in await _rows(store):
            pass
    await intake.finish(0)
    assert await _rows(store) == {1: (2, None)}


async def test_each_attempt_is_on_record_before_it_is_made(
    intake: Intake, handler: Handler, store: Store
) -> None:
    await _left_behind(store, (1, 1))
    handler.held[1] = asyncio.Event()
    resuming = asyncio.create_task(intake.resume())
    await handler.until_begun(1)
    assert await _rows(store) == {1: (2, None)}
    resuming.cancel()
    await intake.finish(0)
    assert await _rows(store) == {1: (2, None)}


async def test_leaving_ends_what_is_begun_and_leaves_the_rest(
    intake: Intake, handler: Handler, store: Store
) -> None:
    handler.held[1] = asyncio.Event()
    await intake.take([_update(1), _update(2)])
    leaving = asyncio.create_task(intake.finish(5))
    await asyncio.sleep(0)
    handler.held[1].set()
    await leaving
    assert await _rows(store) == {2: (0, None)}


async def test_leaving_does_not_wait_for_ever(
    intake: Intake, handler: Handler, store: Store
) -> None:
    handler.held[1] = asyncio.Event()
    await intake.take([_update(1)])
    await intake.finish(0)
    assert await _rows(store) == {1: (0, None)}


async def test_no_more_is_taken_than_can_be_held(
    intake: Intake, handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "_MOST_IN_HAND", 2)
    handler.held = {1: asyncio.Event(), 2: asyncio.Event()}
    await intake.take([_update(1), _update(2, chat=2)])
    full = not intake.has_room
    assert full
    handler.held[1].set()
    await intake.room()
    assert intake.has_room
    await intake.finish(0)


class NoRoomError(Exception):
    pass


class FlakyStore:
    """A store whose writes fail while it is told so."""

    def __init__(self, store: Store) -> None:
        self.broken = False
        self._store = store

    async def read(self, *question: Any) -> Any:
        return await self._store.read(*question)

    async def write(self, *question: Any) -> Any:
        if self.broken:
            raise NoRoomError("no room on the disk")
        return await self._store.write(*question)


async def test_what_could_not_be_kept_is_not_lost_from_memory(
    store: Store, timer: FakeTimer, handler: Handler
) -> None:
    flaky = FlakyStore(store)
    intake = Intake(flaky, _clock, timer, handler)  # type: ignore[arg-type]
    handler.held[1] = asyncio.Event()
    await intake.take([_update(1)])
    flaky.broken = True
    handler.held[1].set()
    await handler.until(1)
    with pytest.raises(NoRoomError):
        await intake.take([_update(2)])
    for _ in range(5):  # what was answered cannot be forgotten meanwhile
        await asyncio.sleep(0)
    flaky.broken = False
    await intake.take([_update(2)])
    await handler.until(2)
    await intake.finish(1)
    assert await _rows(store) == {}


async def test_a_failure_that_cannot_be_noted_leaves_the_update_for_later(
    store: Store, timer: FakeTimer, handler: Handler
) -> None:
    flaky = FlakyStore(store)
    intake = Intake(flaky, _clock, timer, handler)  # type: ignore[arg-type]
    handler.held[1] = asyncio.Event()
    handler.failing.add(1)
    await intake.take([_update(1), _update(2)])
    flaky.broken = True
    handler.held[1].set()
    await handler.until(2)
    flaky.broken = False
    await intake.finish(1)
    assert await _rows(store) == {1: (0, None)}


@pytest.mark.parametrize(
    "malformed",
    [{"message": "?"}, {"message": {"chat": {"id": ALICE}}}, {"callback_query": {"from": {}}}],
)
async def test_a_malformed_update_does_not_stop_the_others(
    server: TelegramServer, running: Running, store: Store, malformed: dict[str, Any]
) -> None:
    number = server.push(malformed, judged=False)
    async with running():
        server.say(ALICE, "/help")
        await server.wait_for(lambda: server.last(ALICE))
        server.say(BOB, "/help")
        await server.wait_for(lambda: server.last(BOB))
    assert (await _rows(store))[number][0] == 3


async def test_a_restarted_bot_answers_what_it_had_taken(
    server: TelegramServer,
    running: Running,
    scripted: Scripted,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adapter, "_FINISHING_SECONDS", 0)
    asked: asyncio.Queue[Request] = asyncio.Queue()

    async def get_stuck(request: Request) -> None:
        asked.put_nowait(request)
        await asyncio.Event().wait()

    async with running(core=scripted(get_stuck)):
        server.say(ALICE, "/help")
        server.say(BOB, "/help")
        for _ in range(2):
            await asked.get()
    assert server.last(ALICE) is None
    monkeypatch.setattr(adapter, "_FINISHING_SECONDS", 5)
    async with running():
        await server.wait_for(lambda: server.last(ALICE) and server.last(BOB))
    assert await _rows(store) == {}
