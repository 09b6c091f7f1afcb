"""How somebody's learning goes: counted from the review log and the cards."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from bot.core.learning.scheduling import (
    DAY,
    Card,
    Memory,
    Rating,
    Stage,
    study_day,
)

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the review log.

    Attributes:
        before: the memory that the review met.
    """

    record_id: str
    rating: Rating
    reviewed_at: int
    before: Memory


def stages(cards: Iterable[Card]) -> Mapping[Stage, int]:
    """Return how many cards are at each stage; every stage is there."""
    counts = Counter(card.stage for card in cards)
    return {stage: counts[stage] for stage in Stage}


def accuracy(reviews: Iterable[Review]) -> float | None:
    """Return the share of reviews rated better than Again; None where there are no reviews."""
    remembered = [review.rating != Rating.AGAIN for review in reviews]
    return sum(remembered) / len(remembered) if remembered else None


def true_retention(reviews: Iterable[Review], zone: tzinfo) -> float | None:
    """Return the share remembered of what had an interval of a day or more.

    Only a card's first review on a study day counts: returns after Again say nothing of memory.
    None where no review counts.
    """
    return accuracy(review for review in reviews if _tests_memory(review, zone))


def study_days(reviews: Iterable[Review], zone: tzinfo) -> set[date]:
    """Return the study days on which anything was reviewed."""
    return {study_day(review.reviewed_at, zone) for review in reviews}


def streak(days: Iterable[date], today: date) -> int:
    """Return how many study days running were studied, up to today or else to yesterday."""
    studied = set(days)
    day = today if today in studied else today - _ONE_DAY
    length = 0
    while day in studied:
        length += 1
        day -= _ONE_DAY
    return length


def forecast(cards: Iterable[Card], now: int, zone: tzinfo, days: int = 7) -> list[int]:
    """Return how many cards fall due on each of the next study days, today with all overdue first.

    New and suspended cards are not counted, and buried ones on the day that brings them back.
    """
    today = study_day(now, zone)
    due = Counter(
        max(0, (study_day(max(card.memory.due_at, card.buried_until), zone) - today).days)
        for card in cards
        if card.stage in {Stage.LEARNING, Stage.KNOWN}
    )
    return [due[ahead] for ahead in range(days)]


def heat_map(reviews: Iterable[Review], now: int, zone: tzinfo, days: int = 365) -> dict[date, int]:
    """Return the reviews of each of the last study days, the oldest first and today last.

    Days without a review are there with 0.
    """
    counts = Counter(study_day(review.reviewed_at, zone) for review in reviews)
    today = study_day(now, zone)
    shown = (today - timedelta(days=back) for back in range(days - 1, -1, -1))
    return {day: counts[day] for day in shown}


def _tests_memory(review: Review, zone: tzinfo) -> bool:
    """Whether a review met an interval of a day or more, and not on the day of the last one."""
    before = review.before
    if before.last_review_at is None or before.interval < DAY:
        return False
    return study_day(before.last_review_at, zone) != study_day(review.reviewed_at, zone)
