"""Deliveries: what is to be said unasked, claimed by a worker, sent outside, and recorded.

due ──claim_due──► sending ──mark_sent──► sent
 ▲                    ├──────skip───────► skipped    late, or nothing to say
 ├──retry_later───────┤  ├───give_up────► failed     refused for good
 ├──postpone──────────┤  ├───switch_off─► off        the place cannot be written to
 └──release───────────┘  └───cancel─────► cancelled  no longer wanted

A lease that runs out makes a delivery due again: its worker has died. What a worker does to a
delivery it no longer holds changes nothing, except that what was sent is sent.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.dml import ReturningInsert

from bot.core.delivery import Delivery
from bot.core.messages import Person, Place
from bot.storage.tables import deliveries

_CHUNK = 200
"""Rows an insert: more would keep the event loop for too long."""
_PIECE = ("platform", "channel", "thread", "kind", "piece")
_PLANNED = (
    "community", "person", "planned_at", "due_at", "zone", "wall_time", "language", "payload",
    "revision", "silent", "urgent",
)  # fmt: skip
_OUTCOME = ("again_at", "worker", "lease_until", "message", "failure", "ended_at")

_table = deliveries.c


class State(StrEnum):
    """How far a delivery is."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    OFF = "off"
    CANCELLED = "cancelled"


OPEN = (State.DUE, State.SENDING)
_WITHDRAWN = (State.CANCELLED, State.OFF)


def plan(conn: Connection, *planned: Delivery) -> int:
    """Put deliveries on the list; return how many are on it through this.

    A piece that is on the list already, or was sent, skipped or refused, stays as it is; one that
    was cancelled or switched off is planned anew.
    """
    return sum(
        _plan_chunk(conn, planned[start : start + _CHUNK])
        for start in range(0, len(planned), _CHUNK)
    )


def _plan_chunk(conn: Connection, planned: Sequence[Delivery]) -> int:
    rows = {tuple(row[name] for name in _PIECE): row for row in map(_row_of, planned)}
    return len(conn.scalars(_plan_statement(), list(rows.values())).all())


@cache
def _plan_statement() -> ReturningInsert[tuple[int]]:
    """Return what plans any number of rows; made once, since making it costs more than a row."""
    statement = postgresql.insert(deliveries)
    fresh = {"state": State.DUE, "attempts": 0} | dict.fromkeys(_OUTCOME)
    return statement.on_conflict_do_update(
        index_elements=_PIECE,
        set_={name: statement.excluded[name] for name in _PLANNED} | fresh,
        # a list of states would keep the rows from being sent many at a time
        where=or_(*(_table.state == state for state in _WITHDRAWN)),
    ).returning(_table.id)


def plan_again(conn: Connection, delivery: Delivery, apart: int) -> None:
    """Put a delivery on the list that is sent as often as it is planned: the redrawing of a board.

    What is due already becomes due at the earlier of both times; what is just being sent is sent
    once more afterwards.

    Args:
        apart: seconds that two of them must at least be apart.
    """
    statement = postgresql.insert(deliveries).values(_row_of(delivery))
    wanted = statement.excluded.due_at
    sending, due = _table.state == State.SENDING, _table.state == State.DUE
    earliest = func.coalesce(_table.ended_at, 0) + apart
    when = _greatest(earliest, case((due, _least(_table.due_at, wanted)), else_=wanted))
    anew = {name: statement.excluded[name] for name in ("payload", "revision", "language")}
    statement = statement.on_conflict_do_update(
        index_elements=_PIECE,
        set_={
            **anew,
            "planned_at": case((sending, _table.planned_at), else_=when),
            "due_at": case((sending, _table.due_at), else_=when),
            "again_at": case((sending, func.coalesce(_table.again_at, wanted + apart))),
            "state": case((sending, _table.state), else_=State.DUE),
            "attempts": case((or_(sending, due), _table.attempts), else_=0),
        },
    )
    conn.execute(statement)


