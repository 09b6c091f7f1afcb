"""The adapter: joins the line to Telegram, the intake, the core and the answers."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from random import Random

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.adapters import AdapterError, RetryLater
from bot.adapters.telegram.admins import Admins
from bot.adapters.telegram.answering import Answers, Parameters
from bot.adapters.telegram.api import Api
from bot.adapters.telegram.inline import answer_inline
from bot.adapters.telegram.intake import Intake
from bot.adapters.telegram.line import REFUSED, Line
from bot.adapters.telegram.menus import set_menus
from bot.adapters.telegram.polling import poll
from bot.adapters.telegram.sending import Sender
from bot.adapters.telegram.to_request import (
    PLATFORM,
    Me,
    Surroundings,
    move_of,
    origin_of,
    to_request,
)
from bot.adapters.telegram.updates import ALLOWED_UPDATES, read
from bot.adapters.telegram.waiting import SystemTimer, Timer
from bot.adapters.telegram.webhook import Webhook, WebhookServer
from bot.core.core import Core
from bot.core.messages import Place, Reply
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

_FINISHING_SECONDS = 8.0
"""The program leaves 10 s after a signal; closing takes some of them."""
_UNCONNECTED_SECONDS = 5.0


class Telegram:
    """Telegram, by polling or by webhook.

    Args:
        clock: gives the present as an aware UTC time.
        token: the bot's.
        api_url: the address of the Bot API server.
        proxy: the address of the proxy to go through.
        webhook: where Telegram is to call; without it the bot polls.
        timer: measures and passes waiting times.
        rng: keeps repeated attempts of many bots out of step.
    """

    name = PLATFORM

    def __init__(
        self,
        core: Core,
        store: Store,
        clock: Callable[[], datetime],
        *,
        token: str,
        api_url: str = "https://api.telegram.org",
        proxy: str | None = None,
        webhook: Webhook | None = None,
        timer: Timer | None = None,
        rng: Random | None = None,
    ) -> None:
        self._core = core
        self._store = store
        self._clock = clock
        self._webhook = webhook
        self._timer = timer or SystemTimer()
        rng = rng or Random()
        self._api = Api(token, api_url, proxy=proxy)
        self._line = Line(self._api, self._timer, rng)
        self._sender = Sender(self._api, self._timer, rng)
        self._admins = Admins(self._api, self._timer)
        self._answers: Answers | None = None

    async def run(self) -> None:
        """Serve until cancelled; then finish what is in hand.

        Raises:
            AdapterError: the token, the webhook or its port cannot be used.
        """
        await self._api.connect()
        try:
            me = await self._introduce()
            self._answers = Answers(self._sender, me)
            await self._serve(me, self._answers)
        finally:
            self._answers = None
            await self._api.disconnect()

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        """Post a reply nobody waits for; return the id of its message.

        Args:
            delivery_id: of no use here: Telegram recognizes no repeated message.
            silent: whether people's devices stay quiet.

        Raises:
            DeliveryError: it could not be sent.
        """
        del delivery_id
        address: Parameters = {"disable_notification": True} if silent else {}
        if place.thread is not None:
            address["message_thread_id"] = int(place.thread)
        return str(await self._connected().post(int(place.channel), reply, address))

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Change a message that `send` posted.

        Raises:
            DeliveryError: it could not be changed.
        """
        await self._connected().change(int(place.channel), int(reference), reply)

    async def sync(self) -> str:
        """Set the menus that differ; return a line of what was set.

        Raises:
            AdapterError: Telegram refused or could not be asked.
        """
        await self._api.connect()
        try:
            changed = await set_menus(self._api, self._core.commands.values())
        except InvalidToken:
            raise AdapterError(REFUSED) from None
        except TelegramError as error:
            raise AdapterError(f"Telegram could not set the menus: {error}.") from None
        finally:
            await self._api.disconnect()
        if not changed:
            return "Telegram: the menus are up to date."
        return f"Telegram: menus set for {', '.join(changed)}."

    def _connected(self) -> Answers:
        if self._answers is None:
            raise RetryLater(_UNCONNECTED_SECONDS, everywhere=True)
        return self._answers

    async def _introduce(self) -> Me:
        """Return who the bot is, once Telegram says so."""
        user = await self._line.ask("getMe")
        me = Me(user["id"], user["username"])
        link = f"https://t.me/{me.username}"
        _log.info("telegram_ready", chat=link, add_to_group=f"{link}?startgroup=true")
        return me

    async def _serve(self, me: Me, answers: Answers) -> None:
        async def handle(body: str) -> None:
            update = read(body)
            if update.inline_query is not None:
                now = self._clock()
                await answer_inline(self._core, self._sender, me, update.inline_query, now)
                return
            moved = move_of(update)
            if moved is not None:
                await self._core.moved(*moved)
                return
            around = Surroundings(
                me,
                self._clock(),
                self._admins.include,
                self._core.completed,
                self._api.download,
            )
            request = to_request(update, around)
            if request is not None:
                await answers.answer(origin_of(update), await self._core.handle(request))

        intake = Intake(self._store, self._clock, self._timer, handle)
        try:
            await intake.resume()
            if self._webhook is None:
                await poll(self._line, intake)
            else:
                await self._listen(self._webhook, intake)
        finally:
            await intake.finish(_FINISHING_SECONDS)

    async def _listen(self, webhook: Webhook, intake: Intake) -> None:
        server = WebhookServer(webhook, intake)
        await server.start()
        try:
            await self._line.ask(
                "setWebhook",
                {
                    "url": webhook.url,
                    "secret_token": webhook.secret,
                    "allowed_updates": ALLOWED_UPDATES,
                },
            )
            await asyncio.Event().wait()
        finally:
            await server.stop()
