"""What a person takes away of their words and brings back: CSV and JSON, written and read.

The CSV is for people and their spreadsheets; the JSON holds everything, and all of it can be
brought back: words with the memories they had, reviews and settings. Both are made and read in
memory.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.core.errors import UserError
from bot.core.learning.progress import Review
from bot.core.learning.scheduling import DAY, Card, Memory, Rating
from bot.core.text import clean
from bot.core.vocabulary.matches import Record
from bot.locales import N_

FORMAT: Literal["cihui"] = "cihui"
COLUMNS = (
    "word", "ipa", "translation", "pinyin", "example", "example_translation",
    "saved_at", "due_at", "interval_days", "state", "met_in",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""
_LONGEST_MET_IN = 1_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2300

Time = Annotated[datetime, Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved word, with what the dictionary says of it.

    Attributes:
        record: None where the word is no longer in the dictionary.
        added_at: seconds of UTC.
        met_in: the sentence the person met it in, where they saved it from one.
    """

    card: Card
    record: Record | None
    added_at: int
    met_in: str | None = None

    @property
    def word(self) -> str | None:
        """The headword, None where it is no longer in the dictionary."""
        return self.record.entry.word if self.record else None


class WrittenMemory(msgspec.Struct, frozen=True):
    """A memory as the JSON holds it; either it was never reviewed, or all of it is known."""

    due_at: Time
    stability: Annotated[float, Meta(gt=0, le=1e6)] | None = None
    difficulty: Annotated[float, Meta(ge=1, le=10)] | None = None
    last_review_at: Time | None = None
    last_rating: Rating | None = None

    def __post_init__(self) -> None:
        """Refuse what no series of reviews leads to."""
        facts = (self.stability, self.difficulty, self.last_review_at, self.last_rating)
        if len({fact is None for fact in facts}) > 1:
            raise ValueError("a memory is known whole or not at all")
        for time in filter(None, (self.due_at, self.last_review_at)):
            if not _FIRST_YEAR <= time.year < _LAST_YEAR:
                raise ValueError("a time nobody learned at")
        if self.last_review_at is not None and self.last_review_at > self.due_at:
            raise ValueError("due before it was reviewed")

    @property
    def memory(self) -> Memory:
        """The memory as the rules of learning have it."""
        last = self.last_review_at
        return Memory(
            stability=self.stability,
            difficulty=self.difficulty,
            due_at=_seconds(self.due_at),
            last_review_at=None if last is None else _seconds(last),
            last_rating=self.last_rating,
        )


class WrittenWord(msgspec.Struct, frozen=True):
    """A saved word as the JSON holds it; `word` is null where the dictionary has lost it."""

    id: str
    word: str | None
    saved_at: Time
    memory: WrittenMemory
    met_in: str | None = None
    suspended: bool = False

    def __post_init__(self) -> None:
        """Refuse a time that no word was saved at."""
        if not _FIRST_YEAR <= self.saved_at.year < _LAST_YEAR:
            raise ValueError("a time nobody learned at")


class WrittenReview(msgspec.Struct, frozen=True):
    """A rating as the JSON holds it, with the memory it changed."""

    id: str
    word: str | None
    rating: Rating
    reviewed_at: Time
    before: WrittenMemory

    def __post_init__(self) -> None:
        """Refuse a time that nobody reviewed at."""
        if not _FIRST_YEAR <= self.reviewed_at.year < _LAST_YEAR:
            raise ValueError("a time nobody learned at")


class WrittenSettings(msgspec.Struct, frozen=True):
    """How a person learns, as the JSON holds it; the defaults are those of who chose nothing."""

    language: str | None = None
    zone: str | None = None
    new_a_day: Annotated[int, Meta(ge=0, le=1_000)] = 5
    reviews_a_day: Annotated[int, Meta(ge=1, le=1_000)] = 20
    four_ratings: bool = False
    retention: Annotated[float, Meta(ge=0.7, le=0.97)] = 0.9


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """All that a person's JSON holds."""

    format: Literal["cihui"] = FORMAT
    version: Literal[1] = 1
    exported_at: Time
    settings: Mapping[str, str | int | float | bool | None]
    words: Sequence[WrittenWord]
    reviews: Sequence[WrittenReview]