def claim_due(
    conn: Connection,
    platform: str,
    now: int,
    *,
    limit: int,
    ordinary: int,
    lease_seconds: int,
    worker: str,
    exclude: Collection[str] = (),
) -> list[Delivery]:
    """Take what is due on a platform, the urgent first, one a channel; nobody else gets it.

    Args:
        now: in seconds of UTC.
        limit: how many at most.
        ordinary: how many of them may be other than urgent.
        lease_seconds: after how long they are due again, should nothing be heard of them.
        worker: who takes them.
        exclude: channels that are to be left alone.
    """
    _free_abandoned(conn, platform, now)
    chosen: dict[str, RowMapping] = {}
    for urgent, most in ((True, limit), (False, ordinary)):
        room = min(most, limit - len(chosen))
        if room > 0:
            for row in _due(conn, platform, now, room, urgent=urgent, exclude=exclude):
                chosen.setdefault(row["channel"], row)
    if not chosen:
        return []
    ids = [row["id"] for row in chosen.values()]
    taken = {"state": State.SENDING, "worker": worker, "lease_until": now + lease_seconds}
    conn.execute(
        update(deliveries)
        .where(_table.id.in_(ids))
        .values(**taken, attempts=_table.attempts + 1, again_at=None)
    )
    return [
        delivery_of({**row, **taken, "attempts": row["attempts"] + 1}) for row in chosen.values()
    ]


def _free_abandoned(conn: Connection, platform: str, now: int) -> None:
    conn.execute(
        update(deliveries)
        .where(
            _table.platform == platform,
            _table.state == State.SENDING,
            _table.lease_until <= now,
        )
        .values(state=State.DUE, worker=None, lease_until=None)
    )


def _due(
    conn: Connection,
    platform: str,
    now: int,
    limit: int,
    *,
    urgent: bool,
    exclude: Collection[str],
) -> Sequence[RowMapping]:
    query = (
        select(deliveries)
        .where(
            _table.platform == platform,
            _table.state == State.DUE,
            _table.urgent == urgent,
            _table.due_at <= now,
        )
        .order_by(_table.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite needs none: one transaction writes at a time
    )
    if exclude:
        query = query.where(_table.channel.not_in(exclude))
    return conn.execute(query).mappings().all()


def mark_sent(conn: Connection, delivery: Delivery, message: str, now: int) -> bool:
    """Record that a delivery was sent as `message`; return False where it was cancelled meanwhile.

    It need not be held any more: a message that people see was sent.
    """
    held = and_(_table.id == delivery.id, _table.state.in_(OPEN))
    return _end(conn, held, State.SENT, None, now, message=message)


def skip(conn: Connection, delivery: Delivery, reason: str, now: int) -> bool:
    """Record that a delivery is not sent, being late or having nothing to say."""
    return _end(conn, _held(delivery), State.SKIPPED, reason, now)


def give_up(conn: Connection, delivery: Delivery, reason: str, now: int) -> bool:
    """Record that a delivery cannot be sent."""
    return _end(conn, _held(delivery), State.FAILED, reason, now)


def _end(
    conn: Connection,
    held: ColumnElement[bool],
    state: State,
    reason: str | None,
    now: int,
    **values: str,
) -> bool:
    """End what is `held`, or make it due again where it was planned again meanwhile."""
    again = _table.again_at.is_not(None)
    statement = (
        update(deliveries)
        .where(held)
        .values(
            state=case((again, State.DUE), else_=state),
            planned_at=func.coalesce(_table.again_at, _table.planned_at),
            due_at=func.coalesce(_table.again_at, _table.due_at),
            attempts=case((again, 0), else_=_table.attempts),
            again_at=None,
            worker=None,
            lease_until=None,
            failure=reason,
            ended_at=now,
            **values,
        )
    )
    return conn.execute(statement).rowcount > 0


def retry_later(conn: Connection, delivery: Delivery, due_at: int, reason: str) -> None:
    """Make a delivery due again at a time in seconds of UTC, after an attempt that failed."""
    _put_back(conn, delivery, due_at=due_at, failure=reason)


def postpone(conn: Connection, delivery: Delivery, due_at: int) -> None:
    """Promise a delivery for another time, in seconds of UTC; no attempt counts against it."""
    _put_back(conn, delivery, due_at=due_at, planned_at=due_at, attempts=0, failure=None)


def release(conn: Connection, delivery: Delivery) -> None:
    """Give back a delivery that could not even be tried."""
    _put_back(conn, delivery, attempts=_table.attempts - 1)


def _put_back(conn: Connection, delivery: Delivery, **values: Any) -> None:
    unclaimed = {"state": State.DUE, "worker": None, "lease_until": None, "again_at": None}
    conn.execute(update(deliveries).where(_held(delivery)).values(**unclaimed, **values))


def cancel(conn: Connection, place: Place, kind: str, piece: str | None, now: int) -> int:
    """Take a piece, or with None every piece of a kind, off a place's list; return how many."""
    statement = (
        update(deliveries)
        .where(_at(place), _table.kind == kind, _table.state.in_(OPEN))
        .values(state=State.CANCELLED, again_at=None, ended_at=now)
    )
    if piece is not None:
        statement = statement.where(_table.piece == piece)
    return conn.execute(statement).rowcount


def switch_off(conn: Connection, place: Place, reason: str, now: int) -> list[Delivery]:
    """Take everything off the list of a place that cannot be written to; return what it was."""
    statement = (
        update(deliveries)
        .where(_at(place), _table.state.in_(OPEN))
        .values(state=State.OFF, again_at=None, failure=reason, ended_at=now)
        .returning(deliveries)
    )
    return [delivery_of(row) for row in conn.execute(statement).mappings()]


def why_off(conn: Connection, place: Place) -> str | None:
    """Return why a place was switched off, or None where it was not, or is written to again."""
    query = (
        select(_table.state, _table.failure)
        .where(_at(place), _table.state.in_((State.OFF, State.SENT)))
        .order_by(_table.ended_at.desc(), _table.id.desc())
        .limit(1)
    )
    last = conn.execute(query).one_or_none()
    return last.failure if last is not None and last.state == State.OFF else None


def moved(conn: Connection, old: Place, new: Place) -> None:
    """Bring what belongs to a place to where it is now, and with it what was sent before.

    A channel takes its threads along; a thread moves alone. Where the new place has the same
    piece already, the old one's is cancelled.
    """
    here = and_(_table.platform == old.platform, _table.channel == old.channel)
    thread: Any = _table.thread
    if old.thread is not None:
        here, thread = and_(here, _table.thread == old.thread), new.thread or ""
    there = deliveries.alias()
    twin = (
        select(there.c.id)
        .where(
            there.c.platform == new.platform,
            there.c.channel == new.channel,
            there.c.thread == thread,
            there.c.kind == _table.kind,
            there.c.piece == _table.piece,
            there.c.id != _table.id,
        )
        .exists()
    )
    doubled = update(deliveries).where(here, _table.state.in_(OPEN), twin)
    conn.execute(doubled.values(state=State.CANCELLED, again_at=None, ended_at=_table.due_at))
    single = update(deliveries).where(here, ~twin)
    conn.execute(single.values(community=new.community, channel=new.channel, thread=thread))


def prune(conn: Connection, before: int, limit: int) -> int:
    """Delete at most `limit` deliveries that ended before a time in seconds of UTC; say how many.

    What is on the list stays, whatever became of it earlier.
    """
    old = select(_table.id).where(_table.ended_at < before, _table.state.not_in(OPEN)).limit(limit)
    return conn.execute(delete(deliveries).where(_table.id.in_(old))).rowcount


def _held(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        _table.id == delivery.id,
        _table.state == State.SENDING,
        _table.worker == delivery.worker,
    )


def _at(place: Place) -> ColumnElement[bool]:
    return and_(
        _table.platform == place.platform,
        _table.channel == place.channel,
        _table.thread == (place.thread or ""),
    )


def _least(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one < other, one), else_=other)


