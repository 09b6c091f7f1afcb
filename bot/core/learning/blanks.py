"""Finds a word in running text, whatever form it takes there, and blanks it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.core.vocabulary import english

BLANK = "____"

_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+[+#]*")
_JOINT = re.compile(r"[-\s\u2010-\u2014/@.&'’]{0,3}")
"""What may stand between the words of one term: `pass@k`, `A/B testing`, `actor–critic`."""
_POSSESSIVES = ("'s", "’s")
_MOST_WORDS = 8
"""Words that a term may have."""
_ARTICLE = re.compile(rf"\b([Aa])n?(?=\s{BLANK})")
_OPEN_ARTICLE = f"(n) {BLANK}"


@dataclass(frozen=True, slots=True)
class Family:
    """The keys of a word's forms, as `english.family` makes them.

    Attributes:
        capitals: those of the keys that only all-capital spellings have: `is` is no inception
            score.
    """

    keys: frozenset[str]
    capitals: frozenset[str]

    @classmethod
    def of(cls, spellings: Iterable[str]) -> "Family":
        """Return the family of these spellings."""
        listed = tuple(spellings)
        plain = english.family(s for s in listed if not s.isupper())
        capitals = english.family(s for s in listed if s.isupper()) - plain
        return cls(plain | capitals, capitals)

    def names(self, key: str, text: str) -> bool:
        """Whether words with this key, written as in `text`, are of the family."""
        return key in self.keys and not (key in self.capitals and text.islower())


class Occurrence(NamedTuple):
    """Where a word or a term stands in a text, and the key of the form it takes there."""

    start: int
    end: int
    key: str


def occurrences(family: Family, text: str) -> list[Occurrence]:
    """Return where the family stands in the text, the longest form at each place."""
    words = _words(text)
    found: list[Occurrence] = []
    for index, word in enumerate(words):
        if found and word.start < found[-1].end:
            continue
        stretches = _stretches_from(text, words[index : index + _MOST_WORDS])
        fitting = [s for s in stretches if family.names(s.key, text[s.start : s.end])]
        found += fitting[-1:]
    return found


def stands_in(family: Family, text: str) -> bool:
    """Whether any form of the family stands in the text."""
    return stands_among(family, stretches(text))


def stands_among(family: Family, terms: Mapping[str, str]) -> bool:
    """Whether any form of the family is among what `stretches` returned for a text."""
    if family.keys.isdisjoint(terms):
        return False
    return any(family.names(key, terms[key]) for key in family.keys & terms.keys())


@lru_cache(maxsize=512)
def stretches(text: str) -> Mapping[str, str]:
    """Return the key of each stretch of words that could be a term, with how it is written.

    Written in two ways, the one with capitals counts.
    """
    words = _words(text)
    found: dict[str, str] = {}
    for index in range(len(words)):
        for stretch in _stretches_from(text, words[index : index + _MOST_WORDS]):
            written = text[stretch.start : stretch.end]
            if written.islower():
                found.setdefault(stretch.key, written)
            else:
                found[stretch.key] = written
    return found


def blanked(text: str, places: Sequence[Occurrence]) -> str:
    """Return the text with a blank at each place; the article before one tells nothing."""
    parts, position = [], 0
    for place in places:
        parts += [text[position : place.start], BLANK]
        position = place.end
    return _ARTICLE.sub(r"\1(n)", "".join((*parts, text[position:])))


@lru_cache(maxsize=2048)
def latin_words(text: str) -> frozenset[str]:
    """Return the words of a text that are not Chinese, folded as look-ups fold them."""
    return frozenset(token for word in _TOKEN.findall(text) for token in english.tokens(word))


def follows_article(prompt: str) -> bool:
    """Whether a blank in the prompt stands after `a(n)`, where only countable words fit."""
    return _OPEN_ARTICLE in prompt


def _words(text: str) -> list[Occurrence]:
    """Return the single words of a text that are not Chinese."""
    return [
        Occurrence(word.start(), word.end(), "".join(english.tokens(word[0])))
        for word in _TOKEN.finditer(text)
    ]


def _stretches_from(text: str, words: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Yield the first word, the first two together, and so on, as far as they may be one term."""
    joined, start, end = "", words[0].start, words[0].start
    for word in words:
        if joined and not _JOINT.fullmatch(text, end, word.start):
            return
        joined, end = joined + word.key, word.end
        if not text[start:end].endswith(_POSSESSIVES):
            yield Occurrence(start, end, joined)
