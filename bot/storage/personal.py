"""What is kept about a person, whatever table it is in.

Rows with a column `person` belong to a person. A round alone belongs to its `starter`, while a
round of a group merely was begun by one. Updates set aside may hold anything of theirs.
"""

from sqlalchemy import Connection, Table, and_, delete, update

from bot.core.messages import Person
from bot.storage import inbox
from bot.storage.tables import metadata, rounds


def tables_about_people() -> list[Table]:
    """Return every table with rows that belong to a person: those with a column `person`."""
    return [table for table in metadata.sorted_tables if "person" in table.c]


def forget(conn: Connection, person: Person) -> int:
    """Delete every row about a person; return how many there were.

    A group keeps its round, and no longer knows who began it.
    """
    statements = (
        delete(table).where(and_(table.c.platform == person.platform, table.c.person == person.id))
        for table in reversed(tables_about_people())
    )
    begun = and_(rounds.c.platform == person.platform, rounds.c.starter == person.id)
    count = sum(conn.execute(statement).rowcount for statement in statements)
    count += conn.execute(delete(rounds).where(begun, ~rounds.c.shared)).rowcount
    conn.execute(update(rounds).where(begun).values(starter=None))
    return count + inbox.forget(conn, person)
