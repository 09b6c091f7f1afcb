from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedule import (
    EVERY_DAY,
    WORKDAYS,
    Fire,
    fire_on,
    fires,
    is_quiet,
    is_reminded,
    local_date,
    word_of_day,
)
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record

_NO_PLACES = {"localtime", "posixrules", "Factory"}
ZONES = sorted(
    zone
    for zone in available_timezones()
    if zone not in _NO_PLACES and not zone.startswith(("posix/", "right/"))
)
MONDAY = date(2026, 3, 2)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def coming(zone: str, at: str, after: str, count: int, weekdays: int = EVERY_DAY) -> list[str]:
    """Return the days and UTC times of the next fires, as one reads them."""
    found = islice(fires(zone, time.fromisoformat(at), weekdays, utc(after)), count)
    return [f"{fire.day:%m-%d} {fire.at:%m-%d %H:%M}" for fire in found]


def test_a_wall_time_stays_when_the_clocks_change() -> None:
    assert coming("Europe/Berlin", "08:30", "2026-03-28T00:00", 3) == [
        "03-28 03-28 07:30", "03-29 03-29 06:30", "03-30 03-30 06:30",
    ]  # fmt: skip


def test_only_the_weekdays_of_the_set_count() -> None:
    friday_evening = utc("2026-03-06T20:00")
    fire = next(fires("Asia/Shanghai", time(8, 30), WORKDAYS, friday_evening))
    assert fire == Fire(date(2026, 3, 9), utc("2026-03-09T00:30"))
    assert fire.seconds == int(fire.at.timestamp())


def test_the_very_moment_is_over() -> None:
    assert coming("UTC", "08:00", "2026-03-02T08:00", 1) == ["03-03 03-03 08:00"]


def test_an_empty_set_of_weekdays_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        coming("UTC", "08:00", "2026-03-02T08:00", 1, weekdays=0)


def test_cairo_has_no_midnight_on_the_day_its_clocks_go_forward() -> None:
    assert coming("Africa/Cairo", "00:00", "2026-04-22T23:00", 3) == [
        "04-24 04-23 22:00", "04-25 04-24 21:00", "04-26 04-25 21:00",
    ]  # fmt: skip
    assert fire_on("Africa/Cairo", time(0, 30), date(2026, 4, 24)) == utc("2026-04-23T22:30")


def test_lord_howe_moves_by_half_an_hour() -> None:
    zone, forward, back = "Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)
    at = fire_on(zone, time(2, 15), forward)
    assert at == utc("2026-10-03T15:45")
    assert at.astimezone(ZoneInfo(zone)).time() == time(2, 45)
    assert fire_on(zone, time(1, 45), back) == utc("2026-04-04T14:45")
    assert coming(zone, "01:45", "2026-04-04T14:45", 1) == ["04-06 04-05 15:15"]


def test_a_time_that_comes_twice_counts_once() -> None:
    assert coming("America/New_York", "01:30", "2026-10-31T12:00", 2) == [
        "11-01 11-01 05:30", "11-02 11-02 06:30",
    ]  # fmt: skip


def test_apia_left_a_day_out() -> None:
    assert fire_on("Pacific/Apia", time(8, 30), date(2011, 12, 30)) is None
    assert coming("Pacific/Apia", "08:30", "2011-12-29T00:00", 3) == [
        "12-29 12-29 18:30", "12-31 12-30 18:30", "01-01 12-31 18:30",
    ]  # fmt: skip


def test_casablanca_puts_its_clocks_back_for_ramadan() -> None:
    assert coming("Africa/Casablanca", "02:30", "2026-02-14T00:00", 3) == [
        "02-14 02-14 01:30", "02-15 02-15 01:30", "02-16 02-16 02:30",
    ]  # fmt: skip
    assert coming("Africa/Casablanca", "02:30", "2026-03-21T00:00", 2) == [
        "03-21 03-21 02:30", "03-22 03-22 02:30",
    ]  # fmt: skip


