"""What people and communities have chosen."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql

from bot.core.messages import Person, Place
from bot.storage.tables import communities, people


def person_language(conn: Connection, person: Person) -> str | None:
    """Return the language a person chose, or None."""
    query = select(people.c.language).where(
        people.c.platform == person.platform, people.c.person == person.id
    )
    return conn.scalar(query)


def set_person_language(conn: Connection, person: Person, language: str, now: int) -> None:
    """Keep the language a person chose; `now` is in seconds of UTC."""
    statement = postgresql.insert(people).values(
        platform=person.platform, person=person.id, language=language, created_at=now
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "person"], set_={"language": language}
        )
    )


def community_language(conn: Connection, place: Place) -> str | None:
    """Return the language chosen for a place's community, or None."""
    query = select(communities.c.language).where(
        communities.c.platform == place.platform, communities.c.community == place.community
    )
    return conn.scalar(query)


def set_community_language(conn: Connection, place: Place, language: str, now: int) -> None:
    """Keep the language chosen for a place's community; `now` is in seconds of UTC."""
    statement = postgresql.insert(communities).values(
        platform=place.platform, community=place.community, language=language, created_at=now
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "community"], set_={"language": language}
        )
    )
