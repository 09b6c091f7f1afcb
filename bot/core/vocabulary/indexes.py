"""Indexes from keys to whatever they name: exact, by beginning, and by part."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")
_BOUNDARY = "\n"
_LAST = "\U0010ffff"


class KeyIndex(Generic[T]):
    """Maps keys to values, several to a key; immutable once built.

    Values are no lists: most keys have one value, which then stands in no list of its own.

    Args:
        pairs: keys with their values; an empty key is ignored.
    """

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self._values: dict[str, T | list[T]] = {}
        known_or_new = self._values.setdefault
        for key, value in pairs:
            known = known_or_new(key, value)
            if known is value:
                continue
            if isinstance(known, list):
                known.append(value)
            else:
                self._values[key] = [known, value]
        self._values.pop("", None)

    def __getitem__(self, key: str) -> Sequence[T]:
        """Return the values under exactly this key; none is an empty sequence."""
        found = self._values.get(key)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @cached_property
    def longest(self) -> int:
        """The length of the longest key."""
        return max(map(len, self._values), default=0)

    @cached_property
    def in_order(self) -> Sequence[str]:
        """Every key, once, in order."""
        return sorted(self._values)

    @cached_property
    def _by_character(self) -> Mapping[str, str]:
        """The keys that each character stands in, in order, between boundaries."""
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for key in self.in_order:
            for character in set(key):
                keys[character].append(key)
        return {c: _BOUNDARY.join(("", *found, "")) for c, found in keys.items()}

    def prepare_beginnings(self) -> None:
        """Build now what the first question for a beginning would wait for."""
        _ = self.in_order

    def prepare_parts(self) -> None:
        """Build now what the first question for a part would wait for."""
        _ = self._by_character

    def starting(self, prefix: str, most: int) -> Iterator[T]:
        """Yield the values of at most `most` keys that begin with `prefix`, in order of key."""
        start = bisect_left(self.in_order, prefix)
        end = bisect_left(self.in_order, prefix + _LAST, start)
        for key in self.in_order[start : min(end, start + most)]:
            yield from self[key]

    def containing(self, part: str, most: int) -> Iterator[T]:
        """Yield the values of at most `most` keys that contain `part`, in order of key.

        Only keys are searched that the rarest character of the part stands in.
        """
        joined = min((self._by_character.get(c, "") for c in part), key=len, default="")
        position = joined.find(part)
        for _ in range(most):
            if position < 0:
                return
            start = joined.rfind(_BOUNDARY, 0, position) + 1
            end = joined.find(_BOUNDARY, position)
            yield from self[joined[start:end]]
            position = joined.find(part, end)
