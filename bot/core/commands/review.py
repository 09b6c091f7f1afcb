"""/review: the words a person saved, brought back when they are about to be forgotten.

A session has no state of its own: what comes next follows from the cards and from today's ratings.
Buttons name a card and how many ratings it had, or the rating to be taken back, so that pressing
one twice changes nothing.
"""

from dataclasses import replace

from bot.core.commands import fronts
from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Choice, Command, Integer
from bot.core.commands.define import DEFINE
from bot.core.commands.durations import spelled_out
from bot.core.context import Context
from bot.core.errors import OutdatedError
from bot.core.learning import scheduling
from bot.core.learning.scheduling import Rating
from bot.core.messages import (
    Audience,
    Button,
    Caption,
    Paragraph,
    Person,
    Pressed,
    Reply,
    line,
)
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record
from bot.locales import N_
from bot.storage import agenda, cards
from bot.storage.agenda import Agenda, Known
from bot.storage.cards import SavedWord
from bot.storage.settings import Profile

_FEW = 5
_MOST = 1_000
_LABELS = {
    Rating.AGAIN: N_("Forgot"),
    Rating.HARD: N_("Hard"),
    Rating.GOOD: N_("Remembered"),
    Rating.EASY: N_("Easy"),
}
_RATED_SINCE = N_("Only your last rating can be taken back. Go on with /review.")
_GONE = N_("That word is no longer among yours. Go on with /review.")
_STEPS = ("start", "show", "rate", "later", "known", "unrate", "undo", "spread", "resume")


async def review(
    context: Context, step: str = "", card: int = 0, number: int = 0, rating: int = 0, left: int = 0
) -> Reply:
    """Answer with the next word to be reviewed, or carry out what a button of a review says.

    Args:
        step: what the button does.
        card: the card it is about.
        number: how many ratings the card had when it was shown; for `unrate` which one to take
            back, for `undo`, which buttons of an earlier release say, how many there were with it.
        rating: from 1, Again, to 4, Easy.
        left: how many more words to show; 0 for all of today's.
    """
    if overheard(context):
        return in_private(context, REVIEW)
    match step:
        case "show":
            reply = await _shown(context, card, number, left)
        case "rate" if rating in list(Rating):
            reply = await _rated(context, card, number, Rating(rating), left)
        case "later" | "known":
            reply = await _put_off(context, card, number, left, for_good=step == "known")
        case "resume":
            reply = await _resumed(context, card, number, left)
        case "unrate" | "undo":
            reply = await _undone(context, step, card, number, left)
        case "spread":
            today = await context.store.write(agenda.spread, *_facts(context))
            reply = await _next(context, today, 0)
        case "start":
            reply = await _next(context, await _today(context), left)
        case _:
            reply = await _welcome(context)
    return replace(reply, replaces=isinstance(context.request.said, Pressed))


def known_to(dictionary: Dictionary) -> Known:
    """Return what tells whether a dictionary has an entry."""
    return lambda entry: dictionary.get(entry) is not None


def _facts(context: Context) -> tuple[Person, Known, int]:
    """Return whose agenda it is, which entries there are, and the present."""
    return context.person(), known_to(context.dictionary), context.seconds


async def _today(context: Context) -> Agenda:
    return await context.store.read(agenda.agenda, *_facts(context))


async def _welcome(context: Context) -> Reply:
    """Begin at once, or, with more due than a day should hold, say what is planned."""
    today = await _today(context)
    if not today.queue or not today.beyond:
        return await _next(context, today, 0)
    count = len(today.queue)
    text = context.tn(
        "Welcome back. {count} word today.", "Welcome back. {count} words today.", count
    )
    few = Button(
        label=context.t("Only {count}", count=_FEW), action=REVIEW.action(step="start", left=_FEW)
    )
    buttons = (
        Button(label=context.t("Begin"), action=REVIEW.action(step="start")),
        *((few,) if count > _FEW else ()),
        Button(label=context.t("Put old words off"), action=REVIEW.action(step="spread")),
    )
    return Reply(blocks=(Paragraph(line(text)),), rows=(buttons,), audience=Audience.ASKER)


async def _next(context: Context, today: Agenda, left: int, undo: Button | None = None) -> Reply:
    if not today.has_words:
        return _nothing_saved(context)
    word = today.first
    if word is None:
        return await _finished(context, today, undo)
    show = Button(
        label=context.t("Show answer"),
        action=REVIEW.action(step="show", card=word.id, number=word.reviews, left=left),
    )
    front = fronts.front(context.voice, _record(context, word), word)
    rows = ((show,), (undo,)) if undo else ((show,),)
    return Reply(blocks=(*front, _count(context, today)), rows=rows, audience=Audience.ASKER)


def _count(context: Context, today: Agenda) -> Caption:
    """Say how far it is, within today's limit; the backlog beyond it is nobody's business."""
    return Caption(line(context.tn("{count} left today", "{count} left today", len(today.queue))))


def _record(context: Context, word: SavedWord) -> Record:
    record = context.dictionary.get(word.entry)
    if record is None:
        raise OutdatedError(_GONE)
    return record


def _nothing_saved(context: Context) -> Reply:
    text = context.t(
        "You have saved no word yet. Press ⭐ on a card, or send /words add and a word."
    )
    return Reply(blocks=(Paragraph(line(text)),), audience=Audience.ASKER)


