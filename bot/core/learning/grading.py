"""What answers are worth, and what a hint takes away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.core.learning.questions import Question

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a round with what became of it.

    Attributes:
        choice: the index chosen; None where it was skipped or its time ran out.
        hinted: whether a hint was taken before.
    """

    question: Question
    choice: int | None
    hinted: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A round counted.

    Attributes:
        points: 1 a right answer, a half one with a hint.
        right: questions answered rightly, with a hint or without.
        asked: questions of the round, skipped ones too.
        missed: ids of the records answered wrongly or not at all, each once, as asked.
    """

    points: float
    right: int
    asked: int
    missed: tuple[str, ...]


def is_right(question: Question, choice: int | None) -> bool:
    """Whether this choice is the answer."""
    return choice == question.answer


def points(question: Question, choice: int | None, *, hinted: bool = False) -> float:
    """Return what a choice is worth: 1 the right one, a half after a hint, 0 any other or none."""
    raise NotImplementedError


def score(answers: Iterable[Answered]) -> Score:
    """Return a round counted."""
    raise NotImplementedError


def who_was_right(question: Question, choices: Mapping[P, int]) -> list[P]:
    """Return those whose choice is the answer, in the order of the mapping."""
    raise NotImplementedError


def hint(question: Question) -> tuple[int, ...]:
    """Return the indexes of the wrong choices that a hint removes: two, and one of three choices.

    The same for the same question, so that a hint pressed twice shows the same.
    """
    raise NotImplementedError
