"""Makes the questions of a round, and reads what /quiz is told."""

from collections.abc import Sequence

from bot.core.commands.declaration import Integer
from bot.core.commands.shelves import shelf_named
from bot.core.context import Context
from bot.core.errors import UserError
from bot.core.learning.questions import Question, round_of
from bot.core.vocabulary.matches import Record
from bot.locales import N_

COUNT = Integer(name="count", summary=N_("How many questions"), least=1, most=20)


def split_count(topic: str, count: int) -> tuple[str, int]:
    """Return topic and count where a typed line has them the other way round: `training 5`."""
    name, _, last = topic.rpartition(" ")
    return (name, COUNT.parse(last)) if not count and last.isdecimal() else (topic, count)


def records_on(context: Context, topic: str) -> list[Record] | None:
    """Return the words of a topic or level, or None, which means all, where none is named.

    Raises:
        BadValueError: there is no such topic.
    """
    if not topic:
        return None
    return context.dictionary.browse(shelf_named(context, topic).holds)


def questions_about(
    context: Context, count: int, records: Sequence[Record] | None
) -> list[tuple[str, Question]]:
    """Return questions about these words, or about any, each with its headword.

    Raises:
        UserError: no question can be asked about them.
    """
    asked = round_of(context.dictionary, context.rng, count, records=records)
    if not asked:
        raise UserError(N_("I have no questions about that yet. Choose another topic from /list."))
    words = {record.id: record.entry.word for record in context.dictionary}
    return [(words[question.record_id], question) for question in asked]
