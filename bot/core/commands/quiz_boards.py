"""The boards of a group's round, as they are delivered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.commands.leaderboard import join_button
from bot.core.commands.quiz_views import Step, View
from bot.core.delivery import Composed, Delivery, DeliveryContext, Edit
from bot.core.messages import Block, Caption, Paragraph, Person, Reply, bold, line
from bot.core.names import isolated
from bot.storage import group_rounds
from bot.storage.group_rounds import QUESTION_SECONDS, Board
from bot.storage.rounds import Asked

_MOST_NAMES = 20
_MOST_SCORES = 10


async def ask(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Return a question's board as it is sent; None where the round is over."""
    number, question = group_rounds.ids_of(delivery)
    board = await context.store.read(group_rounds.board, number)
    asked = _asked(board, question)
    if board.sheet.round.ended_at is not None or asked.closed_at is not None:
        return None
    return _view(context, board).open(asked)


async def redraw(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Return a board that says how many have answered; None where it says something else by now."""
    number, question = group_rounds.ids_of(delivery)
    board = await context.store.read(group_rounds.board, number)
    asked = _asked(board, question)
    if asked.message is None or asked.closed_at is not None:
        return None
    return Edit(asked.message, _view(context, board).open(asked))


async def close(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Close a question whose time is up; return its board with the answer."""
    number, question = group_rounds.ids_of(delivery)
    now = int(context.now.timestamp())
    board = await context.store.write(group_rounds.time_up, number, question, now)
    asked = _asked(board, question)
    if asked.message is None:
        return None
    return Edit(asked.message, _view(context, board).closed(asked))


@dataclass(frozen=True, slots=True)
class BoardView(View):
    """Draws a round for everybody who plays it."""

    board: Board

    def open(self, asked: Asked) -> Reply:
        """Return a question that waits for answers, with how many there are."""
        t, given = self.voice.t, self.sheet.answers_to(asked.number)
        limit = t("{seconds} s", seconds=QUESTION_SECONDS)
        blocks = [*self.question(asked, limit), *self.written_out(asked)]
        if given:
            count = self.voice.tn("{count} answer so far", "{count} answers so far", len(given))
            blocks.append(Caption(line(count)))
        closing = self.button(t("Close"), asked.number, Step.CLOSE)
        return Reply(blocks=tuple(blocks), rows=(*self.choices(asked), (closing,)))

    def closed(self, asked: Asked) -> Reply:
        """Return a question with its answer, who had it, and how many points everybody has."""
        blocks = (
            *self.question(asked, self.voice.t("closed")),
            *self.solution(asked),
            *self._outcome(asked),
        )
        return Reply(
            blocks=blocks,
            rows=((self.card(asked, in_private=True),), (join_button(self.voice),)),
        )

    def _outcome(self, asked: Asked) -> Iterable[Block]:
        t = self.voice.t
        right = [a.person for a in self.sheet.answers_to(asked.number) if a.right]
        if right:
            yield Paragraph(line("✅ ", self._names(right)))
        elif self.sheet.answers_to(asked.number):
            yield Paragraph(line(t("Nobody had it.")))
        else:
            yield Paragraph(line(t("Nobody answered.")))
        is_last = asked.number == len(self.sheet.questions)
        scores = self._scores()
        if scores:
            title = t("Final points") if is_last else t("Points")
            yield Caption(line(bold(title), "  ", scores))

    def _names(self, people: Sequence[Person]) -> str:
        names = ", ".join(self._name(person) for person in people[:_MOST_NAMES])
        more = len(people) - _MOST_NAMES
        if more <= 0:
            return names
        return self.voice.t("{names} and {count} more", names=names, count=more)

    def _scores(self) -> str:
        """Return the points of those who have the most, up to the question closed last."""
        points: dict[Person, float] = defaultdict(float)
        for answer in self.sheet.answers:
            points[answer.person] += answer.points
        order = sorted(points, key=lambda person: -points[person])[:_MOST_SCORES]
        return " · ".join(f"{self._name(person)} {points[person]:g}" for person in order)

    def _name(self, person: Person) -> str:
        return isolated(self.board.names.get(person) or self.voice.t("Somebody"))


def _view(context: DeliveryContext, board: Board) -> BoardView:
    return BoardView(context.voice, context.dictionary, board.sheet, board)


def _asked(board: Board, question: int) -> Asked:
    """Return the question that a delivery is about, which has never been unasked."""
    return board.sheet.questions[question - 1]
