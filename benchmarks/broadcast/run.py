"""How fast the word of the day goes out, and how long a person waits for a card meanwhile.

Cihui and the server are processes of their own. Every place is due when the program starts, so
that it sends as fast as it may; a second run has people look words up during the broadcast, and a
third has them look words up while nothing is due.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.broadcast.server import Figures
from benchmarks.measuring import verdict
from benchmarks.processes import environment
from benchmarks.subscribed import fill
from bot.deliveries.pace import LIMITS

POSTS = 3_000
LOOK_UPS = 200
_SHARE = 0.95
_SLOWER = 2.0
_PER_SECOND = LIMITS["telegram"].per_second


def main() -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        idle, due = Path(folder) / "idle.db", Path(folder) / "due.db"
        asyncio.run(fill(due, "telegram", POSTS, datetime.now(UTC).replace(second=0)))
        alone = _run(idle, 0, LOOK_UPS)
        meanwhile = _run(_copied(due), 0, LOOK_UPS)
        sent = _run(_copied(due), POSTS, 0)
    _show_rate(sent)
    _show_waits(alone, meanwhile)


def _copied(database: Path) -> Path:
    return Path(shutil.copy(database, Path(tempfile.mkdtemp(dir=database.parent)) / "cihui.db"))


def _run(database: Path, posts: int, look_ups: int) -> Figures:
    """Return what the server saw of a bot on a database."""
    serve = [sys.executable, "-m", "benchmarks.broadcast.server", str(posts), str(look_ups)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        variables = {**os.environ, **environment(url, database)}
        with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=variables) as bot:
            figures = msgspec.json.decode(server.stdout.readline(), type=Figures)
            bot.kill()
        server.kill()
    return figures


def _show_rate(sent: Figures) -> None:
    rate = (sent.posts - 1) / sent.seconds
    shown = Table(title=f"{POSTS:,} words of the day under Telegram's limits", title_justify="left")
    shown.add_column("what")
    shown.add_column("measured", justify="right")
    shown.add_column("aim")
    shown.add_row("messages a second", f"{rate:.2f}", "")
    share = rate / _PER_SECOND
    shown.add_row("  share of the limit", f"{share:.1%}", f"≥ 95 %: {verdict(met=share >= _SHARE)}")
    shown.add_row("refused (429)", f"{sent.refused}", f"none: {verdict(met=not sent.refused)}")
    shown.add_row("sent twice", f"{sent.repeated}", f"none: {verdict(met=not sent.repeated)}")
    Console(width=100).print(shown)


def _show_waits(alone: Figures, meanwhile: Figures) -> None:
    shown = Table(title="From `/define` to its card", title_justify="left")
    shown.add_column("while")
    for heading in ("median", "95th percentile", "posts sent"):
        shown.add_column(heading, justify="right")
    shown.add_column("aim")
    for what, figures in (("nothing is due", alone), ("a broadcast runs", meanwhile)):
        waits = (f"{_percentile(figures, share) * 1e3:.1f} ms" for share in (0.5, 0.95))
        shown.add_row(what, *waits, f"{figures.posts:,}", "")
    ratio = _percentile(meanwhile, 0.95) / _percentile(alone, 0.95)
    aim = f"≤ {_SLOWER:g} ×: {verdict(met=ratio <= _SLOWER)}"
    shown.add_row("  the one over the other", "", f"{ratio:.2f} ×", "", aim)
    Console(width=100).print(shown)


def _percentile(figures: Figures, share: float) -> float:
    return sorted(figures.waits)[int(len(figures.waits) * share)]
