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
    """Maps keys to values, several to a key; filled first, asked afterwards.

    Values are no lists: most keys have one value, which then stands in no list of its own.
    """

    def __init__(self) -> None:
        self._values: dict[str, T | list[T]] = {}

    def add(self, key: str, value: T) -> None:
        """Put a value under a key; an empty key is ignored."""
        if not key:
            return
        known = self._values.setdefault(key, value)
        if known is value:
            return
        if isinstance(known, list):
            known.append(value)
        else:
            self._values[key] = [known, value]

    def __getitem__(self, key: str) -> Sequence[T]:
        """Return the values under exactly this key; none is an empty sequence."""
        found = self._values.get(key)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> Iterable[str]:
        """Every key, once."""
        return self._values.keys()

    @cached_property
    def longest(self) -> int:
        """The length of the longest key."""
        return max(map(len, self._values), default=0)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._values)

    @cached_property
    def _by_character(self) -> Mapping[str, str]:
        """The keys that each character stands in, in order, between boundaries."""
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._sorted:
            for character in set(key):
                keys[character].append(key)
        return {c: _BOUNDARY.join(("", *found, "")) for c, found in keys.items()}

    def prepare_beginnings(self) -> None:
        """Build now what the first question for a beginning would wait for."""
        _ = self._sorted

    def prepare_parts(self) -> None:
        """Build now what the first question for a part would wait for."""
        _ = self._by_character

    def starting(self, prefix: str, most: int) -> Iterator[T]:
        """Yield the values of at most `most` keys that begin with `prefix`, in order of key."""
        start = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + _LAST, start)
        for key in self._sorted[start : min(end, start + most)]:
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
