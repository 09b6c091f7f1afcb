import pytest

from bot.core.learning.grading import Answered, hint, points, score
from bot.core.learning.questions import Kind, Question


def _question(record_id: str = "gpgpgp", choices: int = 4, answer: int = 2) -> Question:
    words = ("recall", "precision", "accuracy", "margin")[:choices]
    return Question(Kind.WORD, record_id, "准确率", "", words, answer, "The share …", "")


def test_a_right_answer_is_a_point_and_half_of_one_after_a_hint() -> None:
    asked = _question()
    assert points(asked, 2) == 1
    assert points(asked, 2, hinted=True) == 0.5
    assert points(asked, 1) == points(asked, 1, hinted=True) == points(asked, None) == 0


def test_a_round_is_counted() -> None:
    one, two, three = (_question(name) for name in ("one", "two", "three"))
    counted = score(
        [
            Answered(one, 2),
            Answered(two, 2, hinted=True),
            Answered(three, 0),
            Answered(one, None),
            Answered(three, None),
        ]
    )
    assert (counted.points, counted.right, counted.asked) == (1.5, 2, 5)
    assert counted.missed == ("three", "one")


def test_a_round_of_nothing_is_worth_nothing() -> None:
    assert score([]).points == 0


@pytest.mark.parametrize("answer", range(4))
def test_a_hint_leaves_the_answer_and_one_wrong_choice(answer: int) -> None:
    asked = _question(answer=answer)
    removed = hint(asked)
    assert len(set(removed)) == 2
    assert answer not in removed
    assert hint(Question.from_json(asked.as_json())) == removed


def test_a_hint_takes_one_of_three_choices() -> None:
    assert len(hint(_question(choices=3, answer=0))) == 1


def test_the_choice_a_hint_leaves_is_not_always_the_same() -> None:
    assert len({hint(_question(name)) for name in "abcdefghij"}) > 1
