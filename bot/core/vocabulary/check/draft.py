"""Reads an entry's file for checking: what of it can be read, and what is wrong with the rest."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from bot.core.vocabulary import chinese, english
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.check.structure import Text, compare, texts
from bot.core.vocabulary.entry import Entry, Sense
from bot.core.vocabulary.pack import unfenced

LARGEST_FILE = 64 * 1024


@dataclass(frozen=True)
class Draft:
    """An entry under check.

    Attributes:
        file: as findings name it.
        stem: the file's name without `.json`.
        entry: what could be read; empty values stand where something is missing or of a wrong type.
        texts: every text of the file, those under unknown keys included.
    """

    file: str
    stem: str
    entry: Entry
    texts: Sequence[Text]

    @cached_property
    def family(self) -> frozenset[str]:
        """The keys of every way in which the headword may occur in a sentence."""
        return english.family(self.entry.family)

    @cached_property
    def translations(self) -> list[str]:
        """Every Chinese term the entry gives for its headword, the longest first."""
        found = {term.removesuffix("的") for term in chinese.terms(_translations(self.entry))}
        return sorted(found - {""}, key=lambda term: (-len(term), term))

    @cached_property
    def pairs(self) -> list["Pair"]:
        """The definitions and sentences of the entry."""
        return list(_pairs(self.entry))

    @cached_property
    def moulds(self) -> list[tuple[str, ...]]:
        """The words of each pair with the headword masked."""
        return [english.masked(self.family, pair.tokens) for pair in self.pairs]


@dataclass(frozen=True, slots=True)
class Pair:
    """A definition or sentence, its place, and its translation, which may be empty."""

    key: str
    translation_key: str
    text: str
    translation: str
    is_definition: bool
    tokens: tuple[str, ...]


def read_draft(file: str, data: bytes) -> tuple[Draft | None, list[Finding]]:
    """Return what can be read of a file's bytes, and what is wrong with them and their structure.

    The draft is None where the bytes are too many, no UTF-8 or no JSON.
    """
    if len(data) > LARGEST_FILE:
        size = {"size": len(data), "limit": LARGEST_FILE}
        return None, [Finding(file, "", "file-too-large", size)]
    repeated: list[Finding] = []
    try:
        raw = json.loads(unfenced(data.decode()), object_pairs_hook=_keys_once(file, repeated))
    except UnicodeDecodeError as error:
        return None, [Finding(file, "", "not-utf-8", {"position": error.start})]
    except (ValueError, RecursionError) as error:
        return None, [Finding(file, "", "not-json", _json_error(error))]
    mended, problems = compare(raw, Entry)
    draft = Draft(file, Path(file).stem, msgspec.convert(mended, Entry), list(texts(raw)))
    return draft, repeated + [Finding(file, *problem) for problem in problems]


def _json_error(error: Exception) -> dict[str, object]:
    if isinstance(error, json.JSONDecodeError):
        return {"line": error.lineno, "column": error.colno, "problem": error.msg}
    # Nesting without end, or a number of thousands of digits.
    return {"line": 1, "column": 1, "problem": str(error)}


def _keys_once(
    file: str, found: list[Finding]
) -> Callable[[list[tuple[str, object]]], dict[str, object]]:
    """Return a hook for the JSON decoder that adds each key given twice to `found`."""

    def hook(pairs: list[tuple[str, object]]) -> dict[str, object]:
        read = dict(pairs)
        if len(read) != len(pairs):
            counts = Counter(name for name, _ in pairs)
            found.extend(Finding(file, name, "repeated-key") for name, n in counts.items() if n > 1)
        return read

    return hook


def _pairs(entry: Entry) -> Iterator[Pair]:
    yield from _pairs_of_sense("", entry)
    for domain, sentences in entry.usage.items():
        for index, item in enumerate(sentences):
            key = f"usage.{domain}[{index}]"
            yield _pair((f"{key}.sentence", f"{key}.translation"), item.sentence, item.translation)
    for index, sense in enumerate(entry.senses):
        yield from _pairs_of_sense(f"senses[{index}].", sense)


def _pairs_of_sense(prefix: str, sense: Entry | Sense) -> Iterator[Pair]:
    definition = f"{prefix}definition", f"{prefix}definition_translation"
    yield _pair(definition, sense.definition, sense.definition_translation, is_definition=True)
    example = f"{prefix}example", f"{prefix}example_translation"
    yield _pair(example, sense.example, sense.example_translation)


def _pair(
    keys: tuple[str, str], text: str, translation: str | None, *, is_definition: bool = False
) -> Pair:
    return Pair(*keys, text, translation or "", is_definition, english.tokens(text))


def _translations(entry: Entry) -> Iterator[str]:
    parts: tuple[Entry | Sense, ...] = (entry, *entry.senses)
    for part in parts:
        yield part.translation
        for alternative in part.alternative_translations:
            yield alternative.translation
