from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.learning.scheduling import (
    DAY,
    Card,
    Memory,
    Rating,
    Stage,
    day_began_at,
    day_ends_at,
    intervals,
    new_memory,
    replayed,
    reviewed,
    study_day,
    todays_queue,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = int(datetime(2026, 3, 2, 12, tzinfo=SHANGHAI).timestamp())
GOOD, AGAIN = Rating.GOOD, Rating.AGAIN

histories = st.lists(
    st.tuples(st.sampled_from(Rating), st.integers(0, 400 * DAY)), min_size=1, max_size=12
)
zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])


def _card(name: str, due_in: int = 0, interval: int = 5 * DAY, **changes: object) -> Card:
    """A card due `due_in` seconds from noon after an interval; one of its fields may differ."""
    due_at = NOON + due_in
    memory = Memory(
        stability=interval / DAY,
        difficulty=5.0,
        due_at=due_at,
        last_review_at=due_at - interval,
        last_rating=GOOD,
    )
    return Card(name, **({"memory": memory} | changes))  # type: ignore[arg-type]


def _new(name: str, added: int = 0) -> Card:
    return Card(name, new_memory(NOON + added))


def _ids(cards: list[Card], reviews_done: int = 0, new_done: int = 0, limit: int = 20) -> list[str]:
    queue = todays_queue(
        cards,
        NOON,
        SHANGHAI,
        reviews_done_today=reviews_done,
        new_done_today=new_done,
        review_limit=limit,
        new_limit=2,
    )
    return [card.record_id for card in queue]


def _bare_package(history: list[tuple[Rating, int]], retention: float) -> fsrs.Card:
    scheduler = fsrs.Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = fsrs.Card(card_id=1)
    for rating, at in history:
        when = datetime.fromtimestamp(at, UTC)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), when)
    return card


def test_intervals_in_days_are_those_of_the_package_for_a_recorded_history() -> None:
    ratings = [GOOD, GOOD, GOOD, GOOD, AGAIN, GOOD, Rating.HARD, Rating.EASY]
    memory, now, ivl_history = new_memory(NOON), NOON, []
    for rating in ratings:
        memory = reviewed(memory, rating, now)
        ivl_history.append(memory.interval / DAY)
        now = memory.due_at
    assert ivl_history == [2, 11, 46, 163, 5, 12, 21, 57]


@given(histories, st.sampled_from([0.8, 0.9, 0.95]))
def test_any_history_leads_where_the_package_leads(
    steps: list[tuple[Rating, int]], retention: float
) -> None:
    at, history = NOON, []
    for rating, gap in steps:
        at += gap
        history.append((rating, at))
    ours, theirs = replayed(history, retention), _bare_package(history, retention)
    assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
    assert ours.due_at == int(theirs.due.timestamp())


@given(histories)
def test_replaying_the_log_gives_the_memory_that_reviewing_gave(
    steps: list[tuple[Rating, int]],
) -> None:
    memory, at, log = new_memory(NOON), NOON, []
    for rating, gap in steps:
        at += gap
        memory = reviewed(memory, rating, at)
        log.append((rating, at))
    assert replayed(log) == memory


def test_a_log_without_a_review_cannot_be_replayed() -> None:
    with pytest.raises(ValueError, match="without a review"):
        replayed([])


@given(histories, st.integers(0, 100 * DAY))
def test_a_button_says_exactly_what_pressing_it_gives(
    steps: list[tuple[Rating, int]], wait: int
) -> None:
    memory = replayed([(rating, NOON + gap) for rating, gap in sorted(steps, key=lambda s: s[1])])
    now = memory.due_at + wait
    promised = intervals(memory, now)
    assert {r: reviewed(memory, r, now).due_at - now for r in Rating} == promised
    assert all(fewer <= more for fewer, more in pairwise(promised[r] for r in Rating))


def test_a_higher_retention_brings_a_word_back_sooner() -> None:
    memory = replayed([(GOOD, NOON), (GOOD, NOON + 2 * DAY)])
    now = memory.due_at
    assert intervals(memory, now, 0.95)[GOOD] < intervals(memory, now, 0.8)[GOOD]


def test_a_word_never_reviewed_is_due_at_once() -> None:
    memory = new_memory(NOON)
    assert (memory.due_at, memory.interval, memory.is_new) == (NOON, 0, True)


def test_the_day_turns_at_four_in_the_morning() -> None:
    before = int(datetime(2026, 3, 2, 3, 59, 59, tzinfo=SHANGHAI).timestamp())
    assert study_day(before, SHANGHAI) == date(2026, 3, 1)
    assert study_day(before + 1, SHANGHAI) == date(2026, 3, 2)
    assert day_ends_at(before, SHANGHAI) == before + 1


