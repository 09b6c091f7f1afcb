"""Where and when the word of the day is posted, and which words were shown where.

A subscription has its next post on the list of deliveries; what ends one post plans the next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql

from bot.core import schedule
from bot.core.delivery import Delivery
from bot.core.messages import Person, Place
from bot.core.schedule import WORKDAYS, Fire
from bot.storage import deliveries as engine
from bot.storage.deliveries import OPEN, State
from bot.storage.tables import daily_words, deliveries, subscriptions

KIND = "daily word"
DAY = 86_400
AWAY = "away"
"""Why the word of a person who has not been seen for a while is off; being seen turns it on."""
AWAY_AFTER = 14 * DAY
"""Seconds."""
_TRIES = 8
_KEY = ("platform", "channel", "thread")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One place's word of the day.

    Attributes:
        person: whose private chat the place is.
        zone: an IANA time zone.
        wall_time: to the minute.
        weekdays: a set of `bot.core.schedule`.
        topic: the words' topic, empty for all.
        silent: whether people's devices stay quiet.
        with_quiz: whether a question stands under the word.
        with_thread: whether a thread is opened under each post, where a platform has them.
        role: the id of the role that is called, empty for none.
        off_reason: why it is off where nobody turned it off.
        paused_until: the first local date on which it is posted again.
        done_on: the last local date that was dealt with.
        seen_at: when the person last did anything, to the day, in seconds of UTC.
    """

    place: Place
    zone: str
    wall_time: time
    language: str
    person: Person | None = None
    weekdays: int = WORKDAYS
    topic: str = ""
    levels: tuple[str, ...] = ("core", "common")
    silent: bool = True
    with_quiz: bool = False
    with_thread: bool = False
    role: str = ""
    is_on: bool = True
    off_reason: str = ""
    paused_until: date | None = None
    done_on: date | None = None
    seen_at: int = 0

    def fires(self, after: datetime) -> Iterator[Fire]:
        """Yield when it is due later than a time, if it stays as it is."""
        for fire in schedule.fires(self.zone, self.wall_time, self.weekdays, after):
            done = self.done_on is not None and fire.day <= self.done_on
            paused = self.paused_until is not None and fire.day < self.paused_until
            if not (done or paused):
                yield fire

    def is_away(self, now: int) -> bool:
        """Whether it is a person's who has not been seen for a while; seconds of UTC."""
        return self.person is not None and now - self.seen_at > AWAY_AFTER


def find(conn: Connection, place: Place) -> Subscription | None:
    """Return a place's subscription, whether on or off."""
    row = conn.execute(select(subscriptions).where(*_at(subscriptions, place))).one_or_none()
    return None if row is None else _subscription(row)


def of_community(conn: Connection, place: Place) -> list[Subscription]:
    """Return the subscriptions of a place's community that are on, the newest first."""
    table = subscriptions.c
    query = select(subscriptions).where(
        table.platform == place.platform, table.community == place.community, table.is_on
    )
    newest = query.order_by(table.created_at.desc(), table.channel, table.thread)
    return [_subscription(row) for row in conn.execute(newest)]


def save(conn: Connection, subscription: Subscription, now: int) -> None:
    """Keep a subscription and plan its next post; `now` is in seconds of UTC."""
    row = _row_of(subscription)
    statement = postgresql.insert(subscriptions).values(**row, created_at=now)
    changed = {name: value for name, value in row.items() if name not in _KEY}
    conn.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=changed))
    place = subscription.place
    if _is_being_sent(conn, place):
        return  # what ends it plans the next
    engine.cancel(conn, place, KIND, None, now)
    if subscription.is_on:
        _plan_next(conn, subscription, now)


def move(conn: Connection, subscription: Subscription, place: Place, now: int) -> Subscription:
    """Have the word posted in another place of the community from now on, and not there too."""
    engine.cancel(conn, subscription.place, KIND, None, now)
    conn.execute(delete(subscriptions).where(*_at(subscriptions, subscription.place)))
    here = replace(subscription, place=place)
    save(conn, here, now)
    return here