def _greatest(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    return case((one > other, one), else_=other)


def _row_of(delivery: Delivery) -> dict[str, Any]:
    place = delivery.place
    return {
        "platform": place.platform,
        "community": place.community,
        "channel": place.channel,
        "thread": place.thread or "",
        "person": delivery.person.id if delivery.person else None,
        "kind": delivery.kind,
        "piece": delivery.piece,
        "planned_at": delivery.due_at,
        "due_at": delivery.due_at,
        "zone": delivery.zone,
        "wall_time": delivery.wall_time,
        "language": delivery.language,
        "payload": json.dumps(dict(delivery.payload), ensure_ascii=False),
        "revision": delivery.revision,
        "silent": delivery.silent,
        "urgent": delivery.urgent,
    }


def delivery_of(row: Mapping[Any, Any]) -> Delivery:
    """Return the delivery that a row of the table holds."""
    platform, person = row["platform"], row["person"]
    return Delivery(
        place=Place(
            platform,
            row["community"],
            row["channel"],
            row["thread"] or None,
            private=person is not None,
        ),
        person=None if person is None else Person(platform, person),
        due_at=row["planned_at"],
        payload=json.loads(row["payload"]),
        worker=row["worker"] or "",
        message=row["message"] or "",
        failure=row["failure"] or "",
        **{name: row[name] for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "id", "kind", "piece", "zone", "wall_time", "language", "revision", "silent", "urgent",
    "attempts",
)  # fmt: skip
