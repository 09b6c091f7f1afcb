"""How much of a word list the dictionary covers."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.text import look_up_key
from bot.core.vocabulary import chinese
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import Entry, Sense
from bot.core.vocabulary.matches import How, Match

# What a person is offered instead is not what a list asks for.
_NEAR = frozenset({How.CONTAINED, How.SPELLING, How.PINYIN})
_HEADERS = frozenset({"term", "word", "english"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of a word list, with the list's translation where it gives one."""

    term: str
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """What the dictionary has for a wanted term.

    Attributes:
        how: `headword`, `variant`, `form`, `phrase` …; empty if nothing has it.
        headwords: the entries that were found.
        translations: every translation these give.
    """

    wanted: Wanted
    how: str = ""
    headwords: Sequence[str] = ()
    translations: Sequence[str] = ()

    @property
    def differs(self) -> bool:
        """Whether both sides have translations and no term of the list's is among ours."""
        listed = _folded([self.wanted.translation])
        return bool(self.how and listed and not listed & _folded(self.translations))


def read_list(text: str) -> list[Wanted]:
    """Return the terms of a list: one a line, or CSV with the translation in the second column.

    Empty lines, lines that begin with `# ` and a header line are passed over.
    """
    lines = [line for line in text.removeprefix("\ufeff").splitlines() if not _is_comment(line)]
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    if rows and rows[0][0].casefold() in _HEADERS and len(rows[0]) > 1:
        rows = rows[1:]
    return [Wanted(row[0], row[1] if len(row) > 1 else "") for row in rows if row and row[0]]


def cover(dictionary: Dictionary, wanted: Iterable[Wanted]) -> list[Covered]:
    """Return what the dictionary has for each wanted term."""
    return [_find(dictionary, item) for item in wanted]


def counts(covered: Iterable[Covered]) -> Counter[str]:
    """Return how many terms were found in each way."""
    return Counter(item.how for item in covered if item.how)


def summary(covered: Sequence[Covered]) -> list[str]:
    """Return what to tell about a list: the share found and how, what differs, what is missing."""
    found = [item for item in covered if item.how]
    share = len(found) / len(covered) if covered else 0
    lines = [f"{len(found)} of {len(covered)} terms ({share:.0%})"]
    lines += [f"  {how}: {count}" for how, count in counts(covered).most_common()]
    lines += [
        f"differs: {item.wanted.term}: {item.wanted.translation};"
        f" {', '.join(item.headwords)} has {'、'.join(item.translations)}"
        for item in found
        if item.differs
    ]
    return lines + [f"missing: {item.wanted.term}" for item in covered if not item.how]


def _is_comment(line: str) -> bool:
    return not line.strip() or line.startswith("# ")


def _find(dictionary: Dictionary, wanted: Wanted) -> Covered:
    matches = [match for match in dictionary.find(wanted.term) if match.how not in _NEAR]
    if not matches:
        return Covered(wanted)
    return Covered(
        wanted,
        matches[0].how.name.lower(),
        [match.record.entry.word for match in matches],
        [text for match in matches for text in _translations(match)],
    )


def _translations(match: Match) -> Iterator[str]:
    if match.phrase:
        yield match.phrase.translation
        return
    entry = match.record.entry
    parts: tuple[Entry | Sense, ...] = (entry, *entry.senses)
    for part in parts:
        yield part.translation
        yield from (alternative.translation for alternative in part.alternative_translations)


def _folded(translations: Iterable[str]) -> set[str]:
    return {look_up_key(term) for term in chinese.terms(translations)} - {""}
