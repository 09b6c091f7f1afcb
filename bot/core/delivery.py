"""Deliveries: what is said unasked. What one is, what its function is handed, what that answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

from bot.core.messages import Person, Place, Reply
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import Voice
from bot.storage.store import Store


class Refusal(StrEnum):
    """Why a place cannot be written to any more."""

    BLOCKED = "blocked"
    KICKED = "kicked"
    FORBIDDEN = "forbidden"
    GONE = "gone"


def refusal_of(failure: str) -> Refusal | None:
    """Return the kind that a kept failure begins with; None where it tells none."""
    kind, _, _ = failure.partition(":")
    return Refusal(kind) if kind in set(Refusal) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to be sent unasked, or one to be changed.

    Attributes:
        person: whose private chat the place is; set there, and only there.
        kind: names what makes its text (`bot.deliveries.kinds`); 16 characters at most.
        piece: which one of its kind and place: a local date, a round and question; 64 characters
            at most. A piece is sent once.
        due_at: when it was promised, in seconds of UTC; attempts that failed leave it as it is.
        payload: what its kind wants to know, as JSON can say it.
        zone: the time zone of a promise in the place's own time.
        wall_time: that promise: the local date and time.
        language: spoken where neither person nor community chose one; may be empty.
        revision: of the content at the time of planning.
        silent: whether people's devices stay quiet.
        urgent: whether people are waiting for it; it goes before what is not.
        id: its row, once it is planned.
        attempts: how often it was tried, this time included.
        worker: who is trying it.
        message: the reference of the message it was last sent as, where it is planned again.
        failure: why the last attempt failed.
    """

    place: Place
    kind: str
    piece: str
    due_at: int
    person: Person | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    zone: str = ""
    wall_time: str = ""
    language: str = ""
    revision: str = ""
    silent: bool = False
    urgent: bool = False
    id: int = 0
    attempts: int = 0
    worker: str = ""
    message: str = ""
    failure: str = ""

    def __post_init__(self) -> None:
        """Refuse a private place that is nobody's: deleting a person's data must find it."""
        if self.place.private != (self.person is not None):
            raise ValueError("a private place is somebody's, and no other place is")


@dataclass(frozen=True, slots=True)
class DeliveryContext:
    """What the function of a delivery is handed beside the delivery.

    Attributes:
        voice: says sentences in the language of the place.
        now: an aware UTC time.
        rng: the source of chance; seeded in tests.
    """

    dictionary: Dictionary
    store: Store
    voice: Voice
    now: datetime
    rng: Random


@dataclass(frozen=True, slots=True)
class Edit:
    """A message that was sent becomes `reply`; `reference` is what the adapter called it."""

    reference: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Later:
    """The promise is for another time, in seconds of UTC: a zone's rules have changed."""

    due_at: int


Composed = Reply | Edit | Later | None
"""What a delivery's function makes of it; None where there is nothing to say."""
