"""The dictionary: every entry of every pack, found by whatever names it; built once."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.text import clean, look_up_key
from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import short_id
from bot.core.vocabulary.pack import ContentError, Pack

_WORD = re.compile(r"[^\s,;:!?()\[\]{}\"“”，。；：！？（）、]+")
_MAX_TOKENS = 4096


class How(Enum):
    """How a query named an entry."""

    HEADWORD = auto()
    VARIANT = auto()
    ABBREVIATION = auto()
    FORM = auto()


@dataclass(frozen=True, slots=True)
class Record:
    """An entry in its place: `id` is what buttons carry, `slug` what its file is called."""

    id: str
    slug: str
    pack: Pack
    entry: Entry


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found: `spelling` is the listed spelling that the query equals."""

    record: Record
    how: How
    spelling: str


class Dictionary:
    """Looks entries up.

    Raises:
        ContentError: two entries have one id.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._by_id: dict[str, Record] = {}
        self._by_key: dict[str, list[Match]] = {}
        for pack in packs:
            for slug, entry in pack.entries.items():
                self._add(Record(short_id(slug), slug, pack, entry))
        self._keys = sorted(self._by_key)
        self._longest = max((_word_count(m.spelling) for m in self._matches()), default=1)

    def _add(self, record: Record) -> None:
        twin = self._by_id.setdefault(record.id, record)
        if twin is not record:
            raise ContentError(f"{record.slug}.json and {twin.slug}.json have one id; rename one.")
        seen: set[str] = set()
        for how, spellings in _named(record.entry):
            for spelling in spellings:
                key = look_up_key(spelling)
                if key and key not in seen:
                    seen.add(key)
                    self._by_key.setdefault(key, []).append(Match(record, how, spelling))

    def _matches(self) -> Iterator[Match]:
        for matches in self._by_key.values():
            yield from matches

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._by_id.values())

    @property
    def revision(self) -> str:
        """A short digest of the content, the same for the same entries."""
        digest = hashlib.blake2b(digest_size=6)
        for record in self:
            digest.update(repr(record.entry).encode())
        return digest.hexdigest()

    def get(self, record_id: str) -> Record | None:
        """Return the record with this id, or None where there is none (any more)."""
        return self._by_id.get(record_id)

    def find(self, query: str) -> tuple[Match, ...]:
        """Return every entry that `query` names, headwords before forms; empty where none does."""
        matches = self._by_key.get(look_up_key(query), ())
        return tuple(sorted(matches, key=lambda match: match.how.value))

    def suggest(self, query: str, limit: int) -> tuple[Record, ...]:
        """Return the entries whose spelling is nearest to `query`, at most two edits away."""
        key = look_up_key(query)
        near = process.extract(
            key,
            self._keys,
            scorer=OSA.distance,
            score_cutoff=2 if len(key) > 5 else 1,
            limit=limit * 3,
        )
        return _distinct((m for found, _, _ in near for m in self._by_key[found]), limit)

    def complete(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return entries with a spelling that begins as `text` does."""
        key = look_up_key(text)
        starts = (k for k in self._keys if k.startswith(key))
        return _distinct((m for k in starts for m in self._by_key[k]), limit)

    def terms_in(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the entries that running text names, in order; at each place the longest term."""
        words = _WORD.findall(clean(text))[:_MAX_TOKENS]
        return _distinct(self._scan(words), limit)

    def _scan(self, words: Sequence[str]) -> Iterator[Match]:
        start = 0
        while start < len(words):
            length, matches = self._longest_term(words, start)
            yield from matches
            start += length

    def _longest_term(self, words: Sequence[str], start: int) -> tuple[int, Sequence[Match]]:
        for length in range(min(self._longest, len(words) - start), 0, -1):
            matches = self._by_key.get(look_up_key(" ".join(words[start : start + length])))
            if matches:
                return length, matches
        return 1, ()

    def random(self, rng: Random) -> Record:
        """Return an entry by chance."""
        return rng.choice(tuple(self._by_id.values()))


def _named(entry: Entry) -> tuple[tuple[How, tuple[str, ...]], ...]:
    return (
        (How.HEADWORD, (entry.word,)),
        (How.VARIANT, entry.variants),
        (How.ABBREVIATION, entry.abbreviations),
        (How.FORM, entry.forms),
    )


def _distinct(matches: Iterable[Match], limit: int) -> tuple[Record, ...]:
    found: dict[str, Record] = {}
    for match in matches:
        found.setdefault(match.record.id, match.record)
        if len(found) == limit:
            break
    return tuple(found.values())


def _word_count(spelling: str) -> int:
    return spelling.count(" ") + 1
