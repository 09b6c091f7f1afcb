"""What there is to deliver: a kind is declared once, like a command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.core.commands import daily_card, quiz_boards, remind
from bot.core.delivery import Composed, Delivery, DeliveryContext
from bot.storage import daily, group_rounds, reminders
from bot.storage.deliveries import State

Compose = Callable[[DeliveryContext, Delivery], Awaitable[Composed]]
AfterSent = Callable[[Connection, Delivery, str, int], None]
AfterMissed = Callable[[Connection, Delivery, State, int], None]


def _nothing_follows(*_facts: object) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryKind:
    """One kind of delivery.

    What runs after is part of the transaction that records the outcome: both happen or neither.

    Attributes:
        name: 16 characters at most.
        compose: makes the message when it is due; asked again for each attempt.
        after_sent: plans what follows a delivery that was sent, given the message's reference
            and the time in seconds of UTC.
        after_missed: likewise for one that was not sent: SKIPPED where it was late or had nothing
            to say, FAILED where it was refused, OFF where its place cannot be written to.
        late_limit: seconds after which it is not sent any more; None means the program's limit,
            which holds in any case.
    """

    name: str
    compose: Compose
    after_sent: AfterSent = _nothing_follows
    after_missed: AfterMissed = _nothing_follows
    late_limit: int | None = None


_ALL = (
    DeliveryKind(
        name=group_rounds.ASK,
        compose=quiz_boards.ask,
        after_sent=group_rounds.opened,
        after_missed=group_rounds.missed,
        late_limit=group_rounds.PATIENCE,
    ),
    DeliveryKind(
        name=group_rounds.CLOSE,
        compose=quiz_boards.close,
        after_sent=group_rounds.closed,
        after_missed=group_rounds.missed,
    ),
    DeliveryKind(
        name=group_rounds.REDRAW,
        compose=quiz_boards.redraw,
        late_limit=group_rounds.QUESTION_SECONDS,
    ),
    DeliveryKind(
        name=daily.KIND,
        compose=daily_card.compose,
        after_sent=daily.after_sent,
        after_missed=daily.after_missed,
    ),
    DeliveryKind(
        name=reminders.KIND,
        compose=remind.compose,
        after_sent=reminders.after_sent,
        after_missed=reminders.after_missed,
    ),
    DeliveryKind(name=reminders.OFFER_KIND, compose=remind.compose_offer),
)

KINDS: Mapping[str, DeliveryKind] = {kind.name: kind for kind in _ALL}
"""Every kind by its name."""
