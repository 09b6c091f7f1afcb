"""A press on a choice, in a round alone or a group's: all that it changes, in one transaction."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.core.messages import Person
from bot.storage import group_rounds, rounds
from bot.storage.group_rounds import Given
from bot.storage.rounds import Round, Sheet


def choose(
    conn: Connection,
    number: int,
    who: Callable[[Round], Person],
    question: int,
    choice: int,
    name: str,
    now: int,
) -> Sheet | Given | None:
    """Count a choice, if the question waits for it.

    Return how a round alone stands, or what became of it in a group; None where the round is gone.

    Args:
        number: the round's.
        who: returns who chooses, or raises where they may not.
        name: what the person is called on a group's board.
    """
    found = rounds.find(conn, number, lock=True)
    if found is None:
        return None
    person = who(found)
    if found.shared:
        return group_rounds.answer(conn, found, question, choice, person, name, now)
    return rounds.answer_in(conn, found, question, choice, now)
