"""A group's round: its boards, each person's first answer, and what is delivered when.

begin ──► ASK 1 ─sent─► CLOSE 1 ──► ASK 2 ─sent─► CLOSE 2 ──► … ──► the round has ended
            └─ an answer: REDRAW, or CLOSE at once when everybody has answered

Each arrow is planned in the transaction that gives rise to it, so that a round goes on whenever
the program is killed. A question is closed by the transaction that says so; CLOSE only shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql

from bot.core.delivery import Delivery
from bot.core.learning.questions import Question
from bot.core.messages import Person, Place
from bot.storage import deliveries, members, rounds
from bot.storage.deliveries import State
from bot.storage.rounds import Answer, Asked, Round, Sheet
from bot.storage.tables import answers, players, questions
from bot.storage.tables import rounds as table

ASK, CLOSE, REDRAW = "quiz_ask", "quiz_close", "quiz_redraw"
"""The kinds of deliveries: a board sent, changed into the answer, changed otherwise."""
QUESTION_SECONDS = 20
_PAUSE_SECONDS = 5
"""From the answer to the next question."""
_REDRAW_SECONDS = 4
"""From one redrawing to the next: a Telegram group takes 20 messages a minute, and asking and
closing need theirs."""
PATIENCE = 300
"""Seconds a question may come late, the program having been away, before the round is given up."""
_LONGEST = 1800
"""Seconds after which a round that has not ended has been lost, and keeps nobody from another."""


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a press on a choice.

    Attributes:
        answer: the person's first answer, which counts; None where the question had closed.
        is_new: whether it is this press.
        is_first: whether it is the first in this community, so that the person is to be asked
            about the leaderboard.
    """

    answer: Answer | None
    is_new: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A round with what its players are called; names are kept only while it lasts."""

    sheet: Sheet
    names: Mapping[Person, str]


def begin(
    conn: Connection,
    place: Place,
    starter: Person | None,
    asked: Sequence[tuple[str, Question]],
    now: int,
    *,
    language: str,
    revision: str,
) -> int | None:
    """Begin a round and plan its first board; return its id, or None while another one runs here.

    Args:
        starter: absent where the platform does not tell.
        language: what the boards speak where the community has chosen nothing.
        revision: of the content that the questions were made from.
    """
    lost = now - _LONGEST
    conn.execute(update(table).where(_runs_in(place), table.c.begun_at < lost).values(ended_at=now))
    conn.execute(delete(players).where(players.c.joined_at < lost))
    row = rounds.row_of_round(
        place, starter, now, shared=True, language=language, revision=revision
    )
    statement = postgresql.insert(table).values(**row).on_conflict_do_nothing()
    number = conn.scalar(statement.returning(table.c.id))
    if number is None:
        return None
    rounds.put_questions(conn, number, asked)
    begun = Round(number, place, starter, shared=True, language=language, begun_at=now)
    deliveries.plan(conn, _delivery(begun, ASK, 1, now))
    return int(number)


def running(conn: Connection, place: Place, now: int) -> Sheet | None:
    """Return the round that runs in a place, or None."""
    recent = table.c.begun_at >= now - _LONGEST
    number = conn.scalar(select(table.c.id).where(_runs_in(place), recent))
    return None if number is None else rounds.sheet(conn, number)


def board(conn: Connection, number: int) -> Board:
    """Return a round with its players' names."""
    query = select(players).where(players.c.round == number)
    names = {Person(row.platform, row.person): row.name for row in conn.execute(query)}
    return Board(rounds.sheet(conn, number), names)


def answer(
    conn: Connection, found: Round, question: int, choice: int, person: Person, name: str, now: int
) -> Given:
    """Count a person's first answer to a question that is open; plan what the board then shows.

    Args:
        found: the round, locked.
        name: what the person is called on the board.
    """
    number = found.id
    before = rounds.answer_of(conn, number, question, person)
    if before is not None:
        return Given(before)
    asked = _open_question(conn, found, question, now)
    if asked is None:
        return Given(None)
    given = rounds.graded(asked, person, choice, now)
    conn.execute(insert(answers).values(**rounds.row_of_answer(number, given)))
    player = {"round": number, "platform": person.platform, "person": person.id, "name": name}
    statement = postgresql.insert(players).values(**player, joined_at=now)
    conn.execute(statement.on_conflict_do_nothing())
    if _everybody_answered(conn, number, question):
        _close_early(conn, found, asked, now)
    else:
        redrawing = _delivery(found, REDRAW, question, now, urgent=False)
        deliveries.plan_again(conn, redrawing, _REDRAW_SECONDS)
    return Given(given, is_new=True, is_first=members.ask(conn, found.place, person, now))


def close(conn: Connection, number: int, question: int, now: int) -> bool:
    """Close a question before its time; return False where it is not open."""
    found = rounds.lock(conn, number)
    asked = _open_question(conn, found, question, now)
    if asked is not None:
        _close_early(conn, found, asked, now)
    return asked is not None


def time_up(conn: Connection, number: int, question: int, now: int) -> Board:
    """Close a question, unless that was done early; return the round whose board is to show it."""
    found = rounds.lock(conn, number)
    asked = rounds.question_of(conn, number, question)
    if found.ended_at is None and asked is not None and asked.closed_at is None:
        _close(conn, found, asked, now)
    return board(conn, number)


