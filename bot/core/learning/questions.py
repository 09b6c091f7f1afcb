"""Questions made from entries: seven kinds, four choices, one right answer, mixed into rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

import msgspec

from bot.core.vocabulary.dictionary import Dictionary, Record


class Kind(StrEnum):
    """What a question shows, and what it asks for.

    TRANSLATION: a word; its translation.
    WORD: a translation; the word.
    DEFINITION: a definition; the word.
    GAP: a sentence with the word blanked, its translation below; the word.
    SENTENCE: a Chinese sentence; the English word that it needs.
    PHRASE: a phrase; its translation.
    SENSE: a sentence; the translation of the word in the sense shown there.
    """

    TRANSLATION = "translation"
    WORD = "word"
    DEFINITION = "definition"
    GAP = "gap"
    SENTENCE = "sentence"
    PHRASE = "phrase"
    SENSE = "sense"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, whole: what is stored with it outlives a change of the content.

    Attributes:
        prompt: the text asked about.
        prompt_translation: a second line for it; empty where that would give the answer away.
        choices: four, in the order shown; three at the least, and only where `kind` is SENSE.
        answer: the index of the right choice.
        explanation: the sentence whole, or the definition; shown once the question is answered.
        explanation_translation: its translation; empty where the entry has none.
    """

    kind: Kind
    record_id: str
    prompt: str
    prompt_translation: str
    choices: tuple[str, ...]
    answer: int
    explanation: str
    explanation_translation: str

    def as_json(self) -> str:
        """Return the question as JSON, to be stored."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "Question":
        """Return the question that `as_json` wrote.

        Raises:
            msgspec.DecodeError: `text` is no such JSON.
        """
        return msgspec.json.decode(text, type=cls)


def prepare(dictionary: Dictionary) -> None:
    """Build now what the first question would otherwise wait for (a fraction of a second)."""
    raise NotImplementedError


def question(dictionary: Dictionary, record: Record, kind: Kind, rng: Random) -> Question | None:
    """Return a question of this kind about a record.

    None where the entry lacks what the kind needs, or the dictionary cannot provide enough choices
    that are plausible and wrong.
    """
    raise NotImplementedError


def round_of(
    dictionary: Dictionary,
    rng: Random,
    count: int,
    *,
    topic: str = "",
    records: Sequence[Record] | None = None,
) -> list[Question]:
    """Return `count` questions of mixed kinds, or as many as can be asked.

    Never the same kind three times running; no record twice while there are others; the same
    questions for the same dictionary, arguments and state of `rng`.

    Args:
        topic: the topic (its name in `pack.toml`) that words are taken from; empty for all.
        records: the words to ask about, instead of the dictionary's; `topic` narrows them too.
    """
    raise NotImplementedError
