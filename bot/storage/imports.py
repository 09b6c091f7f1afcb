"""Words a person wants to bring along: proposed first, saved when the person says so."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects import postgresql

from bot.core.learning.scheduling import Memory, new_memory
from bot.core.messages import Person
from bot.storage import saved_actions as actions
from bot.storage.tables import cards, saved_actions

_COMMAND = "import"
_AT_ONCE = 500
"""Rows in a statement: the engines allow some 32,000 values."""


@dataclass(frozen=True, slots=True)
class ImportedWord:
    """A word to be saved.

    Attributes:
        entry: the id of its record.
        memory: how well it was remembered elsewhere; None to begin anew.
        added_at: when it was first saved, in seconds of UTC; None for now.
        met_in: the sentence the person met it in.
    """

    entry: str
    memory: Memory | None = None
    added_at: int | None = None
    met_in: str | None = None
    suspended: bool = False


def propose(
    conn: Connection, person: Person, token: str, words: Sequence[ImportedWord], now: int
) -> None:
    """Keep words under `token` until the person accepts them, in place of what waited before."""
    conn.execute(delete(saved_actions).where(*_waiting(person)))
    arguments = {"words": msgspec.json.encode(words).decode()}
    actions.save(conn, token, _COMMAND, arguments, now, person)


def accept(conn: Connection, person: Person, token: str, now: int) -> int | None:
    """Save the words proposed under `token` that are not saved yet; return how many were new.

    Nothing is saved twice. None where the person was proposed nothing under it.
    """
    waiting = conn.scalar(
        select(saved_actions.c.token).where(*_waiting(person), saved_actions.c.token == token)
    )
    kept = actions.load(conn, token) if waiting else None
    if kept is None:
        return None
    words = msgspec.json.decode(kept[1]["words"], type=list[ImportedWord])
    rows = [_row(person, word, now) for word in words]
    return sum(
        _inserted(conn, rows[start : start + _AT_ONCE]) for start in range(0, len(rows), _AT_ONCE)
    )


def _waiting(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        saved_actions.c.command == _COMMAND,
        saved_actions.c.platform == person.platform,
        saved_actions.c.person == person.id,
    )


def _inserted(conn: Connection, rows: Sequence[dict[str, Any]]) -> int:
    statement = postgresql.insert(cards).values(rows).on_conflict_do_nothing()
    return len(conn.execute(statement.returning(cards.c.id)).all())


def _row(person: Person, word: ImportedWord, now: int) -> dict[str, Any]:
    return {
        "platform": person.platform,
        "person": person.id,
        "entry": word.entry,
        "met_in": word.met_in,
        "added_at": now if word.added_at is None else word.added_at,
        "suspended_at": now if word.suspended else None,
        **asdict(word.memory or new_memory(now)),
    }