def change_zone(conn: Connection, person: Person, zone: str, now: int) -> None:
    """Have a person's own word follow them to another time zone."""
    query = select(subscriptions).where(*_of(person))
    for row in conn.execute(query).all():
        save(conn, replace(_subscription(row), zone=zone), now)


def note_seen(conn: Connection, person: Person, now: int) -> None:
    """Note that a person has done something; what was off for want of that goes on."""
    away = select(subscriptions).where(*_of(person), subscriptions.c.off_reason == AWAY)
    returned = [_subscription(row) for row in conn.execute(away).all()]
    conn.execute(update(subscriptions).where(*_of(person)).values(seen_at=now))
    for subscription in returned:
        save(conn, replace(subscription, is_on=True, off_reason="", seen_at=now), now)


def after_sent(conn: Connection, delivery: Delivery, _message: str, now: int) -> None:
    """Plan the next post after one that was sent."""
    _go_on(conn, delivery, now)


def after_missed(conn: Connection, delivery: Delivery, state: State, now: int) -> None:
    """Plan the next post after one that was not sent, or note why there is none."""
    if state is State.OFF:
        _turn_off(conn, delivery.place, delivery.failure)
        return
    subscription = find(conn, delivery.place)
    if subscription is not None and subscription.is_on and subscription.is_away(now):
        _turn_off(conn, delivery.place, AWAY)
    else:
        _go_on(conn, delivery, now)


def moved(conn: Connection, old: Place, new: Place) -> None:
    """Bring subscriptions and shown words to where a place is now.

    A channel takes its threads along; a thread moves alone. Where the new place has its own
    already, the old one's go.
    """
    for table, own in ((subscriptions, ()), (daily_words, ("day",))):
        here = and_(table.c.platform == old.platform, table.c.channel == old.channel)
        thread: Any = table.c.thread
        if old.thread is not None:
            here, thread = and_(here, table.c.thread == old.thread), new.thread or ""
        there = table.alias()
        twin = select(there.c.thread).where(
            there.c.platform == new.platform,
            there.c.channel == new.channel,
            there.c.thread == thread,
            *(there.c[name] == table.c[name] for name in own),
        )
        conn.execute(delete(table).where(here, twin.exists()))
        address = {"channel": new.channel, "thread": thread}
        if "community" in table.c:
            address["community"] = new.community
        conn.execute(update(table).where(here).values(**address))


def plan_missing(conn: Connection, now: int, limit: int) -> int:
    """Plan the next post of at most `limit` subscriptions that lack it; return how many did.

    None does, unless a post was sent and what should have followed could not be recorded.
    """
    planned = select(deliveries.c.id).where(
        *(deliveries.c[name] == subscriptions.c[name] for name in _KEY),
        deliveries.c.kind == KIND,
        deliveries.c.state.in_(OPEN),
    )
    lacking = select(subscriptions).where(subscriptions.c.is_on, ~planned.exists()).limit(limit)
    found = [_subscription(row) for row in conn.execute(lacking)]
    return sum(_plan_next(conn, subscription, now - DAY) for subscription in found)


Pick = Callable[[str, Mapping[str, date]], str]
"""Chooses a day's word, given the one it has already (or none) and the last day of each shown."""


def settle(
    conn: Connection, place: Place, person: Person | None, day: date, pick: Pick, now: int
) -> str:
    """Return the id of the word a place has on a local date, chosen when first asked for.

    Args:
        person: whose private chat the place is.
    """
    words = daily_words.c
    here = _at(daily_words, place)
    kept = conn.scalar(select(words.entry).where(*here, words.day == day.isoformat())) or ""
    last = select(words.entry, func.max(words.day)).where(*here).group_by(words.entry)
    history = {entry: date.fromisoformat(shown) for entry, shown in conn.execute(last)}
    entry = pick(kept, history)
    if entry == kept:
        return kept
    statement = postgresql.insert(daily_words).values(
        **_address(place),
        person=person and person.id,
        day=day.isoformat(),
        entry=entry,
        shown_at=now,
    )
    # of two that choose at once the first wins, and a word that is gone is replaced
    settled = conn.scalar(
        statement.on_conflict_do_update(
            index_elements=(*_KEY, "day"),
            set_={"entry": entry},
            where=words.entry == kept,
        ).returning(words.entry)
    )
    again = select(words.entry).where(*here, words.day == day.isoformat())
    return str(settled or conn.scalars(again).one())


