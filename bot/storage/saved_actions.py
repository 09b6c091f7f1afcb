"""Saved actions: what a button means when its arguments do not fit into 64 characters."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql

from bot.core.messages import Person
from bot.storage.tables import saved_actions


def save(
    conn: Connection,
    token: str,
    command: str,
    arguments: Mapping[str, str],
    now: int,
    person: Person | None = None,
) -> None:
    """Keep the arguments of a command under `token`; the same token again changes nothing.

    Args:
        person: whose words the arguments hold, so that they go when the person asks.
    """
    statement = postgresql.insert(saved_actions).values(
        token=token,
        command=command,
        arguments=json.dumps(dict(arguments), ensure_ascii=False),
        created_at=now,
        platform=person and person.platform,
        person=person and person.id,
    )
    conn.execute(statement.on_conflict_do_nothing())


def load(conn: Connection, token: str) -> tuple[str, dict[str, str]] | None:
    """Return the command and arguments kept under `token`, or None where they are gone."""
    query = select(saved_actions.c.command, saved_actions.c.arguments).where(
        saved_actions.c.token == token
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else (row.command, json.loads(row.arguments))


def prune(conn: Connection, before: int) -> int:
    """Delete what was saved before a time in seconds of UTC; return how many went."""
    return conn.execute(delete(saved_actions).where(saved_actions.c.created_at < before)).rowcount
