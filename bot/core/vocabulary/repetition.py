"""Finds texts of a pack that say the same twice, be it with another headword in the same mould."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from bot.core.vocabulary.findings import Finding

# Three words in a row that half of the shorter sentence shares with another one.
_SHINGLE = 3
_ALIKE = 0.5
_FEWEST_WORDS = 7
# A run of words as frequent as this is idiom, and says nothing about likeness.
_COMMONPLACE = 20


class Passage(NamedTuple):
    """A sentence or definition: its place, itself normalised, and that with the headword masked."""

    file: str
    key: str
    plain: Hashable
    mould: Hashable


class Words(NamedTuple):
    """An English sentence as its place and its masked tokens."""

    file: str
    key: str
    words: tuple[str, ...]


def repeated(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield each passage that an earlier one repeats, to the letter or but for the headword."""
    plain: dict[Hashable, str] = {}
    moulds: dict[Hashable, str] = {}
    for passage in passages:
        place = _place(passage.file, passage.key)
        first, first_mould = (
            plain.setdefault(passage.plain, place),
            moulds.setdefault(passage.mould, place),
        )
        if first != place:
            yield Finding(passage.file, passage.key, "same-sentence", {"other": first})
        elif first_mould != place:
            yield Finding(passage.file, passage.key, "same-mould", {"other": first_mould})


def much_alike(sentences: Iterable[Words]) -> Iterator[Finding]:
    """Yield each sentence that shares at least half its runs of three words with an earlier one."""
    seen: list[Words] = []
    sizes: list[int] = []
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for sentence in sentences:
        shingles = _shingles(sentence.words)
        shared = Counter(
            number
            for shingle in shingles
            if len(index[shingle]) <= _COMMONPLACE
            for number in index[shingle]
        )
        yield from _likest(sentence, len(shingles), shared, seen, sizes)
        for shingle in shingles:
            index[shingle].append(len(seen))
        seen.append(sentence)
        sizes.append(len(shingles))


def _likest(
    sentence: Words, size: int, shared: Counter[int], seen: list[Words], sizes: list[int]
) -> Iterator[Finding]:
    likeness = {number: count / min(size, sizes[number]) for number, count in shared.items()}
    number = max(likeness, key=likeness.__getitem__, default=None)
    if number is None or likeness[number] < _ALIKE:
        return
    other = seen[number]
    # The same words are already an error.
    if other.words != sentence.words:
        parameters = {
            "other": _place(other.file, other.key),
            "share": f"{likeness[number]:.0%}",
        }
        yield Finding(sentence.file, sentence.key, "near-duplicate", parameters)


def _shingles(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    if len(words) < _FEWEST_WORDS:
        return set()
    return {words[start : start + _SHINGLE] for start in range(len(words) - _SHINGLE + 1)}


def _place(file: str, key: str) -> str:
    return f"{file} {key}"