def shown(conn: Connection, place: Place, until: date, limit: int) -> list[tuple[date, str]]:
    """Return the last words a place was shown up to a local date, with their days, newest first."""
    words = daily_words.c
    query = (
        select(words.day, words.entry)
        .where(*_at(daily_words, place), words.day <= until.isoformat())
        .order_by(words.day.desc())
        .limit(limit)
    )
    return [(date.fromisoformat(day), entry) for day, entry in conn.execute(query)]


def _go_on(conn: Connection, delivery: Delivery, now: int) -> None:
    place = delivery.place
    conn.execute(
        update(subscriptions).where(*_at(subscriptions, place)).values(done_on=delivery.piece)
    )
    subscription = find(conn, place)
    if subscription is not None and subscription.is_on:
        # a day missed while nobody was there to post is still to be posted, or to be recorded
        _plan_next(conn, subscription, max(delivery.due_at, now - DAY))


def _turn_off(conn: Connection, place: Place, reason: str) -> None:
    off = update(subscriptions).where(*_at(subscriptions, place))
    conn.execute(off.values(is_on=False, off_reason=reason))


def _plan_next(conn: Connection, subscription: Subscription, after: int) -> bool:
    """Plan the first post later than a time that was not dealt with; return whether there is one.

    What a fault left undone may have been sent all the same: then the list knows it.
    """
    coming = islice(subscription.fires(datetime.fromtimestamp(after, UTC)), _TRIES)
    return any(engine.plan(conn, _delivery(subscription, fire)) for fire in coming)


def _delivery(subscription: Subscription, fire: Fire) -> Delivery:
    return Delivery(
        place=subscription.place,
        person=subscription.person,
        kind=KIND,
        piece=fire.day.isoformat(),
        due_at=fire.seconds,
        zone=subscription.zone,
        wall_time=f"{fire.day}T{subscription.wall_time:%H:%M}",
        language=subscription.language,
        silent=subscription.silent,
    )


def _is_being_sent(conn: Connection, place: Place) -> bool:
    query = select(deliveries.c.id).where(
        *_at(deliveries, place), deliveries.c.kind == KIND, deliveries.c.state == State.SENDING
    )
    return conn.scalar(query.limit(1)) is not None


def _at(table: Table, place: Place) -> Sequence[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in _address(place).items()]


def _address(place: Place) -> dict[str, str]:
    return {"platform": place.platform, "channel": place.channel, "thread": place.thread or ""}


def _of(person: Person) -> tuple[ColumnElement[bool], ...]:
    return subscriptions.c.platform == person.platform, subscriptions.c.person == person.id


_AS_THEY_ARE = (
    "zone", "weekdays", "topic", "silent", "with_quiz", "with_thread", "role", "is_on", "language",
)  # fmt: skip


def _row_of(subscription: Subscription) -> dict[str, Any]:
    paused, done = subscription.paused_until, subscription.done_on
    return {
        **_address(subscription.place),
        **{name: getattr(subscription, name) for name in _AS_THEY_ARE},
        "community": subscription.place.community,
        "person": subscription.person and subscription.person.id,
        "wall_time": f"{subscription.wall_time:%H:%M}",
        "levels": " ".join(subscription.levels),
        "off_reason": subscription.off_reason or None,
        "paused_until": paused and paused.isoformat(),
        "done_on": done and done.isoformat(),
        "seen_at": subscription.seen_at or None,
    }


def _subscription(row: Row[Any]) -> Subscription:
    private = row.person is not None
    return Subscription(
        place=Place(row.platform, row.community, row.channel, row.thread or None, private=private),
        person=Person(row.platform, row.person) if private else None,
        wall_time=time.fromisoformat(row.wall_time),
        levels=tuple(row.levels.split()),
        off_reason=row.off_reason or "",
        paused_until=_date(row.paused_until),
        done_on=_date(row.done_on),
        seen_at=row.seen_at or 0,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
