"""Spaced repetition: FSRS through the `fsrs` package, and what a day's reviews are.

There are no learning steps: the first rating gives an interval of whole days already, and a word
rated Again comes back at the end of the session. Intervals are not fuzzed, so that a button can
say what pressing it gives. All times are seconds of UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum, StrEnum
from functools import lru_cache

import fsrs

DEFAULT_RETENTION = 0.9
DAY = 86_400
"""Seconds."""
KNOWN_FROM = 21 * DAY
"""The interval from which a word counts as known (Anki calls such cards mature)."""
_DAY_TURNS = timedelta(hours=4)


class Rating(IntEnum):
    """How well a word was remembered; all but AGAIN mean that it was."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Stage(StrEnum):
    """How far a card has come."""

    NEW = "new"
    LEARNING = "learning"
    KNOWN = "known"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of one person's memory of one word.

    Attributes:
        stability: days until the chance of remembering has fallen to 90 %; None before the first
            review.
        difficulty: from 1, easy, to 10; None before the first review.
        due_at: when it is to be reviewed next.
        last_review_at: None before the first review.
        last_rating: None before the first review.
    """

    stability: float | None
    difficulty: float | None
    due_at: int
    last_review_at: int | None = None
    last_rating: Rating | None = None

    @property
    def is_new(self) -> bool:
        """Whether it was never reviewed."""
        return self.last_review_at is None

    @property
    def interval(self) -> int:
        """Seconds from the last review to the next; 0 before the first review."""
        return 0 if self.last_review_at is None else self.due_at - self.last_review_at


@dataclass(frozen=True, slots=True)
class Card:
    """A word that somebody learns.

    Attributes:
        suspended: put aside by "I know this" until the person takes it back.
        buried_until: not shown before this time; 0 where it is not buried.
    """

    record_id: str
    memory: Memory
    suspended: bool = False
    buried_until: int = 0

    @property
    def stage(self) -> Stage:
        """How far it has come: learning below an interval of 21 days, known from there on."""
        if self.suspended:
            return Stage.SUSPENDED
        if self.memory.is_new:
            return Stage.NEW
        return Stage.KNOWN if self.memory.interval >= KNOWN_FROM else Stage.LEARNING


def new_memory(now: int) -> Memory:
    """Return the memory of a word that was never reviewed: due at once."""
    return Memory(stability=None, difficulty=None, due_at=now)


def reviewed(
    memory: Memory, rating: Rating, now: int, retention: float = DEFAULT_RETENTION
) -> Memory:
    """Return the memory after a review.

    Args:
        retention: the chance of remembering at which the word is to come back, 0.7 to 0.97.
    """
    card, _ = _scheduler(retention).review_card(_as_card(memory), fsrs.Rating(rating), _time(now))
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        due_at=int(card.due.timestamp()),
        last_review_at=now,
        last_rating=rating,
    )


def intervals(
    memory: Memory, now: int, retention: float = DEFAULT_RETENTION
) -> Mapping[Rating, int]:
    """Return the seconds until the next review that each rating would give now."""
    return {rating: reviewed(memory, rating, now, retention).interval for rating in Rating}


def replayed(history: Sequence[tuple[Rating, int]], retention: float = DEFAULT_RETENTION) -> Memory:
    """Return the memory that these reviews, each with its time, lead to, the first one first.

    Raises:
        ValueError: the history is empty.
    """
    if not history:
        raise ValueError("a history without a review leads to no memory")
    memory = new_memory(history[0][1])
    for rating, at in history:
        memory = reviewed(memory, rating, at, retention)
    return memory


def study_day(now: int, zone: tzinfo) -> date:
    """Return the day that a time counts to for a learner: it turns at 04:00 local time."""
    wall = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    return (wall - _DAY_TURNS).date()


def day_began_at(now: int, zone: tzinfo) -> int:
    """Return when the study day of `now` began."""
    return _turn_of(study_day(now, zone), zone)


def day_ends_at(now: int, zone: tzinfo) -> int:
    """Return when the study day of `now` ends: what a buried card is buried until."""
    return _turn_of(study_day(now, zone) + timedelta(days=1), zone)


def is_due(card: Card, now: int, ends_at: int) -> bool:
    """Whether a card is to be reviewed, not for the first time, before its study day ends."""
    if card.suspended or card.memory.is_new:
        return False
    return card.memory.due_at < ends_at and card.buried_until <= now


def is_return(before: Memory, now: int, zone: tzinfo) -> bool:
    """Whether a word with this memory, shown now, is back after Again on the same study day."""
    return _returns(before, study_day(now, zone), zone)


def todays_queue(
    cards: Iterable[Card],
    now: int,
    zone: tzinfo,
    *,
    reviews_done_today: int,
    new_done_today: int,
    review_limit: int = 20,
    new_limit: int = 5,
) -> list[Card]:
    """Return the cards to be shown today, the next one first.

    A card is due on the study day of its `due_at`. While no more is due than the limit allows, the
    longest due come first and new cards follow; while more is due, the likeliest remembered come
    first and new cards wait. What was last rated Again today comes after all others, outside the
    limits. Suspended and buried cards are left out.

    Args:
        reviews_done_today: reviews of cards that were due, not counting returns after Again.
        new_done_today: cards reviewed for the first time today.
    """
    shown = [card for card in cards if not card.suspended and card.buried_until <= now]
    shown.sort(key=lambda card: (card.memory.due_at, card.record_id))
    today, ends_at = study_day(now, zone), day_ends_at(now, zone)
    returning = [card for card in shown if _returns(card.memory, today, zone)]
    due = [
        card
        for card in shown
        if is_due(card, now, ends_at) and not _returns(card.memory, today, zone)
    ]
    left = max(0, review_limit - reviews_done_today)
    if len(due) > left:
        likeliest = sorted(due, key=lambda card: _worn(card.memory, now))
        return [*likeliest[:left], *returning]
    fresh = [card for card in shown if card.memory.is_new][: max(0, new_limit - new_done_today)]
    return [*due, *fresh, *returning]


def _worn(memory: Memory, now: int) -> float:
    """Return what the chance of remembering falls with, which is told sooner than the chance."""
    if memory.last_review_at is None or memory.stability is None:
        return 0
    return max(0, now - memory.last_review_at) // DAY / memory.stability


def _turn_of(day: date, zone: tzinfo) -> int:
    """Return when a study day begins."""
    midnight = datetime.combine(day, time.min)
    return int((midnight + _DAY_TURNS).replace(tzinfo=zone).timestamp())


def _returns(memory: Memory, today: date, zone: tzinfo) -> bool:
    """Whether a word was rated Again today and not better since."""
    return (
        memory.last_rating == Rating.AGAIN
        and memory.last_review_at is not None
        and study_day(memory.last_review_at, zone) == today
    )


@lru_cache(maxsize=64)
def _scheduler(retention: float) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def _as_card(memory: Memory) -> fsrs.Card:
    """Return the memory as the package has it; given an id and a due time, it reads no clock."""
    last = memory.last_review_at
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Learning if last is None else fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_time(memory.due_at),
        last_review=None if last is None else _time(last),
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
