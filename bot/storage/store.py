"""The store: opens the database, brings it up to date and runs questions in transactions."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage.address import AddressError, database_address
from bot.storage.engines import File, Runner, Server
from bot.storage.migrating import StorageError, migrate, require_newest

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 4
_ATTEMPTS = 5
_RETRY_DELAY = 0.05
"""Seconds before the second attempt; each later one waits twice as long."""
_RETRIED_STATES = {"40001", "40P01"}
"""PostgreSQL's serialization failure and deadlock: the transaction is to be run again."""


class Store:
    """Runs questions, each whole in one transaction, and repeats what another transaction spoilt.

    Make one with `Store.open`. On SQLite one connection writes and a few read, since writers that
    queue for one connection are served faster and more evenly than writers that fight for the file.
    """

    def __init__(self, reader: Runner, writer: Runner, lock: sqlite3.Connection | None) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = lock

    @classmethod
    async def open(cls, url: str, *, read_only: bool = False) -> "Store":
        """Return the store at `url` (SQLAlchemy's form), migrated to this release's schema.

        Args:
            read_only: for a look beside the process that uses the database: nothing can be
                written, and the schema must be this release's already.

        Raises:
            StorageError: the address is unusable, the server cannot be reached, another process
                has the SQLite file, or a newer release has written the database.
        """
        address = _address(url)
        if read_only:
            return await cls._open_for_a_look(address)
        lock = _lock(address)
        reader, writer = _runners(address)
        store = cls(reader, writer, lock)
        try:
            await migrate(writer, _file(address))
            await reader.open()
        except BaseException:
            await store.close()
            raise
        return store

    @classmethod
    async def _open_for_a_look(cls, address: URL) -> "Store":
        file = _file(address)
        if file is not None and not file.exists():
            raise StorageError(f"There is no database at {file} yet; `cihui migrate` makes it.")
        reader = _reader(address)
        store = cls(reader, reader, lock=None)
        try:
            await require_newest(reader)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Close every connection once what runs has ended; what is committed stays."""
        await self._reader.close()
        if self._writer is not self._reader:
            await self._writer.close()
        if self._lock is not None:
            self._lock.close()

    async def read(
        self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the answer of a question that changes nothing."""
        return await _until_it_passes(self._reader, question, *args, **kwargs)

    async def write(
        self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return the answer of a question that changes rows; all its changes happen or none."""
        return await _until_it_passes(self._writer, question, *args, **kwargs)


async def _until_it_passes(
    runner: Runner, question: Callable[..., T], *args: Any, **kwargs: Any
) -> T:
    """Run a transaction again where another one spoilt it."""
    for attempt in range(1, _ATTEMPTS):
        try:
            return await runner.run(question, *args, **kwargs)
        except DBAPIError as error:
            if not _passes(error):
                raise
        await asyncio.sleep(_RETRY_DELAY * 2**attempt)
    return await runner.run(question, *args, **kwargs)


def _passes(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed a moment later."""
    if error.connection_invalidated:
        return True
    if getattr(error.orig, "sqlstate", None) in _RETRIED_STATES:
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _address(url: str) -> URL:
    try:
        return database_address(url)
    except AddressError as error:
        raise StorageError(f"DATABASE_URL: {error}") from None


def _file(address: URL) -> Path | None:
    """Return the file of a SQLite address, None for a server."""
    if address.get_backend_name() != "sqlite":
        return None
    return Path(str(address.database))


def _lock(address: URL) -> sqlite3.Connection | None:
    """Return the hold that keeps a second process off a SQLite file; it ends with the process."""
    file = _file(address)
    if file is None:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        hold = sqlite3.connect(
            f"{file}.lock", timeout=0, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"DATABASE_URL: the folder {file.parent} cannot be written; choose another."
        ) from error
    try:
        hold.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        hold.close()
        raise StorageError(
            f"Another process already uses {file}; stop it first or set another DATABASE_URL."
        ) from error
    return hold


def _runners(address: URL) -> tuple[Runner, Runner]:
    """Return what reads and what writes; on PostgreSQL they are one."""
    if address.get_backend_name() != "sqlite":
        server = Server(address)
        return server, server
    return File(address, _READERS, "BEGIN"), File(address, 1, "BEGIN IMMEDIATE")


def _reader(address: URL) -> Runner:
    """Return what only reads: nothing else can be written through it."""
    if address.get_backend_name() != "sqlite":
        return Server(address, read_only=True)
    return File(address, 1, "BEGIN", "query_only=ON")
