"""Carries one delivery to its end: composed, sent and recorded, or whatever else becomes of it."""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from bot.adapters import (
    Adapter,
    DeliveryError,
    Moved,
    RetryLater,
    TopicGone,
    Unreachable,
)
from bot.core.delivery import Delivery, DeliveryContext, Edit, Later
from bot.core.messages import Place, Reply
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.kinds import DeliveryKind
from bot.deliveries.pace import Pace
from bot.locales import Voice
from bot.storage import deliveries, moves, settings
from bot.storage.deliveries import State
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

T = TypeVar("T")

ATTEMPT_SECONDS = 60
"""How long an attempt may take; less than a lease, so that nobody else begins meanwhile."""
_LONGEST_PAUSE = 60.0
_NOTHING_TO_SAY = "nothing to say"


class Courier:
    """Carries deliveries; an outcome is recorded together with what follows from it.

    Args:
        adapters: by platform.
        kinds: by name.
        clock: gives the present as an aware UTC time.
        late_limit: seconds after which a delivery is not sent any more.
        default_language: spoken where nobody chose one and nothing else is known.
        rng: the source of chance.
    """

    def __init__(
        self,
        store: Store,
        dictionary: Dictionary,
        adapters: Mapping[str, Adapter],
        kinds: Mapping[str, DeliveryKind],
        pace: Pace,
        *,
        clock: Callable[[], datetime],
        late_limit: int,
        default_language: str,
        rng: Random,
    ) -> None:
        self._store = store
        self._dictionary = dictionary
        self._adapters = adapters
        self._kinds = kinds
        self._pace = pace
        self._clock = clock
        self._late_limit = late_limit
        self._default_language = default_language
        self._rng = rng

    def now(self) -> int:
        """Return the present in seconds of UTC."""
        return int(self._clock().timestamp())

    async def deliver(self, delivery: Delivery) -> None:
        """Carry a claimed delivery to its end; nothing that happens to it is raised."""
        try:
            await self._attempt(delivery)
        except OSError as error:
            await self._put_off(delivery, self._pause(delivery), type(error).__name__)
        except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
            facts = {"kind": delivery.kind, "delivery": delivery.id, "attempt": delivery.attempts}
            _log.exception("delivery_failed", **facts)
            await self._put_off(delivery, self._pause(delivery), type(error).__name__)

    async def _attempt(self, delivery: Delivery) -> None:
        kind = self._kinds.get(delivery.kind)
        if self._is_late(delivery, kind):
            await self._skip_late(delivery)
        elif kind is None:  # another release may share the database, and know it
            await self._put_off(delivery, _LONGEST_PAUSE, "this release knows no such kind")
        else:
            await self._carry_heeding(kind, delivery)

    def _is_late(self, delivery: Delivery, kind: DeliveryKind | None) -> bool:
        own = kind.late_limit if kind else None
        limit = self._late_limit if own is None else min(own, self._late_limit)
        return self.now() - delivery.due_at > limit

    async def _skip_late(self, delivery: Delivery) -> None:
        reason = f"too late; {delivery.failure}" if delivery.failure else "too late"
        await self._miss(delivery, State.SKIPPED, reason)

    async def _carry_heeding(self, kind: DeliveryKind, delivery: Delivery) -> None:
        """Carry a delivery, and do what the platform's refusal asks for."""
        place = delivery.place
        try:
            await self._carry(kind, delivery)
        except RetryLater as wait:
            await self._wait(delivery, wait)
        except Unreachable as error:
            await self._switch_off(place, str(error))
        except Moved as error:
            await self._move(delivery, replace(place, thread=None), error.place)
        except TopicGone as error:
            if place.thread is None:
                await self._miss(delivery, State.FAILED, str(error))
            else:
                await self._move(delivery, place, replace(place, thread=None))
        except DeliveryError as error:
            await self._miss(delivery, State.FAILED, str(error))

    async def _carry(self, kind: DeliveryKind, delivery: Delivery) -> None:
        message = ""
        async with asyncio.timeout(ATTEMPT_SECONDS):
            # only then made, so that the making of many never comes between a person and an answer
            await self._pace.turn(delivery.place.platform, urgent=delivery.urgent)
            context = await self._context(delivery)
            composed = await kind.compose(context, delivery)
            if isinstance(composed, Reply | Edit):
                message = await self._send(delivery, composed, context.voice.language)
        if composed is None:
            await self._miss(delivery, State.SKIPPED, _NOTHING_TO_SAY)
        elif isinstance(composed, Later):
            await self._store.write(deliveries.postpone, delivery, composed.due_at)
        else:
            await self._record(kind, delivery, message)

    async def _send(self, delivery: Delivery, composed: Reply | Edit, language: str) -> str:
        """Send a message, or change one; return its reference."""
        place, adapter = delivery.place, self._adapters[delivery.place.platform]
        await self._pace.room(place.platform, urgent=delivery.urgent)
        if self._pace.is_held(place.platform):
            raise RetryLater(0, everywhere=True)
        try:
            if isinstance(composed, Edit):
                reply = replace(composed.reply, language=language)
                await adapter.edit(place, composed.reference, reply)
                return composed.reference
            reply = replace(composed, language=language)
            nonce = short_id(delivery)
            return await adapter.send(place, reply, delivery_id=nonce, silent=delivery.silent)
        finally:
            self._pace.sent(place)

    async def _record(self, kind: DeliveryKind, delivery: Delivery, message: str) -> None:
        now = self.now()

        def follow(conn: Connection, wanted: bool) -> None:
            if wanted:
                kind.after_sent(conn, delivery, message, now)

        await self._conclude(
            lambda conn: deliveries.mark_sent(conn, delivery, message, now), follow
        )

    async def _miss(self, delivery: Delivery, state: State, reason: str) -> None:
        now, kind = self.now(), self._kinds.get(delivery.kind)
        end = deliveries.skip if state is State.SKIPPED else deliveries.give_up

        def follow(conn: Connection, held: bool) -> None:
            if held and kind is not None:
                kind.after_missed(conn, delivery, state, now)

        await self._conclude(lambda conn: end(conn, delivery, reason, now), follow)
        if reason != _NOTHING_TO_SAY:
            facts = {"kind": delivery.kind, "delivery": delivery.id, "reason": reason}
            _log.warning("delivery_missed", state=state.value, **facts)

    async def _switch_off(self, place: Place, reason: str) -> None:
        now = self.now()

        def follow(conn: Connection, missed: Sequence[Delivery]) -> None:
            for delivery in missed:
                if kind := self._kinds.get(delivery.kind):
                    kind.after_missed(conn, delivery, State.OFF, now)

        missed = await self._conclude(
            lambda conn: deliveries.switch_off(conn, place, reason, now), follow
        )
        facts = {"platform": place.platform, "deliveries": len(missed)}
        _log.warning("place_switched_off", reason=reason, **facts)

    async def _move(self, delivery: Delivery, old: Place, new: Place) -> None:
        """Bring everything to where a place is now, and have the delivery sent there."""
        now = self.now()

        def record(conn: Connection) -> None:
            deliveries.moved(conn, old, new)
            deliveries.retry_later(conn, delivery, now, "the place has moved")

        def follow(conn: Connection, _: None) -> None:
            moves.belongings(conn, old, new)

        await self._conclude(record, follow)

    async def _conclude(
        self, record: Callable[[Connection], T], follow: Callable[[Connection, T], None]
    ) -> T:
        """Record an outcome with what follows from it; if need be without: it has happened."""

        def both(conn: Connection) -> T:
            outcome = record(conn)
            follow(conn, outcome)
            return outcome

        try:
            return await self._store.write(both)
        except Exception:  # noqa: BLE001 - a fault in what follows must not repeat a message
            _log.exception("nothing_follows_delivery")
            return await self._store.write(record)

    async def _wait(self, delivery: Delivery, wait: RetryLater) -> None:
        if wait.everywhere:
            self._pace.hold_platform(delivery.place.platform, wait.seconds)
            await self._store.write(deliveries.release, delivery)
            return
        self._pace.hold(delivery.place, wait.seconds)
        await self._put_off(delivery, max(wait.seconds, self._pause(delivery)), str(wait))

    async def _put_off(self, delivery: Delivery, seconds: float, reason: str) -> None:
        due_at = self.now() + math.ceil(seconds)
        _log.info("delivery_put_off", delivery=delivery.id, seconds=round(seconds), reason=reason)
        try:
            await self._store.write(deliveries.retry_later, delivery, due_at, reason)
        except Exception:  # noqa: BLE001 - its lease runs out, and then it is due again
            _log.exception("delivery_not_put_off", delivery=delivery.id)

    def _pause(self, delivery: Delivery) -> float:
        """Return the seconds to the next attempt: growing, and never in step."""
        longest = min(_LONGEST_PAUSE, 2.0 ** min(delivery.attempts, 10))
        return longest * self._rng.uniform(0.5, 1)

    async def _context(self, delivery: Delivery) -> DeliveryContext:
        language = await self._language(delivery)
        return DeliveryContext(
            self._dictionary, self._store, Voice(language), self._clock(), self._rng
        )

    async def _language(self, delivery: Delivery) -> str:
        if delivery.person is not None:
            chosen = await self._store.read(settings.person_language, delivery.person)
        else:
            chosen = await self._store.read(settings.community_language, delivery.place)
        return chosen or delivery.language or self._default_language


def short_id(delivery: Delivery) -> str:
    """Return what tells a delivery from any other and from itself planned anew: 25 characters."""
    return f"{delivery.id:x}-{delivery.due_at:x}"
