"""The words people saved, and every rating they gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql

from bot.core.learning.scheduling import Card, Memory, Rating
from bot.core.messages import Person
from bot.storage.tables import cards, reviews


@dataclass(frozen=True, slots=True)
class SavedWord:
    """A word a person saved. Times are seconds of UTC.

    Attributes:
        id: of the card, for its buttons.
        entry: the id of its record.
        met_in: the sentence the person met it in, where they saved it from one.
        reviews: how many ratings stand.
    """

    id: int
    entry: str
    met_in: str | None
    added_at: int
    memory: Memory
    reviews: int
    suspended_at: int | None
    buried_until: int | None

    @property
    def card(self) -> Card:
        """The word as the rules of learning see it."""
        return Card(
            record_id=self.entry,
            memory=self.memory,
            suspended=self.suspended_at is not None,
            buried_until=self.buried_until or 0,
        )


@dataclass(frozen=True, slots=True)
class LoggedReview:
    """A rating that stands, with the memory it changed.

    Attributes:
        number: among all the ratings that the card was ever given.
    """

    card: int
    number: int
    entry: str
    rating: Rating
    reviewed_at: int
    before: Memory


def save(
    conn: Connection, person: Person, entries: Sequence[str], now: int, met_in: str | None = None
) -> int:
    """Save words, due at once, and take up those put aside; return how many are new."""
    if not entries:
        return 0
    rows = [
        {
            "platform": person.platform,
            "person": person.id,
            "entry": entry,
            "met_in": met_in,
            "added_at": now,
            "due_at": now,
        }
        for entry in dict.fromkeys(entries)
    ]
    take_up(conn, person, entries)
    statement = postgresql.insert(cards).values(rows).on_conflict_do_nothing()
    return len(conn.execute(statement.returning(cards.c.id)).all())


def take_up(conn: Connection, person: Person, entries: Sequence[str]) -> int:
    """Have words asked again that were put aside; return how many were."""
    aside = (cards.c.entry.in_(entries), cards.c.suspended_at.is_not(None))
    return conn.execute(
        update(cards).where(*_of(person), *aside).values(suspended_at=None)
    ).rowcount


def remove(conn: Connection, person: Person, entry: str) -> bool:
    """Forget a saved word; its reviews stay in the log. Return whether it was saved."""
    statement = delete(cards).where(*_of(person), cards.c.entry == entry)
    return conn.execute(statement).rowcount > 0


def saved(conn: Connection, person: Person) -> list[SavedWord]:
    """Return the words a person saved, in the order they were saved."""
    query = select(cards).where(*_of(person)).order_by(cards.c.id)
    return [_word(row) for row in conn.execute(query)]


def saved_entry(conn: Connection, person: Person, entry: str) -> SavedWord | None:
    """Return a person's saved word by its entry, or None where it is not saved."""
    row = conn.execute(select(cards).where(*_of(person), cards.c.entry == entry)).one_or_none()
    return None if row is None else _word(row)


def saved_card(conn: Connection, person: Person, card: int) -> SavedWord | None:
    """Return a person's saved word by its card, or None where the person has no such card."""
    row = conn.execute(select(cards).where(*_of(person), cards.c.id == card)).one_or_none()
    return None if row is None else _word(row)


def record(
    conn: Connection, person: Person, word: SavedWord, rating: Rating, after: Memory, now: int
) -> bool:
    """Record a rating of a word as it was read; return False where it was rated since.

    The count of reviews makes a second press of the same button harmless.
    """
    changed = conn.execute(
        update(cards)
        .where(*_of(person), cards.c.id == word.id, cards.c.reviews == word.reviews)
        .values(**_columns(after), reviews=word.reviews + 1, buried_until=None)
    ).rowcount
    if not changed:
        return False
    conn.execute(
        postgresql.insert(reviews).values(
            platform=person.platform,
            person=person.id,
            card=word.id,
            number=_next_number(conn, person, word.id),
            entry=word.entry,
            rating=int(rating),
            reviewed_at=now,
            **_columns(word.memory),
        )
    )
    return True


