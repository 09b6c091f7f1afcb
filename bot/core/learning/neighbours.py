"""The words of a dictionary as a question needs them, and which of them are near one another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from random import Random

from bot.core.learning.blanks import Family, latin_words, stretches
from bot.core.learning.forms import listed_inflections, plain_part_of_speech
from bot.core.text import look_up_key
from bot.core.vocabulary import chinese, english
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import LEVELS, Entry
from bot.core.vocabulary.matches import Record

_MOST_FROM_SHELF = 40
"""Words examined of one topic or domain: a bound on the cost of a question."""
_KEPT_IN_MEMORY = 4096
_REMARK = re.compile(r"（[^）]*）|\([^)]*\)")
_Shelf = tuple[str, str, str, str, str]
_UNLEVELLED = LEVELS.index("common")


@dataclass(frozen=True, slots=True)
class Collocation:
    """A phrase or idiom of a word.

    Attributes:
        translation: without remarks.
        term: the key of the translation.
        stretches: what could be a term in it.
    """

    phrase: str
    translation: str
    term: str
    stretches: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Word:
    """A record with what tells whether it could be taken for another one."""

    record: Record

    @property
    def entry(self) -> Entry:
        """The entry of the record."""
        return self.record.entry

    @cached_property
    def part_of_speech(self) -> str:
        """The part of speech; a phrase counts as what it stands for."""
        return plain_part_of_speech(self.entry.part_of_speech)

    @cached_property
    def level(self) -> int:
        """The level as a number; in the middle where the entry has none."""
        level = self.entry.level
        return LEVELS.index(level) if level else _UNLEVELLED

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """Where its sentences live, and its further senses."""
        senses = (sense.domain for sense in self.entry.senses if sense.domain)
        return tuple(dict.fromkeys((*self.entry.usage, *senses)))

    @cached_property
    def family(self) -> Family:
        """Every form of every listed spelling."""
        return Family.of(self.entry.family)

    @cached_property
    def latin_words(self) -> frozenset[str]:
        """The single words of all that names it."""
        return latin_words(" ".join((*self.entry.spellings, *self.entry.abbreviations)))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The look-up keys of the headword and its variants."""
        return tuple(look_up_key(spelling) for spelling in self.entry.spellings)

    @cached_property
    def synonyms(self) -> frozenset[str]:
        """The keys of its synonyms in all their forms."""
        return english.family(self.entry.synonyms)

    @cached_property
    def translations(self) -> tuple[str, ...]:
        """All its translations, alternatives and other senses' too, without remarks."""
        entry = self.entry
        texts = (
            entry.translation,
            *(a.translation for a in entry.alternative_translations),
            *(s.translation for s in entry.senses),
            *(a.translation for s in entry.senses for a in s.alternative_translations),
        )
        return tuple(dict.fromkeys((*map(without_remarks, texts), *chinese.terms(texts))))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The keys of its translations."""
        return tuple(dict.fromkeys(map(term_key, self.translations)))

    @cached_property
    def collocations(self) -> tuple[Collocation, ...]:
        """Its phrases and idioms."""
        listed = (*self.entry.phrases.examples, *self.entry.phrases.idioms)
        return tuple(
            Collocation(
                phrase=item.phrase,
                translation=without_remarks(item.translation),
                term=term_key(item.translation),
                stretches=stretches(item.phrase),
            )
            for item in listed
        )

    @cached_property
    def inflections(self) -> Mapping[str, str]:
        """The listed forms of the headword by their inflection; empty is the headword itself."""
        return listed_inflections(self.entry)

    @cached_property
    def related(self) -> frozenset[str]:
        """The look-up keys of what it is compared with and of what to see also."""
        named = (*(c.word for c in self.entry.compare), *self.entry.see_also)
        return frozenset(look_up_key(word) for word in named)

    def prepare(self) -> None:
        """Work out everything now."""
        _ = (
            self.level,
            self.part_of_speech,
            self.domains,
            self.family,
            self.latin_words,
            self.keys,
            self.synonyms,
        )
        _ = (self.terms, self.inflections, self.related, self.collocations)


@lru_cache(maxsize=8192)
def term_key(term: str) -> str:
    """Return the key under which two writings of one Chinese term are the same."""
    return chinese.key(term)


def without_remarks(text: str) -> str:
    """Return a translation without what stands in brackets."""
    return _REMARK.sub("", text).strip()


def contain(one: str, other: str) -> bool:
    """Whether one text contains the other or equals it."""
    return one in other or other in one


def mistakable(one: Word, other: Word) -> bool:
    """Whether one of two words could be a right answer where the other is.

    So it is where they share a form, a translation of any sense, or a synonym, where one is a
    synonym of the other, and where a headword or a translation contains one of the other's.
    """
    return (
        not one.family.keys.isdisjoint(other.family.keys)
        or not one.synonyms.isdisjoint(other.family.keys | other.synonyms)
        or not other.synonyms.isdisjoint(one.family.keys)
        or any(contain(a, b) for a in one.keys for b in other.keys)
        or any(contain(a, b) for a in one.terms for b in other.terms)
    )


class Neighbourhood:
    """The words of a dictionary by part of speech, topic and domain."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._shelves: dict[_Shelf, list[str]] = {}
        self._records = {record.id: record for record in dictionary}
        self.word = lru_cache(_KEPT_IN_MEMORY)(self._word)
        for record in dictionary:
            word = Word(record)
            for shelf in _shelves(word, word.part_of_speech):
                self._shelves.setdefault(shelf, []).append(record.id)

    def near(self, word: Word, part_of_speech: str, most: int, rng: Random) -> list[Word]:
        """Return words that may stand as wrong choices beside a word, at most `most`, by chance.

        They are of the part of speech asked for, share a topic or else a domain with the word, are
        at most one level away from it, and could not be mistaken for it.
        """
        found: dict[str, Word] = {}
        for shelf in _shelves(word, part_of_speech):
            ids = self._shelves.get(shelf, [])
            for record_id in rng.sample(ids, min(len(ids), _MOST_FROM_SHELF)):
                other = self.word(record_id)
                if record_id not in found and _is_fit(word, other):
                    found[record_id] = other
                    if len(found) == most:
                        return list(found.values())
        return list(found.values())

    def prepare(self) -> None:
        """Work out beforehand what questions ask of the words kept in memory."""
        for record_id in islice(self._records, _KEPT_IN_MEMORY):
            self.word(record_id).prepare()

    def _word(self, record_id: str) -> Word:
        return Word(self._records[record_id])


def _is_fit(word: Word, other: Word) -> bool:
    return abs(word.level - other.level) <= 1 and not mistakable(word, other)


def _shelves(word: Word, part_of_speech: str) -> Iterator[_Shelf]:
    """Yield the names of the shelves that a word stands on: its topics, then its domains."""
    pack = word.record.pack
    languages = (pack.language, pack.translation_language)
    for topic in word.entry.topics:
        yield (*languages, part_of_speech, "topic", topic)
    for domain in word.domains:
        yield (*languages, part_of_speech, "domain", domain)
