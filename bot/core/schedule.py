"""When something is due in a place's own time, and which word is that day's: rules, no clock.

A promise is a wall time in a zone. What it means in UTC is worked out anew for each day, so that
`08:30` stays `08:30` when the clocks change. A wall time that a change of clocks leaves out comes
as much later as the clocks jump; one that comes twice counts the first time (PEP 495, fold 0).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.core.vocabulary.matches import Record

WORKDAYS = 0b0011111
"""Sets of weekdays are bits, Monday the lowest."""
EVERY_DAY = 0b1111111

_DAY = timedelta(days=1)
_QUIET_FROM, _QUIET_UNTIL = time(22, 30), time(8, 0)
_REMINDED_ON = (0, 2, 6)
"""Days after the first reminder on which one is sent as long as nobody answers."""
LAST_REMINDER = len(_REMINDED_ON)


@dataclass(frozen=True, slots=True)
class Fire:
    """One time that something is due.

    Attributes:
        day: the local date it is due on.
        at: the moment, an aware UTC time.
    """

    day: date
    at: datetime

    @property
    def seconds(self) -> int:
        """The moment in seconds of UTC."""
        return int(self.at.timestamp())


def fire_on(zone: str, wall_time: time, day: date) -> datetime | None:
    """Return when a wall time of a local day is, in UTC; None where the zone left that day out.

    Args:
        zone: an IANA zone.
        wall_time: to the minute.
    """
    local = datetime.combine(day, wall_time, ZoneInfo(zone))
    at = local.astimezone(UTC)
    if at.astimezone(local.tzinfo).date() == day:
        return at
    # the clocks jumped over midnight: the day's earlier part exists, or none of it (Apia, 2011)
    before = local.replace(fold=1).astimezone(UTC)
    return at if before.astimezone(local.tzinfo).date() == day else None


def fires(zone: str, wall_time: time, weekdays: int, after: datetime) -> Iterator[Fire]:
    """Yield every time later than `after`, one for each local day of the set, in order.

    Args:
        weekdays: a set that is not empty.
        after: an aware time.
    """
    if not weekdays & EVERY_DAY:
        raise ValueError("a set of weekdays cannot be empty")
    day = after.astimezone(ZoneInfo(zone)).date() - _DAY
    while True:
        at = fire_on(zone, wall_time, day) if weekdays >> day.weekday() & 1 else None
        if at is not None and at > after:
            yield Fire(day, at)
        day += _DAY


def local_date(zone: str, now: datetime) -> date:
    """Return the date that people in a zone read on the wall."""
    return now.astimezone(ZoneInfo(zone)).date()


def word_of_day(
    place: str, day: date, pool: Sequence[Record], history: Mapping[str, date]
) -> Record:
    """Return the word a place is shown on a day.

    Unseen words come first, in an order of the place's own that a word added later does not
    change; when there are none left, the word unseen for longest.

    Args:
        place: tells places apart.
        pool: the words to choose from, at least one.
        history: record ids to the last day each was shown; what was shown on `day` or later does
            not count, so that asking again gives the same word.
    """
    own = _number(place)
    seen = {entry: shown for entry, shown in history.items() if shown < day}
    unseen = [record for record in pool if record.id not in seen]
    if unseen:
        return min(unseen, key=lambda record: _number_of_record(record.id) ^ own)
    return min(pool, key=lambda record: (seen[record.id], _number_of_record(record.id) ^ own))


def _number(name: str) -> int:
    """Return a number without any pattern; those of records, each `^` a place's, are in an order
    that is the place's own.
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())


_number_of_record = cache(_number)


def is_quiet(wall_time: time) -> bool:
    """Whether nobody is to be reminded of anything at a local time: 22:30 to 08:00."""
    return wall_time >= _QUIET_FROM or wall_time < _QUIET_UNTIL


def is_reminded(day: date, first: date | None, unanswered: int) -> bool:
    """Whether a person may be reminded on a local day: daily, but less and less while silent.

    Args:
        first: the day of the first of the reminders that stand unanswered.
        unanswered: how many those are; after the third there is no other.
    """
    if first is None or not unanswered:
        return True
    return unanswered < LAST_REMINDER and day >= first + _REMINDED_ON[unanswered] * _DAY
