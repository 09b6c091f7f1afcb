"""The line to Telegram itself: questions that are asked until they are answered."""

from random import Random
from typing import Any

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.adapters import AdapterError
from bot.adapters.telegram.api import Api
from bot.adapters.telegram.sending import seconds_of
from bot.adapters.telegram.waiting import Timer, pause_after

_log = structlog.get_logger(__name__)

REFUSED = "The Telegram token is refused; copy it again from BotFather into TELEGRAM_TOKEN."


class Line:
    """Asks what the bot cannot do without, however long Telegram is out of reach."""

    def __init__(self, api: Api, timer: Timer, rng: Random) -> None:
        self._api = api
        self._timer = timer
        self._rng = rng
        self._failures = 0

    async def ask(
        self, method: str, parameters: dict[str, Any] | None = None, *, silence: float = 0
    ) -> Any:
        """Return what `method` answers, as soon as it does.

        Raises:
            AdapterError: the token or the request itself is refused.
        """
        while True:
            try:
                answer = await self._api.call(method, parameters, silence=silence)
            except InvalidToken:
                raise AdapterError(REFUSED) from None
            except BadRequest as error:
                raise AdapterError(f"Telegram refuses {method}: {error}.") from None
            except Conflict as error:
                advice = "another program polls with this token; stop one of the two"
                await self.failed("telegram_conflict", error, advice=advice)
            except TelegramError as error:
                await self.failed("telegram_out_of_reach", error)
            else:
                self._note_answer()
                return answer

    async def failed(self, event: str, error: Exception, **facts: str) -> None:
        """Wait after a failure, the longer the more there were in a row; the first is logged."""
        self._failures += 1
        if self._failures == 1:
            _log.warning(event, reason=str(error), **facts)
        if isinstance(error, RetryAfter):
            await self._timer.sleep(seconds_of(error))
        else:
            await self._timer.sleep(pause_after(self._failures, self._rng))

    def _note_answer(self) -> None:
        if self._failures:
            _log.info("telegram_reached_again", failures=self._failures)
        self._failures = 0