def undo(conn: Connection, person: Person, card: int, number: int, now: int) -> bool:
    """Take back a rating unless the person has rated since; return whether it is taken back.

    One that was taken back before is left alone.

    Args:
        number: that of the rating among all that the card was ever given.
    """
    query = select(cards).where(*_of(person), cards.c.id == card).with_for_update()
    word = conn.execute(query).one_or_none()
    this = and_(*_by(person), reviews.c.card == card, reviews.c.number == number)
    named = conn.execute(select(reviews).where(this)).one_or_none()
    if word is None or named is None or _rated_since(conn, person, named):
        return False
    if named.undone_at is not None:
        return True
    if not word.reviews:  # it was given before the word was saved anew
        return False
    conn.execute(update(reviews).where(this).values(undone_at=now))
    conn.execute(
        update(cards)
        .where(*_of(person), cards.c.id == card)
        .values(**_columns(memory_of(named)), reviews=cards.c.reviews - 1)
    )
    return True


def suspend(conn: Connection, person: Person, card: int, since: int | None) -> bool:
    """Leave a word alone since a time, or take it up again; return whether there is one."""
    statement = update(cards).where(*_of(person), cards.c.id == card).values(suspended_at=since)
    return conn.execute(statement).rowcount > 0


def resume(conn: Connection, person: Person, card: int, number: int) -> bool:
    """Have a word asked again that was put off or aside, unless it was rated since.

    Args:
        number: how many ratings it had then.
    """
    changed = conn.execute(
        update(cards)
        .where(*_of(person), cards.c.id == card, cards.c.reviews == number)
        .values(suspended_at=None, buried_until=None)
    )
    return changed.rowcount > 0


def bury(conn: Connection, person: Person, card_ids: Sequence[int], until: int) -> None:
    """Put words off until a time."""
    conn.execute(
        update(cards).where(*_of(person), cards.c.id.in_(card_ids)).values(buried_until=until)
    )


def last_number(conn: Connection, person: Person, card: int) -> int | None:
    """Return the number of a card's last rating that stands, or None where none does."""
    query = select(func.max(reviews.c.number)).where(
        *_by(person), reviews.c.card == card, reviews.c.undone_at.is_(None)
    )
    number: int | None = conn.scalar(query)
    return number


def history(conn: Connection, person: Person, since: int = 0) -> list[LoggedReview]:
    """Return every rating of a person that stands, the oldest first.

    Args:
        since: leaves out those given before, in seconds of UTC.
    """
    query = (
        select(reviews)
        .where(*_by(person), reviews.c.undone_at.is_(None), reviews.c.reviewed_at >= since)
        .order_by(reviews.c.reviewed_at, reviews.c.card, reviews.c.number)
    )
    return [
        LoggedReview(
            row.card, row.number, row.entry, Rating(row.rating), row.reviewed_at, memory_of(row)
        )
        for row in conn.execute(query)
    ]


def memory_of(row: Row[Any]) -> Memory:
    """Return the memory that a row of cards or reviews holds."""
    return Memory(
        stability=row.stability,
        difficulty=row.difficulty,
        due_at=row.due_at,
        last_review_at=row.last_review_at,
        last_rating=None if row.last_rating is None else Rating(row.last_rating),
    )


def _rated_since(conn: Connection, person: Person, named: Row[Any]) -> bool:
    """Whether a rating stands that the person gave after this one."""
    later = or_(
        reviews.c.reviewed_at > named.reviewed_at,
        and_(reviews.c.card == named.card, reviews.c.number > named.number),
    )
    query = select(reviews.c.number).where(*_by(person), reviews.c.undone_at.is_(None), later)
    return conn.execute(query.limit(1)).first() is not None


def _next_number(conn: Connection, person: Person, card: int) -> int:
    highest = func.coalesce(func.max(reviews.c.number), 0)
    query = select(highest).where(*_by(person), reviews.c.card == card)
    return int(conn.execute(query).scalar_one()) + 1


def _of(person: Person) -> tuple[ColumnElement[bool], ...]:
    return cards.c.platform == person.platform, cards.c.person == person.id


def _by(person: Person) -> tuple[ColumnElement[bool], ...]:
    return reviews.c.platform == person.platform, reviews.c.person == person.id


def _columns(memory: Memory) -> dict[str, Any]:
    return {
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "due_at": memory.due_at,
        "last_review_at": memory.last_review_at,
        "last_rating": memory.last_rating,
    }


def _word(row: Row[Any]) -> SavedWord:
    return SavedWord(
        id=row.id,
        entry=row.entry,
        met_in=row.met_in,
        added_at=row.added_at,
        memory=memory_of(row),
        reviews=row.reviews,
        suspended_at=row.suspended_at,
        buried_until=row.buried_until,
    )
