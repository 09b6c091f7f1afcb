"""What is in a database comes through its migrations."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select

from bot.storage.store import Store
from bot.storage.tables import answers, cards, metadata, players, questions, reviews, rounds

PERSON = {"platform": "telegram", "person": "1"}
ROUND = {
    "platform": "telegram", "community": "1", "channel": "1", "starter": "1", "shared": False,
    "language": "en", "revision": "r", "begun_at": 1,
}  # fmt: skip
QUESTION = {"round": 3, "number": 1, "entry": "faekjw", "word": "pretraining", "body": "{}"}
ANSWER = {"round": 3, "number": 1, "right": True, "points": 1.0, "answered_at": 2, **PERSON}
REVIEW = {"number": 1, "entry": "4k9tqz", "rating": 3, "reviewed_at": 1, "due_at": 2, **PERSON}


def _fill(conn: Connection) -> None:
    conn.execute(insert(cards).values(id=3, entry="faekjw", added_at=1, due_at=1, **PERSON))
    conn.execute(insert(reviews).values(card=8, **REVIEW))
    conn.execute(insert(rounds).values(id=3, **ROUND))
    conn.execute(insert(questions).values(**QUESTION))
    conn.execute(insert(answers).values(**ANSWER))
    conn.execute(insert(players).values(round=3, name="A", joined_at=1, **PERSON))


def _contents(conn: Connection) -> dict[str, list[Any]]:
    tables = metadata.sorted_tables
    return {table.name: [tuple(row) for row in conn.execute(select(table))] for table in tables}


def _add_card(conn: Connection) -> int:
    row = {"entry": "abcdef", "added_at": 1, "due_at": 1, **PERSON}
    return int(conn.scalars(insert(cards).values(**row).returning(cards.c.id)).one())


async def _of_revision(address: str, revision: str, patch: pytest.MonkeyPatch) -> Store:
    """Return a store whose tables are as an earlier release left them."""
    upgrade = command.upgrade
    with patch.context() as patched:
        patched.setattr(command, "upgrade", lambda config, _head: upgrade(config, revision))
        return await Store.open(address)


async def test_cards_and_rounds_keep_all_that_belongs_to_them(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await _of_revision(empty, "0005", monkeypatch)
    await store.write(_fill)
    before = await store.read(_contents)
    await store.close()
    store = await Store.open(empty)
    assert await store.read(_contents) == before
    await store.close()


async def test_the_id_of_a_word_removed_before_is_not_given_again(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path}/old.db"
    store = await _of_revision(address, "0005", monkeypatch)
    await store.write(_fill)
    await store.close()
    store = await Store.open(address)
    assert await store.write(_add_card) == 9
    await store.close()
