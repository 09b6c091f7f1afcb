"""Small dictionaries, made for one test."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import pytest

from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import short_id, slug_of
from bot.core.vocabulary.matches import Record
from bot.core.vocabulary.pack import Pack

MakeEntry = Callable[..., Entry]
MakeDictionary = Callable[[Sequence[Entry]], Dictionary]


def make_entry(word: str, translation: str, **changes: object) -> Entry:
    """Return a noun about training with what an entry needs at the least, and the changes."""
    entry: Mapping[str, object] = {
        "word": word,
        "phonetics": "/x/",
        "part_of_speech": "noun",
        "translation": translation,
        "definition": f"What number {short_id(word)} is.",
        "definition_translation": f"{translation}的定义。",
        "example": f"Here {word} stands alone.",
        "example_translation": f"此处只有{translation}。",
        "synonyms": [],
        "antonyms": [],
        "usage": {},
        "phrases": {"examples": [], "idioms": []},
        "level": "core",
        "topics": ["training"],
    }
    return msgspec.convert({**entry, **changes}, Entry)


def make_dictionary(entries: Sequence[Entry], language: str = "en") -> Dictionary:
    """Return a dictionary of one pack with these entries."""
    return Dictionary([make_pack(entries, language)])


def make_pack(entries: Sequence[Entry], language: str = "en") -> Pack:
    """Return a pack called after its language."""
    return Pack(
        name=language,
        language=language,
        translation_language="zh-Hans",
        licence="CC0",
        title={},
        domains={},
        topics={},
        entries={slug_of(entry.word): entry for entry in entries},
    )


def record_of(dictionary: Dictionary, word: str) -> Record:
    """Return the record of a headword."""
    found = dictionary.get(short_id(slug_of(word)))
    assert found is not None
    return found


@pytest.fixture
def neighbours() -> list[Entry]:
    """Three words that may stand beside any other about training."""
    return [
        make_entry("epoch", "轮次", forms=["epochs"]),
        make_entry("momentum", "动量"),
        make_entry("gradient", "梯度", forms=["gradients"]),
    ]
