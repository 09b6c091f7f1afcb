"""How it stands with deliveries, in lines for the operator."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.core.delivery import Delivery
from bot.storage.delivery_overview import Missed, Overview, Waiting


def lines(overview: Overview) -> Iterator[str]:
    """Yield an overview line by line; every time is in UTC."""
    yield "Due"
    yield from map(_waiting, overview.waiting)
    if not overview.waiting:
        yield "  nothing is planned"
    for title, some in (("In flight", overview.in_flight), ("Tried in vain", overview.retried)):
        if some:
            yield title
            yield from map(_single, some)
    if overview.missed:
        yield "Not sent"
        yield from map(_missed, overview.missed)


def _waiting(waiting: Waiting) -> str:
    counts = f"{waiting.due} due, {waiting.later} later"
    return f"  {waiting.platform} {waiting.kind}: {counts}, the first {_time(waiting.first_at)}"


def _single(delivery: Delivery) -> str:
    place = delivery.place
    where = "/".join(part for part in (place.platform, place.channel, place.thread) if part)
    who = f", by {delivery.worker}" if delivery.worker else ""
    why = f": {delivery.failure}" if delivery.failure else ""
    what = f"{delivery.kind} {delivery.piece} to {where}, for {_time(delivery.due_at)}"
    return f"  {what}, attempt {delivery.attempts}{who}{why}"


def _missed(missed: Missed) -> str:
    what = f"{missed.platform} {missed.kind}: {missed.count} {missed.state.value}"
    return f"  {what}, last {_time(missed.last_at)}: {missed.reason}"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
