"""What a question and its answer look like, alone and on a group's board."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core import actions
from bot.core.commands.define import DEFINE
from bot.core.commands.highlight import highlighted
from bot.core.learning.questions import Kind
from bot.core.messages import Block, Button, Caption, Example, Item, Line, Paragraph, bold, line
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import N_, Voice
from bot.storage.rounds import Asked, Sheet

CODE = "q"
"""What actions carry for /quiz."""
LETTERS = "ABCD"


class Step(StrEnum):
    """What a button does to a round, beside choosing by a letter.

    HINT, SKIP and SHOW belong to one question; SHOW is what "next" means, named by its number.
    AGAIN and SAVE are for the words missed in a round alone, CLOSE for a question of a group's.
    """

    HINT = "hint"
    SKIP = "skip"
    SHOW = "show"
    STOP = "stop"
    AGAIN = "again"
    SAVE = "save"
    CLOSE = "close"


TASKS = {
    Kind.TRANSLATION: N_("What does this word mean?"),
    Kind.WORD: N_("Which word says this in English?"),
    Kind.DEFINITION: N_("Which word does this define?"),
    Kind.GAP: N_("Which word is missing?"),
    Kind.SENTENCE: N_("Which English word does this sentence need?"),
    Kind.PHRASE: N_("What does this phrase mean?"),
    Kind.SENSE: N_("What does “{word}” mean here?"),
}

_BUTTON_WIDTH = 32
"""Columns of a button that the narrowest phones show; a Chinese character takes two."""


NOT_MINE = N_("This button is not one of mine. Send the command again.")


def choice_of(what: str) -> int | None:
    """Return the index of the choice that a letter of an action names; None for another step."""
    return LETTERS.lower().find(what) if len(what) == 1 and what in LETTERS.lower() else None


@dataclass(frozen=True, slots=True)
class View:
    """Draws a round as it stands, in one language."""

    voice: Voice
    dictionary: Dictionary
    sheet: Sheet

    def question(self, asked: Asked, *remarks: str) -> Iterable[Block]:
        """Yield a question: its place in the round, remarks, the task and what is asked about."""
        place = f"{asked.number}/{len(self.sheet.questions)}"
        yield Caption(line(" · ".join((place, *remarks, self._task(asked)))))
        question = asked.question
        yield Paragraph(line(bold(question.prompt)), line(question.prompt_translation))

    def solution(self, asked: Asked) -> Iterable[Block]:
        """Yield the right answer, and why it is right."""
        question = asked.question
        answer = self.voice.t("The answer: {choice}", choice=self.choice(asked, question.answer))
        yield Paragraph(line(bold(answer)))
        yield Example(self._explained(asked), line(question.explanation_translation))

    def choice(self, asked: Asked, index: int) -> str:
        """Return a choice with its letter."""
        return f"{LETTERS[index]}  {asked.question.choices[index]}"

    def written_out(self, asked: Asked, without: Iterable[int] = ()) -> Iterable[Block]:
        """Yield the choices as text where a phone would cut their buttons short."""
        if max(map(_width, asked.question.choices)) > _BUTTON_WIDTH:
            for index in _left(asked, without):
                yield Item(line(self.choice(asked, index)))

    def choices(self, asked: Asked, without: Iterable[int] = ()) -> tuple[tuple[Button, ...], ...]:
        """Return the choices as rows of buttons, those named `without` left out."""
        return tuple(
            (self.button(self.choice(asked, index), asked.number, LETTERS[index].lower()),)
            for index in _left(asked, without)
        )

    def button(self, label: str, number: int, what: str) -> Button:
        """Return a button that does something to a question of this round, or with 0 to it all."""
        words = ("", str(self.sheet.round.id), str(number or ""), what)
        return Button(label=label, action=actions.encode(CODE, words))

    def card(self, asked: Asked, *, in_private: bool = False) -> Button:
        """Return the button that opens the card of the word asked about."""
        return Button(
            label=self.voice.t("Card: {word}", word=asked.word),
            action=DEFINE.action(entry=asked.question.record_id),
            in_private=in_private,
        )

    def _task(self, asked: Asked) -> str:
        return self.voice.t(TASKS[asked.question.kind], word=asked.word)

    def _explained(self, asked: Asked) -> Line:
        """Return the explanation with the word in bold, if the dictionary knows it still."""
        record = self.dictionary.get(asked.question.record_id)
        text = asked.question.explanation
        return highlighted(text, record.entry) if record else line(text)


def _left(asked: Asked, without: Iterable[int]) -> list[int]:
    gone = set(without)
    return [index for index in range(len(asked.question.choices)) if index not in gone]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text)
