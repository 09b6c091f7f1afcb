"""Lets the contenders take turns and prints the table."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import verdict
from benchmarks.processes import environment, processor_time
from benchmarks.serving.server import UPDATES

_ROUNDS = 5
_OVER_STOCK = 2.0
_OVER_BARE = 0.6
_CONTENDERS = {
    "stock": "python-telegram-bot Application, echo",
    "bare": "telegram.Bot on aiohttp, a constant card",
    "cihui": "Cihui, /define with its inbox",
}


@dataclass(frozen=True)
class Turn:
    """What a contender did in one turn.

    Attributes:
        pace: updates a second.
        work: seconds of processor time for each update.
        memory: the most bytes it had.
    """

    pace: float
    work: float
    memory: int


def main() -> None:
    """Measure every contender and print a table of their best turns."""
    turns: dict[str, list[Turn]] = {name: [] for name in _CONTENDERS}
    for _ in range(_ROUNDS):
        for name, measured in turns.items():
            measured.append(_measured(name))
    _show({name: max(found, key=lambda turn: turn.pace) for name, found in turns.items()})


def _measured(name: str) -> Turn:
    serve = [sys.executable, "-m", "benchmarks.serving.server"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        variables = {**os.environ, **environment(url, Path(folder) / "cihui.db")}
        with subprocess.Popen(_command(name), env=variables) as bot:
            server.stdout.readline()
            before = processor_time(bot.pid)
            pace = float(server.stdout.readline())
            work = (processor_time(bot.pid) - before) / UPDATES
            memory = _memory(bot.pid)
            bot.kill()
        server.kill()
    return Turn(pace, work, memory)


def _command(name: str) -> Sequence[str]:
    if name == "cihui":
        return [sys.executable, "-m", "bot", "run"]
    return [sys.executable, "-m", f"benchmarks.serving.{name}"]


def _memory(process: int) -> int:
    """Return the most memory a process has had, in bytes (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _show(best: Mapping[str, Turn]) -> None:
    table = Table(title="Answering updates from Telegram", title_justify="left")
    table.add_column("what")
    for heading in ("updates/s", "processor", "memory"):
        table.add_column(heading, justify="right")
    table.add_column("aim")
    for name, description in _CONTENDERS.items():
        turn = best[name]
        work, memory = f"{turn.work * 1e6:,.0f} µs", f"{turn.memory / 2**20:.0f} MiB"
        table.add_row(description, f"{turn.pace:,.0f}", work, memory, "")
    for name, aim in (("stock", _OVER_STOCK), ("bare", _OVER_BARE)):
        ratio = best["cihui"].pace / best[name].pace
        table.add_row(
            f"  Cihui over {name}",
            f"{ratio:.2f} ×",
            "",
            "",
            f"≥ {aim} ×: {verdict(met=ratio >= aim)}",
        )
    Console(width=100).print(table)
