import asyncio
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage.engines import Server
from bot.storage.migrating import StorageError, migrate, newest_revision
from bot.storage.store import Store
from bot.storage.tables import metadata


class ServerError(Exception):
    """What PostgreSQL's driver raises."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__()
        self.sqlstate = sqlstate


def _count(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM people")).scalar_one())


def _insert(conn: Connection, person: str) -> None:
    conn.execute(
        text("INSERT INTO people (platform, person, created_at) VALUES ('t', :p, 0)"), {"p": person}
    )


def _insert_and_fail(conn: Connection) -> None:
    _insert(conn, "half")
    raise ValueError("stop")


async def test_migrations_make_exactly_the_tables(empty: str) -> None:
    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    store = await Store.open(empty)
    assert await store.read(differences) == []
    await store.close()


async def test_a_question_that_fails_changes_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="stop"):
        await store.write(_insert_and_fail)
    assert await store.read(_count) == 0


async def test_writers_at_once_all_succeed(store: Store) -> None:
    await asyncio.gather(*(store.write(_insert, str(number)) for number in range(40)))
    assert await store.read(_count) == 40


async def test_a_cancelled_question_leaves_no_transaction_open(store: Store) -> None:
    task = asyncio.create_task(store.write(_insert, "a"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.write(_insert, "b")
    assert await store.read(_count) in {1, 2}


async def test_a_question_ends_whoever_has_ceased_to_wait(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/cihui.db")
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(conn: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(60)
        _insert(conn, "a")

    task = asyncio.create_task(store.write(slow))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    go_on.set()
    await store.write(_insert, "b")
    assert await store.read(_count) == 2
    await store.close()


async def test_closing_waits_for_what_was_asked(address: str) -> None:
    store = await Store.open(address)
    asked = [asyncio.create_task(store.write(_insert, str(number))) for number in range(5)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*asked)
    store = await Store.open(address)
    assert await store.read(_count) == 5
    await store.close()


async def test_a_question_that_runs_out_of_items_fails(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await store.read(lambda conn: next(iter(conn.execute(text("SELECT 1 WHERE false")))))


async def test_opening_again_keeps_what_is_there(address: str) -> None:
    store = await Store.open(address)
    await store.write(_insert, "kept")
    await store.close()
    store = await Store.open(address)
    assert await store.read(_count) == 1
    await store.close()


async def test_a_newer_database_is_refused_in_a_sentence(address: str) -> None:
    store = await Store.open(address)
    await store.write(
        lambda conn: conn.execute(text("UPDATE alembic_version SET version_num='9999'"))
    )
    await store.close()
    with pytest.raises(StorageError, match="newer release"):
        await Store.open(address)


async def test_a_passing_fault_is_tried_again(store: Store) -> None:
    failures = [OperationalError("", {}, sqlite3.OperationalError("database is locked"))] * 2

    def question(conn: Connection) -> str:
        if failures:
            raise failures.pop()
        return "answered"

    assert await store.write(question) == "answered"


async def test_a_lasting_fault_is_raised(store: Store) -> None:
    with pytest.raises(DBAPIError):
        await store.write(lambda conn: conn.execute(text("SELECT * FROM nowhere")))


async def test_a_lost_connection_is_tried_again(store: Store) -> None:
    lost = [DBAPIError("", {}, Exception(), connection_invalidated=True)]

    def question(conn: Connection) -> str:
        if lost:
            raise lost.pop()
        return "answered"

    assert await store.read(question) == "answered"


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://host/db", "sqlite:////proc/nowhere/x.db", "sqlite://"]
)
async def test_an_unusable_address_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL"):
        await Store.open(url)


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        (ConnectionRefusedError(), "start the server"),
        (socket.gaierror(), "correct the host"),
        (TimeoutError(), "check host, port and firewall"),
        (ConnectionResetError(), "check that it runs"),
        (DBAPIError("", {}, ServerError("28P01")), "refuses the user or the password"),
        (DBAPIError("", {}, ServerError("3D000")), "create it"),
        (DBAPIError("", {}, ServerError("XX000")), r"\(ServerError XX000\); see the server's log"),
    ],
)
async def test_a_server_that_cannot_be_used_is_refused_with_what_to_do(
    fault: Exception, remedy: str
) -> None:
    class Unusable(Server):
        async def open(self) -> None:
            raise fault

    runner = Unusable(make_url("postgresql+asyncpg://user:secret@host/name"))
    with pytest.raises(StorageError, match=f"^DATABASE_URL: .*{remedy}"):
        await migrate(runner, None)


async def test_a_server_that_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(StorageError, match="nothing listens there; start the server"):
        await Store.open("postgresql://user:secret@127.0.0.1:1/none")


async def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "cihui.db").write_text("Dear diary, " * 100)
    with pytest.raises(StorageError, match="cannot be used as SQLite's; check"):
        await Store.open(f"sqlite:///{tmp_path}/cihui.db")


async def test_a_second_process_on_one_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cihui.db"
    store = await Store.open(url)
    script = (
        f"import asyncio, sys; from bot.storage.store import Store;asyncio.run(Store.open('{url}'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False
    )
    await store.close()
    assert done.returncode == 1
    assert "Another process already uses" in done.stderr


async def test_sqlite_is_copied_aside_before_a_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/cihui.db"
    store = await Store.open(url)
    await store.write(_insert, "old")
    await store.close()
    monkeypatch.setattr("bot.storage.migrating.newest_revision", lambda: "the next")
    store = await Store.open(url)
    await store.close()
    copies = list(tmp_path.glob("cihui.db.before-*.bak"))
    assert [copy.name for copy in copies] == [f"cihui.db.before-{newest_revision()}.bak"]
    with sqlite3.connect(copies[0]) as copy:
        assert copy.execute("SELECT person FROM people").fetchall() == [("old",)]
    copy.close()
