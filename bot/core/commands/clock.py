"""Where a person or a place is, asked by the clock on the wall; dates and zones as people say them.

A zone is never guessed from a language.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_location

from bot.core import zones
from bot.core.context import Context
from bot.core.errors import BadValueError
from bot.core.messages import Ask, Button, Option, Paragraph, Reply, Select, line
from bot.core.vocabulary.identity import short_id
from bot.locales import N_, Voice

_COLUMNS = 3
_FIXED = "Etc/"


def clocks(context: Context, question: str, choose: Callable[[str], str], other: str) -> Reply:
    """Return the question what time it is, answered by clocks.

    Args:
        choose: makes the action of a choice, given the id of its zone.
        other: the action that asks for a city or an offset instead.
    """
    options = [
        Option(f"{time} {context.t(city)}", choose(short_id(zone)))
        for zone, time, city in zones.clocks(context.request.now)
    ]
    rows = tuple(
        tuple(options[start : start + _COLUMNS]) for start in range(0, len(options), _COLUMNS)
    )
    button = Button(label=context.t("Another place"), action=other)
    return Reply(
        blocks=(Paragraph(line(question)),),
        rows=((button,),),
        select=Select(context.t("Choose"), rows),
    )


def city_question(context: Context, action: str) -> Reply:
    """Return the question for a city or an offset, which completes `action`."""
    question = context.t("Which city are you in or near? An offset such as UTC+8 will do too.")
    return Reply(ask=Ask(question, action, hint=context.t("Beijing")))


def zone_chosen(value: str) -> str:
    """Return the zone that a clock's id means.

    Raises:
        BadValueError: none of those offered has it.
    """
    for zone in zones.CITIES:
        if short_id(zone) == value:
            return zone
    raise BadValueError(N_("This button is not one of mine. Send the command again."))


def zone_typed(city: str) -> str:
    """Return the zone that a city or an offset names.

    Raises:
        BadValueError: it names none.
    """
    zone = zones.zone_named(city)
    if zone is None:
        raise BadValueError(
            N_("I don't know that place. Send a large city near you, or an offset such as UTC+8.")
        )
    return zone


def zone_label(voice: Voice, zone: str) -> str:
    """Return what people call a zone: its city, or its offset where it is one of the fixed."""
    if zone in zones.CITIES:
        return voice.t(zones.CITIES[zone])
    if zone == "UTC" or zone.startswith(_FIXED):
        fixed = datetime(2000, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
        return f"UTC{fixed // timedelta(hours=1):+d}" if fixed else "UTC"
    locale = voice.language.replace("-", "_")
    return str(get_timezone_location(zone, locale=locale, return_city=True))


def time_of(voice: Voice, zone: str) -> str:
    """Return what people call the time of a zone: `Beijing time`."""
    label = zone_label(voice, zone)
    return label if label.startswith("UTC") else voice.t("{city} time", city=label)


def day_label(voice: Voice, day: date, today: date) -> str:
    """Return a date as people say it: today, tomorrow, yesterday, or weekday, month and day."""
    if day == today:
        return voice.t("today")
    if day == today + timedelta(days=1):
        return voice.t("tomorrow")
    if day == today - timedelta(days=1):
        return voice.t("yesterday")
    skeleton = "MMMEd" if day.year == today.year else "yMMMEd"
    return str(format_skeleton(skeleton, day, locale=voice.language.replace("-", "_")))
