"""/review: the words a person saved, brought back when they are about to be forgotten.

A session has no state of its own: what comes next follows from the cards and from today's ratings.
Buttons name a card and how many ratings it had, or the rating to be taken back, so that pressing
one twice changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

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
from bot.core.vocabulary.dictionary import Dictionary, Record
from bot.locales import N_
from bot.storage import cards, settings
from bot.storage.cards import LoggedReview, SavedWord
from bot.storage.settings import Profile
from bot.storage.store import Store

_FEW = 5
_MOST = 1_000
_EVERYTHING = 10**9
_LABELS = {
    Rating.AGAIN: N_("Forgot"),
    Rating.HARD: N_("Hard"),
    Rating.GOOD: N_("Remembered"),
    Rating.EASY: N_("Easy"),
}
_RATED_SINCE = N_("Only your last rating can be taken back. Go on with /review.")
_STEPS = ("start", "show", "rate", "later", "known", "unrate", "undo", "spread")


@dataclass(frozen=True, slots=True)
class Session:
    """What a review knows of a person.

    Attributes:
        words: every saved word whose entry still exists, by card.
        history: every rating that stands, the oldest first.
    """

    profile: Profile
    words: dict[int, SavedWord]
    history: Sequence[LoggedReview]
    now: int

    def queue(self, limit: int | None = None) -> list[SavedWord]:
        """Return the words to be shown today, the next one first.

        Args:
            limit: how many due words to allow instead of what the person set.
        """
        zone = self.profile.tzinfo
        today = scheduling.study_day(self.now, zone)
        done = [r for r in self.history if scheduling.study_day(r.reviewed_at, zone) == today]
        fresh = sum(review.before.is_new for review in done)
        returns = sum(self._returned(review) for review in done)
        queue = scheduling.todays_queue(
            (word.card for word in self.words.values()),
            self.now,
            zone,
            reviews_done_today=len(done) - fresh - returns,
            new_done_today=fresh,
            review_limit=self.profile.reviews_a_day if limit is None else limit,
            new_limit=self.profile.new_a_day,
        )
        by_entry = {word.entry: word for word in self.words.values()}
        return [by_entry[card.record_id] for card in queue]

    def _returned(self, review: LoggedReview) -> bool:
        """Whether a rating was of a word that came back the same day after Again."""
        before, zone = review.before, self.profile.tzinfo
        return (
            before.last_rating is Rating.AGAIN
            and before.last_review_at is not None
            and scheduling.study_day(before.last_review_at, zone)
            == scheduling.study_day(review.reviewed_at, zone)
        )

    def word(self, card: int) -> SavedWord:
        """Return a saved word by its card.

        Raises:
            OutdatedError: it is saved no longer, or gone from the dictionary.
        """
        if card not in self.words:
            raise OutdatedError(N_("That word is no longer among yours. Go on with /review."))
        return self.words[card]


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
    session = await _session(context)
    match step:
        case "show":
            reply = _shown(context, session, session.word(card), number, left)
        case "rate":
            reply = await _rated(context, session, session.word(card), number, rating, left)
        case "later" | "known":
            reply = await _put_off(context, session, session.word(card), step, left)
        case "undo" if session.word(card).reviews != number:
            raise OutdatedError(_RATED_SINCE)
        case "unrate" | "undo":
            reply = await _undone(context, card, number, left)
        case "spread":
            reply = await _spread(context, session)
        case "start":
            reply = _next(context, session, left)
        case _:
            reply = _welcome(context, session)
    return replace(reply, replaces=isinstance(context.request.said, Pressed))


async def session_of(store: Store, dictionary: Dictionary, person: Person, now: int) -> Session:
    """Return what a review knows of a person at a time in seconds of UTC."""
    words = await store.read(cards.saved, person)
    return Session(
        profile=await store.read(settings.profile, person),
        words={word.id: word for word in words if dictionary.get(word.entry)},
        history=await store.read(cards.history, person),
        now=now,
    )


async def _session(context: Context) -> Session:
    return await session_of(context.store, context.dictionary, context.person(), context.seconds)


def _welcome(context: Context, session: Session) -> Reply:
    """Begin at once, or, with more due than a day should hold, say what is planned."""
    queue = session.queue()
    if len(session.queue(limit=_EVERYTHING)) <= len(queue):
        return _next(context, session, 0)
    text = context.tn(
        "Welcome back. {count} word today.", "Welcome back. {count} words today.", len(queue)
    )
    buttons = (
        Button(label=context.t("Begin"), action=REVIEW.action(step="start")),
        Button(
            label=context.t("Only {count}", count=_FEW),
            action=REVIEW.action(step="start", left=_FEW),
        ),
        Button(label=context.t("Put old words off"), action=REVIEW.action(step="spread")),
    )
    return Reply(blocks=(Paragraph(line(text)),), rows=(buttons,), audience=Audience.ASKER)


def _next(context: Context, session: Session, left: int, undo: Button | None = None) -> Reply:
    queue = session.queue()
    if not session.words:
        return _nothing_saved(context)
    if not queue:
        return _finished(context, session, undo)
    word = queue[0]
    show = Button(
        label=context.t("Show answer"),
        action=REVIEW.action(step="show", card=word.id, number=word.reviews, left=left),
    )
    blocks = (*fronts.front(context.voice, _record(context, word), word), _count(context, queue))
    rows = ((show,), (undo,)) if undo else ((show,),)
    return Reply(blocks=blocks, rows=rows, audience=Audience.ASKER)


def _count(context: Context, queue: Sequence[SavedWord]) -> Caption:
    """Say how far it is, within today's limit; the backlog beyond it is nobody's business."""
    return Caption(line(context.tn("{count} left today", "{count} left today", len(queue))))


def _record(context: Context, word: SavedWord) -> Record:
    record = context.dictionary.get(word.entry)
    if record is None:
        raise OutdatedError(N_("That word is no longer among yours. Go on with /review."))
    return record


def _nothing_saved(context: Context) -> Reply:
    text = context.t(
        "You have saved no word yet. Press ⭐ on a card, or send /words add and a word."
    )
    return Reply(blocks=(Paragraph(line(text)),), audience=Audience.ASKER)


def _finished(context: Context, session: Session, undo: Button | None) -> Reply:
    zone = session.profile.tzinfo
    tomorrow = scheduling.day_ends_at(session.now, zone) + 1
    due = len(replace(session, now=tomorrow).queue())
    text = context.t("Done for today.")
    coming = context.tn("{count} word tomorrow", "{count} words tomorrow", due)
    rows = ((undo,),) if undo else ()
    return Reply(
        blocks=(Paragraph(line(text)), Caption(line(coming))), rows=rows, audience=Audience.ASKER
    )


def _shown(context: Context, session: Session, word: SavedWord, number: int, left: int) -> Reply:
    """Show the answer, unless the word was rated since: then what comes next."""
    if word.reviews != number:
        return _next(context, session, left)
    return _back(context, session, word, left)


def _back(context: Context, session: Session, word: SavedWord, left: int) -> Reply:
    record = _record(context, word)
    given = scheduling.intervals(word.memory, session.now, session.profile.retention)
    offered = tuple(Rating) if session.profile.four_ratings else (Rating.AGAIN, Rating.GOOD)
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


async def _rated(
    context: Context, session: Session, word: SavedWord, number: int, rating: int, left: int
) -> Reply:
    """Record a rating, once; a second press finds the card rated and shows what comes next."""
    if word.reviews == number and rating in list(Rating):
        chosen = Rating(rating)
        after = scheduling.reviewed(word.memory, chosen, session.now, session.profile.retention)
        await context.store.write(cards.record, context.person(), word, chosen, after, session.now)
    session = await _session(context)
    undo = _undo(context, session, session.word(word.id), number, left)
    return _enough(context, undo) if left == 1 else _next(context, session, max(0, left - 1), undo)


def _undo(
    context: Context, session: Session, word: SavedWord, number: int, left: int
) -> Button | None:
    """Return the button that takes back the rating given after so many, if it is the last."""
    given = [review.number for review in session.history if review.card == word.id]
    if word.reviews != number + 1 or not given:
        return None
    action = REVIEW.action(step="unrate", card=word.id, number=max(given), left=left)
    return Button(label=context.t("Undo"), action=action)


def _enough(context: Context, undo: Button | None) -> Reply:
    text = context.t("That was it. The others wait for /review.")
    more = Button(label=context.t("Go on"), action=REVIEW.action(step="start"))
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=((more, undo) if undo else (more,),),
        audience=Audience.ASKER,
    )


async def _put_off(
    context: Context, session: Session, word: SavedWord, step: str, left: int
) -> Reply:
    person = context.person()
    if step == "known":
        await context.store.write(cards.suspend, person, word.id, session.now)
    else:
        until = scheduling.day_ends_at(session.now, session.profile.tzinfo)
        await context.store.write(cards.bury, person, [word.id], until)
    return _next(context, await _session(context), left)


async def _undone(context: Context, card: int, number: int, left: int) -> Reply:
    """Take back the rating a button names, and show its word again.

    Raises:
        OutdatedError: it is not the last one any more.
    """
    person = context.person()
    if not await context.store.write(cards.undo, person, card, number, context.seconds):
        raise OutdatedError(_RATED_SINCE)
    session = await _session(context)
    return _back(context, session, session.word(card), left)


async def _spread(context: Context, session: Session) -> Reply:
    """Put what is due beyond today's limit off, a day's worth to each of the coming days."""
    today = {word.id for word in session.queue()}
    rest = [word.id for word in session.queue(limit=_EVERYTHING) if word.id not in today]
    a_day = max(1, session.profile.reviews_a_day)
    until = scheduling.day_ends_at(session.now, session.profile.tzinfo)
    while rest:
        batch, rest = list(islice(rest, a_day)), rest[a_day:]
        await context.store.write(cards.bury, context.person(), batch, until)
        until += scheduling.DAY
    return _next(context, await _session(context), 0)


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
