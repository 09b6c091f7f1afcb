"""How somebody's learning goes: counted from the review log and the cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from bot.core.learning.scheduling import Card, Memory, Rating, Stage


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
    raise NotImplementedError


def accuracy(reviews: Iterable[Review]) -> float | None:
    """Return the share of reviews rated better than Again; None where there are no reviews."""
    raise NotImplementedError


def true_retention(reviews: Iterable[Review], zone: tzinfo) -> float | None:
    """Return the share remembered of what had an interval of a day or more.

    Only a card's first review on a study day counts: returns after Again say nothing of memory.
    None where no review counts.
    """
    raise NotImplementedError


def study_days(reviews: Iterable[Review], zone: tzinfo) -> set[date]:
    """Return the study days on which anything was reviewed."""
    raise NotImplementedError


def streak(days: Iterable[date], today: date) -> int:
    """Return how many study days running were studied, up to today or else to yesterday."""
    raise NotImplementedError


def forecast(cards: Iterable[Card], now: int, zone: tzinfo, days: int = 7) -> list[int]:
    """Return how many cards fall due on each of the next study days, today with all overdue first.

    New and suspended cards are not counted.
    """
    raise NotImplementedError


def heat_map(reviews: Iterable[Review], now: int, zone: tzinfo, days: int = 365) -> dict[date, int]:
    """Return the reviews of each of the last study days, the oldest first and today last.

    Days without a review are there with 0.
    """
    raise NotImplementedError
