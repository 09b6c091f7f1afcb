"""Finds texts of a pack that say the same twice, be it with another headword in the same mould."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.core.vocabulary.check.findings import Finding

# Three words in a row that half of the shorter sentence shares with another one.
_SHINGLE = 3
_ALIKE = 0.5
_FEWEST_WORDS = 7
# A run of words as frequent as this is idiom, and says nothing about likeness.
_COMMONPLACE = 20


class Passage(NamedTuple):
    """A sentence or definition: its place, its words, and those with the headword masked."""

    file: str
    key: str
    words: tuple[str, ...]
    mould: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where the passage stands, as findings name it."""
        return f"{self.file} {self.key}"


def repeated(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield each passage that an earlier one repeats, to the letter or but for the headword."""
    by_words: dict[tuple[str, ...], str] = {}
    by_mould: dict[tuple[str, ...], str] = {}
    for passage in passages:
        same = by_words.setdefault(passage.words, passage.place)
        moulded = by_mould.setdefault(passage.mould, passage.place)
        if same != passage.place:
            yield Finding(passage.file, passage.key, "same-sentence", {"other": same})
        elif moulded != passage.place:
            yield Finding(passage.file, passage.key, "same-mould", {"other": moulded})


def much_alike(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield each passage that shares at least half its runs of three words with an earlier one."""
    seen: list[tuple[Passage, int]] = []
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for passage in passages:
        shingles = _shingles(passage.mould)
        known = (index[s] for s in shingles if s in index and len(index[s]) <= _COMMONPLACE)
        shared = Counter(number for numbers in known for number in numbers)
        yield from _likest(passage, len(shingles), shared, seen)
        for shingle in shingles:
            index[shingle].append(len(seen))
        seen.append((passage, len(shingles)))


def _likest(
    passage: Passage, size: int, shared: Counter[int], seen: Sequence[tuple[Passage, int]]
) -> Iterator[Finding]:
    likeness = {number: count / min(size, seen[number][1]) for number, count in shared.items()}
    number = max(likeness, key=likeness.__getitem__, default=None)
    if number is None or likeness[number] < _ALIKE:
        return
    other, _ = seen[number]
    # One mould is an error already.
    if other.mould != passage.mould:
        parameters = {"other": other.place, "share": f"{likeness[number]:.0%}"}
        yield Finding(passage.file, passage.key, "near-duplicate", parameters)


def _shingles(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    if len(words) < _FEWEST_WORDS:
        return set()
    return {words[start : start + _SHINGLE] for start in range(len(words) - _SHINGLE + 1)}