def opened(conn: Connection, delivery: Delivery, message: str, now: int) -> None:
    """Record that a board was sent, and plan its closing.

    Somebody may have pressed before this is known, and closed the question by it.
    """
    number, question = ids_of(delivery)
    found = rounds.lock(conn, number)
    here = and_(questions.c.round == number, questions.c.number == question)
    conn.execute(update(questions).where(here).values(message=message, opened_at=now))
    is_open = conn.scalar(select(questions.c.closed_at).where(here)) is None
    due_at = now + QUESTION_SECONDS if is_open else now
    deliveries.plan_again(conn, _delivery(found, CLOSE, question, due_at), 0)


def closed(conn: Connection, delivery: Delivery, _message: str, _now: int) -> None:
    """Forget what the players are called once the last answer was shown."""
    number, _ = ids_of(delivery)
    ended = exists().where(table.c.id == players.c.round, table.c.ended_at.is_not(None))
    conn.execute(delete(players).where(players.c.round == number, ended))


def missed(conn: Connection, delivery: Delivery, state: State, now: int) -> None:
    """Give the round up where its question was not asked, not closed, or the group is gone.

    A board that merely cannot be changed to show the answer keeps nobody from the next question.
    """
    number, question = ids_of(delivery)
    found = rounds.lock(conn, number)
    asked = rounds.question_of(conn, number, question)
    if state is State.OFF or asked is None or asked.closed_at is None:
        _end(conn, found, now)
    closed(conn, delivery, "", now)


def moved(conn: Connection, old: Place, new: Place) -> None:
    """Bring a community's rounds to where it is now.

    A round whose thread is gone is lost, and so is one where another runs there already.
    """
    if old.thread is not None:
        lost = update(table).where(_runs_in(old))
        conn.execute(lost.values(ended_at=table.c.begun_at))
        return
    there = table.alias()
    twin = exists().where(
        there.c.platform == new.platform,
        there.c.channel == new.channel,
        there.c.thread == table.c.thread,
        there.c.shared,
        there.c.ended_at.is_(None),
    )
    here = and_(table.c.platform == old.platform, table.c.channel == old.channel)
    running = (table.c.shared, table.c.ended_at.is_(None))
    conn.execute(update(table).where(here, *running, twin).values(ended_at=table.c.begun_at))
    there_now = update(table).where(here)
    conn.execute(there_now.values(community=new.community, channel=new.channel))


def ids_of(delivery: Delivery) -> tuple[int, int]:
    """Return the round and the question that a delivery is about."""
    return int(delivery.payload["round"]), int(delivery.payload["number"])


def _close_early(conn: Connection, found: Round, asked: Asked, now: int) -> None:
    _close(conn, found, asked, now)
    deliveries.plan_again(conn, _delivery(found, CLOSE, asked.number, now), 0)


def _close(conn: Connection, found: Round, asked: Asked, now: int) -> None:
    """Close a question, and plan the next one unless it is the last, or was open much too long."""
    here = (questions.c.round == found.id, questions.c.number == asked.number)
    conn.execute(update(questions).where(*here).values(closed_at=now))
    following = rounds.question_of(conn, found.id, asked.number + 1)
    since = now if asked.opened_at is None else asked.opened_at
    if following is None or now - since > QUESTION_SECONDS + PATIENCE:
        _end(conn, found, now)
    else:
        due_at = now + _PAUSE_SECONDS
        deliveries.plan(conn, _delivery(found, ASK, following.number, due_at))


def _end(conn: Connection, found: Round, now: int) -> None:
    unended = (table.c.id == found.id, table.c.ended_at.is_(None))
    conn.execute(update(table).where(*unended).values(ended_at=now))


def _open_question(conn: Connection, found: Round, question: int, now: int) -> Asked | None:
    """Return a question if an answer to it would count now."""
    asked = rounds.question_of(conn, found.id, question)
    if found.ended_at is not None or asked is None or asked.closed_at is not None:
        return None
    if asked.opened_at is not None and now >= asked.opened_at + QUESTION_SECONDS:
        return None
    before = rounds.question_of(conn, found.id, question - 1)
    return asked if before is None or before.closed_at is not None else None


def _everybody_answered(conn: Connection, number: int, question: int) -> bool:
    """Whether all who answered an earlier question, if anybody did, have answered this one."""
    this = answers.alias()
    answered = exists().where(
        this.c.round == number,
        this.c.number == question,
        this.c.platform == answers.c.platform,
        this.c.person == answers.c.person,
    )
    query = select(answered).where(answers.c.round == number, answers.c.number < question)
    given = conn.scalars(query.distinct()).all()
    return bool(given) and all(given)


def _runs_in(place: Place) -> ColumnElement[bool]:
    return and_(
        table.c.platform == place.platform,
        table.c.channel == place.channel,
        table.c.thread == (place.thread or ""),
        table.c.shared,
        table.c.ended_at.is_(None),
    )


def _delivery(
    found: Round, kind: str, question: int, due_at: int, *, urgent: bool = True
) -> Delivery:
    return Delivery(
        place=found.place,
        kind=kind,
        piece=f"{found.id}-{question}",
        due_at=due_at,
        payload={"round": found.id, "number": question},
        language=found.language,
        silent=True,
        urgent=urgent,
    )
