"""What people and communities have chosen."""

from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.dialects import postgresql

from bot.core.messages import Person, Place
from bot.storage.tables import communities, people


@dataclass(frozen=True, slots=True)
class Profile:
    """How a person learns; the defaults where they chose nothing.

    Attributes:
        zone: an IANA time zone, None where the person never said.
        four_ratings: whether a review offers FSRS's four ratings instead of two.
        retention: the chance of remembering at which a word comes back.
    """

    zone: str | None = None
    new_a_day: int = 5
    reviews_a_day: int = 20
    four_ratings: bool = False
    retention: float = 0.9

    @property
    def tzinfo(self) -> ZoneInfo:
        """The time zone to reckon in: UTC where the person never said."""
        return ZoneInfo(self.zone or "UTC")


def profile(conn: Connection, person: Person) -> Profile:
    """Return how a person learns."""
    row = conn.execute(select(people).where(*_is(person))).one_or_none()
    chosen = {name: getattr(row, name) for name in Profile.__dataclass_fields__} if row else {}
    return Profile(**{name: value for name, value in chosen.items() if value is not None})


def set_profile(conn: Connection, person: Person, profile: Profile, now: int) -> None:
    """Keep how a person learns; `now` is in seconds of UTC."""
    values = asdict(profile)
    statement = postgresql.insert(people).values(
        platform=person.platform, person=person.id, created_at=now, **values
    )
    conn.execute(
        statement.on_conflict_do_update(index_elements=["platform", "person"], set_=values)
    )


def _is(person: Person) -> tuple[ColumnElement[bool], ...]:
    return people.c.platform == person.platform, people.c.person == person.id


def person_language(conn: Connection, person: Person) -> str | None:
    """Return the language a person chose, or None."""
    return conn.scalar(select(people.c.language).where(*_is(person)))


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


def card_channels(conn: Connection, place: Place) -> frozenset[str]:
    """Return the channels in which a community shows cards to all; empty where it never chose."""
    query = select(communities.c.card_channels).where(
        communities.c.platform == place.platform, communities.c.community == place.community
    )
    return frozenset((conn.scalar(query) or "").split())


def set_card_channel(conn: Connection, place: Place, chosen: bool, now: int) -> frozenset[str]:
    """Choose a place's channel for cards, or no longer; return the channels now chosen."""
    channels = card_channels(conn, place) - {place.channel} | ({place.channel} if chosen else set())
    values = {"card_channels": " ".join(sorted(channels)) or None}
    statement = postgresql.insert(communities).values(
        platform=place.platform, community=place.community, created_at=now, **values
    )
    conn.execute(
        statement.on_conflict_do_update(index_elements=["platform", "community"], set_=values)
    )
    return channels


def moved(conn: Connection, old: Place, new: Place) -> None:
    """Bring a community's settings to its new address; the language chosen there stands."""
    here = communities.c.platform == old.platform, communities.c.community == old.community
    row = conn.execute(delete(communities).where(*here).returning(communities)).one_or_none()
    if row is None:
        return
    before = {new.channel if c == old.channel else c for c in (row.card_channels or "").split()}
    channels = " ".join(sorted(before | card_channels(conn, new))) or None
    statement = postgresql.insert(communities).values(
        platform=new.platform,
        community=new.community,
        language=row.language,
        card_channels=channels,
        created_at=row.created_at,
    )
    language = func.coalesce(communities.c.language, statement.excluded.language)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "community"],
            set_={"language": language, "card_channels": channels},
        )
    )
