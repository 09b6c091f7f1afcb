"""Indexes from keys to whatever they name: exact, by beginning, and by part."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, takewhile
from typing import Generic, TypeVar

T = TypeVar("T")
_BOUNDARY = "\n"


class KeyIndex(Generic[T]):
    """Maps keys to values, several to a key; filled first, asked afterwards."""

    def __init__(self) -> None:
        self._values: dict[str, list[T]] = {}

    def add(self, key: str, value: T) -> None:
        """Put a value under a key; an empty key is ignored."""
        if key:
            self._values.setdefault(key, []).append(value)

    def __getitem__(self, key: str) -> Sequence[T]:
        """Return the values under exactly this key; none is an empty sequence."""
        return self._values.get(key, ())

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
    def _joined(self) -> str:
        return _BOUNDARY.join(("", *self._sorted, ""))

    def starting(self, prefix: str, most: int) -> Iterator[T]:
        """Yield the values of at most `most` keys that begin with `prefix`, in order of key."""
        start = bisect_left(self._sorted, prefix)
        keys = takewhile(lambda key: key.startswith(prefix), islice(self._sorted, start, None))
        for key in islice(keys, most):
            yield from self._values[key]

    def containing(self, part: str, most: int) -> Iterator[T]:
        """Yield the values of at most `most` keys that contain `part`, in order of key."""
        position = self._joined.find(part)
        for _ in range(most):
            if position < 0:
                return
            start = self._joined.rfind(_BOUNDARY, 0, position) + 1
            end = self._joined.find(_BOUNDARY, position)
            yield from self._values[self._joined[start:end]]
            position = self._joined.find(part, end)
