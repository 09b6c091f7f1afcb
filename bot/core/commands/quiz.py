"""/quiz: a round of questions, alone or with a group."""

from bot.core.commands import quiz_alone, quiz_group
from bot.core.commands.declaration import Command, Integer, Text, Token
from bot.core.commands.quiz_making import COUNT, questions_about, records_on, split_count
from bot.core.commands.quiz_views import CODE, choice_of
from bot.core.context import Context
from bot.core.errors import OutdatedError
from bot.core.messages import Person, Reply
from bot.core.names import tidied
from bot.locales import N_
from bot.storage import presses, rounds
from bot.storage.group_rounds import Given
from bot.storage.rounds import Round, Sheet

_ALONE, _IN_GROUP = 10, 5
"""Questions of a round."""
_GONE = N_("That round is gone. Begin another one with /quiz.")


async def quiz(
    context: Context,
    count: int = 0,
    topic: str = "",
    round: int = 0,  # noqa: A002 - what it is called everywhere
    number: int = 0,
    what: str = "",
) -> Reply:
    """Begin a round, or do what a button of one says.

    Args:
        count: how many questions.
        topic: the name or label of a topic or level the words are to belong to.
        round: the round a button belongs to, and its question `number`.
        what: what the button does.
    """
    if round:
        return await _press(context, round, number, what)
    name, wanted = split_count(topic.strip(), count)
    request, records = context.request, records_on(context, name)
    place = request.place
    if place is None or place.private or request.in_private:
        return await quiz_alone.begin(context, questions_about(context, wanted or _ALONE, records))
    refusal = await quiz_group.refuse_to_begin(context, place)
    if refusal is not None:
        return refusal
    asked = questions_about(context, wanted or _IN_GROUP, records)
    return await quiz_group.begin(context, place, asked)


async def _press(context: Context, number: int, question: int, what: str) -> Reply:
    choice = choice_of(what)
    if choice is not None:
        return await _choose(context, number, question, choice)
    found = await context.store.read(rounds.find, number)
    if found is None:
        raise OutdatedError(_GONE)
    if found.shared:
        return await quiz_group.press(context, found, question, what)
    quiz_alone.player(context, found)
    return await quiz_alone.press(context, number, question, what)


async def _choose(context: Context, number: int, question: int, choice: int) -> Reply:
    def who(found: Round) -> Person:
        plays = quiz_group.player if found.shared else quiz_alone.player
        return plays(context, found)

    name, now = tidied(context.request.name), context.seconds
    outcome = await context.store.write(presses.choose, number, who, question, choice, name, now)
    match outcome:
        case None:
            raise OutdatedError(_GONE)
        case Given():
            return await quiz_group.answered(context, outcome, choice)
        case Sheet():
            return quiz_alone.answered(context, outcome, question)


QUIZ = Command(
    name="quiz",
    code=CODE,
    summary=N_("Answer questions about the words; in a group, together"),
    run=quiz,
    parameters=(
        COUNT,
        Text(name="topic", summary=N_("A topic or level, such as training"), completes="topics"),
        Integer(name="round", hidden=True, least=1, most=10**9 - 1),
        Integer(name="number", hidden=True, least=1, most=20),
        Token(name="what"),
    ),
)
