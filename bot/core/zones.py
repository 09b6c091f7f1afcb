"""Time zones as people know them: by the clock on their wall, by a city, by an offset."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.text import clean
from bot.locales import N_

_NOT_PLACES = ("posix", "right", "Etc", "SystemV", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
_ALSO_VALID = {"UTC"}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)

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

_CHINESE_CITIES = {
    "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "广州": "Asia/Shanghai",
    "深圳": "Asia/Shanghai", "中国": "Asia/Shanghai", "香港": "Asia/Hong_Kong",
    "澳门": "Asia/Macau", "台北": "Asia/Taipei", "新加坡": "Asia/Singapore",
    "东京": "Asia/Tokyo", "首尔": "Asia/Seoul", "悉尼": "Australia/Sydney",
    "伦敦": "Europe/London", "巴黎": "Europe/Paris", "柏林": "Europe/Berlin",
    "纽约": "America/New_York", "波士顿": "America/New_York", "多伦多": "America/Toronto",
    "旧金山": "America/Los_Angeles", "洛杉矶": "America/Los_Angeles",
    "西雅图": "America/Los_Angeles", "温哥华": "America/Vancouver",
}  # fmt: skip
_MORE_CITIES = {
    "beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai", "guangzhou": "Asia/Shanghai",
    "hangzhou": "Asia/Shanghai", "china": "Asia/Shanghai", "delhi": "Asia/Kolkata",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "boston": "America/New_York", "washington": "America/New_York",
    "mumbai": "Asia/Kolkata", "munich": "Europe/Berlin",
}  # fmt: skip


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
    """Return the zone that a city or a UTC offset names, or None where it names none.

    A whole-hour offset becomes one of IANA's fixed zones, which know no daylight saving time.
    """
    asked = clean(text)
    if asked in _CHINESE_CITIES:
        return _CHINESE_CITIES[asked]
    offset = _OFFSET.fullmatch(asked)
    if offset:
        return _fixed(offset[1], int(offset[2]), int(offset[3] or 0))
    folded = asked.casefold()
    return _MORE_CITIES.get(folded) or _by_city().get(folded.replace(" ", "_").rsplit("/", 1)[-1])


def _fixed(sign: str, hours: int, minutes: int) -> str | None:
    if minutes or hours > (14 if sign == "+" else 12):
        return None
    if hours == 0:
        return "UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # IANA counts them the other way round


@cache
def _by_city() -> dict[str, str]:
    return {zone.rsplit("/", 1)[-1].casefold(): zone for zone in sorted(known_zones())}
