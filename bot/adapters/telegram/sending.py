"""Sends one thing to one chat, and tells what a failure means.

python-telegram-bot's BadRequest and TimedOut are NetworkErrors: the first must not be repeated,
and the second may have arrived, in which case repeating it says the same thing twice. Telegram has
no key that would prevent it, and twice is better than never.
"""

from random import Random
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.adapters import DeliveryError, Moved, RetryLater, TopicGone, Unreachable
from bot.adapters.telegram.api import Api
from bot.adapters.telegram.to_request import PLATFORM
from bot.adapters.telegram.waiting import Floods, Timer, pause_after
from bot.core.delivery import Refusal
from bot.core.messages import Place

_TRIES = 5
_OUTAGE_SECONDS = 5.0
_CLOSED = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "group chat was deleted",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "peer_id_invalid",
    "topic_closed",
)
_KINDS = {
    "blocked": Refusal.BLOCKED,
    "kicked": Refusal.KICKED,
    "not a member": Refusal.KICKED,
    "not found": Refusal.GONE,
    "deactivated": Refusal.GONE,
    "deleted": Refusal.GONE,
    "peer_id_invalid": Refusal.GONE,
    "forbidden": Refusal.FORBIDDEN,
    "rights": Refusal.FORBIDDEN,
    "topic_closed": Refusal.FORBIDDEN,
}
"""Words of a refusal, the telling ones first: Telegram says "Forbidden:" before some others."""
_TOPIC_GONE = ("message thread not found", "topic_deleted")


class Outage(RetryLater):
    """Telegram did not answer, or not in a way that can be read."""


class Sender:
    """Calls methods that write; `chat` is whom Telegram's flood waits are for."""

    def __init__(self, api: Api, timer: Timer, rng: Random) -> None:
        self._api = api
        self._timer = timer
        self._rng = rng
        self._floods = Floods(timer)

    async def send(self, method: str, chat: int, parameters: dict[str, Any]) -> Any:
        """Return what `method` answers, at the first try.

        Raises:
            DeliveryError: it failed; of no further kind where trying again is no use.
        """
        wait = self._floods.left(chat)
        if wait:
            raise RetryLater(wait, everywhere=self._floods.everywhere)
        try:
            return await self._api.call(method, parameters)
        except TelegramError as error:
            raise self._meaning(error, chat) from error

    async def insist(self, method: str, chat: int, parameters: dict[str, Any]) -> Any:
        """Return what `method` answers, trying a few times since somebody waits for it.

        Raises:
            DeliveryError: it failed for good.
        """
        for failures in range(1, _TRIES):
            await self._floods.passed(chat)
            try:
                return await self.send(method, chat, parameters)
            except Outage:
                await self._timer.sleep(pause_after(failures, self._rng))
            except RetryLater:
                continue
            except Moved as moved:
                chat = int(moved.place.channel)
                parameters = {**parameters, "chat_id": chat}
            except TopicGone:
                parameters = {k: v for k, v in parameters.items() if k != "message_thread_id"}
        await self._floods.passed(chat)
        return await self.send(method, chat, parameters)

    def _meaning(self, error: TelegramError, chat: int) -> DeliveryError:
        if isinstance(error, RetryAfter):
            seconds = seconds_of(error)
            return RetryLater(seconds, everywhere=self._floods.note(chat, seconds))
        if isinstance(error, ChatMigrated):
            there = str(error.new_chat_id)
            return Moved(Place(PLATFORM, community=there, channel=there))
        if isinstance(error, Forbidden):
            return _unreachable(str(error))
        if isinstance(error, BadRequest):
            return _refusal(str(error))
        return Outage(_OUTAGE_SECONDS)


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram wants to be left alone."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int) else wait.total_seconds())


def _refusal(reason: str) -> DeliveryError:
    told = reason.casefold()
    if any(words in told for words in _TOPIC_GONE):
        return TopicGone(reason)
    if any(words in told for words in _CLOSED):
        return _unreachable(reason)
    return DeliveryError(reason)


def _unreachable(reason: str) -> Unreachable:
    told = reason.casefold()
    return Unreachable(reason, next((k for words, k in _KINDS.items() if words in told), None))
