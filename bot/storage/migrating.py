"""Brings a database to this release's schema, never past it and never without a copy."""

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
    reason = type(getattr(error, "orig", None) or error).__name__
    return StorageError(f"DATABASE_URL: the database cannot be used ({reason}).")
