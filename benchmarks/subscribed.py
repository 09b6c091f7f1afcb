"""Databases with many subscriptions to the word of the day, all due in one minute."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection

from bot.core.messages import Place
from bot.core.schedule import EVERY_DAY
from bot.storage import daily
from bot.storage.daily import Subscription
from bot.storage.store import Store

ZONES = 40
_AT_ONCE = 500


def zones() -> list[str]:
    """Return as many zones as wanted, spread over all there are."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and "Etc" not in zone)
    return named[:: len(named) // ZONES][:ZONES]


def subscription(platform: str, number: int, spread: list[str], due: datetime) -> Subscription:
    """Return a group's subscription, due at that minute in a zone of those given."""
    zone, channel = spread[number % len(spread)], f"-100{number}"
    return Subscription(
        place=Place(platform, channel, channel),
        zone=zone,
        wall_time=due.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0),
        language="zh-Hans",
        weekdays=EVERY_DAY,
    )


async def fill(path: Path, platform: str, size: int, due: datetime) -> None:
    """Make a database with so many subscriptions."""
    earlier = int((due - timedelta(hours=1)).timestamp())
    spread = zones()

    def save(conn: Connection, start: int) -> None:
        for number in range(start, min(start + _AT_ONCE, size)):
            daily.save(conn, subscription(platform, number, spread, due), earlier)

    store = await Store.open(f"sqlite:///{path}")
    for start in range(0, size, _AT_ONCE):
        await store.write(save, start)
    await store.close()