def test_a_jump_over_midnight_still_has_one_fire_for_either_day() -> None:
    # Nuuk went forward at 22:00 local time on a Saturday; Toronto once did at one past midnight
    assert coming("America/Nuuk", "22:30", "2025-03-29T12:00", 2) == [
        "03-29 03-30 00:30", "03-30 03-30 23:30",
    ]  # fmt: skip
    assert coming("America/St_Johns", "00:15", "2010-03-14T00:00", 2) == [
        "03-14 03-14 03:45", "03-15 03-15 02:45",
    ]  # fmt: skip


def violations(zone: str, wall_time: time, weekdays: int, first: date, days: int) -> Iterator[str]:
    """Yield what is wrong with the fires of a zone over a span: nothing, one hopes."""
    tz = ZoneInfo(zone)
    last = first + timedelta(days=days)
    start = datetime.combine(first, time(), tz).astimezone(UTC) - timedelta(seconds=1)
    found: list[date] = []
    before = start
    for fire in fires(zone, wall_time, weekdays, start):
        if fire.day >= last:
            break
        if fire.at <= before:
            yield f"{zone} {fire}: not after the one before"
        before = fire.at
        found.append(fire.day)
        local = fire.at.astimezone(tz)
        exact = (local.date(), local.time()) == (fire.day, wall_time)
        gap = datetime.combine(fire.day, wall_time, tz)
        if not exact and gap.utcoffset() == gap.replace(fold=1).utcoffset():
            yield f"{zone} {fire}: at {local}, though the wall time exists"
    span = (first + timedelta(days=n) for n in range(days))
    wanted = [day for day in span if weekdays >> day.weekday() & 1 and _exists(day, tz)]
    if [day for day in found if day >= first] != wanted:
        yield f"{zone} {wall_time}: {set(found) ^ set(wanted)}"


@lru_cache(maxsize=4096)
def _exists(day: date, tz: ZoneInfo) -> bool:
    """Whether some quarter of an hour around a day's noon in UTC falls on it, seen from a zone."""
    noon = datetime.combine(day, time(12), UTC)
    quarters = (noon + timedelta(minutes=15 * n) for n in range(-26 * 4, 27 * 4))
    return any(moment.astimezone(tz).date() == day for moment in quarters)


def _with_changes(zone: str, first: date, days: int) -> Iterator[time]:
    """Yield the wall times that a zone's changes of clocks touch in a span, and some others."""
    tz = ZoneInfo(zone)
    yield from (time(0), time(2, 30), time(8, 30), time(23, 59))
    for number in range(days):
        day = datetime.combine(first + timedelta(days=number), time(), UTC)
        if day.astimezone(tz).utcoffset() == (day + timedelta(days=1)).astimezone(tz).utcoffset():
            continue
        for minutes in range(0, 24 * 60, 30):
            moment = day + timedelta(minutes=minutes)
            earlier, later = moment, moment + timedelta(minutes=30)
            if earlier.astimezone(tz).utcoffset() != later.astimezone(tz).utcoffset():
                yield (earlier.astimezone(tz) + timedelta(minutes=15)).time().replace(second=0)
                yield (later.astimezone(tz) + timedelta(minutes=15)).time().replace(second=0)


@given(
    zone=st.sampled_from(ZONES),
    minute=st.integers(0, 24 * 60 - 1),
    weekdays=st.integers(1, EVERY_DAY),
    year=st.integers(2000, 2035),
)
def test_one_fire_for_each_local_day_of_the_set(
    zone: str, minute: int, weekdays: int, year: int
) -> None:
    wall_time = time(*divmod(minute, 60))
    assert list(violations(zone, wall_time, weekdays, date(year, 1, 1), 400)) == []