@given(st.integers(1_600_000_000, 2_000_000_000), zones)
def test_a_day_ends_where_the_next_begins(now: int, name: str) -> None:
    zone = ZoneInfo(name)
    end = day_ends_at(now, zone)
    assert day_began_at(now, zone) <= now < end
    assert day_began_at(end, zone) == end
    assert study_day(end - 1, zone) == study_day(now, zone)
    assert study_day(end, zone) == study_day(now, zone) + timedelta(days=1)


def test_what_is_longest_due_comes_first_and_then_new_words_within_their_limit() -> None:
    cards = [_new("n2", 5), _card("b", -DAY), _new("n3", 6), _card("a", -2 * DAY), _new("n1")]
    assert _ids(cards) == ["a", "b", "n1", "n2"]
    assert _ids(cards, new_done=1) == ["a", "b", "n1"]
    assert _ids(cards, new_done=9) == ["a", "b"]


def test_a_card_is_due_on_its_day_even_before_the_hour() -> None:
    tonight, tomorrow = _card("tonight", 15 * 3600), _card("tomorrow", 16 * 3600)
    assert _ids([tonight, tomorrow]) == ["tonight"]


def test_in_a_backlog_the_likeliest_remembered_come_first_and_new_words_wait() -> None:
    backlog = [_card(f"overdue{n}", -n * DAY) for n in range(10, 14)]
    assert _ids([_new("n"), *backlog], limit=3) == ["overdue10", "overdue11", "overdue12"]


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=2, max_size=9))
def test_the_likeliest_are_those_that_fsrs_says(facts: list[tuple[int, int]]) -> None:
    backlog = [
        _card(str(n), -late * DAY, interval * DAY) for n, (late, interval) in enumerate(facts)
    ]
    shown = _ids(backlog, limit=len(backlog) - 1)
    chances = [_chance(card.memory) for name in shown for card in backlog if card.record_id == name]
    assert chances == sorted(chances, reverse=True)
    assert max(chances) == max(_chance(card.memory) for card in backlog)


def _chance(memory: Memory) -> float:
    """The chance that a word is remembered at noon, to the digits that a float has for sure."""
    assert memory.last_review_at is not None
    last, now = (datetime.fromtimestamp(at, UTC) for at in (memory.last_review_at, NOON))
    card = fsrs.Card(0, fsrs.State.Review, None, memory.stability, memory.difficulty, now, last)
    return round(fsrs.Scheduler().get_card_retrievability(card, now), 12)


def test_a_backlog_stays_one_all_day() -> None:
    left = [_card("a", -DAY), _card("b", -DAY)]
    assert _ids([_new("n"), *left], reviews_done=3, limit=4) == ["a"]
    assert _ids([_new("n"), *left], reviews_done=4, limit=4) == []
    assert _ids([_new("n"), *left], reviews_done=9, limit=4) == []


def test_again_comes_back_at_the_end_of_the_session_until_it_is_better() -> None:
    forgotten = reviewed(_card("x").memory, AGAIN, NOON - 60)
    again = Card("again", forgotten)
    assert _ids([again, _new("n"), _card("due")]) == ["due", "n", "again"]
    assert _ids([again, *[_card(str(n)) for n in range(3)]], limit=1) == ["0", "again"]
    assert _ids([Card("better", reviewed(forgotten, Rating.HARD, NOON))]) == []


def test_what_was_forgotten_yesterday_is_simply_due_today() -> None:
    yesterday = Card("y", reviewed(_card("x").memory, AGAIN, NOON - DAY))
    assert _ids([yesterday, _card("later", 60)]) == ["y", "later"]


def test_a_card_that_returns_is_shown_once_on_a_day_of_25_hours() -> None:
    zone = ZoneInfo("America/New_York")
    morning = int(datetime(2026, 10, 31, 4, 10, tzinfo=zone).timestamp())
    again = Card("again", reviewed(new_memory(morning), AGAIN, morning))
    assert again.memory.due_at < day_ends_at(morning, zone)
    queue = todays_queue([again], morning + 60, zone, reviews_done_today=0, new_done_today=1)
    assert queue == [again]


def test_suspended_and_buried_cards_are_left_out() -> None:
    hidden = [_card("s", suspended=True), _card("b", buried_until=NOON + 1)]
    assert _ids([*hidden, _card("back", buried_until=NOON)]) == ["back"]


@pytest.mark.parametrize(
    ("card", "stage"),
    [
        (_new("x"), Stage.NEW),
        (_card("x", interval=21 * DAY - 1), Stage.LEARNING),
        (_card("x", interval=21 * DAY), Stage.KNOWN),
        (_card("x", suspended=True), Stage.SUSPENDED),
    ],
)
def test_the_stage_of_a_card_follows_from_its_interval(card: Card, stage: Stage) -> None:
    assert card.stage is stage
