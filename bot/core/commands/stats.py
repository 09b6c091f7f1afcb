"""/stats: how a person's learning goes, in words and in a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from bot import workshop
from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Command
from bot.core.commands.export import review_of
from bot.core.context import Context
from bot.core.learning import progress
from bot.core.learning.progress import Review
from bot.core.learning.scheduling import Card, Stage, study_day
from bot.core.messages import Audience, Item, OutgoingFile, Paragraph, Reply, bold, line
from bot.locales import N_
from bot.storage import cards, settings
from bot.workshop import Chart, WorkshopError

_log = structlog.get_logger(__name__)

_STAGES = {
    Stage.NEW: N_("New"),
    Stage.LEARNING: N_("Learning"),
    Stage.KNOWN: N_("Known"),
    Stage.SUSPENDED: N_("Put aside"),
}
_WEEK, _MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Learning:
    """What is counted; `zone` tells the days apart."""

    cards: Sequence[Card]
    reviews: Sequence[Review]
    zone: ZoneInfo
    now: int

    def ahead(self, days: int) -> list[int]:
        """Return how many words fall due on each of the next days, from today on."""
        return progress.forecast(self.cards, self.now, self.zone, days)


async def stats(context: Context) -> Reply:
    """Answer with the person's figures, and their picture where it can be drawn."""
    if overheard(context):
        return in_private(context, STATS)
    learning = await _learning(context)
    if not learning.cards and not learning.reviews:
        text = context.t("There is nothing to count yet. Press ⭐ on a card, then send /review.")
        return Reply(blocks=(Paragraph(line(text)),), audience=Audience.ASKER)
    words = context.tn("{count} word saved", "{count} words saved", len(learning.cards))
    items = (Item(line(text)) for text in _figures(context, learning))
    return Reply(
        blocks=(Paragraph(line(bold(words))), *items),
        files=await _pictures(context, learning),
        audience=Audience.ASKER,
    )


async def _learning(context: Context) -> Learning:
    person = context.person()
    saved = await context.store.read(cards.saved, person)
    profile = await context.store.read(settings.profile, person)
    return Learning(
        cards=[word.card for word in saved if context.dictionary.get(word.entry)],
        reviews=[review_of(r) for r in await context.store.read(cards.history, person)],
        zone=profile.tzinfo,
        now=context.seconds,
    )


def _figures(context: Context, learning: Learning) -> Iterator[str]:
    """Yield the figures that there are; none that could only discourage."""
    reviews, zone = learning.reviews, learning.zone
    counts = progress.stages(learning.cards)
    yield " · ".join(f"{context.t(label)} {counts[stage]}" for stage, label in _STAGES.items())
    remembered = progress.accuracy(reviews)
    if remembered is not None:
        yield context.tn(
            "{count} review, {percent} remembered", "{count} reviews, {percent} remembered",
            len(reviews), percent=f"{remembered:.0%}",
        )  # fmt: skip
    retention = progress.true_retention(reviews, zone)
    if retention is not None:
        yield context.t("Remembered after a day or more: {percent}", percent=f"{retention:.0%}")
    days = progress.streak(progress.study_days(reviews, zone), study_day(learning.now, zone))
    if days > 1:
        yield context.t("{count} days in a row", count=days)
    ahead = " · ".join(map(str, learning.ahead(_WEEK)))
    yield context.t("Due in the next 7 days, from today on: {counts}", counts=ahead)


async def _pictures(context: Context, learning: Learning) -> tuple[OutgoingFile, ...]:
    past = progress.heat_map(learning.reviews, learning.now, learning.zone)
    chart = Chart(
        today=study_day(learning.now, learning.zone),
        past=tuple(past.values()),
        ahead=tuple(learning.ahead(_MONTH)),
    )
    try:
        picture = await workshop.made(chart)
    except WorkshopError as error:
        _log.warning("chart_not_drawn", reason=str(error))
        return ()
    description = context.t("The reviews of a year by day, and the words due in the next 30 days")
    return (OutgoingFile("stats.png", picture, description),)


STATS = Command(
    name="stats",
    code="g",
    summary=N_("How your learning goes: words, reviews, what comes"),
    run=stats,
    audience=Audience.ASKER,
    slow=True,
)
