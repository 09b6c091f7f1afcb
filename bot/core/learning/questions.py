"""Questions made from entries: seven kinds, four choices, one right answer, mixed into rounds."""

from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from random import Random

import msgspec

from bot.core.learning import kinds
from bot.core.learning.distractors import wrong_choices
from bot.core.learning.kinds import Draft
from bot.core.learning.neighbours import Neighbourhood, Word
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record

_NEIGHBOURS = 32
"""Words among which wrong choices are looked for."""
_MOST_DRAFTS = 6
"""Sentences or phrases of one entry that are tried before a kind is given up."""


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
        return _decoder.decode(text)


_decoder = msgspec.json.Decoder(Question)


def prepare(dictionary: Dictionary) -> None:
    """Build now what the first question would otherwise wait for (a fraction of a second)."""
    _neighbourhood(dictionary).prepare()


def question(dictionary: Dictionary, record: Record, kind: Kind, rng: Random) -> Question | None:
    """Return a question of this kind about a record of the dictionary.

    None where the entry lacks what the kind needs, or the dictionary cannot provide enough choices
    that are plausible and wrong.
    """
    neighbourhood = _neighbourhood(dictionary)
    word = neighbourhood.word(record.id)
    near: dict[str, list[Word]] = {}
    for draft in islice(_DRAFTS[kind](word, rng), _MOST_DRAFTS):
        part = draft.part_of_speech
        if part not in near:
            near[part] = neighbourhood.near(word, part, _NEIGHBOURS, rng)
        wrong = wrong_choices(word, draft.answer, draft.given, near[part], draft.offer, rng)
        if len(wrong) >= draft.fewest:
            return _asked(record, kind, draft, wrong, rng)
    return None


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
    source = dictionary if records is None else records
    pool = [record for record in source if not topic or topic in record.entry.topics]
    asked: list[Question] = []
    before = -1
    while before < len(asked) < count:
        before = len(asked)
        _ask_each(dictionary, pool, asked, count, rng)
    return asked


def _ask_each(
    dictionary: Dictionary, pool: Sequence[Record], asked: list[Question], count: int, rng: Random
) -> None:
    """Add one question about each record by chance, until there are `count`.

    A record that could only be asked about in the kind of the last two questions waits for the
    next one.
    """
    waiting: list[Record] = []
    for record in _shuffled(pool, rng):
        candidates = deque([record])
        while candidates and len(asked) < count:
            candidate = candidates.popleft()
            tired = _tired(asked)
            found = _question_about(dictionary, candidate, asked, tired, rng)
            if found is not None:
                asked.append(found)
                candidates.extend(waiting)
                waiting.clear()
            elif tired:
                waiting.append(candidate)
        if len(asked) == count:
            return


def _shuffled(records: Iterable[Record], rng: Random) -> Iterator[Record]:
    """Yield records by chance; taking a few of many costs little."""
    left = list(records)
    while left:
        at = rng.randrange(len(left))
        left[at], left[-1] = left[-1], left[at]
        yield left.pop()


def _tired(asked: Sequence[Question]) -> set[Kind]:
    """Return the kind of the last two questions, where they are of one kind."""
    last = {earlier.kind for earlier in asked[-2:]}
    return last if len(asked) > 1 and len(last) == 1 else set()


def _question_about(
    dictionary: Dictionary,
    record: Record,
    asked: Sequence[Question],
    tired: Container[Kind],
    rng: Random,
) -> Question | None:
    """Return a question that was not asked about a record, of the kind least asked so far."""
    uses = Counter(earlier.kind for earlier in asked)
    known = {earlier.kind for earlier in asked if earlier.record_id == record.id}
    kinds = [kind for kind in Kind if kind not in tired and kind not in known]
    rng.shuffle(kinds)
    for kind in sorted(kinds, key=lambda kind: uses[kind]):
        found = question(dictionary, record, kind, rng)
        if found is not None:
            return found
    return None


def _asked(record: Record, kind: Kind, draft: Draft, wrong: Sequence[str], rng: Random) -> Question:
    choices = [draft.answer, *wrong]
    rng.shuffle(choices)
    explanation, explanation_translation = draft.explanation
    return Question(
        kind=kind,
        record_id=record.id,
        prompt=draft.prompt,
        prompt_translation=draft.prompt_translation,
        choices=tuple(choices),
        answer=choices.index(draft.answer),
        explanation=explanation,
        explanation_translation=explanation_translation or "",
    )


@lru_cache(maxsize=2)
def _neighbourhood(dictionary: Dictionary) -> Neighbourhood:
    return Neighbourhood(dictionary)


_DRAFTS: Mapping[Kind, Callable[[Word, Random], Iterator[Draft]]] = {
    Kind.TRANSLATION: kinds.translation,
    Kind.WORD: kinds.headword,
    Kind.DEFINITION: kinds.definition,
    Kind.GAP: kinds.gap,
    Kind.SENTENCE: kinds.sentence,
    Kind.PHRASE: kinds.phrase,
    Kind.SENSE: kinds.sense,
}
