"""What names a record, under the keys by which it is found."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bot.core.text import clean, look_up_key
from bot.core.vocabulary import chinese
from bot.core.vocabulary.english import inflections, respelled
from bot.core.vocabulary.entry import Alternative, Entry, Phrase, Sense
from bot.core.vocabulary.matches import How, Match, Record

MOST_WORDS = 8
"""Words that a term may have."""


def spellings(record: Record) -> Iterable[tuple[str, Match]]:
    """Return what a record is called; of spellings with one key the surest."""
    entry = record.entry
    named: dict[str, Match] = {}
    for how, listed in (
        (How.HEADWORD, (entry.word,)),
        (How.VARIANT, entry.variants),
        (How.ABBREVIATION, entry.abbreviations),
        (How.FORM, entry.forms),
    ):
        for spelling in listed:
            key = look_up_key(spelling)
            if key not in named:
                named[key] = Match(record, how, spelling)
    return named.items()


def later_words(record: Record) -> Iterator[tuple[str, Match]]:
    """Yield what is left of a headword from its second word on, its third, and so on."""
    headword = record.entry.word
    words = headword.replace("-", " ").split()
    for start in range(1, len(words)):
        yield look_up_key(" ".join(words[start:])), Match(record, How.CONTAINED, headword)


def translations(record: Record) -> Iterator[tuple[str, Match]]:
    """Yield the terms of every translation of a record; only the first is no alternative."""
    how = How.TRANSLATION
    for part in _parts(record):
        sources: tuple[Entry | Sense | Alternative, ...] = (part, *part.alternative_translations)
        for source in sources:
            for key, term in chinese.keyed_terms(source.translation):
                yield key, Match(record, how, term)
            how = How.ALTERNATIVE


def readings(record: Record) -> Iterator[tuple[str, Match]]:
    """Yield the pinyin of a record's translations."""
    for part in _parts(record):
        reading = part.translation_pinyin
        if reading:
            yield chinese.pinyin_key(reading), Match(record, How.PINYIN, reading)


def _parts(record: Record) -> tuple[Entry | Sense, ...]:
    """Return the senses of a record, of which the entry itself is the first."""
    return (record.entry, *record.entry.senses)


def phrases(record: Record) -> Sequence[Phrase]:
    """Return the phrases of a record, collocations first."""
    return (*record.entry.phrases.examples, *record.entry.phrases.idioms)


def phrases_named(record: Record, wanted: str) -> Iterator[Match]:
    """Yield the phrases of a record that are found under the key `wanted`."""
    headword = look_up_key(record.entry.word)
    for phrase in phrases(record):
        own_key = look_up_key(phrase.phrase)
        distance = 0 if headword in own_key else 1
        named = ((own_key, phrase.phrase), *chinese.keyed_terms(phrase.translation))
        for key, spelling in named:
            if key == wanted:
                yield Match(record, How.PHRASE, spelling, phrase, distance)


def inflected_keys(text: str) -> Iterator[str]:
    """Yield the keys of what a term may be an inflection or another spelling of.

    The last word may be inflected, and each may be spelled the British or the American way.
    """
    words = clean(text).casefold().replace("-", " ").split()
    if not 0 < len(words) <= MOST_WORDS:
        return
    before = "".join(look_up_key(respelled(word)) for word in words[:-1])
    plain = "".join(look_up_key(word) for word in words[:-1])
    for form in inflections_of(look_up_key(words[-1])):
        yield plain + form
        if before != plain:
            yield before + form


@lru_cache(maxsize=4096)
def inflections_of(word: str) -> tuple[str, ...]:
    """Return what a word may be an inflection of, in both spellings, the word itself first."""
    american = respelled(word)
    forms = inflections(word) | {american}
    if american != word:
        forms |= inflections(american)
    return (word, *sorted(forms - {word}))
