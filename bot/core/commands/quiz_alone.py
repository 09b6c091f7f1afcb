"""A round alone: question by question in one message, and what was learnt in the end."""

from collections.abc import Iterable, Sequence

from bot.core.commands.quiz_views import View
from bot.core.learning import grading
from bot.core.messages import (
    Block,
    Button,
    Item,
    Paragraph,
    Reply,
    bold,
    line,
)
from bot.storage.rounds import Answer, Asked

REVIEW, SAVE = "again", "save"
"""What is asked of a round that has ended: another one of the words missed, or saving them."""
_HINT, _SKIP, _STOP, _SHOW = "hint", "skip", "stop", "show"
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
        following = self.button(self.voice.t("Next ›"), last + 1, _SHOW)
        stopping = self.button(self.voice.t("Stop"), last, _STOP)
        rows = ((self.card(asked),), (stopping, following))
        return Reply(blocks=tuple(self._answered(asked, given)), rows=rows)

    def _open(self, asked: Asked) -> Reply:
        t, number = self.voice.t, asked.number
        removed = grading.hint(asked.question) if asked.hinted else ()
        remarks = [t("half the points")] if asked.hinted else []
        others = [
            self.button(t("Hint"), number, _HINT),
            self.button(t("Skip"), number, _SKIP),
            self.button(t("Stop"), number, _STOP),
        ]
        controls = tuple(others[1:] if asked.hinted else others)
        return Reply(
            blocks=tuple(self.question(asked, *remarks)),
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
        is_last = asked.number == len(self.sheet.questions)
        result = self._answered(asked, given) if given is not None and is_last else ()
        opening = ((self.card(asked),),) if given is not None and is_last else ()
        missed = self.sheet.score().missed
        return Reply(
            blocks=(*result, *self._summary(missed)),
            rows=(*opening, *self._what_next(bool(missed))),
        )

    def _summary(self, missed: Sequence[str]) -> Iterable[Block]:
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
        if missed:
            yield Paragraph(line(t("Missed:")))
            words = {asked.question.record_id: asked.word for asked in self.sheet.questions}
            for entry in missed:
                record = self.dictionary.get(entry)
                translation = record.entry.translation if record else ""
                yield Item(line(bold(words[entry]), "  " if translation else "", translation))

    def _what_next(self, missed: bool) -> tuple[tuple[Button, ...], ...]:
        if not missed:
            return ()
        reviewing = self.button(self.voice.t("Review these"), 0, REVIEW)
        saving = self.button(self.voice.t("Save these"), 0, SAVE)
        return ((reviewing, saving),)