class _Read(msgspec.Struct, frozen=True):
    """What is brought back of a JSON."""

    format: Literal["cihui"]
    version: Literal[1]
    words: tuple[WrittenWord, ...]
    reviews: tuple[WrittenReview, ...] = ()
    settings: WrittenSettings | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A word that a file asks to have saved.

    Attributes:
        text: as the file spells it.
        id: of its record, where the file is a JSON of ours.
        memory: how well it was remembered; None to begin anew.
        added_at: when it was first saved, in seconds of UTC; None for now.
    """

    text: str
    id: str = ""
    memory: Memory | None = None
    added_at: int | None = None
    met_in: str | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """What a JSON of ours brings back.

    Attributes:
        settings: None where it holds none.
    """

    words: Sequence[Listed]
    reviews: Sequence[Review]
    settings: WrittenSettings | None


def written_csv(words: Iterable[Kept], zone: tzinfo) -> bytes:
    """Return words as a CSV that spreadsheets open as it is meant; lost words are left out.

    A cell that a spreadsheet would compute begins with an apostrophe.

    Args:
        zone: the times are those of its clocks.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for word in words:
        if word.record is not None:
            writer.writerow(map(guarded, _cells(word, word.record, zone)))
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def written_json(
    words: Iterable[Kept],
    reviews: Iterable[Review],
    settings: Mapping[str, str | int | float | bool | None],
    headwords: Mapping[str, str],
    now: int,
) -> bytes:
    """Return everything as JSON.

    Args:
        headwords: id to headword, of the words in the reviews that the dictionary still has.
        now: when it is written, in seconds of UTC.
    """
    everything = Everything(
        exported_at=_time(now),
        settings=settings,
        words=[_written_word(word) for word in words],
        reviews=[_written_review(review, headwords) for review in reviews],
    )
    return msgspec.json.encode(everything)


def read_json(text: str) -> Archive:
    """Return what a JSON that `written_json` wrote brings back.

    Raises:
        UserError: it is another JSON, or was changed into one that cannot be.
    """
    try:
        found = msgspec.json.decode(text.encode(), type=_Read)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(
            N_("That JSON is not an export of mine. Send the file that /export gave, unchanged.")
        ) from error
    words, reviews = map(_listed, found.words), map(_review, found.reviews)
    return Archive(tuple(words), tuple(reviews), found.settings)


def _cells(word: Kept, record: Record, zone: tzinfo) -> tuple[str, ...]:
    entry, memory = record.entry, word.card.memory
    return (
        entry.word,
        entry.phonetics,
        entry.translation,
        entry.translation_pinyin or "",
        entry.example,
        entry.example_translation or "",
        _wall_time(word.added_at, zone),
        _wall_time(memory.due_at, zone),
        "" if memory.is_new else str(round(memory.interval / DAY)),
        str(word.card.stage),
        word.met_in or "",
    )


def _wall_time(seconds: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M}"


def _written_word(word: Kept) -> WrittenWord:
    return WrittenWord(
        id=word.card.record_id,
        word=word.word,
        saved_at=_time(word.added_at),
        memory=_written_memory(word.card.memory),
        met_in=word.met_in,
        suspended=word.card.suspended,
    )


def _written_review(review: Review, headwords: Mapping[str, str]) -> WrittenReview:
    return WrittenReview(
        id=review.record_id,
        word=headwords.get(review.record_id),
        rating=review.rating,
        reviewed_at=_time(review.reviewed_at),
        before=_written_memory(review.before),
    )


def _written_memory(memory: Memory) -> WrittenMemory:
    last = memory.last_review_at
    return WrittenMemory(
        due_at=_time(memory.due_at),
        stability=memory.stability,
        difficulty=memory.difficulty,
        last_review_at=None if last is None else _time(last),
        last_rating=memory.last_rating,
    )


def _listed(word: WrittenWord) -> Listed:
    return Listed(
        text=word.word or word.id,
        id=word.id,
        memory=word.memory.memory,
        added_at=_seconds(word.saved_at),
        met_in=clean(word.met_in or "")[:_LONGEST_MET_IN] or None,
        suspended=word.suspended,
    )


def _review(review: WrittenReview) -> Review:
    at = _seconds(review.reviewed_at)
    return Review(review.id, review.rating, at, review.before.memory)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())
