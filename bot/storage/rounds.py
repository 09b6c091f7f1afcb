"""Rounds of questions: what is asked, what was answered first, and how a round alone goes on.

All times are seconds of UTC. Whatever changes a round locks its row first, so that two presses at
once are counted one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, insert, select, update

from bot.core.learning import grading
from bot.core.learning.questions import Question
from bot.core.messages import Person, Place
from bot.storage.tables import answers, questions, rounds

# what every press asks for is put together once
_NUMBER: BindParameter[int] = bindparam("number")
_ROUND = select(rounds).where(rounds.c.id == _NUMBER)
_LOCKED = _ROUND.with_for_update()
_ASKED = select(questions).where(questions.c.round == _NUMBER).order_by(questions.c.number)
_GIVEN = (
    select(answers)
    .where(answers.c.round == _NUMBER)
    .order_by(answers.c.number, answers.c.answered_at, answers.c.person)
)
_GIVE = insert(answers)


@dataclass(frozen=True, slots=True)
class Round:
    """A round.

    Attributes:
        starter: absent where an anonymous admin or a channel began it.
        shared: whether a group plays it, on boards; else its starter does, alone.
        language: what its boards speak.
    """

    id: int
    place: Place
    starter: Person | None
    shared: bool
    language: str
    begun_at: int
    ended_at: int | None = None

    def is_of(self, person: Person) -> bool:
        """Whether it is this person's own."""
        return not self.shared and self.starter == person


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a round, with what became of it.

    Attributes:
        number: from 1.
        word: the headword asked about: content may have lost it meanwhile.
        opened_at: when it was first shown.
        closed_at: since when no answer counts any more; set in groups alone.
        hinted: whether a hint was taken; set alone only.
        message: the reference of its board.
    """

    number: int
    word: str
    question: Question
    opened_at: int | None = None
    closed_at: int | None = None
    hinted: bool = False
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's first answer to a question; no choice marks one skipped."""

    number: int
    person: Person
    choice: int | None
    right: bool
    points: float
    answered_at: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A round with everything asked and answered in it, in the order it happened."""

    round: Round
    questions: tuple[Asked, ...]
    answers: tuple[Answer, ...]

    @property
    def latest(self) -> Asked:
        """The question shown last."""
        return next(q for q in reversed(self.questions) if q.opened_at is not None)

    def answers_to(self, number: int) -> tuple[Answer, ...]:
        """Return the answers to a question, the earliest first."""
        return tuple(answer for answer in self.answers if answer.number == number)

    @property
    def is_answered(self) -> bool:
        """Whether the question shown last has an answer."""
        return bool(self.answers_to(self.latest.number))

    def waits_for(self, number: int) -> bool:
        """Whether an answer to this question would count, in a round alone."""
        is_open = self.round.ended_at is None and not self.round.shared
        return is_open and self.latest.number == number and not self.is_answered

    @property
    def seconds(self) -> int:
        """How long it took from the beginning to the last answer."""
        begun = self.round.begun_at
        return max((answer.answered_at for answer in self.answers), default=begun) - begun

    def score(self) -> grading.Score:
        """Return the round counted: the questions answered or skipped, by whomever."""
        return grading.score(
            grading.Answered(asked.question, answer.choice, hinted=asked.hinted)
            for asked in self.questions
            for answer in self.answers_to(asked.number)
        )


def begin_alone(
    conn: Connection,
    place: Place,
    person: Person,
    asked: Sequence[tuple[str, Question]],
    now: int,
    *,
    language: str,
    revision: str,
    parent: int | None = None,
) -> int:
    """Begin a round for one person, its first question open; return its id.

    Args:
        place: where the person is.
        asked: the questions in their order, each with its headword.
        revision: of the content that the questions were made from.
        parent: the round whose missed words are asked about; while its child runs, that is it.
    """
    if parent is not None:
        conn.execute(select(rounds.c.id).where(rounds.c.id == parent).with_for_update())
        running = select(rounds.c.id).where(rounds.c.parent == parent, rounds.c.ended_at.is_(None))
        child = conn.scalar(running.limit(1))
        if child is not None:
            return int(child)
    facts = {"shared": False, "language": language, "revision": revision, "parent": parent}
    row = row_of_round(place, person, now, **facts)
    number = int(conn.scalars(insert(rounds).values(**row).returning(rounds.c.id)).one())
    put_questions(conn, number, asked)
    first = (questions.c.round == number, questions.c.number == 1)
    conn.execute(update(questions).where(*first).values(opened_at=now))
    return number


def find(conn: Connection, number: int, *, lock: bool = False) -> Round | None:
    """Return a round by its id, or None where it is gone.

    Args:
        lock: whether nobody else is to change it until the transaction ends.
    """
    query = _LOCKED if lock else _ROUND
    row = conn.execute(query, {"number": number}).mappings().one_or_none()
    return None if row is None else _round(row)


def sheet(conn: Connection, number: int) -> Sheet:
    """Return a round, which must be there, with everything asked and answered in it."""
    return _sheet(conn, _round(conn.execute(_ROUND, {"number": number}).mappings().one()))


def answer(conn: Connection, number: int, question: int, choice: int | None, now: int) -> Sheet:
    """Answer or skip a question of a round alone, if it waits for that; return how it stands.

    The answer to the last question ends the round. A choice that a hint removed is none.
    """
    return answer_in(conn, lock(conn, number), question, choice, now)


def answer_in(
    conn: Connection, locked: Round, question: int, choice: int | None, now: int
) -> Sheet:
    """Answer or skip a question of a round alone that is locked; else as `answer`."""
    found = _sheet(conn, locked)
    starter, asked = found.round.starter, found.latest
    removed = grading.hint(asked.question) if asked.hinted else ()
    if starter is None or choice in removed or not found.waits_for(question):
        return found
    given = graded(asked, starter, choice, now)
    conn.execute(_GIVE, row_of_answer(locked.id, given))
    found = replace(found, answers=(*found.answers, given))
    return _ended(conn, found, now) if question == len(found.questions) else found


def hint(conn: Connection, number: int, question: int) -> Sheet:
    """Note that a hint was taken, if the question waits for an answer; return how it stands."""
    found = _locked(conn, number)
    return _changed(conn, found, question, hinted=True) if found.waits_for(question) else found


def open_next(conn: Connection, number: int, question: int, now: int) -> Sheet:
    """Show this question, if its predecessor was answered; return how it stands."""
    found = _locked(conn, number)
    is_next = found.latest.number + 1 == question <= len(found.questions)
    if found.round.ended_at is None and found.is_answered and is_next:
        return _changed(conn, found, question, opened_at=now)
    return found


def stop(conn: Connection, number: int, now: int) -> Sheet:
    """End a round alone; return how it stands."""
    found = _locked(conn, number)
    return found if found.round.ended_at is not None else _ended(conn, found, now)


def lock(conn: Connection, number: int) -> Round:
    """Return a round, which must be there; nobody else changes it until the transaction ends."""
    return _round(conn.execute(_LOCKED, {"number": number}).mappings().one())


def question_of(conn: Connection, number: int, question: int) -> Asked | None:
    """Return a question of a round, or None where there is none."""
    query = select(questions).where(questions.c.round == number, questions.c.number == question)
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _asked(row)


def answer_of(conn: Connection, number: int, question: int, person: Person) -> Answer | None:
    """Return a person's answer to a question of a round, or None where there is none."""
    query = select(answers).where(
        answers.c.round == number,
        answers.c.number == question,
        answers.c.platform == person.platform,
        answers.c.person == person.id,
    )
    row = conn.execute(query).mappings().one_or_none()
    return None if row is None else _answer(row)


