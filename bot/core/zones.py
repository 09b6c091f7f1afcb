"""Time zones as people know them: by the clock on their wall, by a city, by an offset."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from bot.core.cities import FRACTIONS, PLACES
from bot.core.text import clean
from bot.core.vocabulary import chinese
from bot.locales import LANGUAGES, N_, translate

_NOT_PLACES = ("posix", "right", "Etc", "SystemV", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
_ALSO_VALID = {"UTC"}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?:[:：]?([0-5]\d))?", re.IGNORECASE)

CITIES: dict[str, str] = {
    "Pacific/Honolulu": N_("Honolulu"),
    "America/Los_Angeles": N_("Los Angeles"),
    "America/Denver": N_("Denver"),
    "America/Chicago": N_("Chicago"),
    "America/New_York": N_("New York"),
    "America/Sao_Paulo": N_("São Paulo"),
    "Europe/London": N_("London"),
    "Europe/Berlin": N_("Berlin"),
    "Europe/Helsinki": N_("Helsinki"),
    "Europe/Moscow": N_("Moscow"),
    "Asia/Dubai": N_("Dubai"),
    "Asia/Karachi": N_("Karachi"),
    "Asia/Kolkata": N_("Delhi"),
    "Asia/Bangkok": N_("Bangkok"),
    "Asia/Shanghai": N_("Beijing"),
    "Asia/Tokyo": N_("Tokyo"),
    "Australia/Sydney": N_("Sydney"),
    "Pacific/Auckland": N_("Auckland"),
}
"""The zones offered as clocks: one for each hour at which many people live."""


@cache
def known_zones() -> frozenset[str]:
    """Return the IANA zones that stand for places, and UTC: none of the system's own names."""
    places = {z for z in available_timezones() if "/" in z and not z.startswith(_NOT_PLACES)}
    return frozenset(places | _ALSO_VALID)


def clocks(now: datetime) -> Iterator[tuple[str, str, str]]:
    """Yield zone, wall time (`21:05`) and city (a message id) of the clocks to choose from.

    They come in the order of what they show, the earliest day's first.
    """
    order = sorted(
        CITIES, key=lambda zone: now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    )
    for zone in order:
        yield zone, f"{now.astimezone(ZoneInfo(zone)):%H:%M}", CITIES[zone]


def zone_named(text: str) -> str | None:
    """Return the zone that a city, a country of one zone or a UTC offset names; None for none.

    Names are understood in English and in both Chinese scripts. A whole-hour offset becomes one of
    IANA's fixed zones, which know no daylight saving time; another one, where it is kept.
    """
    asked = clean(text)
    offset = _OFFSET.fullmatch(asked)
    if offset:
        return _at_offset(offset[1], int(offset[2]), int(offset[3] or 0))
    key = chinese.key(asked)
    return _by_name().get(key) or _by_name().get(key.removesuffix("时间").removesuffix("市"))


def _at_offset(sign: str, hours: int, minutes: int) -> str | None:
    if minutes:
        return FRACTIONS.get(f"{sign}{hours}:{minutes:02}")
    if hours > (14 if sign == "+" else 12):
        return None
    if hours == 0:
        return "UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # IANA counts them the other way round


@cache
def _by_name() -> dict[str, str]:
    """Return every name's key with its zone: of two places of one name, the better known."""
    names: dict[str, str] = {}
    places = sorted(known_zones())
    for found in (_countries(), _cities_of_cldr(), ((z.rsplit("/", 1)[-1], z) for z in places)):
        names.update((chinese.key(name.replace("_", " ")), zone) for name, zone in found)
    for zone, listed in PLACES.items():
        names.update((chinese.key(name), zone) for name in listed.split())
    names.update((chinese.key(translate(tag, CITIES[z])), z) for tag in LANGUAGES for z in CITIES)
    names.update((chinese.key(zone), zone) for zone in places)
    return names


def _countries() -> Iterator[tuple[str, str]]:
    """Yield the names of the countries that have one zone, each with it."""
    for code, zones in get_global("territory_zones").items():
        for locale in _locales() if len(zones) == 1 and zones[0] in known_zones() else ():
            yield locale.territories.get(code, code), zones[0]


def _cities_of_cldr() -> Iterator[tuple[str, str]]:
    for locale in _locales():
        for zone, names in locale.time_zones.items():
            if zone in known_zones() and "city" in names:
                yield names["city"], zone


def _locales() -> list[Locale]:
    return [Locale.parse(tag, sep="-") for tag in LANGUAGES]
