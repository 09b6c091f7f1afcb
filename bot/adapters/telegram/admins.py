"""Who may configure a chat, asked of Telegram at most once a minute."""

from bot.adapters.telegram.api import Api
from bot.adapters.telegram.waiting import Timer

_FRESH_SECONDS = 60
_MOST_KEPT = 1000
_ADMINS = {"creator", "administrator"}


class Admins:
    """Answers whether a user is an admin of a chat."""

    def __init__(self, api: Api, timer: Timer) -> None:
        self._api = api
        self._timer = timer
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def include(self, chat: int, user: int) -> bool:
        """Whether `user` is one of the admins of `chat`.

        Raises:
            TelegramError: Telegram does not say.
        """
        now = self._timer.now()
        until, known = self._known.get((chat, user), (0.0, False))
        if now < until:
            return known
        member = await self._api.call("getChatMember", {"chat_id": chat, "user_id": user})
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        is_admin = member["status"] in _ADMINS
        self._known[chat, user] = (now + _FRESH_SECONDS, is_admin)
        return is_admin
