"""What is kept about a person, whatever table it is in."""

from sqlalchemy import Connection, Table, and_, delete

from bot.core.messages import Person
from bot.storage.tables import metadata


def tables_about_people() -> list[Table]:
    """Return every table with rows that belong to a person: those with a column `person`."""
    return [table for table in metadata.sorted_tables if "person" in table.c]


def forget(conn: Connection, person: Person) -> int:
    """Delete every row about a person; return how many there were."""
    statements = (
        delete(table).where(and_(table.c.platform == person.platform, table.c.person == person.id))
        for table in reversed(tables_about_people())
    )
    return sum(conn.execute(statement).rowcount for statement in statements)
