"""What a person is to review on a study day, and what a press in a review changes.

A day's agenda follows from the cards that are due and the ratings of the day; neither the words
that wait for later days nor the reviews of earlier ones are read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from bot.core.learning import scheduling
from bot.core.learning.scheduling import Card, Rating
from bot.core.messages import Person
from bot.storage import cards as saved_words
from bot.storage import settings
from bot.storage.cards import LoggedReview, SavedWord
from bot.storage.settings import Profile
from bot.storage.tables import cards

Known = Callable[[str], bool]
"""Whether the dictionary has an entry."""
_EVERYTHING = 10**9
_CARD: tuple[ColumnElement[Any], ...] = (
    cards.c.id, cards.c.entry, cards.c.stability, cards.c.difficulty, cards.c.due_at,
    cards.c.last_review_at, cards.c.last_rating,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be reviewed on one study day.

    Attributes:
        queue: the cards to be shown, the next one first.
        beyond: the cards that the day's limits leave no room for, where more are due.
        first: the word to be shown next; None where none is left for the day.
        has_words: whether the person saved any word that the dictionary has.
    """

    profile: Profile
    queue: Sequence[int]
    beyond: Sequence[int]
    first: SavedWord | None
    has_words: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left after a word was rated or put off.

    Attributes:
        undo: what names the change when it is taken back; None where the word was rated since.
    """

    agenda: Agenda
    undo: int | None


def agenda(conn: Connection, person: Person, known: Known, now: int) -> Agenda:
    """Return what a person is to review on the study day of a time in seconds of UTC."""
    profile = settings.profile(conn, person)
    waiting = _waiting(conn, person, profile, now)
    ids = {card.record_id: number for number, card in waiting if known(card.record_id)}
    shown = [card for _, card in waiting if card.record_id in ids]
    done = saved_words.history(conn, person, scheduling.day_began_at(now, profile.tzinfo))
    today = _queue(shown, done, profile, now, profile.reviews_a_day)
    everything = _queue(shown, done, profile, now, _EVERYTHING)
    entries = {card.record_id for card in today}
    return Agenda(
        profile=profile,
        queue=[ids[card.record_id] for card in today],
        beyond=[ids[card.record_id] for card in everything if card.record_id not in entries],
        first=saved_words.saved_entry(conn, person, today[0].record_id) if today else None,
        has_words=bool(shown) or _has_words(conn, person, known),
    )


def card_of(conn: Connection, person: Person, card: int) -> tuple[SavedWord, Profile] | None:
    """Return a person's word and how they learn, or None where they have no such card."""
    word = saved_words.saved_card(conn, person, card)
    return None if word is None else (word, settings.profile(conn, person))


def rate(
    conn: Connection, person: Person, known: Known, card: int, number: int, rating: Rating, now: int
) -> Outcome | None:
    """Record a rating, once, and return what is left; None where the person has no such card.

    The undo is the rating's number among all that the card was ever given.

    Args:
        number: how many ratings the card had when it was shown; with more it was rated since.
    """
    found = card_of(conn, person, card)
    if found is None:
        return None
    word, profile = found
    if word.reviews == number:
        after = scheduling.reviewed(word.memory, rating, now, profile.retention)
        saved_words.record(conn, person, word, rating, after, now)
    is_last = word.reviews in {number, number + 1}
    undo = saved_words.last_number(conn, person, card) if is_last else None
    return Outcome(agenda(conn, person, known, now), undo)


def put_off(
    conn: Connection,
    person: Person,
    known: Known,
    card: int,
    number: int,
    now: int,
    *,
    for_good: bool,
) -> Outcome | None:
    """Put a word off to the next study day or aside for good, unless it was rated since.

    Return what is left; None where the person has no such card. The undo is `number`.

    Args:
        number: how many ratings the card had when it was shown.
    """
    found = card_of(conn, person, card)
    if found is None:
        return None
    word, profile = found
    is_meant = word.reviews == number
    if is_meant and for_good:
        saved_words.suspend(conn, person, card, now)
    elif is_meant:
        until = scheduling.day_ends_at(now, profile.tzinfo)
        saved_words.bury(conn, person, [card], until)
    return Outcome(agenda(conn, person, known, now), number if is_meant else None)


def spread(conn: Connection, person: Person, known: Known, now: int) -> Agenda:
    """Put what is due beyond the day's limits off, a day's worth to each coming day."""
    before = agenda(conn, person, known, now)
    a_day = max(1, before.profile.reviews_a_day)
    until = scheduling.day_ends_at(now, before.profile.tzinfo)
    for start in range(0, len(before.beyond), a_day):
        saved_words.bury(conn, person, before.beyond[start : start + a_day], until)
        until += scheduling.DAY
    return agenda(conn, person, known, now)


def _waiting(
    conn: Connection, person: Person, profile: Profile, now: int
) -> list[tuple[int, Card]]:
    """Return the cards that the day's queue is chosen from, each with its id."""
    zone = profile.tzinfo
    began_at, ends_at = scheduling.day_began_at(now, zone), scheduling.day_ends_at(now, zone)
    is_shown = and_(
        cards.c.suspended_at.is_(None),
        or_(cards.c.buried_until.is_(None), cards.c.buried_until <= now),
    )
    is_wanted = or_(
        cards.c.last_review_at.is_(None),
        cards.c.due_at < ends_at,
        and_(cards.c.last_rating == int(Rating.AGAIN), cards.c.last_review_at >= began_at),
    )
    query = select(*_CARD).where(
        cards.c.platform == person.platform, cards.c.person == person.id, is_shown, is_wanted
    )
    rows = conn.execute(query)
    return [(row.id, Card(row.entry, saved_words.memory_of(row))) for row in rows]


def _queue(
    shown: Sequence[Card], done: Sequence[LoggedReview], profile: Profile, now: int, limit: int
) -> list[Card]:
    zone = profile.tzinfo
    fresh = sum(review.before.is_new for review in done)
    returns = sum(scheduling.is_return(review.before, review.reviewed_at, zone) for review in done)
    return scheduling.todays_queue(
        shown,
        now,
        zone,
        reviews_done_today=len(done) - fresh - returns,
        new_done_today=fresh,
        review_limit=limit,
        new_limit=profile.new_a_day,
    )


def _has_words(conn: Connection, person: Person, known: Known) -> bool:
    query = select(cards.c.entry).where(
        cards.c.platform == person.platform, cards.c.person == person.id
    )
    return any(known(entry) for entry in conn.scalars(query))
