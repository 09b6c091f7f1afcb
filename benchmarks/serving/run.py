"""Lets the contenders take turns and prints the table."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.serving.server import TOKEN

_ROUNDS = 3
_OVER_STOCK = 2.0
_OVER_BARE = 0.6
_CONTENDERS = {
    "stock": "python-telegram-bot Application, echo",
    "bare": "telegram.Bot on aiohttp, a constant card",
    "cihui": "Cihui, /define with its inbox",
}


def main() -> None:
    """Measure every contender and print a table."""
    paces: dict[str, list[float]] = {name: [] for name in _CONTENDERS}
    memory: dict[str, int] = {}
    for _ in range(_ROUNDS):
        for name, measured in paces.items():
            pace, memory[name] = _measured(name)
            measured.append(pace)
    _show({name: statistics.median(measured) for name, measured in paces.items()}, memory)


def _measured(name: str) -> tuple[float, int]:
    """Return the updates a second that a contender answers, and its memory in bytes."""
    serve = [sys.executable, "-m", "benchmarks.serving.server"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        environment = {**os.environ, **_environment(url, folder)}
        with subprocess.Popen(_command(name), env=environment) as bot:
            pace = float(server.stdout.readline())
            memory = _memory(bot.pid)
            bot.kill()
    return pace, memory


def _command(name: str) -> Sequence[str]:
    if name == "cihui":
        return [sys.executable, "-m", "bot", "run"]
    return [sys.executable, "-m", f"benchmarks.serving.{name}"]


def _environment(url: str, folder: str) -> Mapping[str, str]:
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "TELEGRAM_WEBHOOK_URL": "",
        "DISCORD_TOKEN": "",
        "HTTPS_PROXY": "",
        "DATABASE_URL": f"sqlite:///{folder}/cihui.db",
        "LOG_LEVEL": "WARNING",
    }


def _memory(process: int) -> int:
    """Return the most memory a process has had, in bytes (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _show(paces: Mapping[str, float], memory: Mapping[str, int]) -> None:
    table = Table(title="Answering updates from Telegram", title_justify="left")
    table.add_column("what")
    for heading in ("updates/s", "memory"):
        table.add_column(heading, justify="right")
    table.add_column("aim")
    for name, description in _CONTENDERS.items():
        table.add_row(description, f"{paces[name]:,.0f}", f"{memory[name] / 2**20:.0f} MiB", "")
    for name, aim in (("stock", _OVER_STOCK), ("bare", _OVER_BARE)):
        ratio = paces["cihui"] / paces[name]
        verdict = "met" if ratio >= aim else "[bold]missed[/bold]"
        table.add_row(f"  Cihui over {name}", f"{ratio:.2f} ×", "", f"≥ {aim} ×: {verdict}")
    Console(width=100).print(table)
