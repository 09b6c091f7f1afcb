"""The coming words of a place, in lines for the operator."""

from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.core import schedule
from bot.core.commands.daily_card import Wishes, key_of, pool_of
from bot.core.messages import Place
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage import daily
from bot.storage.daily import Subscription
from bot.storage.store import Store

_HISTORY = 100_000


async def coming(
    store: Store, dictionary: Dictionary, address: str, days: int, now: datetime
) -> list[str]:
    """Return a line for each post of the coming days, or one that says why there are none.

    Args:
        address: `platform:channel` or `platform:channel:thread`.
        now: an aware time.
    """
    platform, _, rest = address.partition(":")
    channel, _, thread = rest.partition(":")
    place = Place(platform, channel, channel, thread or None)
    subscription = await store.read(daily.find, place)
    if subscription is None:
        return [f"{address}: has no word of the day; /wotd 08:30 sent there begins one."]
    if not subscription.is_on:
        return [f"{address}: is off{_because(subscription)}; /wotd 08:30 sent there resumes it."]
    until = schedule.local_date(subscription.zone, now) + timedelta(days=days)
    shown = await store.read(daily.shown, place, until, _HISTORY)
    history = {entry: day for day, entry in reversed(shown)}
    settled = dict(shown)
    pool = pool_of(dictionary, Wishes.of(subscription))
    lines: list[str] = []
    for fire in takewhile(lambda fire: fire.day < until, subscription.fires(now)):
        kept = dictionary.get(settled.get(fire.day, ""))
        record = kept or schedule.word_of_day(key_of(place), fire.day, pool, history)
        history[record.id] = fire.day
        local = fire.at.astimezone(ZoneInfo(subscription.zone))
        word = f"{record.entry.word}  {record.entry.translation}"
        lines.append(f"{local:%Y-%m-%d %a %H:%M} {subscription.zone} ({fire.at:%H:%M}Z)  {word}")
    return lines


def _because(subscription: Subscription) -> str:
    return f" ({subscription.off_reason.rstrip('.')})" if subscription.off_reason else ""
