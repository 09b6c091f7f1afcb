import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.authoring.cli import authoring

ROOT = Path(__file__).parents[2]
SOUND: dict[str, object] = {
    "word": "gradient clipping",
    "phonetics": "/ˈɡreɪdiənt ˈklɪpɪŋ/",
    "part_of_speech": "noun",
    "translation": "梯度裁剪",
    "definition": "The shrinking of an update whose size exceeds a chosen limit.",
    "example": "Without gradient clipping, one bad batch sent the loss to infinity.",
    "synonyms": [],
    "antonyms": [],
    "usage": {},
    "phrases": {"examples": [], "idioms": []},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with the seed as its only entry."""
    folder = tmp_path / "content" / "ai"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "content" / "ai" / "pack.toml", folder)
    shutil.copy(ROOT / "tests" / "seed_pretraining.txt", folder / "pretraining.json")
    return folder


@pytest.fixture
def sound() -> dict[str, object]:
    """An entry that may be added."""
    return dict(SOUND)


@pytest.fixture
def cihui() -> Callable[..., Result]:
    """Runs the authors' command line: `cihui("check", path)`."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(authoring, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def write() -> Callable[[Path, object], Path]:
    """Writes an entry, or entries, as JSON."""

    def to(path: Path, data: object) -> Path:
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return to
