"""Who is reminded of their reviews, and when.

The next reminder is on the list of deliveries; what ends one plans the next, a day later. Whether
there is anything to say is asked when it is due.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects import postgresql

from bot.core.delivery import Delivery
from bot.core.messages import Person, Place
from bot.core.schedule import EVERY_DAY, LAST_REMINDER, fires
from bot.storage import deliveries as engine
from bot.storage import settings
from bot.storage.deliveries import State
from bot.storage.tables import cards, reminders, reviews

KIND = "reminder"
OFFER_KIND = "reminder offer"
USUAL_TIME = time(20, 30)
ENOUGH_WORDS = 3
"""Saved words from which it is worth asking whether a person wants to be reminded."""
_DAY = 86_400


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


def offer(conn: Connection, person: Person, place: Place, language: str, now: int) -> bool:
    """Have a person asked, once and for all, whether to be reminded; return whether they will be.

    Args:
        place: the private chat.
        now: in seconds of UTC.
    """
    count = select(func.count()).where(
        cards.c.platform == person.platform, cards.c.person == person.id
    )
    if find(conn, person) is not None or (conn.scalar(count) or 0) < ENOUGH_WORDS:
        return False
    save(conn, Reminder(person=person, place=place, language=language, is_on=False), now)
    asked = Delivery(
        place=place, person=person, kind=OFFER_KIND, piece="once", due_at=now, language=language
    )
    return bool(engine.plan(conn, asked))


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
