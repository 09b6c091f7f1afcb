"""What every test may ask for: the real content, a store in a temporary folder, a core, a talk."""

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


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path}/cihui.db")
    yield opened
    await opened.close()


@pytest.fixture
def core(dictionary: Dictionary, store: Store) -> Core:
    return Core(dictionary, store, rng=Random(7))


@pytest.fixture
def talk(core: Core) -> Talk:
    return Talk(core)
