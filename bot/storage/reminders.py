"""Who is reminded of their reviews, and when.

The next reminder is on the list of deliveries; what ends one plans the next, a day later. Whether
there is anything to say is asked when it is due.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects import postgresql

from bot.core.delivery import Delivery
from bot.core.messages import Person, Place
from bot.core.schedule import EVERY_DAY, LAST_REMINDER, fires
from bot.storage import deliveries as engine
from bot.storage import settings
from bot.storage.deliveries import State
from bot.storage.tables import cards, reminders, reviews, rounds, subscriptions

KIND = "reminder"
OFFER_KIND = "reminder offer"
USUAL_TIME = time(20, 30)
ENOUGH_WORDS = 3
"""Saved words from which it is worth asking whether a person wants to be reminded."""
_DAY = 86_400


class Offered(Enum):
    """Where a person is asked whether to be reminded.

    HERE means that no private chat is known, and comes with the word that makes a few.
    """

    NOWHERE = auto()
    IN_PRIVATE = auto()
    HERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """How one person is reminded.

    Attributes:
        place: the private chat.
        wall_time: to the minute; the zone is the person's.
        unanswered: how many reminders in a row were followed by no review.
        first_on: the local date of the first of them.
        sent_at: when the last was sent, in seconds of UTC.
        done_on: the last local date that was dealt with.
    """

    person: Person
    place: Place
    language: str
    wall_time: time = USUAL_TIME
    is_on: bool = True
    unanswered: int = 0
    first_on: date | None = None
    sent_at: int = 0
    done_on: date | None = None


def find(conn: Connection, person: Person) -> Reminder | None:
    """Return how a person is reminded; None where they were never asked."""
    query = select(reminders).where(
        reminders.c.platform == person.platform, reminders.c.person == person.id
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else _reminder(row)


def present(conn: Connection, person: Person) -> Reminder | None:
    """Return how a person is reminded, what they have answered since counted."""
    reminder = find(conn, person)
    if reminder is None or not reminder.unanswered:
        return reminder
    last = select(func.max(reviews.c.reviewed_at)).where(
        reviews.c.platform == person.platform, reviews.c.person == person.id
    )
    answered = (conn.scalar(last) or 0) >= reminder.sent_at
    return replace(reminder, unanswered=0, first_on=None) if answered else reminder


def offer(
    conn: Connection, person: Person, place: Place | None, language: str, new: int, now: int
) -> Offered:
    """Have a person asked, once and for all, whether to be reminded; return where they are asked.

    Args:
        place: the private chat, where the person is in it; else the one they used before.
        new: how many words they have just saved.
        now: in seconds of UTC.
    """
    count = select(func.count()).where(
        cards.c.platform == person.platform, cards.c.person == person.id
    )
    words = conn.scalar(count) or 0
    if find(conn, person) is not None or words < ENOUGH_WORDS:
        return Offered.NOWHERE
    chat = place or _private_chat(conn, person)
    if chat is None:
        return Offered.HERE if words - new < ENOUGH_WORDS else Offered.NOWHERE
    save(conn, Reminder(person=person, place=chat, language=language, is_on=False), now)
    asked = Delivery(
        place=chat, person=person, kind=OFFER_KIND, piece="once", due_at=now, language=language
    )
    return Offered.IN_PRIVATE if engine.plan(conn, asked) else Offered.NOWHERE


def save(conn: Connection, reminder: Reminder, now: int) -> None:
    """Keep how a person is reminded, and plan the next one; `now` is in seconds of UTC."""
    _keep(conn, reminder, now)
    engine.cancel(conn, reminder.place, KIND, None, now)
    if reminder.is_on:
        _plan_next(conn, reminder, now)


def change_zone(conn: Connection, person: Person, now: int) -> None:
    """Plan the next reminder of a person whose time zone has changed."""
    reminder = find(conn, person)
    if reminder is not None:
        save(conn, reminder, now)


def after_sent(conn: Connection, delivery: Delivery, _message: str, now: int) -> None:
    """Count a reminder that was sent, and plan the next unless it was the last."""
    reminder = delivery.person and present(conn, delivery.person)
    if not reminder:
        return
    day = date.fromisoformat(delivery.piece)
    unanswered = reminder.unanswered + 1
    counted = replace(
        reminder,
        unanswered=unanswered,
        first_on=reminder.first_on or day,
        sent_at=now,
        done_on=day,
        is_on=reminder.is_on and unanswered < LAST_REMINDER,
    )
    _keep(conn, counted, now)
    if counted.is_on:
        _plan_next(conn, counted, now)


def after_missed(conn: Connection, delivery: Delivery, state: State, now: int) -> None:
    """Plan the next reminder after one that was not sent, unless the person is out of reach."""
    reminder = delivery.person and find(conn, delivery.person)
    if not reminder:
        return
    if state is State.OFF:
        _keep(conn, replace(reminder, is_on=False), now)
        return
    passed = replace(reminder, done_on=date.fromisoformat(delivery.piece))
    _keep(conn, passed, now)
    if passed.is_on:
        _plan_next(conn, passed, max(delivery.due_at, now - _DAY))


def _private_chat(conn: Connection, person: Person) -> Place | None:
    """Return the private chat a person gets their word in or last played a round in."""
    words = select(subscriptions.c.channel).where(
        subscriptions.c.platform == person.platform, subscriptions.c.person == person.id
    )
    played = (
        select(rounds.c.channel)
        .where(
            rounds.c.platform == person.platform,
            rounds.c.starter == person.id,
            ~rounds.c.shared,
            rounds.c.community == rounds.c.channel,  # no channel of a server
        )
        .order_by(rounds.c.id.desc())
    )
    channel = conn.scalar(words.limit(1)) or conn.scalar(played.limit(1))
    return None if channel is None else Place(person.platform, channel, channel, private=True)


def _keep(conn: Connection, reminder: Reminder, now: int) -> None:
    first, done = reminder.first_on, reminder.done_on
    values = {
        "channel": reminder.place.channel,
        "is_on": reminder.is_on,
        "wall_time": f"{reminder.wall_time:%H:%M}",
        "language": reminder.language,
        "unanswered": reminder.unanswered,
        "first_on": first and first.isoformat(),
        "sent_at": reminder.sent_at or None,
        "done_on": done and done.isoformat(),
    }
    person = reminder.person
    statement = postgresql.insert(reminders).values(
        platform=person.platform, person=person.id, asked_at=now, **values
    )
    conn.execute(
        statement.on_conflict_do_update(index_elements=["platform", "person"], set_=values)
    )


def _plan_next(conn: Connection, reminder: Reminder, after: int) -> None:
    zone = settings.profile(conn, reminder.person).zone or "UTC"
    for fire in fires(zone, reminder.wall_time, EVERY_DAY, datetime.fromtimestamp(after, UTC)):
        if reminder.done_on is None or fire.day > reminder.done_on:
            planned = Delivery(
                place=reminder.place,
                person=reminder.person,
                kind=KIND,
                piece=fire.day.isoformat(),
                due_at=fire.seconds,
                zone=zone,
                wall_time=f"{fire.day}T{reminder.wall_time:%H:%M}",
                language=reminder.language,
            )
            engine.plan(conn, planned)
            return


def _reminder(row: Row[Any]) -> Reminder:
    channel = row.channel
    return Reminder(
        person=Person(row.platform, row.person),
        place=Place(row.platform, channel, channel, private=True),
        language=row.language,
        wall_time=time.fromisoformat(row.wall_time),
        is_on=row.is_on,
        unanswered=row.unanswered,
        first_on=date.fromisoformat(row.first_on) if row.first_on else None,
        sent_at=row.sent_at or 0,
        done_on=date.fromisoformat(row.done_on) if row.done_on else None,
    )
