"""Finds the spellings nearest to a misspelt one.

An edit is a letter put in, left out or changed, or two neighbours swapped (the optimal string
alignment distance). Few spellings are compared one by one; many go into a symmetric-delete index
(Garbe 2012), which answers in a fraction of a millisecond and takes a second or two to build.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from symspellpy import SymSpell

_MOST_COMPARED = 15_000
"""Spellings that are still compared one by one: about a millisecond."""
_LONGEST = 40
"""Letters beyond which nothing is taken for a misspelling."""
_FOUR_LETTERS, _SIX_LETTERS = 4, 6


def edits_allowed(key: str) -> int:
    """Return how many edits a key may be away: two from six letters, one for four and five."""
    if not _FOUR_LETTERS <= len(key) <= _LONGEST:
        return 0
    return 2 if len(key) >= _SIX_LETTERS else 1


class Speller:
    """Knows spellings and finds the nearest ones.

    Args:
        spellings: look-up keys; those too short to be corrected are left out.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings: Sequence[str] = sorted(
            {s for s in spellings if _FOUR_LETTERS - 1 <= len(s) <= _LONGEST}
        )

    def nearest(self, key: str, limit: int) -> list[tuple[str, int]]:
        """Return at most `limit` spellings with their edits, the nearest first."""
        most = edits_allowed(key)
        if not most:
            return []
        if len(self._spellings) > _MOST_COMPARED:
            return self._from_index(key, most, limit)
        found = process.extract(
            key, self._spellings, scorer=OSA.distance, score_cutoff=most, limit=limit
        )
        return [(spelling, int(edits)) for spelling, edits, _ in found]

    def _from_index(self, key: str, most: int, limit: int) -> list[tuple[str, int]]:
        from symspellpy import Verbosity  # noqa: PLC0415 - small packs never load it

        found = self._index.lookup(key, Verbosity.ALL, max_edit_distance=most)
        return [(item.term, item.distance) for item in found[:limit]]

    @cached_property
    def _index(self) -> "SymSpell":
        from symspellpy import SymSpell  # noqa: PLC0415 - small packs never load it

        index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for spelling in self._spellings:
            index.create_dictionary_entry(spelling, 1)
        return index

    def prepare(self) -> None:
        """Build the index now rather than at the first misspelling, where there is to be one."""
        if len(self._spellings) > _MOST_COMPARED:
            _ = self._index
