"""Entries made up for measuring: as many as asked for, always the same, of the size real ones have.

The words are pronounceable nonsense, and so is their Chinese: characters with readings that are
regular and not theirs. A look-up can't tell.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from random import Random

import msgspec

from bot.core.vocabulary.chinese import traditional_characters
from bot.core.vocabulary.english import plurals, verb_forms
from bot.core.vocabulary.entry import (
    LEVELS,
    Alternative,
    Comparison,
    Entry,
    Note,
    Phrase,
    Phrases,
    Sentence,
)
from bot.core.vocabulary.identity import short_id, slug_of

_ONSETS = (*"bcdfghlmnprstv", "br", "cl", "cr", "dr", "fl", "gr", "pl", "sh", "st", "th", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "ou")
_CODAS = ("", "", "", "n", "r", "s", "t", "l", "nd", "x")
_INITIALS = (*"bpmfdtnlgkhjqxrzcs", "zh", "ch", "sh")
_FINALS = ("ā", "ái", "ǎn", "àng", "ē", "éi", "ěn", "èng", "ī", "ín", "ǐng", "ōu", "ú", "ǔn", "uò")
_CHARACTERS = 2_500
_SENTENCES = 4_000
_DOMAINS = ("language", "vision", "systems", "theory")
_TOPICS = ("training", "data", "models", "evaluation", "hardware")


def entries(count: int) -> list[tuple[str, bytes]]:
    """Return slug and file of `count` entries; fewer are the beginning of more."""
    return list(islice(_entries(Random(4)), count))


def _entries(rng: Random) -> Iterator[tuple[str, bytes]]:
    ids: set[str] = set()
    words = [_word(rng)]
    while True:
        headword = _headword(rng, words)
        slug = slug_of(headword)
        if short_id(slug) not in ids:
            ids.add(short_id(slug))
            file = msgspec.json.format(msgspec.json.encode(_entry(rng, headword, words)), indent=2)
            yield slug, file


def _word(rng: Random) -> str:
    syllables = (
        rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
        for _ in range(rng.choice((2, 2, 3, 3, 4)))
    )
    return "".join(syllables)


def _headword(rng: Random, words: list[str]) -> str:
    """Return a new word, or two or three of which one may be new; new ones join `words`."""
    new = _word(rng)
    words.append(new)
    chance = rng.random()
    if chance < 0.45:
        return new
    if chance < 0.9:
        return f"{rng.choice(words)} {rng.choice(words)}"
    return f"{rng.choice(words)} {new} {rng.choice(words)}"


def _entry(rng: Random, headword: str, words: list[str]) -> Entry:
    before, _, last = headword.rpartition(" ")
    forms = sorted(plurals(last) | (set() if before else verb_forms(last)))
    translation, pinyin = _chinese_term(rng)
    return Entry(
        word=headword,
        phonetics=f"/ˈ{headword}/",
        part_of_speech="noun",
        translation=translation,
        definition=_english(rng, headword),
        definition_translation=_chinese(rng, translation),
        example=_english(rng, headword),
        example_translation=_chinese(rng, translation),
        synonyms=(),
        antonyms=(),
        usage={
            domain: (Sentence(_english(rng, headword), _chinese(rng, translation)),)
            for domain in _DOMAINS
        },
        phrases=Phrases(tuple(_phrase(rng, headword, words) for _ in range(4)), ()),
        variants=(headword.replace(" ", "-"),) if before and rng.random() < 0.2 else (),
        forms=tuple(f"{before} {form}".strip() for form in forms),
        abbreviations=_abbreviations(headword),
        level=rng.choice(LEVELS),
        topics=(rng.choice(_TOPICS),),
        translation_pinyin=pinyin,
        alternative_translations=(Alternative(_chinese_term(rng)[0], _note(rng)),),
        compare=(Comparison(rng.choice(words), *_remark(rng)),),
        see_also=tuple(rng.choice(words) for _ in range(5)),
    )


def _abbreviations(headword: str) -> tuple[str, ...]:
    initials = "".join(word[0] for word in headword.split()).upper()
    return (initials,) if len(initials) > 2 else ()


def _phrase(rng: Random, headword: str, words: list[str]) -> Phrase:
    translation, _ = _chinese_term(rng)
    return Phrase(f"{rng.choice(words)} {headword}", translation)


def _note(rng: Random) -> Note:
    return Note(*_remark(rng))


def _remark(rng: Random) -> tuple[str, str]:
    return rng.choice(_sentences()), rng.choice(_chinese_sentences())


def _english(rng: Random, headword: str) -> str:
    return f"The {headword} {rng.choice(_sentences())}"


def _chinese(rng: Random, term: str) -> str:
    return f"{term}{rng.choice(_chinese_sentences())}"


def _chinese_term(rng: Random) -> tuple[str, str]:
    """Return a term of one to three two-character words, and its reading."""
    chosen = [rng.choice(_chinese_words()) for _ in range(rng.choice((1, 2, 2, 3)))]
    return "".join(word for word, _ in chosen), " ".join(reading for _, reading in chosen)


@cache
def _chinese_words() -> list[tuple[str, str]]:
    rng = Random(5)
    traditional = traditional_characters()
    plain = (c for c in map(chr, range(0x4E00, 0x9FA5)) if c not in traditional)
    readings = [
        (character, rng.choice(_INITIALS) + rng.choice(_FINALS))
        for character in islice(plain, _CHARACTERS)
    ]
    pairs = ((rng.choice(readings), rng.choice(readings)) for _ in range(6_000))
    return [(a[0] + b[0], a[1] + b[1]) for a, b in pairs]


@cache
def _sentences() -> list[str]:
    rng = Random(6)
    return [
        " ".join(_word(rng) for _ in range(rng.randint(9, 16))) + "." for _ in range(_SENTENCES)
    ]


@cache
def _chinese_sentences() -> list[str]:
    rng = Random(7)
    words = [word for word, _ in _chinese_words()]
    return [
        "".join(rng.choice(words) for _ in range(rng.randint(10, 18))) + "。"
        for _ in range(_SENTENCES)
    ]
