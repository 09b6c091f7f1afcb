"""Deliveries sent by real processes: two at once, and one after another that was killed."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Collection

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
_PATIENCE = 60.0


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


async def started(address: str, ahead: int = 0) -> Process:
    """Start a sender, and have it begin once it is ready."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "tests.storage.sender", address, str(ahead)),
        cwd=PROJECT,
        stdin=PIPE,
        stdout=PIPE,
    )
    assert sender.stdin is not None
    assert await sent_next(sender) == "ready"
    sender.stdin.write(b"begin\n")
    return sender


async def sent_next(sender: Process) -> str:
    """Return whom a sender sends to next."""
    assert sender.stdout is not None
    async with asyncio.timeout(_PATIENCE):
        return (await sender.stdout.readline()).decode().strip()


async def sent_by(sender: Process) -> Counter[str]:
    """Have a sender hear of its answers and end; return whom else it sent to."""
    async with asyncio.timeout(_PATIENCE):
        printed, _ = await sender.communicate(b"")
    assert sender.returncode == 0
    return Counter(printed.decode().split())


async def test_two_processes_never_send_one_delivery_twice(address: str) -> None:
    if address.startswith("sqlite"):
        pytest.skip("one process alone uses a SQLite file")
    await plan_all(address)
    senders = [await started(address) for _ in range(2)]
    sent = Counter([await sent_next(sender) for sender in senders])  # each has its share
    for sender in senders:
        sent += await sent_by(sender)
    assert sent == Counter(CHANNELS)
    assert await states(address) == {"sent": len(CHANNELS)}


async def test_after_a_kill_nothing_is_missing_and_only_what_was_in_flight_repeats(
    address: str,
) -> None:
    await plan_all(address)
    killed = await started(address)
    assert killed.stdin is not None
    killed.stdin.write(b"answer\n")
    sent = Counter([await sent_next(killed) for _ in range(40)])
    killed.kill()
    printed, _ = await killed.communicate(b"")
    sent += Counter(printed.decode().split())
    assert sent.total() < len(CHANNELS)

    sent += await sent_by(await started(address))
    sent += await sent_by(await started(address, ahead=LEASE_SECONDS + 1))
    assert set(sent) == CHANNELS
    assert set(sent.values()) <= {1, 2}
    assert sent.total() - len(CHANNELS) <= ORDINARY
    assert await states(address) == {"sent": len(CHANNELS)}
