"""What every test may ask for: the real content, a store in a temporary folder, a core, a talk."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from bot.app import content_folder, load_dictionary
from bot.core.core import Core
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage.store import Store
from tests.talk import Talk

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary(content_folder())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with every table and no row: a copy spares a test the migrations."""
    file = tmp_path_factory.mktemp("migrated") / "cihui.db"
    asyncio.run(migrate_once(f"sqlite:///{file}"))
    return file


async def migrate_once(address: str) -> None:
    await (await Store.open(address)).close()


@pytest.fixture
async def store(tmp_path: Path, migrated: Path) -> AsyncIterator[Store]:
    file = shutil.copy(migrated, tmp_path / "cihui.db")
    opened = await Store.open(f"sqlite:///{file}")
    yield opened
    await opened.close()


@pytest.fixture
def core(dictionary: Dictionary, store: Store) -> Core:
    return Core(dictionary, store, rng=Random(7))


@pytest.fixture
def talk(core: Core) -> Talk:
    return Talk(core)
