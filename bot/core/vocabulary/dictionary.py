"""The dictionary: every entry of every pack, found by whatever names it; built once."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from random import Random

from bot.core.text import clean, look_up_key
from bot.core.vocabulary import chinese, naming
from bot.core.vocabulary.entry import LEVELS, Entry
from bot.core.vocabulary.identity import short_id
from bot.core.vocabulary.indexes import KeyIndex
from bot.core.vocabulary.matches import How, Match, Record
from bot.core.vocabulary.pack import ContentError, Pack
from bot.core.vocabulary.queries import asked_for, halves
from bot.core.vocabulary.spelling import Speller, edits_allowed

_LONGEST_TEXT = 4096
"""Characters of a text that are looked at: a platform's longest message."""
_LONGEST_QUERY = 200
"""Characters a query for one term may have; what is longer is a text."""
_LONGEST_UNTOUCHED = 5
"""Letters up to which what is left of a question is not respelled: too many words are near it."""
_SHORTEST_BASE = 4
"""Letters from which on something typed is taken for the base of a longer listed form."""
_MOST_CONTAINED = 48
_MOST_NEAR = 24
_MOST_COMPLETED = 256
"""Keys examined for one completion, so that a short beginning costs no more than a long one."""

_LEVEL_RANKS = {level: rank for rank, level in enumerate((*LEVELS, None))}
_WORD = re.compile(r"[^\s,;:!?()\[\]{}<>\"“”，。；：！？（）、《》「」/|]+")
_LONE_LETTER = re.compile(r"\w[\s-]")
"""A letter that is a word of its own and so no slip of the finger, as in `z score`."""
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


