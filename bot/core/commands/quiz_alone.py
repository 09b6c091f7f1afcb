"""A round alone: question by question in one message, and what was learnt in the end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.commands.offering import offer_reminders
from bot.core.commands.quiz_making import questions_about
from bot.core.commands.quiz_views import NOT_MINE, Step, View
from bot.core.context import Context
from bot.core.errors import NotAllowedError, OutdatedError
from bot.core.learning import grading
from bot.core.learning.questions import Question
from bot.core.messages import (
    Audience,
    Block,
    Button,
    Item,
    Paragraph,
    Person,
    Place,
    Pressed,
    Reply,
    bold,
    line,
)
from bot.locales import N_, Voice
from bot.storage import cards, rounds
from bot.storage.rounds import Answer, Asked, Round, Sheet

_MINUTE = 60


class AloneView(View):
    """Draws a round for the one person who plays it."""

    def standing(self) -> Reply:
        """Return the round as it stands: the open question, the answer just given, or the end."""
        sheet, asked = self.sheet, self.sheet.latest
        given = next(iter(sheet.answers_to(asked.number)), None)
        if sheet.round.ended_at is not None:
            return self._end(asked, given)
        if given is None:
            return self._open(asked)
        last = asked.number
        following = self.button(self.voice.t("Next question"), last + 1, Step.SHOW)
        stopping = self.button(self.voice.t("Stop"), last, Step.STOP)
        rows = ((self.card(asked),), (stopping, following))
        return Reply(blocks=tuple(self._answered(asked, given)), rows=rows)

    def _open(self, asked: Asked) -> Reply:
        t, number = self.voice.t, asked.number
        removed = grading.hint(asked.question) if asked.hinted else ()
        remarks = [t("half the points")] if asked.hinted else []
        others = [
            self.button(t("Hint"), number, Step.HINT),
            self.button(t("Skip"), number, Step.SKIP),
            self.button(t("Stop"), number, Step.STOP),
        ]
        controls = tuple(others[1:] if asked.hinted else others)
        return Reply(
            blocks=(*self.question(asked, *remarks), *self.written_out(asked, removed)),
            rows=(*self.choices(asked, without=removed), controls),
        )

    def _answered(self, asked: Asked, given: Answer) -> Iterable[Block]:
        yield from self.question(asked)
        yield Paragraph(line(self._verdict(asked, given)))
        yield from self.solution(asked)

    def _verdict(self, asked: Asked, given: Answer) -> str:
        t = self.voice.t
        if given.choice is None:
            return t("Skipped.")
        if not given.right:
            return t("❌ Not {choice}.", choice=self.choice(asked, given.choice))
        return t("✅ Right, for half a point.") if asked.hinted else t("✅ Right.")

    def _end(self, asked: Asked, given: Answer | None) -> Reply:
        """Return the summary, below the answer to the last question if it came to that."""
        blocks, rows = tuple(self._summary()), self._what_next()
        if given is not None and asked.number == len(self.sheet.questions):
            blocks = (*self._answered(asked, given), *blocks)
            rows = ((self.card(asked),), *rows)
        return Reply(blocks=blocks, rows=rows)

    def _summary(self) -> Iterable[Block]:
        t, score = self.voice.t, self.sheet.score()
        if not score.asked:
            yield Paragraph(line(t("Stopped before the first answer. /quiz begins another round.")))
            return
        parts = (
            t("{right} of {asked} right", right=score.right, asked=score.asked),
            t("points: {points}", points=f"{score.points:g}"),
            spent(self.voice, self.sheet.seconds),
        )
        yield Paragraph(line(bold(" · ".join(parts))))
        if score.missed:
            yield Paragraph(line(t("Missed:")))
            yield from map(self._missed, score.missed)

    def _missed(self, entry: str) -> Block:
        word = next(q.word for q in self.sheet.questions if q.question.record_id == entry)
        record = self.dictionary.get(entry)
        translation = f"  {record.entry.translation}" if record else ""
        return Item(line(bold(word), translation))

    def _what_next(self) -> tuple[tuple[Button, ...], ...]:
        if not self.sheet.score().missed:
            return ()
        reviewing = self.button(self.voice.t("Review these"), 0, Step.AGAIN)
        saving = self.button(self.voice.t("Save these"), 0, Step.SAVE)
        return ((reviewing, saving),)


async def begin(context: Context, asked: Sequence[tuple[str, Question]]) -> Reply:
    """Begin a round of these questions, each with its headword, and show the first."""
    return _shown(context, await _sheet(context, await _begun(context, asked)))


async def press(context: Context, number: int, question: int, what: str) -> Reply:
    """Do what a button of the person's own round says, if it still applies; show how it stands.

    Args:
        number: the round's.
        question: the one the button belongs to; 0 for none.
        what: the step to take.

    Raises:
        OutdatedError: there is no such step.
    """
    store, now = context.store, context.seconds
    match what:
        case Step.SAVE:
            return await _save(context, await _sheet(context, number))
        case Step.AGAIN:
            return await _again(context, await _sheet(context, number))
        case Step.HINT:
            sheet = await store.write(rounds.hint, number, question)
        case Step.SHOW:
            sheet = await store.write(rounds.open_next, number, question, now)
        case Step.STOP:
            sheet = await store.write(rounds.stop, number, now)
        case Step.SKIP:
            sheet = await store.write(rounds.answer, number, question, None, now)
        case _:
            raise OutdatedError(NOT_MINE)
    return _shown(context, sheet)


def answered(context: Context, sheet: Sheet, question: int) -> Reply:
    """Show how a round stands after a choice was pressed.

    Raises:
        OutdatedError: it has no such question.
    """
    if not 1 <= question <= len(sheet.questions):
        raise OutdatedError(NOT_MINE)
    return _shown(context, sheet)


def player(context: Context, found: Round) -> Person:
    """Return who plays a round alone.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    person = context.person()
    if not found.is_of(person):
        raise NotAllowedError(N_("That round is somebody else's. Begin your own with /quiz."))
    return person


