"""What only the authors' libraries know, asked through a port: the bot itself has none of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.vocabulary import chinese
from bot.core.vocabulary.check import phonetics
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.entry import Entry


@dataclass(frozen=True, slots=True)
class Advisers:
    """The authors' libraries; one that is not installed is None, and its checks are left out.

    Attributes:
        pinyin: Chinese text to its reading with tone marks.
        syllables: an English term to the syllable counts of its known pronunciations; none if
            a word of it is unknown.
    """

    pinyin: Callable[[str], str] | None = None
    syllables: Callable[[str], frozenset[int]] | None = None

    def left_out(self) -> list[str]:
        """Return the codes of the checks that cannot run."""
        known = {"pinyin": self.pinyin, "syllables": self.syllables}
        return [code for code, adviser in known.items() if adviser is None]


def advice(file: str, entry: Entry, advisers: Advisers) -> Iterator[Finding]:
    """Yield where the libraries differ from the entry's pronunciations."""
    if advisers.syllables:
        expected = advisers.syllables(entry.word)
        for key, ipa in _pronunciations(entry):
            yield from _syllables(file, key, ipa, expected)
    if advisers.pinyin:
        for key, translation, pinyin in _readings(entry):
            yield from _pinyin(file, key, pinyin, advisers.pinyin(translation))


def _pronunciations(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "phonetics", entry.phonetics
    if entry.ipa:
        yield "ipa.us", entry.ipa.us
        yield "ipa.uk", entry.ipa.uk


def _syllables(file: str, key: str, ipa: str, expected: frozenset[int]) -> Iterator[Finding]:
    found = phonetics.syllable_counts(ipa)
    if ipa and expected and not found & expected:
        yield Finding(file, key, "syllables", {"found": _or(found), "expected": _or(expected)})


def _or(numbers: frozenset[int]) -> str:
    return "/".join(map(str, sorted(numbers)))


def _readings(entry: Entry) -> Iterator[tuple[str, str, str]]:
    if entry.translation_pinyin:
        yield "translation_pinyin", entry.translation, entry.translation_pinyin
    for index, sense in enumerate(entry.senses):
        if sense.translation_pinyin:
            key = f"senses[{index}].translation_pinyin"
            yield key, sense.translation, sense.translation_pinyin


def _pinyin(file: str, key: str, found: str, expected: str) -> Iterator[Finding]:
    if not chinese.is_same_pinyin(found, expected):
        yield Finding(file, key, "pinyin", {"expected": expected})