class Dictionary:
    """Looks entries up; immutable once built. A look-up examines a bounded number of candidates.

    Raises:
        ContentError: two entries have one id.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._by_id: dict[str, Record] = {}
        for pack in packs:
            for slug, entry in pack.entries.items():
                rank = (_LEVEL_RANKS[entry.level], len(entry.word), slug)
                self._add(Record(short_id(slug), slug, pack, entry, rank))
        self._spellings = self._indexed(naming.spellings)
        self._later_words = self._indexed(naming.later_words)
        self._translations = self._indexed(naming.translations)
        self._phrases = KeyIndex(
            (look_up_key(p.phrase), r) for r in self for p in naming.phrases(r)
        )
        self._phrase_translations = KeyIndex(
            (key, record)
            for record in self
            for phrase in naming.phrases(record)
            for key, _ in chinese.keyed_terms(phrase.translation)
        )
        self._pinyin = self._indexed(naming.readings)

    def _add(self, record: Record) -> None:
        twin = self._by_id.setdefault(record.id, record)
        if twin is not record:
            raise ContentError(f"{record.slug}.json: has the id of {twin.slug}.json; rename one.")

    def _indexed(self, keyed: Callable[[Record], Iterable[tuple[str, Match]]]) -> KeyIndex[Match]:
        return KeyIndex(chain.from_iterable(map(keyed, self)))

    def prepare(self) -> None:
        """Build what the first misspelling, beginning or part would otherwise wait for."""
        self._speller.prepare()
        for index in (self._spellings, self._later_words, self._translations, self._pinyin):
            index.prepare_beginnings()
        self._translations.prepare_parts()
        _ = self._met_first, self._spellings.longest, self._translations.longest

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._spellings.in_order)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._by_id.values())

    @cached_property
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
        """Return the entries that `query` names, the surest first.

        Tried in this order, each only where the ones before found nothing: the query as it is, as
        a word beside its translation, without the words people put round what they ask for, in
        the Chinese of the mainland, as the end of headwords, and respelled. All but the last two
        look for listed spellings, inflections, translations, phrases, pinyin, and parts of
        translations. Text of any kind may be given; what is too long for a term names none.
        """
        cleaned = clean(query[:_LONGEST_TEXT])
        if len(cleaned) > _LONGEST_QUERY:
            return ()
        matches = self._named(cleaned) or next(filter(None, self._guesses(cleaned)), ())
        return _in_order(matches)

    def _guesses(self, text: str) -> Iterator[Sequence[Match]]:
        """Yield what a text that names nothing itself may mean, the surest reading first."""
        yield self._named_twice(text)
        asked = asked_for(text)
        yield from map(self._named, asked)
        barest_first = (*reversed(asked), text)
        yield from map(self._reworded, barest_first)
        yield from map(self._ending, barest_first)
        for candidate in barest_first:
            if candidate is text or len(look_up_key(candidate)) > _LONGEST_UNTOUCHED:
                yield self._near(candidate)

    def named(self, query: str) -> tuple[Match, ...]:
        """Return the entries that `query` names as it is written, the surest first: no guesses."""
        cleaned = clean(query[:_LONGEST_TEXT])
        return _in_order(self._named(cleaned)) if len(cleaned) <= _LONGEST_QUERY else ()

    def _named(self, text: str) -> Sequence[Match]:
        key = look_up_key(text)
        if not key:
            return ()
        if chinese.has_chinese(key):
            return self._named_in_chinese(chinese.key(text))
        if chinese.is_toned_pinyin(text):
            return self._spellings[key] or self._pinyin[chinese.pinyin_key(text)]
        return (
            self._spellings[key]
            or self._inflected(text)
            or self._translations[key]
            or self._phrases_named(key)
            or self._pinyin[chinese.pinyin_key(text)]
        )

    def _named_in_chinese(self, key: str) -> Sequence[Match]:
        exact = (*self._translations[key], *self._phrases_named(key))
        known = {match.record.id for match in exact}
        parts = (
            Match(match.record, How.CONTAINED, match.spelling)
            for match in self._translations.containing(key, _MOST_CONTAINED)
            if match.record.id not in known
        )
        return (*exact, *parts) if len(key) > 1 or exact else ()

    def _phrases_named(self, key: str) -> Sequence[Match]:
        """Return the phrases that a key names, read from the records that have one.

        Phrases are what a dictionary has most of and is asked for least, so that the indexes know
        only whose they are.
        """
        found = chain(self._phrases[key], self._phrase_translations[key])
        records = {record.id: record for record in found}
        return [match for r in records.values() for match in naming.phrases_named(r, key)]

    def _inflected(self, text: str) -> Sequence[Match]:
        """Return what a text is an inflection of, or a base of; no letters are a base of `GANs`."""
        typed = look_up_key(text)
        found: list[Match] = []
        for key in naming.inflected_keys(text):
            longer = key != typed and key.startswith(typed)
            if longer and len(typed) < _SHORTEST_BASE:
                continue
            found += (
                Match(match.record, How.INFLECTION, text)
                for match in self._spellings[key]
                if not (longer and match.spelling.isupper())
            )
        return found

    def _named_twice(self, text: str) -> Sequence[Match]:
        """Return what both halves of a text name, a word and the translation beside it."""
        both = halves(text)
        if both is None:
            return ()
        one, other = (
            [match for match in self._named(half) if match.how < How.PHRASE] for half in both
        )
        known = {match.record.id for match in other}
        return [match for match in one if match.record.id in known]

    def _reworded(self, text: str) -> Sequence[Match]:
        """Return what Chinese names in the wording of the mainland, where that is another."""
        if not chinese.has_chinese(text):
            return ()
        worded = chinese.reworded(text)
        return self._named(worded) if worded != chinese.simplified(text) else ()

    def _ending(self, text: str) -> Sequence[Match]:
        """Return the headwords that end in what was typed: `learning` is the end of twenty."""
        keys = (look_up_key(text), *naming.inflected_keys(text))
        found = next(filter(None, map(self._later_words.__getitem__, keys)), ())
        return found[:_MOST_CONTAINED]

    def _near(self, text: str) -> Sequence[Match]:
        words = text.split()
        if chinese.has_chinese(text) or chinese.is_toned_pinyin(text):
            return ()  # whatever it is, it is no misspelt English
        if len(words) > naming.MOST_WORDS or (len(words) > 1 and all(map(self._is_known, words))):
            return ()
        key = look_up_key(text)
        letter = key[:1] if _LONE_LETTER.match(text) else ""
        return [
            Match(match.record, How.SPELLING, match.spelling, distance=edits)
            for near, edits in self._speller.nearest(key, edits_allowed(text), _MOST_NEAR)
            if near.startswith(letter)
            for match in self._spellings[near]
        ]

    def _is_known(self, word: str) -> bool:
        """Whether a word is a term or ends one, and so is hardly a misspelling.

        An inflection of such a word is known, too; the beginning of one (`ensembl`) is not.
        """
        typed = look_up_key(word)
        return any(
            key in self._spellings or key in self._later_words
            for key in naming.inflected_keys(word)
            if key == typed or not key.startswith(typed)
        )

    def complete(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return entries for a word being typed: by beginning, then inside words, then by spelling.

        Chinese and pinyin are completed too. Nothing typed yet offers the words met first.
        """
        text = text[:_LONGEST_QUERY]
        key = look_up_key(text)
        if not key:
            return tuple(self._met_first[:limit])
        found: dict[str, Record] = {}
        for source in self._completions(text, key):
            for match in sorted(source, key=_completion_rank):
                found.setdefault(match.record.id, match.record)
            if len(found) >= limit:
                break
        return tuple(found.values())[:limit]

    @cached_property
    def _met_first(self) -> Sequence[Record]:
        return nsmallest(_MOST_COMPLETED, self, key=lambda record: record.rank)

    def _completions(self, text: str, key: str) -> Iterator[Iterable[Match]]:
        if chinese.has_chinese(key):
            han = chinese.key(text)
            yield self._translations.starting(han, _MOST_COMPLETED)
            yield self._translations.containing(han, _MOST_COMPLETED)
            worded = chinese.reworded(han)
            if worded != han:
                yield self._translations.starting(worded, _MOST_COMPLETED)
            return
        yield self._spellings[key]
        yield self._spellings.starting(key, _MOST_COMPLETED)
        yield self._later_words.starting(key, _MOST_COMPLETED)
        pinyin = chinese.typed_pinyin(text)
        if pinyin:
            yield self._pinyin.starting(pinyin, _MOST_COMPLETED)
        yield self.find(text)

    def terms_in(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the entries that running text names, in order; at each place the longest term."""
        found: dict[str, Record] = {}
        for match in self._scanned(clean(text[:_LONGEST_TEXT])[:_LONGEST_TEXT]):
            found.setdefault(match.record.id, match.record)
            if len(found) == limit:
                break
        return tuple(found.values())

    def _scanned(self, text: str) -> Iterator[Match]:
        words = _WORD.findall(_HAN_RUN.sub(lambda run: f" {run[0]} ", text))
        keys = [look_up_key(word) for word in words]
        start = 0
        while start < len(words):
            if chinese.has_chinese(keys[start]):
                yield from self._scanned_chinese(keys[start])
                start += 1
                continue
            length, matches = self._longest_term(words, keys, start)
            yield from matches
            start += length

    def _longest_term(
        self, words: Sequence[str], keys: Sequence[str], start: int
    ) -> tuple[int, Sequence[Match]]:
        best: tuple[int, Sequence[Match]] = (1, ())
        joined = ""
        for length, key in enumerate(keys[start : start + naming.MOST_WORDS], start=1):
            joined += key
            if len(joined) > self._spellings.longest:
                break
            matches = self._in_running_text(joined, words[start : start + length])
            if matches:
                best = (length, matches)
        return best

    def _in_running_text(self, key: str, words: Sequence[str]) -> Sequence[Match]:
        """Return what a stretch of text names: `is` does not name IS, a lone letter nothing."""
        if len(key) < 2:
            return ()
        matches = self._spellings[key]
        if not matches and len(words) == 1 and len(key) > 4:
            matches = next(
                (self._spellings[k] for k in naming.inflections_of(key) if k in self._spellings), ()
            )
        if not matches or not all(word.islower() for word in words):
            return matches
        return [match for match in matches if not match.spelling.isupper()]

    def _scanned_chinese(self, run: str) -> Iterator[Match]:
        text, start = chinese.key(run), 0
        if chinese.simplified(run) != run:
            text = chinese.reworded(text)
        while start < len(text):
            longest = min(self._translations.longest, len(text) - start)
            width = next(
                (n for n in range(longest, 1, -1) if text[start : start + n] in self._translations),
                0,
            )
            yield from self._translations[text[start : start + width]]
            start += width or 1

    def browse(self, wanted: Callable[[Entry], bool]) -> list[Record]:
        """Return the entries that `wanted` accepts, in alphabetical order."""
        return sorted((r for r in self if wanted(r.entry)), key=lambda r: r.entry.word.casefold())

    @cached_property
    def topics(self) -> Mapping[str, int]:
        """How many entries each topic has, the fullest first."""
        return dict(Counter(topic for r in self for topic in r.entry.topics).most_common())

    @cached_property
    def topic_labels(self) -> Mapping[str, Mapping[str, str]]:
        """What each topic is called, by language tag."""
        packs = {record.pack.name: record.pack for record in self}
        return {name: labels for pack in packs.values() for name, labels in pack.topics.items()}

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """How many entries each level has, the first level first."""
        counts = Counter(r.entry.level for r in self)
        return {level: counts[level] for level in LEVELS if counts[level]}

    def random(self, rng: Random, topic: str = "") -> Record:
        """Return an entry by chance, of a topic where one is named that has entries."""
        records = [r for r in self if not topic or topic in r.entry.topics]
        return rng.choice(records or list(self))


def _in_order(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return matches the surest first, each record once."""
    if len(matches) == 1:
        return tuple(matches)
    found: dict[str, Match] = {}
    for match in sorted(matches, key=lambda m: (m.closeness, m.record.rank)):
        found.setdefault(match.record.id, match)
    return tuple(found.values())


def _completion_rank(match: Match) -> tuple[int, tuple[int, int, str]]:
    return match.how, match.record.rank
