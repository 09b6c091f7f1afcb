"""Senders killed one after another during a fan-out: nothing is missing, and what was under way
at a kill, and nothing else, can repeat once for it.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, select

from bot.deliveries.lane import LEASE_SECONDS, ORDINARY
from bot.storage.deliveries import State
from bot.storage.store import Store
from bot.storage.tables import deliveries as table
from tests.storage.test_delivering_processes import plan_all, sent_by, sent_next, started, states

CHANNELS = {str(number) for number in range(500)}
FAN_OUTS, KILLS = 10, 5
"""Of the proof: random kills in each of so many fan-outs on each engine, 100 in all."""


async def killed(address: str, accepted: int, seconds: float, ahead: int) -> Counter[str]:
    """Start a sender, and kill it a moment after so many messages; return whom it sent to."""
    sender = await started(address, ahead)
    assert sender.stdin is not None
    sender.stdin.write(b"answer\n")
    sent = Counter([await sent_next(sender) for _ in range(accepted)])
    await asyncio.sleep(seconds)
    sender.kill()
    printed, _ = await sender.communicate()
    return sent + Counter(printed.decode().split())


async def in_flight(address: str) -> set[str]:
    """Return the channels whose delivery a sender has in hand."""

    def ask(conn: Connection) -> set[str]:
        return set(conn.scalars(select(table.c.channel).where(table.c.state == State.SENDING)))

    store = await Store.open(address)
    try:
        return await store.read(ask)
    finally:
        await store.close()


async def prove(address: str, kills: Sequence[tuple[int, float]]) -> str:
    """Kill a sender at each of these, have a last one end the fan-out; return what repeated.

    Args:
        kills: after how many messages in all, and how many seconds later.
    """
    await plan_all(address, CHANNELS)
    times: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for number, (accepted, seconds) in enumerate(kills):
        own = max(0, accepted - times.total())
        times += await killed(address, own, seconds, ahead=number * (LEASE_SECONDS + 1))
        had_in_hand = await in_flight(address)
        assert len(had_in_hand) <= ORDINARY
        held.update(had_in_hand)
    times += await sent_by(await started(address, ahead=len(kills) * (LEASE_SECONDS + 1)))
    assert times.keys() == CHANNELS
    assert all(count <= 1 + held[channel] for channel, count in times.items())
    assert await states(address) == {"sent": len(CHANNELS)}
    return f"{times.total() - len(CHANNELS)} repeated, {held.total()} in flight"


async def test_killed_thrice_a_fan_out_misses_nobody_and_repeats_what_was_in_flight_alone(
    address: str,
) -> None:
    await prove(address, [(1, 0), (200, 0), (450, 0)])


@pytest.mark.proof
async def test_killed_after_any_message_a_fan_out_repeats_what_was_in_flight_alone(
    tmp_path: Path,
) -> None:
    for accepted in range(1, len(CHANNELS)):
        file = tmp_path / f"{accepted}.db"
        print(f"killed after {accepted}:", await prove(f"sqlite:///{file}", [(accepted, 0)]))  # noqa: T201 - for -s
        file.unlink()


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(FAN_OUTS))
async def test_killed_at_random_moments_a_fan_out_repeats_what_was_in_flight_alone(
    address: str, seed: int
) -> None:
    rng = Random(seed)
    moments = sorted(rng.sample(range(1, len(CHANNELS)), KILLS))
    kills = [(accepted, rng.uniform(0, 0.02)) for accepted in moments]
    print(f"{KILLS} kills:", await prove(address, kills))  # noqa: T201 - for -s
