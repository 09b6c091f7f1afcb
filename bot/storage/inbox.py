"""The inbox: updates a platform has handed over and nobody has answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects import postgresql

from bot.core.messages import Person
from bot.storage.tables import inbox

_ADD = postgresql.insert(inbox).on_conflict_do_nothing().returning(inbox.c.update_id)
"""Given rows when it is run, since one that holds them is compiled anew for each number of them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update not yet answered.

    Attributes:
        chat: updates of one chat are handled in their order.
        body: the update's JSON as the platform sent it.
        attempts: how often it was begun.
    """

    update_id: int
    chat: str
    body: str
    attempts: int


def add(
    conn: Connection, platform: str, updates: Sequence[tuple[int, str, str]], now: int
) -> list[int]:
    """Keep updates (id, chat, body), those already kept left out; return the ids that are new."""
    if not updates:
        return []
    rows = [
        {"platform": platform, "update_id": number, "chat": chat, "body": body, "received_at": now}
        for number, chat, body in updates
    ]
    return list(conn.scalars(_ADD, rows))


def waiting(conn: Connection, platform: str) -> list[Waiting]:
    """Return what is to be handled, oldest first."""
    query = (
        select(inbox.c.update_id, inbox.c.chat, inbox.c.body, inbox.c.attempts)
        .where(inbox.c.platform == platform, inbox.c.failure.is_(None))
        .order_by(inbox.c.update_id)
    )
    return [Waiting(*row) for row in conn.execute(query)]


def begin(conn: Connection, platform: str, update_id: int) -> int:
    """Count an attempt before it is made, so that a fatal one counts; return the count."""
    statement = (
        update(inbox)
        .where(inbox.c.platform == platform, inbox.c.update_id == update_id)
        .values(attempts=inbox.c.attempts + 1)
        .returning(inbox.c.attempts)
    )
    return int(conn.scalars(statement).one())


def done(conn: Connection, platform: str, update_ids: Sequence[int]) -> None:
    """Forget updates that were answered."""
    conn.execute(
        delete(inbox).where(inbox.c.platform == platform, inbox.c.update_id.in_(update_ids))
    )


def set_aside(conn: Connection, platform: str, update_id: int, reason: str) -> None:
    """Keep an update that cannot be handled, and never try it again."""
    conn.execute(
        update(inbox)
        .where(inbox.c.platform == platform, inbox.c.update_id == update_id)
        .values(failure=reason)
    )


def forget(conn: Connection, person: Person) -> int:
    """Delete what was set aside of a person: of their private chat, or naming them elsewhere.

    What still waits stays, and goes when it is answered. Return how many there were.
    """
    named = (inbox.c.body.contains(f'"id":{person.id}{end}', autoescape=True) for end in (",", "}"))
    theirs = or_(inbox.c.chat == person.id, *named)
    statement = delete(inbox).where(
        inbox.c.platform == person.platform, inbox.c.failure.is_not(None), theirs
    )
    return conn.execute(statement).rowcount


def prune(conn: Connection, before: int) -> int:
    """Delete what was set aside and came before a time in seconds of UTC; return how many."""
    statement = delete(inbox).where(inbox.c.failure.is_not(None), inbox.c.received_at < before)
    return conn.execute(statement).rowcount
