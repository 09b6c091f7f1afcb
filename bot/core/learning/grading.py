"""What answers are worth, and what a hint takes away."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from bot.core.learning.questions import Question


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
    if not is_right(question, choice):
        return 0.0
    return 0.5 if hinted else 1.0


def score(answers: Iterable[Answered]) -> Score:
    """Return a round counted."""
    answered = list(answers)
    right = [a for a in answered if is_right(a.question, a.choice)]
    missed = (a.question.record_id for a in answered if not is_right(a.question, a.choice))
    return Score(
        points=sum((points(a.question, a.choice, hinted=a.hinted) for a in right), 0.0),
        right=len(right),
        asked=len(answered),
        missed=tuple(dict.fromkeys(missed)),
    )


def hint(question: Question) -> tuple[int, ...]:
    """Return the indexes of the wrong choices that a hint removes: two, and one of three choices.

    The same for the same question, so that a hint pressed twice shows the same.
    """
    wrong = [index for index in range(len(question.choices)) if index != question.answer]
    kept = Random(question.as_json()).choice(wrong)
    return tuple(index for index in wrong if index != kept)
