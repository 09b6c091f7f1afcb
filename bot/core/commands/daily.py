"""/wotd: the word of the day, and in one step the hour at which it comes."""

from dataclasses import replace
from datetime import date, time

from bot.core import schedule
from bot.core.commands import clock, daily_card
from bot.core.commands.daily_card import CODE, Wishes
from bot.core.commands.declaration import Choice, Command, Token, WallTime
from bot.core.commands.define import DEFINE, record_of
from bot.core.commands.quiz_views import LETTERS
from bot.core.commands.setup import SETUP, here, place_of, subscribe, when_next
from bot.core.context import Context
from bot.core.errors import OutdatedError, UserError
from bot.core.messages import (
    Audience,
    Button,
    Caption,
    Item,
    Option,
    Paragraph,
    Place,
    Reply,
    Select,
    bold,
    line,
)
from bot.locales import N_
from bot.storage import daily, settings
from bot.storage.daily import Subscription

_STEPS = ("quiz", "answer", "history")
_HISTORY = 30
_OFFERED = 24
"""Words of the history that can be opened by a menu."""


async def wotd(
    context: Context,
    time: time | None = None,
    step: str = "",
    entry: str = "",
    value: str = "",
) -> Reply:
    """Answer with today's word of this place, or have it posted at an hour.

    Args:
        time: the hour to post it at.
        step: what a button does beside.
        entry: the word a question is about.
        value: the letter chosen and the right one.
    """
    place = place_of(context)
    if time is not None:
        return await subscribe(context, time)
    match step:
        case "quiz":
            return await _question(context, place, entry)
        case "answer":
            return _answer(context, entry, value)
        case "history":
            return await _history(context, place)
    return await _today(context, place)


async def _today(context: Context, place: Place) -> Reply:
    subscription = await context.store.read(daily.find, place)
    day = await _day(context, subscription)
    person = context.request.person if place.private else None
    record = await daily_card.word_for(
        context.store,
        context.dictionary,
        place,
        person,
        Wishes.of(subscription),
        day,
        context.request.now,
    )
    voice = context.voice
    first = (
        daily_card.star(voice, record),
        daily_card.quiz_button(voice, record, shared=not place.private),
        daily_card.full_card(voice, record, shared=not place.private),
    )
    reply = daily_card.card(voice, record)
    return replace(
        reply,
        blocks=(*reply.blocks, *_remarks(context, subscription)),
        rows=(first, await _further(context)),
    )


async def _further(context: Context) -> tuple[Button, ...]:
    """Return the buttons of what can be seen or set here; settings are shown to admins."""
    history = Button(label=context.t("History"), action=WOTD.action(step="history"))
    if not context.request.is_private and not await context.request.is_admin():
        return (history,)
    settings_button = Button(label=context.t("⚙ Set up"), action=SETUP.action(here=here(context)))
    return (history, settings_button)


def _remarks(context: Context, subscription: Subscription | None) -> tuple[Caption, ...]:
    """Return when the word comes by itself, or how it would."""
    if subscription is not None:
        return (Caption(line(when_next(context, subscription))),)
    if context.request.guest:
        return ()
    return (Caption(line(context.t("To get it every working day: /wotd 08:30"))),)


async def _day(context: Context, subscription: Subscription | None) -> date:
    """Return the local date of a place: of its subscription, else of the person alone there."""
    zone = subscription.zone if subscription is not None else None
    if zone is None and context.request.is_private and context.request.person is not None:
        zone = (await context.store.read(settings.profile, context.request.person)).zone
    return schedule.local_date(zone or "UTC", context.request.now)


async def _question(context: Context, place: Place, entry: str) -> Reply:
    """Ask the presser about a word, the same all day; where others read, in private."""
    record = record_of(context, entry)
    day = await _day(context, await context.store.read(daily.find, place))
    seed = f"{daily_card.key_of(place)} {day} {record.id}"
    asked = daily_card.question_about(context.dictionary, record, seed)
    if asked is None:
        raise UserError(N_("I have no question about that word yet. Try /quiz."))
    return Reply(
        blocks=(daily_card.question_section(context.voice, record, asked),),
        rows=daily_card.choices(asked),
        audience=Audience.EVERYONE if place.private else Audience.ASKER,
    )


def _answer(context: Context, entry: str, value: str) -> Reply:
    """Tell whoever pressed whether that was right."""
    chosen, _, right = value.upper().partition("-")
    if len(chosen) != 1 or len(right) != 1 or not {chosen, right} <= set(LETTERS):
        raise OutdatedError(N_("This button is not one of mine. Send the command again."))
    word = record_of(context, entry).entry
    facts = {"word": word.word, "translation": word.translation}
    if chosen == right:
        notice = context.t("✅ Right. {word}: {translation}", **facts)
    else:
        notice = context.t("❌ It is {right}. {word}: {translation}", right=right, **facts)
    return Reply(notice=notice, audience=Audience.ASKER)


async def _history(context: Context, place: Place) -> Reply:
    subscription = await context.store.read(daily.find, place)
    today = await _day(context, subscription)
    shown = await context.store.read(daily.shown, place, today, _HISTORY)
    known = [(day, record) for day, entry in shown if (record := context.dictionary.get(entry))]
    if not known:
        raise UserError(N_("No word was shown here yet. /wotd shows today's."))
    items = (
        Item(
            line(
                f"{clock.day_label(context.voice, day, today)}  ",
                bold(record.entry.word),
                f"  {record.entry.translation}",
            )
        )
        for day, record in known
    )
    options = [Option(r.entry.word, DEFINE.action(entry=r.id)) for _, r in known[:_OFFERED]]
    rows = tuple(tuple(options[start : start + 3]) for start in range(0, len(options), 3))
    title = context.t("The last words of the day")
    return Reply(
        blocks=(Paragraph(line(bold(title))), *items),
        select=Select(context.t("Open a card"), rows),
        audience=Audience.ASKER if context.request.can_whisper else Audience.EVERYONE,
    )


WOTD = Command(
    name="wotd",
    code=CODE,
    summary=N_("Today's word; with a time such as 08:30, every working day"),
    run=wotd,
    parameters=(
        WallTime(name="time", summary=N_("When to post it, such as 08:30")),
        Choice(name="step", options={step: step for step in _STEPS}, hidden=True),
        Token(name="entry"),
        Token(name="value"),
    ),
)