def test_one_fire_a_day_where_clocks_do_odd_things() -> None:
    for zone, year in (
        ("Africa/Cairo", 2026), ("Australia/Lord_Howe", 2026), ("Pacific/Apia", 2011),
        ("Africa/Casablanca", 2026), ("America/Nuuk", 2023), ("Asia/Tehran", 2022),
        ("America/Santiago", 2026), ("Antarctica/Troll", 2026), ("Asia/Gaza", 2026),
    ):  # fmt: skip
        first = date(year, 1, 1)
        for wall_time in set(_with_changes(zone, first, 366)):
            assert list(violations(zone, wall_time, EVERY_DAY, first, 366)) == []


@pytest.mark.proof
@pytest.mark.parametrize("zone", ZONES)
def test_one_fire_a_day_in_every_zone_for_three_years(zone: str) -> None:
    first, days = date(2026, 1, 1), 3 * 365
    for wall_time in set(_with_changes(zone, first, days)):
        for weekdays in (EVERY_DAY, WORKDAYS, 0b0100000):
            assert list(violations(zone, wall_time, weekdays, first, days)) == []


def test_the_date_is_the_places_own() -> None:
    now = utc("2026-03-02T20:00")
    assert local_date("Asia/Shanghai", now) == date(2026, 3, 3)
    assert local_date("America/Los_Angeles", now) == date(2026, 3, 2)


def shown(place: str, pool: list[Record], days: int) -> list[str]:
    """Return the ids a place is shown on successive days."""
    history: dict[str, date] = {}
    for number in range(days):
        day = MONDAY + timedelta(days=number)
        history[word_of_day(place, day, pool, history).id] = day
    return sorted(history, key=lambda entry: history[entry])


@pytest.fixture
def pool(dictionary: Dictionary) -> list[Record]:
    return list(dictionary)[:40]


def test_no_word_repeats_until_all_were_shown(pool: list[Record]) -> None:
    assert len(set(shown("a", pool, 40))) == 40


def test_then_the_word_unseen_for_longest_comes(pool: list[Record]) -> None:
    history = {record.id: MONDAY - timedelta(days=n + 1) for n, record in enumerate(pool)}
    assert word_of_day("a", MONDAY, pool, history) == pool[-1]


def test_asking_again_gives_the_same_word(pool: list[Record]) -> None:
    first = word_of_day("a", MONDAY, pool, {})
    assert word_of_day("a", MONDAY, pool[::-1], {first.id: MONDAY}) == first
    assert word_of_day("a", MONDAY + timedelta(days=1), pool, {first.id: MONDAY}) != first


def test_places_have_orders_of_their_own(pool: list[Record]) -> None:
    assert shown("a", pool, 10) != shown("b", pool, 10)


def test_a_word_added_later_leaves_the_order_of_the_others(dictionary: Dictionary) -> None:
    records = list(dictionary)
    before, after = shown("a", records[:60], 60), shown("a", records[:61], 61)
    assert [entry for entry in after if entry != records[60].id] == before


def test_the_order_is_nobodys_favourite(dictionary: Dictionary) -> None:
    records = list(dictionary)
    firsts = [word_of_day(str(n), MONDAY, records, {}).slug for n in range(300)]
    initials = sum(slug[0] < "n" for slug in firsts)
    assert len(set(firsts)) > 200
    assert 100 < initials < 280


def test_chance_has_no_part_in_it(pool: list[Record]) -> None:
    shuffled = list(pool)
    Random(1).shuffle(shuffled)
    assert word_of_day("a", MONDAY, shuffled, {}) == word_of_day("a", MONDAY, pool, {})


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("07:59", True), ("08:00", False), ("22:29", False), ("22:30", True), ("00:00", True)],
)
def test_nobody_is_reminded_at_night(at: str, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(at)) is quiet


def test_reminders_thin_out_while_nobody_answers_and_then_stop() -> None:
    reminded, first, unanswered = [], None, 0
    for number in range(30):
        day = MONDAY + timedelta(days=number)
        if is_reminded(day, first, unanswered):
            reminded.append(number + 1)
            first, unanswered = first or day, unanswered + 1
    assert reminded == [1, 3, 7]
