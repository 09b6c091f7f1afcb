"""How questions reach a database: over a network, or on the threads of SQLite's connections.

SQLAlchemy's adapter for aiosqlite hands each call of a cursor to its connection's thread and waits
for the answer, about four times a statement, each time behind whatever else the loop has to do. A
file needs no waiting in between: here a whole transaction goes over, once.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")

_BUSY_TIMEOUT = 10_000
"""Milliseconds that SQLite waits for another connection's write."""


class Runner(Protocol):
    """Runs questions: functions of a connection on which a transaction has begun.

    A question that was begun ends, whoever has ceased to wait for its answer: no transaction stays
    open.
    """

    async def open(self) -> None:
        """Connect, as far as that is done before the first question."""

    async def run(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Return the answer; what was changed is kept, unless the question raised."""

    async def close(self) -> None:
        """Close every connection, once the questions under way are answered."""


class Server:
    """PostgreSQL, by a pool of connections."""

    def __init__(self, address: URL, *, read_only: bool = False) -> None:
        options = {"postgresql_readonly": True} if read_only else {}
        self._engine = create_async_engine(
            address, pool_pre_ping=True, hide_parameters=True, execution_options=options
        )
        self._running: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Do nothing: each connection opens when it is needed."""

    async def run(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Return the answer; what was changed is kept, unless the question raised.

        SQLAlchemy throws the connection of a cancelled transaction away, so that it goes on alone.
        """
        task = asyncio.create_task(self._transaction(question, *args, **kwargs))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Close every connection, once the questions under way are answered."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.dispose()

    async def _transaction(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(question, *args, **kwargs)


class File:
    """SQLite, by a few connections; a question goes to the one with the fewest before it.

    Args:
        begin: how a transaction begins: a deferred one that turns to writing fails at once.
        pragmas: those of a connection beside what all have.
    """

    def __init__(self, address: URL, connections: int, begin: str, *pragmas: str) -> None:
        self._threads = [_Thread(address, begin, pragmas) for _ in range(connections)]

    async def open(self) -> None:
        """Open every connection."""
        for thread in self._threads:
            await thread.open()

    async def run(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Return the answer; what was changed is kept, unless the question raised."""
        thread = min(self._threads, key=lambda thread: thread.questions)
        return await thread.run(question, *args, **kwargs)

    async def close(self) -> None:
        """Close every connection, once the questions under way are answered."""
        for thread in self._threads:
            await thread.close()


class _Thread(aiosqlite.Connection):
    """A connection of aiosqlite whose thread runs whole transactions, on an engine of SQLAlchemy's.

    Attributes:
        questions: how many wait or run here.
    """

    def __init__(self, address: URL, begin: str, pragmas: tuple[str, ...]) -> None:
        super().__init__(self._open, iter_chunk_size=1)
        self._thread.daemon = True  # a program that fails before it closes leaves all the same
        self._engine = _sqlite_engine(address, begin, pragmas)
        self.questions = 0

    async def open(self) -> None:
        """Connect."""
        try:
            await self
        except BaseException:
            self._thread.join()  # it has yet to tell this loop that it ends
            raise

    async def run(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        self.questions += 1
        try:
            answer = await self._execute(self._transaction, question, *args, **kwargs)  # type: ignore[no-untyped-call]
        finally:
            self.questions -= 1
        return cast("T", answer)

    async def close(self) -> None:
        """Close the connection, once the questions under way are answered."""
        if self._connection is not None:
            await self._execute(self._sqlalchemy.close)  # type: ignore[no-untyped-call]
        await super().close()

    def _open(self) -> sqlite3.Connection:
        self._sqlalchemy = self._engine.connect()
        return cast("sqlite3.Connection", self._sqlalchemy.connection.driver_connection)

    def _transaction(self, question: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        try:
            with self._sqlalchemy.begin():
                return question(self._sqlalchemy, *args, **kwargs)
        except StopIteration as error:
            raise RuntimeError("a question ran out of items") from error  # no future takes it


def _sqlite_engine(address: URL, begin: str, pragmas: tuple[str, ...]) -> Engine:
    """Return an engine with one connection, which belongs to the thread that first asks for it."""
    engine = create_engine(address, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_TIMEOUT}",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
