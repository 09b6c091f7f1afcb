"""What a look-up finds: a record, and how the query named it."""

from collections.abc import Sequence
from enum import IntEnum, auto

import msgspec

from bot.core.vocabulary.entry import Entry, Phrase
from bot.core.vocabulary.pack import Pack


class How(IntEnum):
    """How a query named an entry, the surest first."""

    HEADWORD = auto()
    VARIANT = auto()
    ABBREVIATION = auto()
    FORM = auto()
    INFLECTION = auto()
    TRANSLATION = auto()
    ALTERNATIVE = auto()
    PHRASE = auto()
    PINYIN = auto()
    CONTAINED = auto()
    SPELLING = auto()


class Record(msgspec.Struct, frozen=True, gc=False):
    """An entry in its place.

    Attributes:
        id: what buttons carry; `slug` is what its file is called.
        rank: what orders records that are otherwise alike: level, then length, then spelling.
    """

    id: str
    slug: str
    pack: Pack
    entry: Entry
    rank: tuple[int, int, str]


class Match(msgspec.Struct, frozen=True, gc=False):
    """An entry found.

    Attributes:
        spelling: what of the entry the query equals, contains or comes near to.
        phrase: the phrase of the entry that the query is.
        distance: how far from certain the match is, among those of its kind: the letters that a
            spelling is away, or 1 for a phrase in which the headword itself does not stand.
    """

    record: Record
    how: How
    spelling: str
    phrase: Phrase | None = None
    distance: int = 0

    @property
    def closeness(self) -> tuple[int, int]:
        """The sureness of the match: the smaller, the surer; headwords and variants are equal."""
        how = How.HEADWORD if self.how is How.VARIANT else self.how
        return (how, self.distance)


def clear_winner(matches: Sequence[Match]) -> Match | None:
    """Return the match that answers alone, being surer than the second; None where none is."""
    if not matches:
        return None
    first = matches[0]
    if len(matches) > 1 and matches[1].closeness == first.closeness:
        return None
    return first
