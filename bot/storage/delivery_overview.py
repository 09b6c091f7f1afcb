"""How it stands with deliveries: what is due, in flight, and failed and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from bot.core.delivery import Delivery
from bot.storage.deliveries import State, delivery_of
from bot.storage.tables import deliveries

_MOST = 20
"""How many single deliveries are told of each sort."""

_table = deliveries.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is on the list for a platform and kind.

    Attributes:
        due: how many are due by now.
        later: how many are to come.
        first_at: when the first of all is due, in seconds of UTC.
    """

    platform: str
    kind: str
    due: int
    later: int
    first_at: int


@dataclass(frozen=True, slots=True)
class Missed:
    """What was not sent for one reason.

    Attributes:
        last_at: when it last happened, in seconds of UTC.
    """

    platform: str
    kind: str
    state: State
    reason: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How it stands with deliveries at a moment.

    Attributes:
        in_flight: being sent now, or by a worker that has died.
        retried: due again after an attempt that failed, the most often tried first.
        missed: by reason, the latest first.
    """

    waiting: Sequence[Waiting]
    in_flight: Sequence[Delivery]
    retried: Sequence[Delivery]
    missed: Sequence[Missed]


def overview(conn: Connection, now: int) -> Overview:
    """Return how it stands with deliveries at a time in seconds of UTC."""
    in_flight = select(deliveries).where(_table.state == State.SENDING)
    retried = select(deliveries).where(_table.state == State.DUE, _table.failure.is_not(None))
    return Overview(
        waiting=_waiting(conn, now),
        in_flight=[
            delivery_of(row)
            for row in conn.execute(in_flight.order_by(_table.id).limit(_MOST)).mappings()
        ],
        retried=[
            delivery_of(row)
            for row in conn.execute(
                retried.order_by(_table.attempts.desc(), _table.id).limit(_MOST)
            ).mappings()
        ],
        missed=_missed(conn),
    )


def _waiting(conn: Connection, now: int) -> list[Waiting]:
    due = func.sum(case((_table.due_at <= now, 1), else_=0))
    query = (
        select(_table.platform, _table.kind, due, func.count(), func.min(_table.due_at))
        .where(_table.state == State.DUE)
        .group_by(_table.platform, _table.kind)
        .order_by(_table.platform, _table.kind)
    )
    return [
        Waiting(platform, kind, int(by_now), count - int(by_now), first)
        for platform, kind, by_now, count, first in conn.execute(query)
    ]


def _missed(conn: Connection) -> list[Missed]:
    reason = func.coalesce(_table.failure, "")
    last = func.max(_table.ended_at)
    query = (
        select(_table.platform, _table.kind, _table.state, reason, func.count(), last)
        .where(_table.state.in_((State.SKIPPED, State.FAILED, State.OFF)))
        .group_by(_table.platform, _table.kind, _table.state, reason)
        .order_by(last.desc())
        .limit(_MOST)
    )
    return [
        Missed(platform, kind, State(state), why, count, at)
        for platform, kind, state, why, count, at in conn.execute(query)
    ]