def spent(voice: Voice, seconds: int) -> str:
    """Return how long a round took."""
    minutes, rest = divmod(seconds, _MINUTE)
    if minutes:
        return voice.t("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return voice.t("{seconds} s", seconds=rest)


async def _save(context: Context, sheet: Sheet) -> Reply:
    """Save the words missed that the dictionary still has; again, it changes nothing."""
    person = context.person()
    entries = [entry for entry in sheet.score().missed if context.dictionary.get(entry)]
    if not entries:
        raise OutdatedError(
            N_("Those words are no longer in the dictionary. Begin another round with /quiz.")
        )
    count = await context.store.write(cards.save, person, entries, context.seconds)
    context.bookmarks.forget(person)
    told = await offer_reminders(context, count)
    if not count:
        return Reply(notice=context.t("They are all among your words. /review asks for them."))
    notice = context.tn(
        "{count} word saved. /review brings it back at the right time.",
        "{count} words saved. /review brings them back at the right time.",
        count,
    )
    return Reply(notice=f"{notice} {told}".rstrip(), audience=Audience.ASKER)


async def _again(context: Context, sheet: Sheet) -> Reply:
    """Begin a round of the words missed, in a message of its own, or show the one that runs."""
    found = (context.dictionary.get(entry) for entry in sheet.score().missed)
    records = [record for record in found if record is not None]
    asked = questions_about(context, len(records), records)
    number = await _begun(context, asked, parent=sheet.round.id)
    return replace(_shown(context, await _sheet(context, number)), replaces=False)


async def _begun(
    context: Context, asked: Sequence[tuple[str, Question]], parent: int | None = None
) -> int:
    person, place = context.person(), context.request.place
    return await context.store.write(
        rounds.begin_alone,
        place or Place(person.platform, person.id, person.id, private=True),
        person,
        asked,
        context.seconds,
        language=context.voice.language,
        revision=context.dictionary.revision,
        parent=parent,
    )


async def _sheet(context: Context, number: int) -> Sheet:
    return await context.store.read(rounds.sheet, number)


def _shown(context: Context, sheet: Sheet) -> Reply:
    reply = AloneView(context.voice, context.dictionary, sheet).standing()
    pressed = isinstance(context.request.said, Pressed)
    return replace(reply, replaces=pressed, audience=Audience.ASKER)
