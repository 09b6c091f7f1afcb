"""A round with a group: it begins, people press, and everything else is delivered."""

from collections.abc import Sequence

from bot.core.commands.leaderboard import invitation
from bot.core.commands.quiz_views import LETTERS, NOT_MINE, Step
from bot.core.context import Context
from bot.core.errors import NotAllowedError, OutdatedError
from bot.core.learning.questions import Question
from bot.core.messages import Audience, Person, Place, Reply
from bot.locales import N_, Voice
from bot.storage import group_rounds
from bot.storage.group_rounds import QUESTION_SECONDS, Given
from bot.storage.rounds import Round, Sheet


async def refuse_to_begin(context: Context, place: Place) -> Reply | None:
    """Return why no round can begin in a place: another one runs there; None where one can.

    Raises:
        NotAllowedError: the bot is no member of the community, or may not post.
    """
    if context.request.guest:
        raise NotAllowedError(
            N_("I am no member here and cannot ask a group. Send /quiz in a private chat with me.")
        )
    if not await context.request.can_post(place):
        raise NotAllowedError(N_("I may not post here. Ask an admin to let me send messages."))
    sheet = await context.store.read(group_rounds.running, place, context.seconds)
    return None if sheet is None else _running(context, sheet)


async def begin(context: Context, place: Place, asked: Sequence[tuple[str, Question]]) -> Reply:
    """Begin a round of these questions, each with its headword; its boards are delivered."""
    number = await context.store.write(
        group_rounds.begin,
        place,
        context.request.person,
        asked,
        context.seconds,
        language=context.voice.language,
        revision=context.dictionary.revision,
    )
    if number is None:
        return Reply(notice=context.t("A round has just begun here. Join in below."))
    return Reply(
        notice=context.tn(
            "{count} question, {seconds} s. Here it comes.",
            "{count} questions, {seconds} s each. Here comes the first.",
            len(asked),
            seconds=QUESTION_SECONDS,
        )
    )


async def press(context: Context, found: Round, question: int, what: str) -> Reply:
    """Do what a button of a round says, beside choosing: close a question.

    Raises:
        NotAllowedError: the press comes from elsewhere, or from somebody who may not do that.
        OutdatedError: there is no such step.
    """
    _refuse_elsewhere(context, found)
    if what != Step.CLOSE:
        raise OutdatedError(NOT_MINE)
    return await _close(context, found, question)


def player(context: Context, found: Round) -> Person:
    """Return who plays a round with the group.

    Raises:
        NotAllowedError: the press comes from elsewhere, or the platform does not tell whose it is.
    """
    _refuse_elsewhere(context, found)
    if context.request.person is None:
        raise NotAllowedError(N_("I cannot tell who you are here, so your answer cannot count."))
    return context.request.person


async def answered(context: Context, given: Given, choice: int) -> Reply:
    """Tell the person alone what became of a choice."""
    voice = await _personal(context)
    notice = _told(voice, given, choice)
    if given.is_first:
        return invitation(voice, notice, whispering=context.request.can_whisper)
    return Reply(notice=notice, audience=Audience.ASKER)


def _refuse_elsewhere(context: Context, found: Round) -> None:
    if context.request.place != found.place:
        raise NotAllowedError(N_("That round runs elsewhere. Begin one here with /quiz."))


async def _close(context: Context, found: Round, question: int) -> Reply:
    request = context.request
    began = request.person is not None and request.person == found.starter
    if not began and not await request.is_admin():
        raise NotAllowedError(
            N_("Only who began the round, or an admin, closes a question before its time.")
        )
    done = await context.store.write(group_rounds.close, found.id, question, context.seconds)
    voice = await _personal(context)
    notice = voice.t("Closed.") if done else voice.t("That question is closed.")
    return Reply(notice=notice, audience=Audience.ASKER)


def _told(voice: Voice, given: Given, choice: int) -> str:
    """Return what a press did, for the person alone: no word of which choice would be right."""
    if given.answer is None:
        return voice.t("That question is closed.")
    first = given.answer.choice
    if first is not None and first != choice:
        return voice.t("Your first answer counts: {letter}.", letter=LETTERS[first])
    if given.answer.right:
        return voice.t("✅ Right, one point.")
    return voice.t("❌ Not that one. The answer comes when the question closes.")


def _running(context: Context, sheet: Sheet) -> Reply:
    closed = sum(asked.closed_at is not None for asked in sheet.questions)
    number = min(closed + 1, len(sheet.questions))
    notice = context.t(
        "A round runs here already, question {number} of {count}. Join in on its board above.",
        number=number,
        count=len(sheet.questions),
    )
    return Reply(notice=notice)


async def _personal(context: Context) -> Voice:
    """Return the voice for what only the person reads, though it is said in a group."""
    return Voice(await context.preferences.personal(context.request))
