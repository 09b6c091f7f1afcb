"""Brings a database to this release's schema, never past it and never without a copy."""

import socket
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.storage.engines import Runner

_MIGRATIONS = Path(__file__).parent / "migrations"
_REFUSALS = {
    "28": "the server refuses the user or the password; correct them",
    "3D": "the server has no database of that name; create it or correct the name",
    "42501": "the user may not make tables there; grant it CREATE on the schema",
    "53300": "the server has no connection left; end one or allow more",
}
"""What to do, by how PostgreSQL's SQLSTATE begins."""
_UNREACHABLE = {
    socket.gaierror: "no server has the name it gives; correct the host",
    ConnectionRefusedError: "nothing listens there; start the server or correct host and port",
    TimeoutError: "the server does not answer; check host, port and firewall",
    OSError: "the server cannot be reached; check that it runs, host, port and sslmode",
}
"""What to do, the narrower fault before the wider."""


class StorageError(Exception):
    """A database that cannot be used: a sentence for the operator."""


async def migrate(runner: Runner, file: Path | None) -> None:
    """Run the migrations that the database lacks; a SQLite `file` is copied aside before.

    Raises:
        StorageError: the database cannot be reached, or a newer release has written it.
    """
    try:
        await runner.open()
        current = await runner.run(_current_revision)
        if current == newest_revision():
            return
        _refuse_newer(current)
        if file is not None and current is not None:
            _copy_aside(file, current)
        await runner.run(_upgrade)
    except (OSError, DBAPIError) as error:
        raise _unusable(error) from error


async def require_newest(runner: Runner) -> None:
    """Refuse a database that has another schema than this release's.

    Raises:
        StorageError: it has, or cannot be reached.
    """
    try:
        await runner.open()
        current = await runner.run(_current_revision)
    except (OSError, DBAPIError) as error:
        raise _unusable(error) from error
    _refuse_newer(current)
    if current != newest_revision():
        raise StorageError(
            f"The database has schema {current}, this release needs {newest_revision()}; "
            "run `cihui migrate`."
        )


def newest_revision() -> str:
    """Return the revision this release's schema has."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(current: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StorageError(
            f"The database was written by a newer release (schema {current}, this one knows "
            f"{newest_revision()}); install that release, or restore a copy made before it."
        )


def _copy_aside(file: Path, revision: str) -> None:
    """Copy through SQLite itself, so that what is still in the write-ahead log comes along."""
    target = file.with_name(f"{file.name}.before-{revision}.bak")
    with sqlite3.connect(file) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _unusable(error: Exception) -> StorageError:
    return StorageError(f"DATABASE_URL: {_remedy(error)}.")


def _remedy(error: Exception) -> str:
    """Return what keeps a database from being used, and what to do."""
    fault = getattr(error, "orig", None) or error
    if isinstance(fault, sqlite3.Error):
        return "the file cannot be used as SQLite's; check its rights and its disk, or name another"
    state = str(getattr(fault, "sqlstate", None) or "")
    for start, remedy in _REFUSALS.items():
        if state.startswith(start):
            return remedy
    for kind, remedy in _UNREACHABLE.items():
        if isinstance(fault, kind):
            return remedy
    name = f"{type(fault).__name__} {state}".strip()
    return f"the database cannot be used ({name}); see the server's log"
