"""A group that plays: people who talk at the time of a clock, and boards delivered by a worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from bot.adapters import Adapter
from bot.core.core import Core
from bot.core.messages import Filled, Person, Place, Pressed, Reply, Typed
from bot.deliveries.courier import Courier
from bot.deliveries.kinds import KINDS
from bot.deliveries.pace import Pace
from bot.deliveries.worker import Worker
from bot.storage import rounds
from bot.storage.rounds import Sheet
from bot.storage.store import Store
from tests.deliveries.conftest import LATE_LIMIT, Clock, Engine, Platform
from tests.talk import ALICE, BOB, GROUP, Talk


async def yes() -> bool:
    return True


async def anywhere(_place: Place) -> bool:
    return True


@dataclass
class Wall(Platform):
    """A platform that keeps every state of every message."""

    states: dict[str, list[Reply]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    async def _accept(self, place: Place, reply: Reply, **facts: Any) -> str:
        self.asked += 1
        if self.before is not None:
            await self.before(place)
        reference = str(facts.get("edited") or f"m{len(self.states) + 1}")
        self.states.setdefault(reference, []).append(reply)
        self.places[reference] = place
        return reference

    @property
    def boards(self) -> list[Reply]:
        """Every message as it looks now, in the order they were sent."""
        return [states[-1] for states in self.states.values()]

    @property
    def board(self) -> Reply:
        """The newest message as it looks now."""
        return self.boards[-1]


@dataclass
class Member(Talk):
    """Somebody in the group, who says things when the clock says it is."""

    clock: Clock = field(default_factory=Clock)

    async def hears(self, said: Typed | Filled | Pressed, **facts: Any) -> Reply | None:
        self.now = self.clock.present()
        return await super().hears(said, **facts)

    def as_admin(self) -> "Member":
        """Return the same person, whom the platform calls an admin."""
        return replace(self, facts={**self.facts, "is_admin": yes})

    async def choose(self, round_: int, number: int, letter: str, **facts: Any) -> str:
        """Press a choice; return the notice."""
        return self.answered(
            await self.hears(Pressed(f"1q__{round_}_{number}_{letter}"), **facts)
        ).notice


@dataclass
class Game:
    """A group, its boards and the worker that delivers them."""

    core: Core
    store: Store
    clock: Clock
    wall: Wall
    engine: Engine

    @classmethod
    def of(cls, core: Core, store: Store) -> "Game":
        clock = Clock()
        wall = Wall(clock)
        pace = Pace(clock.monotonic, clock.sleep)
        engine = Engine(store, core.dictionary, clock, wall, pace, dict(KINDS))
        return cls(core, store, clock, wall, engine)

    def member(self, person: Person | None, name: str, place: Place = GROUP) -> Member:
        facts = {"name": name, "can_post": anywhere, "community_language": "en"}
        return Member(self.core, person, place, facts=facts, clock=self.clock)

    @property
    def alice(self) -> Member:
        return self.member(ALICE, "Alice")

    @property
    def bob(self) -> Member:
        return self.member(BOB, "Bob")

    async def passes(self, seconds: float = 0) -> Reply:
        """Let time pass and what is due be delivered; return the newest board."""
        await self.engine.work(after=seconds)
        return self.wall.board

    async def sheet(self, round_: int = 1) -> Sheet:
        return await self.store.read(rounds.sheet, round_)

    async def right(self, number: int, round_: int = 1) -> str:
        """Return the letter of the right choice."""
        question = (await self.sheet(round_)).questions[number - 1].question
        return "abcd"[question.answer]

    async def wrong(self, number: int, round_: int = 1) -> str:
        """Return the letter of a wrong choice."""
        return "b" if await self.right(number, round_) == "a" else "a"


@asynccontextmanager
async def delivering(
    adapter: Adapter, core: Core, store: Store, clock: Clock
) -> AsyncIterator[Worker]:
    """Have what is due sent through a real adapter, whenever the worker is woken."""
    pace = Pace(clock.monotonic, clock.sleep)
    courier = Courier(
        store,
        core.dictionary,
        {adapter.name: adapter},
        KINDS,
        pace,
        clock=clock.present,
        late_limit=LATE_LIMIT,
        default_language="en",
        rng=Random(3),
    )
    worker = Worker(store, courier, pace, [adapter.name], tick_seconds=3600)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        task.cancel()
        await asyncio.wait([task])
