"""Members of communities: who wants to stand on the leaderboard, and how they stand there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql

from bot.core.messages import Person, Place
from bot.storage.tables import answers, members, rounds


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place on the leaderboard; equal points share a rank."""

    rank: int
    person: Person
    name: str
    points: float


_in_community = and_(
    rounds.c.platform == members.c.platform,
    rounds.c.community == members.c.community,
    rounds.c.shared,
)
_by_member = and_(
    answers.c.round == rounds.c.id,
    answers.c.platform == members.c.platform,
    answers.c.person == members.c.person,
)


def ask(conn: Connection, place: Place, person: Person, now: int) -> bool:
    """Note that a person is asked whether to join; return False where they were asked before.

    Times are seconds of UTC.
    """
    row = _row(place, person, joined=False, now=now)
    statement = postgresql.insert(members).values(**row).on_conflict_do_nothing()
    return conn.scalar(statement.returning(members.c.person)) is not None


def join(conn: Connection, place: Place, person: Person, name: str, now: int) -> None:
    """Put a person on the leaderboard of a place's community, under this name from now on."""
    _decide(conn, place, person, joined=True, name=name, now=now)


def leave(conn: Connection, place: Place, person: Person, now: int) -> None:
    """Take a person off the leaderboard, and forget the name."""
    _decide(conn, place, person, joined=False, name=None, now=now)


def leave_all(conn: Connection, person: Person, now: int) -> None:
    """Take a person off every leaderboard, and forget the names."""
    conn.execute(
        update(members)
        .where(_is(person), members.c.joined)
        .values(joined=False, name=None, decided_at=now)
    )


def boards_of(conn: Connection, person: Person, community: str | None = None) -> int:
    """Return on how many leaderboards a person stands; with a community, 1 or 0 for its own."""
    query = select(func.count()).select_from(members).where(_is(person), members.c.joined)
    if community is not None:
        query = query.where(members.c.community == community)
    return conn.scalar(query) or 0


def standings(
    conn: Connection, place: Place, since: int, person: Person | None, limit: int
) -> Sequence[Standing]:
    """Return the first `limit` members by points, and after them this one, who may be none of them.

    Args:
        since: points count from this time on.
    """
    points = func.sum(answers.c.points)
    counted = (
        select(
            members.c.person,
            members.c.name,
            points.label("points"),
            func.rank().over(order_by=points.desc()).label("rank"),
            func.row_number()
            .over(order_by=(points.desc(), func.max(answers.c.answered_at), members.c.person))
            .label("line"),
        )
        .join(rounds, _in_community)
        .join(answers, _by_member)
        .where(
            members.c.platform == place.platform,
            members.c.community == place.community,
            members.c.joined,
            answers.c.answered_at >= since,
        )
        .group_by(members.c.person, members.c.name)
        .having(points > 0)
        .subquery()
    )
    wanted = or_(counted.c.line <= limit, counted.c.person == (person.id if person else ""))
    return [
        Standing(row.rank, Person(place.platform, row.person), row.name or "", row.points)
        for row in conn.execute(select(counted).where(wanted).order_by(counted.c.line))
    ]


def moved(conn: Connection, old: Place, new: Place) -> None:
    """Bring the members of a community to its new address; what they decided there stands."""
    there = members.alias()
    twin = exists().where(
        there.c.platform == new.platform,
        there.c.community == new.community,
        there.c.person == members.c.person,
    )
    here = and_(members.c.platform == old.platform, members.c.community == old.community)
    conn.execute(delete(members).where(here, twin))
    conn.execute(update(members).where(here).values(community=new.community))


def _is(person: Person) -> ColumnElement[bool]:
    return and_(members.c.platform == person.platform, members.c.person == person.id)


def _decide(
    conn: Connection, place: Place, person: Person, *, joined: bool, name: str | None, now: int
) -> None:
    row = _row(place, person, joined=joined, now=now)
    chosen = {"joined": joined, "name": name, "decided_at": now}
    statement = postgresql.insert(members).values(**{**row, **chosen})
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["platform", "community", "person"], set_=chosen
        )
    )


def _row(place: Place, person: Person, *, joined: bool, now: int) -> dict[str, object]:
    return {
        "platform": place.platform,
        "community": place.community,
        "person": person.id,
        "joined": joined,
        "decided_at": now,
    }
