"""Answers recorded a second: presses on a quiz question, through the Telegram adapter to the file.

Cihui is a process of its own, and so is the server, which hands out a backlog of presses: each
answers the first question of a round of ten that its person plays alone. An answer ends when the
board was changed to show what was right. Beside it, the statements that an answer costs run on
bare aiosqlite, one answer after the other on one connection, and nothing is drawn or sent. Both
begin with the same database. They take turns, and each one's turn of median pace counts.

A pace is by the clock, since what is measured waits for a disk and for another process; on a busy
machine the processor time beside it tells more.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random
from sqlite3 import connect
from typing import NamedTuple

import aiosqlite
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from benchmarks.measuring import verdict
from benchmarks.presses import BATCH, person_of
from benchmarks.processes import environment, processor_time
from benchmarks.serving.server import UPDATES
from bot.app import content_folder, load_dictionary
from bot.core.learning.questions import Question, round_of
from bot.core.messages import Person, Place
from bot.storage import rounds
from bot.storage.store import Store

_TURNS = 3
_ROUNDS = 5_000
"""At least as many as the server has presses."""
_QUESTIONS = 10
_DIFFERENT = 50
"""So many rounds have questions of their own; the others repeat them."""
_BEGUN_AT = 1_772_452_800
_BODY = "x" * 400
"""As long as the JSON of a press."""
_ROUND = "SELECT * FROM rounds WHERE id = ?"
_ASKED = "SELECT * FROM questions WHERE round = ? ORDER BY number"
_GIVEN = "SELECT * FROM answers WHERE round = ? ORDER BY number, answered_at, person"
_PACE = 5 * 30
"""Answers a second: five times the messages that Telegram lets a bot send."""
_OF_BARE = 0.25


class Turn(NamedTuple):
    """Answers a second, and the seconds of processor time that each cost."""

    pace: float
    work: float


def main() -> None:
    """Measure and print the table."""
    cihui: list[Turn] = []
    bare: list[Turn] = []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "begun.db"
        asyncio.run(_begin_rounds(database))
        for _ in range(_TURNS):
            cihui.append(_cihui(_copied(database)))
            bare.append(asyncio.run(_bare(_copied(database))))
    _show(statistics.median_low(cihui), statistics.median_low(bare))


async def _begin_rounds(database: Path) -> None:
    """Make a database in which every press of the backlog has its round."""
    dictionary = load_dictionary(content_folder())
    words = {record.id: record.entry.word for record in dictionary}
    rng = Random(1)
    asked = [
        [(words[q.record_id], q) for q in round_of(dictionary, rng, _QUESTIONS)]
        for _ in range(_DIFFERENT)
    ]
    store = await Store.open(f"sqlite:///{database}")
    await store.write(_put_rounds, asked, dictionary.revision)
    await store.close()


def _put_rounds(conn: Connection, asked: list[list[tuple[str, Question]]], revision: str) -> None:
    for number in range(1, _ROUNDS + 1):
        chat = str(person_of(number))
        made = rounds.begin_alone(
            conn,
            Place("telegram", chat, chat, private=True),
            Person("telegram", chat),
            asked[number % _DIFFERENT],
            _BEGUN_AT,
            language="zh-Hans",
            revision=revision,
        )
        assert made == number


def _copied(database: Path) -> Path:
    copy = database.with_name("measured.db")
    for ending in ("-wal", "-shm"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)
    shutil.copy(database, copy)
    return copy


def _cihui(database: Path) -> Turn:
    """Have Cihui record every press of the backlog."""
    serve = [sys.executable, "-m", "benchmarks.presses"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        variables = {**os.environ, **environment(url, database)}
        with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=variables) as bot:
            assert server.stdout.readline() == "warm\n"
            before = processor_time(bot.pid)
            pace = float(server.stdout.readline())
            work = (processor_time(bot.pid) - before) / UPDATES
            bot.kill()
        server.kill()
    _check(database)
    return Turn(pace, work)


def _check(database: Path) -> None:
    """Find every press recorded: an answer each, to the first questions of as many rounds."""
    with closing(connect(database)) as opened:
        found = opened.execute("SELECT count(*), max(round), max(number) FROM answers").fetchone()
    assert found[0] == found[1] > 0, found
    assert found[2] == 1, found


async def _bare(database: Path) -> Turn:
    """Run the statements that as many answers cost, and nothing else."""
    async with aiosqlite.connect(database, isolation_level=None) as conn:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            await conn.execute(f"PRAGMA {pragma}")
        start, before = time.perf_counter(), time.process_time()
        for first in range(1, _ROUNDS, BATCH):
            await _take(conn, range(first, first + BATCH))
            for number in range(first, first + BATCH):
                await _answer(conn, number)
        seconds, work = time.perf_counter() - start, time.process_time() - before
    _check(database)
    return Turn(_ROUNDS / seconds, work / _ROUNDS)


async def _take(conn: aiosqlite.Connection, numbers: range) -> None:
    """Forget the updates before these and keep these, as the inbox does."""
    await conn.execute("BEGIN IMMEDIATE")
    await conn.execute(
        "DELETE FROM inbox WHERE platform = 'telegram' AND update_id < ?", (numbers.start,)
    )
    await conn.executemany(
        "INSERT INTO inbox (platform, update_id, chat, body, received_at)"
        " VALUES ('telegram', ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(number, str(person_of(number)), _BODY, _BEGUN_AT) for number in numbers],
    )
    await conn.execute("COMMIT")


async def _answer(conn: aiosqlite.Connection, number: int) -> None:
    """Look the round up with all that was asked and answered in it, and answer its question."""
    await conn.execute("BEGIN IMMEDIATE")
    for query in (_ROUND, _ASKED, _GIVEN):
        await conn.execute_fetchall(query, (number,))
    await conn.execute(
        "INSERT INTO answers"
        " (round, number, platform, person, choice, right, points, answered_at)"
        " VALUES (?, 1, 'telegram', ?, 0, 1, 1.0, ?)",
        (number, str(person_of(number)), _BEGUN_AT),
    )
    await conn.execute("COMMIT")


def _show(cihui: Turn, bare: Turn) -> None:
    ratio = cihui.pace / bare.pace
    table = Table(title="Answers to questions recorded", title_justify="left")
    table.add_column("what")
    for heading in ("a second", "processor"):
        table.add_column(heading, justify="right")
    table.add_column("aim")
    aim = f"≥ {_PACE}: {verdict(met=cihui.pace >= _PACE)}"
    table.add_row("Cihui, from the press to the changed board", *_figures(cihui), aim)
    table.add_row("the same statements on bare aiosqlite", *_figures(bare), "")
    aim = f"≥ {_OF_BARE} ×: {verdict(met=ratio >= _OF_BARE)}"
    table.add_row("  Cihui over bare", f"{ratio:.2f} ×", "", aim)
    Console(width=100).print(table)


def _figures(turn: Turn) -> tuple[str, str]:
    return f"{turn.pace:,.0f}", f"{turn.work * 1e6:,.0f} µs"
