"""The senses of an entry, and the bilingual sentences that show each of them."""

from dataclasses import dataclass

from bot.core.learning.forms import plain_part_of_speech
from bot.core.learning.neighbours import contain, term_key, without_remarks
from bot.core.vocabulary import chinese
from bot.core.vocabulary.entry import Entry, Sense

_SHORTEST_WITH_SUFFIX = 3
"""Characters; of two, one is no suffix: 模型 and 模式."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One sense: its translation without remarks, and the keys of that and of its alternatives."""

    part_of_speech: str
    translation: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence, its translation, and the sense that it shows."""

    sentence: str
    translation: str
    meaning: Meaning


def meanings(entry: Entry) -> tuple[Meaning, ...]:
    """Return the senses of an entry, its own top level first."""
    return tuple(_meaning(part) for part in _parts(entry))


def sentences(entry: Entry) -> list[Shown]:
    """Return every sentence of an entry that has a translation: examples first, then usage."""
    of = meanings(entry)
    examples = [
        Shown(part.example, part.example_translation, meaning)
        for part, meaning in zip(_parts(entry), of, strict=True)
        if part.example_translation
    ]
    usage = [
        Shown(s.sentence, s.translation, of[s.sense - 1])
        for listed in entry.usage.values()
        for s in listed
        if 0 < s.sense <= len(of)
    ]
    return [*examples, *usage]


def interchangeable(one: Meaning, other: Meaning) -> bool:
    """Whether a translation of one sense would do for the other."""
    return any(_alike(a, b) for a in one.terms for b in other.terms)


def said_in(meaning: Meaning, translation: str) -> bool:
    """Whether the translation of a sentence uses a translation of a sense."""
    key = term_key(translation)
    return any(term in key for term in meaning.terms)


def _alike(one: str, other: str) -> bool:
    """Whether two terms are one but for a part or a suffix, as 敏感度 and 敏感性 are."""
    if len(one) == len(other) >= _SHORTEST_WITH_SUFFIX and one[:-1] == other[:-1]:
        return True
    return contain(one, other)


def _parts(entry: Entry) -> tuple[Entry | Sense, ...]:
    return (entry, *entry.senses)


def _meaning(part: Entry | Sense) -> Meaning:
    texts = (part.translation, *(a.translation for a in part.alternative_translations))
    return Meaning(
        part_of_speech=plain_part_of_speech(part.part_of_speech),
        translation=without_remarks(part.translation),
        terms=tuple(term_key(term) for term in chinese.terms(texts)),
    )
