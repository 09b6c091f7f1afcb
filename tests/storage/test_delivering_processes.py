"""Deliveries sent by real processes: two at once, and one after another that was killed."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.core.delivery import Delivery
from bot.core.messages import Place
from bot.deliveries.lane import LEASE_SECONDS, ORDINARY
from bot.storage import deliveries
from bot.storage.store import Store
from bot.storage.tables import deliveries as table
from tests.conftest import PROJECT
from tests.storage.sender import KIND, PLATFORM

CHANNELS = {str(number) for number in range(300)}


async def plan_all(address: str, channels: Collection[str] = CHANNELS) -> None:
    store = await Store.open(address)
    now = int(time.time())
    planned = [
        Delivery(place=Place(PLATFORM, channel, channel), kind=KIND, piece="a", due_at=now)
        for channel in channels
    ]
    await store.write(deliveries.plan, *planned)
    await store.close()


async def states(address: str) -> dict[str, int]:
    def count(conn: Connection) -> dict[str, int]:
        rows = conn.execute(select(table.c.state, func.count()).group_by(table.c.state))
        return {state: number for state, number in rows}  # noqa: C416 - rows are no plain tuples

    store = await Store.open(address)
    try:
        return await store.read(count)
    finally:
        await store.close()


async def started(address: str, file: Path, ahead: int = 0) -> Process:
    """Start a sender and wait until it is ready; it begins when it is told."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "tests.storage.sender", address, str(file), str(ahead)),
        cwd=PROJECT,
        stdin=PIPE,
        stdout=PIPE,
    )
    assert sender.stdout is not None
    assert await sender.stdout.readline() == b"ready\n"
    return sender


async def ended(*senders: Process) -> None:
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write(b"go\n")
    async with asyncio.timeout(60):
        await asyncio.gather(*(sender.communicate() for sender in senders))
    assert [sender.returncode for sender in senders] == [0] * len(senders)


def sent(file: Path) -> Counter[str]:
    return Counter(file.read_text().split()) if file.exists() else Counter()


async def test_two_processes_never_send_one_delivery_twice(address: str, tmp_path: Path) -> None:
    if address.startswith("sqlite"):
        pytest.skip("one process alone uses a SQLite file")
    await plan_all(address)
    files = tmp_path / "one", tmp_path / "other"
    await ended(*[await started(address, file) for file in files])
    one, other = map(sent, files)
    assert one + other == Counter(CHANNELS)
    assert one
    assert other
    assert await states(address) == {"sent": len(CHANNELS)}


async def test_after_a_kill_nothing_is_missing_and_only_what_was_in_flight_repeats(
    address: str, tmp_path: Path
) -> None:
    await plan_all(address)
    file = tmp_path / "sent"
    killed = await started(address, file)
    assert killed.stdin is not None
    killed.stdin.write(b"go\n")
    async with asyncio.timeout(60):
        while sent(file).total() < 40:  # noqa: ASYNC110 - another process writes the file
            await asyncio.sleep(0)
    killed.kill()
    await killed.communicate()
    assert sent(file).total() < len(CHANNELS)

    await ended(await started(address, file))
    await ended(await started(address, file, ahead=LEASE_SECONDS + 1))
    assert set(sent(file)) == CHANNELS
    assert set(sent(file).values()) <= {1, 2}
    assert sent(file).total() - len(CHANNELS) <= ORDINARY
    assert await states(address) == {"sent": len(CHANNELS)}