def graded(asked: Asked, person: Person, choice: int | None, now: int) -> Answer:
    """Return a person's answer with what it is worth."""
    return Answer(
        number=asked.number,
        person=person,
        choice=choice,
        right=grading.is_right(asked.question, choice),
        points=grading.points(asked.question, choice, hinted=asked.hinted),
        answered_at=now,
    )


def row_of_round(
    place: Place, starter: Person | None, now: int, **facts: object
) -> dict[str, object]:
    """Return a round that begins now as a row of the table."""
    return {
        "platform": place.platform,
        "community": place.community,
        "channel": place.channel,
        "thread": place.thread or "",
        "starter": starter and starter.id,
        "begun_at": now,
        **facts,
    }


def put_questions(conn: Connection, number: int, asked: Sequence[tuple[str, Question]]) -> None:
    """Keep the questions of the round `number`, whole, each with its headword."""
    rows = [
        {
            "round": number,
            "number": position,
            "entry": question.record_id,
            "word": word,
            "body": question.as_json(),
        }
        for position, (word, question) in enumerate(asked, start=1)
    ]
    conn.execute(insert(questions), rows)


def row_of_answer(number: int, given: Answer) -> dict[str, object]:
    """Return an answer in the round `number` as a row of the table."""
    return {
        "round": number,
        "number": given.number,
        "platform": given.person.platform,
        "person": given.person.id,
        "choice": given.choice,
        "right": given.right,
        "points": given.points,
        "answered_at": given.answered_at,
    }


def _locked(conn: Connection, number: int) -> Sheet:
    return _sheet(conn, lock(conn, number))


def _sheet(conn: Connection, found: Round) -> Sheet:
    number = {"number": found.id}
    return Sheet(
        found,
        tuple(_asked(row) for row in conn.execute(_ASKED, number).mappings().all()),
        tuple(_answer(row) for row in conn.execute(_GIVEN, number).mappings().all()),
    )


def _changed(conn: Connection, found: Sheet, question: int, **values: Any) -> Sheet:
    conn.execute(
        update(questions)
        .where(questions.c.round == found.round.id, questions.c.number == question)
        .values(**values)
    )
    asked = list(found.questions)
    asked[question - 1] = replace(asked[question - 1], **values)
    return replace(found, questions=tuple(asked))


def _ended(conn: Connection, found: Sheet, now: int) -> Sheet:
    conn.execute(update(rounds).where(rounds.c.id == found.round.id).values(ended_at=now))
    return replace(found, round=replace(found.round, ended_at=now))


def _round(values: RowMapping) -> Round:
    starter = values["starter"]
    return Round(
        id=values["id"],
        place=Place(
            values["platform"],
            values["community"],
            values["channel"],
            thread=values["thread"] or None,
            private=not values["shared"],
        ),
        starter=None if starter is None else Person(values["platform"], starter),
        shared=values["shared"],
        language=values["language"],
        begun_at=values["begun_at"],
        ended_at=values["ended_at"],
    )


def _asked(values: RowMapping) -> Asked:
    return Asked(
        number=values["number"],
        word=values["word"],
        question=Question.from_json(values["body"]),
        opened_at=values["opened_at"],
        closed_at=values["closed_at"],
        hinted=values["hinted"],
        message=values["message"],
    )


def _answer(values: RowMapping) -> Answer:
    return Answer(
        number=values["number"],
        person=Person(values["platform"], values["person"]),
        choice=values["choice"],
        right=values["right"],
        points=values["points"],
        answered_at=values["answered_at"],
    )
