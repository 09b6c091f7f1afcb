"""The entry: what the vocabulary knows about one headword, as its file says it.

A file needs the eleven keys of the seed entry; every other key is optional and its absence is
always valid. Keys this model does not know are left alone in the file and reported by `check`.
Entries hold no reference cycle, so the garbage collector need not look at them (`gc=False`).
"""

from typing import Literal

import msgspec

Level = Literal["core", "common", "advanced"]
LEVELS: tuple[Level, ...] = ("core", "common", "advanced")


class Note(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A remark in both languages."""

    text: str
    translation: str


class Sentence(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A sentence that shows the headword at work, with its translation.

    Attributes:
        sense: the number of the sense it shows; 1 is the entry's own top level.
    """

    sentence: str
    translation: str
    sense: int = 1


class Phrase(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A phrase the headword occurs in, with its translation and the sense it shows."""

    phrase: str
    translation: str
    sense: int = 1


class Phrases(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Collocations (`examples`) and idioms."""

    examples: tuple[Phrase, ...]
    idioms: tuple[Phrase, ...]


class Ipa(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The American and the British pronunciation, where they differ."""

    us: str
    uk: str


class Alternative(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Another translation in use, with what speaks for it and the region that prefers it."""

    translation: str
    note: Note | None = None
    region: str | None = None


class Sense(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A further meaning; the first in `Entry.senses` is number 2."""

    part_of_speech: str
    translation: str
    definition: str
    example: str
    domain: str | None = None
    definition_translation: str | None = None
    example_translation: str | None = None
    translation_pinyin: str | None = None
    alternative_translations: tuple[Alternative, ...] = ()


class Grammar(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How the word behaves: a short label (`C, U`, `train … on …`) and what it means."""

    label: str
    text: str
    translation: str


class Comparison(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What sets the headword apart from a neighbour."""

    word: str
    text: str
    translation: str


class CommonError(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A learner's mistake, its correction, and the reason in the learner's language."""

    wrong: str
    right: str
    translation: str


class Entry(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One headword and everything its card can show.

    Attributes:
        phonetics: IPA between slashes.
        usage: domain to the sentences of that domain, in the file's order.
        forms: inflections and close family; a look-up of one finds the entry.
        variants: other spellings of the headword.
        translation_pinyin: the reading of `translation`, with tone marks.
    """

    word: str
    phonetics: str
    part_of_speech: str
    translation: str
    definition: str
    example: str
    synonyms: tuple[str, ...]
    antonyms: tuple[str, ...]
    usage: dict[str, tuple[Sentence, ...]]
    phrases: Phrases
    variants: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    ipa: Ipa | None = None
    level: Level | None = None
    topics: tuple[str, ...] = ()
    translation_pinyin: str | None = None
    definition_translation: str | None = None
    example_translation: str | None = None
    grammar: Grammar | None = None
    alternative_translations: tuple[Alternative, ...] = ()
    senses: tuple[Sense, ...] = ()
    compare: tuple[Comparison, ...] = ()
    common_errors: tuple[CommonError, ...] = ()
    note: Note | None = None
    see_also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The headword and its variants: what names this entry and no other in its pack."""
        return (self.word, *self.variants)

    @property
    def family(self) -> tuple[str, ...]:
        """Every listed way the word appears in running text."""
        return (*self.spellings, *self.abbreviations, *self.forms)
