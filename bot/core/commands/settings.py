"""/settings: where a person is and how they learn, each by a button."""

from dataclasses import replace

from bot.core.commands import clock
from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Choice, Command, Text, Token
from bot.core.commands.language import LANGUAGE
from bot.core.commands.standing import standing
from bot.core.context import Context
from bot.core.errors import BadValueError
from bot.core.messages import (
    Audience,
    Button,
    Item,
    Option,
    Paragraph,
    Pressed,
    Reply,
    Select,
    bold,
    line,
)
from bot.locales import N_
from bot.storage import members, residence
from bot.storage import settings as stored
from bot.storage.settings import Profile

_NEW_A_DAY = (0, 3, 5, 10, 20)
_REVIEWS_A_DAY = (10, 20, 50, 100, 200)
_RETENTIONS = (80, 85, 90, 95)
"""Percent."""
_BOARD, _LEAVE = "board", "leave"
_WHAT = ("zone", "city", "new", "reviews", "ratings", "retention", _BOARD)


async def settings(context: Context, what: str = "", value: str = "", city: str = "") -> Reply:
    """Answer with the settings, with the choices of one, or keep a choice.

    Args:
        what: the setting; `city` asks for a city or an offset instead of a clock.
        value: the choice: a number, or the id of a zone.
        city: a city or a UTC offset, as typed.
    """
    if overheard(context):
        return in_private(context, SETTINGS)
    profile = await context.store.read(stored.profile, context.person())
    if city:
        return await _keep(context, replace(profile, zone=clock.zone_typed(city)))
    if what == "city":
        question = clock.city_question(context, SETTINGS.action())
        return replace(question, audience=Audience.ASKER)
    if what == _BOARD:
        return await _board(context, value)
    if what and value:
        return await _keep(context, _changed(profile, what, value))
    reply = _choices(context, profile, what) if what else _overview(context, profile)
    return replace(reply, replaces=isinstance(context.request.said, Pressed))


async def _keep(context: Context, profile: Profile) -> Reply:
    await context.store.write(residence.keep, context.person(), profile, context.seconds)
    reply = _overview(context, profile)
    return replace(
        reply, notice=context.t("Kept."), replaces=isinstance(context.request.said, Pressed)
    )


async def _board(context: Context, value: str) -> Reply:
    """Show where the person stands on leaderboards, and before, if they say so, leave them all."""
    if value == _LEAVE:
        await context.store.write(members.leave_all, context.person(), context.seconds)
    reply = await standing(context, SETTINGS.action(what=_BOARD, value=_LEAVE))
    return replace(reply, replaces=isinstance(context.request.said, Pressed))


def _changed(profile: Profile, what: str, value: str) -> Profile:
    """Return the profile with one setting changed; a forged button changes nothing.

    Raises:
        BadValueError: the choice is none of those offered.
    """
    number = int(value) if value.isascii() and value.isdigit() else -1
    match what:
        case "zone":
            return replace(profile, zone=clock.zone_chosen(value))
        case "ratings" if number in (2, 4):
            return replace(profile, four_ratings=number == 4)
        case "new" if number in _NEW_A_DAY:
            return replace(profile, new_a_day=number)
        case "reviews" if number in _REVIEWS_A_DAY:
            return replace(profile, reviews_a_day=number)
        case "retention" if number in _RETENTIONS:
            return replace(profile, retention=number / 100)
    raise BadValueError(N_("This button is not one of mine. Send the command again."))


def _overview(context: Context, profile: Profile) -> Reply:
    facts = (
        ("zone", context.t("Time zone"), _zone_label(context, profile)),
        ("new", context.t("New words a day"), str(profile.new_a_day)),
        ("reviews", context.t("Reviews a day"), str(profile.reviews_a_day)),
        ("ratings", context.t("Ratings"), "4" if profile.four_ratings else "2"),
        ("retention", context.t("To be remembered"), f"{profile.retention:.0%}"),
    )
    items = tuple(Item(line(bold(label), f"  {value}")) for _, label, value in facts)
    buttons = [Button(label=label, action=SETTINGS.action(what=what)) for what, label, _ in facts]
    language = Button(label=context.t("Language"), action=LANGUAGE.action())
    board = Button(label=context.t("Leaderboard"), action=SETTINGS.action(what=_BOARD))
    rows = (tuple(buttons[:2]), tuple(buttons[2:4]), (buttons[4], language, board))
    return Reply(blocks=items, rows=rows, audience=Audience.ASKER)


def _zone_label(context: Context, profile: Profile) -> str:
    if profile.zone is None:
        return context.t("UTC, until you say where you are")
    now = context.request.now.astimezone(profile.tzinfo)
    return f"{clock.zone_label(context.voice, profile.zone)} {now:%H:%M}"


def _choices(context: Context, profile: Profile, what: str) -> Reply:
    if what == "zone":
        return replace(_clocks(context), audience=Audience.ASKER)
    offered, chosen, question = {
        "new": (_NEW_A_DAY, profile.new_a_day, context.t("How many new words a day?")),
        "reviews": (_REVIEWS_A_DAY, profile.reviews_a_day, context.t("How many reviews a day?")),
        "ratings": (
            (2, 4),
            4 if profile.four_ratings else 2,
            context.t("Two ratings (forgot, remembered) or four (with hard and easy)?"),
        ),
        "retention": (
            _RETENTIONS,
            round(profile.retention * 100),
            context.t("How many of a hundred words are to be remembered? More means more reviews."),
        ),
    }[what]
    row = tuple(
        Option(str(n), SETTINGS.action(what=what, value=n), selected=n == chosen) for n in offered
    )
    return Reply(
        blocks=(Paragraph(line(question)),),
        select=Select(context.t("Choose"), (row,)),
        audience=Audience.ASKER,
    )


def _clocks(context: Context) -> Reply:
    return clock.clocks(
        context,
        context.t("What time is it where you are?"),
        lambda zone: SETTINGS.action(what="zone", value=zone),
        SETTINGS.action(what="city"),
    )


SETTINGS = Command(
    name="settings",
    code="c",
    summary=N_("Where you are and how you learn"),
    run=settings,
    parameters=(
        Choice(name="what", options={what: what for what in _WHAT}, hidden=True),
        Token(name="value"),
        Text(name="city", summary=N_("A city or a UTC offset, to set your time zone")),
    ),
    audience=Audience.ASKER,
)