async def _finished(context: Context, today: Agenda, undo: Button | None) -> Reply:
    person, known, now = _facts(context)
    tomorrow = scheduling.day_ends_at(now, today.profile.tzinfo) + 1
    due = len((await context.store.read(agenda.agenda, person, known, tomorrow)).queue)
    text = context.t("Done for today.")
    coming = context.tn("{count} word tomorrow", "{count} words tomorrow", due)
    rows = ((undo,),) if undo else ()
    return Reply(
        blocks=(Paragraph(line(text)), Caption(line(coming))), rows=rows, audience=Audience.ASKER
    )


async def _shown(context: Context, card: int, number: int, left: int) -> Reply:
    """Show the answer, unless the word was rated since: then what comes next."""
    word, profile = await _card(context, card)
    if word.reviews != number:
        return await _next(context, await _today(context), left)
    return _back(context, profile, word, left)


async def _card(context: Context, card: int) -> tuple[SavedWord, Profile]:
    """Return a saved word by its card, and how its person learns.

    Raises:
        OutdatedError: it is saved no longer.
    """
    found = await context.store.read(agenda.card_of, context.person(), card)
    if found is None:
        raise OutdatedError(_GONE)
    return found


def _back(context: Context, profile: Profile, word: SavedWord, left: int) -> Reply:
    record = _record(context, word)
    given = scheduling.intervals(word.memory, context.seconds, profile.retention)
    offered = tuple(Rating) if profile.four_ratings else (Rating.AGAIN, Rating.GOOD)
    facts = {"card": word.id, "number": word.reviews, "left": left}
    ratings = tuple(
        Button(
            label=f"{context.t(_LABELS[rating])} · {_when(context, rating, given[rating])}",
            action=REVIEW.action(step="rate", rating=int(rating), **facts),
        )
        for rating in offered
    )
    others = (
        Button(label=context.t("Tomorrow"), action=REVIEW.action(step="later", **facts)),
        Button(label=context.t("I know this"), action=REVIEW.action(step="known", **facts)),
        Button(label=context.t("Card"), action=DEFINE.action(entry=word.entry)),
    )
    return Reply(
        blocks=tuple(fronts.back(context.voice, record, word)),
        rows=(ratings, others),
        audience=Audience.ASKER,
    )


def _when(context: Context, rating: Rating, seconds: int) -> str:
    if rating is Rating.AGAIN:
        return context.t("once more today")
    return spelled_out(context.voice, seconds)


async def _rated(context: Context, card: int, number: int, rating: Rating, left: int) -> Reply:
    """Record a rating, once; a second press finds the card rated and shows what comes next."""
    person, known, now = _facts(context)
    rated = await context.store.write(agenda.rate, person, known, card, number, rating, now)
    if rated is None:
        raise OutdatedError(_GONE)
    undo = _undo(context, "unrate", card, rated.undo, left)
    if left == 1:
        return _enough(context, undo)
    return await _next(context, rated.agenda, max(0, left - 1), undo)


def _undo(context: Context, step: str, card: int, number: int | None, left: int) -> Button | None:
    if number is None:
        return None
    action = REVIEW.action(step=step, card=card, number=number, left=left)
    return Button(label=context.t("Undo"), action=action)


def _enough(context: Context, undo: Button | None) -> Reply:
    text = context.t("That was it. The others wait for /review.")
    more = Button(label=context.t("Go on"), action=REVIEW.action(step="start"))
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=((more, undo) if undo else (more,),),
        audience=Audience.ASKER,
    )


async def _put_off(context: Context, card: int, number: int, left: int, *, for_good: bool) -> Reply:
    """Put a word off or aside, unless it was rated since; show what comes next."""
    person, known, now = _facts(context)
    facts = (person, known, card, number, now)
    put = await context.store.write(agenda.put_off, *facts, for_good=for_good)
    if put is None:
        raise OutdatedError(_GONE)
    undo = _undo(context, "resume", card, put.undo, left)
    return await _next(context, put.agenda, left, undo)


async def _resumed(context: Context, card: int, number: int, left: int) -> Reply:
    """Take a word up again that was put off or aside, and show it.

    Raises:
        OutdatedError: it was rated since, or is saved no longer.
    """
    word, profile = await _card(context, card)
    if not await context.store.write(cards.resume, context.person(), card, number):
        raise OutdatedError(N_("You have rated that word since. Go on with /review."))
    return _back(context, profile, word, left)


async def _undone(context: Context, step: str, card: int, number: int, left: int) -> Reply:
    """Take back the rating a button names, and show its word again.

    Raises:
        OutdatedError: it is not the last one any more.
    """
    person = context.person()
    if step == "undo" and (await _card(context, card))[0].reviews != number:
        raise OutdatedError(_RATED_SINCE)
    if not await context.store.write(cards.undo, person, card, number, context.seconds):
        raise OutdatedError(_RATED_SINCE)
    word, profile = await _card(context, card)
    return _back(context, profile, word, left)


REVIEW = Command(
    name="review",
    code="y",
    summary=N_("Review the words you saved"),
    run=review,
    parameters=(
        Choice(name="step", options={step: step for step in _STEPS}, hidden=True),
        Integer(name="card", hidden=True, least=0, most=10**9 - 1),
        Integer(name="number", hidden=True, least=0, most=10**6),
        Integer(name="rating", hidden=True, least=0, most=4),
        Integer(name="left", hidden=True, least=0, most=_MOST),
    ),
    audience=Audience.ASKER,
)
