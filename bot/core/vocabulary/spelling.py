"""Finds the spellings nearest to a misspelt one.

An edit is a letter put in, left out or changed, or two neighbours swapped (the optimal string
alignment distance). Two words that are two edits apart become equal when at most two letters are
left out of each, and so do their beginnings: the symmetric-delete algorithm (W. Garbe, SymSpell,
2012). The index maps each beginning, with up to two letters left out, to the beginnings that it
comes from. Those that are near to a beginning of what was typed remain, and the spellings that
begin with them are compared one by one.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain, combinations, groupby, islice, repeat
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.vocabulary.indexes import KeyIndex

_LONGEST = 40
"""Letters beyond which nothing is taken for a misspelling."""
_FOUR_LETTERS, _SIX_LETTERS = 4, 6
_MOST_EDITS = 2
_BEGINNING = 7
"""Letters of a spelling that are indexed: more make the index large, fewer the comparing long."""
_MOST_ALIKE = 512
"""Spellings with one beginning that are known: the first by letter."""
MOST_COMPARED = 4096
"""Spellings that are compared for one query, and as many beginnings before them."""
_BOUNDARY = "\n"
_BETWEEN_WORDS = re.compile(r"[\s/_-]+")
_NO_SIGN = re.compile(r"[^\d+#]+")


def edits_allowed(text: str) -> int:
    """Return how many edits a text may be away: two from six letters, one for four and five.

    The letters of its longest word count: `dev set` is two words as they are meant to be, not one
    of six letters that somebody mistyped.
    """
    longest = max(map(len, _BETWEEN_WORDS.split(text)))
    if longest < _FOUR_LETTERS:
        return 0
    return _MOST_EDITS if longest >= _SIX_LETTERS else 1


class Speller:
    """Knows spellings and finds the nearest ones.

    Args:
        spellings: look-up keys, each once; those too short to be corrected are left out.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = sorted(s for s in spellings if _FOUR_LETTERS - 1 <= len(s) <= _LONGEST)

    def nearest(self, key: str, most: int, limit: int) -> list[tuple[str, int]]:
        """Return at most `limit` spellings with their edits, the nearest first, then by letter.

        Digits, `+` and `#` tell words apart (`L1` and `L2`, `C` and `C++`), so no edit is of them.

        Args:
            key: the look-up key of what was typed.
            most: the edits allowed.
            limit: the spellings wanted.
        """
        if not most or len(key) > _LONGEST:
            return []
        found = process.extract(
            key, self.candidates(key, most), scorer=OSA.distance, score_cutoff=most, limit=None
        )
        nearest = sorted(
            (int(edits), spelling)
            for spelling, edits, _ in found
            if _NO_SIGN.sub("", spelling) == _NO_SIGN.sub("", key)
        )
        return [(spelling, edits) for edits, spelling in nearest[:limit]]

    def candidates(self, key: str, most: int) -> list[str]:
        """Return the spellings that may be near: each has a beginning near to one of the key's.

        The two beginnings differ in length by what was put in or left out, so several are tried.
        However many spellings are known, no more than `MOST_COMPARED` are returned.
        """
        typed_shortened = _shortened(key[:_BEGINNING], _MOST_EDITS)
        beginnings = (b for shortened in typed_shortened for b in self._beginnings[shortened])
        examined = list(dict.fromkeys(islice(beginnings, MOST_COMPARED)))
        lengths = range(_BEGINNING - most, _BEGINNING + most + 1)
        near = dict.fromkeys(
            beginning
            for typed in dict.fromkeys(key[:length] for length in lengths)
            for beginning, *_ in process.extract(
                typed, examined, scorer=OSA.distance, score_cutoff=most, limit=None
            )
        )
        alike = (self._by_beginning[beginning].split(_BOUNDARY) for beginning in near)
        return list(islice(chain.from_iterable(alike), MOST_COMPARED))

    @cached_property
    def _by_beginning(self) -> Mapping[str, str]:
        """The spellings that begin alike, between boundaries: read at one go, from one place."""
        by_beginning = groupby(self._spellings, key=itemgetter(slice(_BEGINNING)))
        return {b: _BOUNDARY.join(islice(alike, _MOST_ALIKE)) for b, alike in by_beginning}

    @cached_property
    def _beginnings(self) -> KeyIndex[str]:
        """The beginnings that each shortened beginning may come from.

        They are taken in order: neighbours share much of what they are shortened to, and so the
        processor still has at hand what it touches of many megabytes.
        """
        shortened = (zip(_shortened(b, _MOST_EDITS), repeat(b)) for b in self._by_beginning)
        return KeyIndex(chain.from_iterable(shortened))

    def prepare(self) -> None:
        """Build the index now rather than at the first misspelling."""
        _ = self._beginnings


def _shortened(beginning: str, most: int) -> Iterable[str]:
    """Return a beginning with up to `most` of its letters left out.

    One of full length is always shortened to the utmost: what becomes equal to another with fewer
    letters left out does so with all of them left out, too.
    """
    shortest = max(len(beginning) - most, 0)
    longest = shortest if len(beginning) == _BEGINNING else len(beginning)
    lengths = range(shortest, longest + 1)
    kept = chain.from_iterable(combinations(beginning, length) for length in lengths)
    return map("".join, kept)
