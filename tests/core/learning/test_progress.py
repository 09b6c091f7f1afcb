from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.learning.progress import (
    Review,
    accuracy,
    forecast,
    heat_map,
    stages,
    streak,
    study_days,
    true_retention,
)
from bot.core.learning.scheduling import DAY, Card, Memory, Rating, Stage, new_memory

ZONE = ZoneInfo("Asia/Shanghai")
NOON = int(datetime(2026, 3, 2, 12, tzinfo=ZONE).timestamp())
TODAY = date(2026, 3, 2)
AGAIN, GOOD = Rating.AGAIN, Rating.GOOD


def _memory(interval: int, due_at: int = NOON) -> Memory:
    return Memory(2.0, 5.0, due_at, due_at - interval, GOOD)


def _review(rating: Rating, before: Memory | None = None, at: int = NOON) -> Review:
    return Review("gpgpgp", rating, at, before or new_memory(at))


def _due(due_at: int, *, suspended: bool = False) -> Card:
    return Card("gpgpgp", _memory(2 * DAY, due_at), suspended=suspended)


def test_cards_are_counted_by_stage_and_every_stage_is_there() -> None:
    cards = [Card("a", new_memory(NOON)), _due(NOON), _due(NOON), _due(NOON, suspended=True)]
    assert stages(cards) == {
        Stage.NEW: 1,
        Stage.LEARNING: 2,
        Stage.KNOWN: 0,
        Stage.SUSPENDED: 1,
    }


def test_accuracy_is_the_share_rated_better_than_again() -> None:
    assert accuracy([_review(r) for r in (AGAIN, Rating.HARD, GOOD, Rating.EASY)]) == 0.75
    assert accuracy([]) is None


def test_true_retention_counts_what_had_an_interval_of_a_day() -> None:
    old, fresh = _memory(DAY), _memory(DAY - 1)
    reviews = [_review(AGAIN, old), _review(Rating.HARD, old), _review(AGAIN, fresh)]
    assert true_retention([*reviews, _review(AGAIN)], ZONE) == 0.5
    assert true_retention([_review(GOOD)], ZONE) is None


def test_returns_after_again_do_not_count_for_true_retention() -> None:
    lapsed = Memory(0.3, 6.0, NOON + DAY, NOON, AGAIN)
    reviews = [_review(AGAIN, _memory(DAY)), _review(GOOD, lapsed, NOON + 600)]
    assert true_retention(reviews, ZONE) == 0


def test_a_review_after_midnight_counts_to_the_day_before() -> None:
    at_three = int(datetime(2026, 3, 2, 3, tzinfo=ZONE).timestamp())
    assert study_days([_review(GOOD, at=at_three)], ZONE) == {date(2026, 3, 1)}


def test_a_streak_lasts_until_a_day_was_missed() -> None:
    days = [TODAY - timedelta(days=back) for back in (0, 1, 2, 4)]
    assert streak(days, TODAY) == 3
    assert streak(days[1:], TODAY) == 2
    assert streak(days[2:], TODAY) == 0
    assert streak([], TODAY) == 0


@given(st.sets(st.integers(0, 40)))
def test_a_streak_is_as_long_as_its_days_are_there(back: set[int]) -> None:
    length = streak([TODAY - timedelta(days=n) for n in back], TODAY)
    start = 0 if 0 in back else 1
    assert set(range(start, start + length)) <= back
    assert start + length not in back


def test_the_forecast_begins_with_today_and_all_that_is_overdue() -> None:
    cards = [_due(NOON + days * DAY) for days in (-30, 0, 1, 1, 6, 7)]
    silent = [_due(NOON, suspended=True), Card("n", new_memory(NOON))]
    assert forecast([*cards, *silent], NOON, ZONE) == [2, 2, 0, 0, 0, 0, 1]
    assert sum(forecast(cards, NOON, ZONE, days=30)) == 6


def test_the_heat_map_has_every_day_of_a_year_today_last() -> None:
    reviews = [_review(GOOD, at=NOON - days * DAY) for days in (0, 0, 364, 365)]
    counts = heat_map(reviews, NOON, ZONE)
    assert len(counts) == 365
    assert list(counts)[-1] == TODAY
    assert (counts[TODAY], counts[TODAY - timedelta(days=364)], sum(counts.values())) == (2, 1, 3)
