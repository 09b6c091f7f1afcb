"""Serves Discord as long as it is there, and sends what nobody asked for."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
import structlog
from discord.http import Route

from bot.adapters import AdapterError, RetryLater
from bot.adapters.discord import render
from bot.adapters.discord.answer import Drawn, attachments
from bot.adapters.discord.client import Client, Clock
from bot.adapters.discord.errors import OUTAGES, delivery_error, reason
from bot.adapters.discord.markdown import shortened
from bot.adapters.discord.to_request import PLATFORM
from bot.core.core import Core
from bot.core.messages import Place, Reply

_log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[None]]

_LONGEST_PAUSE = 60.0
_THREAD_TITLE = 100
_NOT_CONNECTED = 5.0
_REFUSED = "The Discord token is refused; copy a new one from the Developer Portal."
_INTENTS = "Discord does not grant the intents; update Cihui."
_FINAL_CLOSURES = {
    4004: _REFUSED,
    4010: "Discord refuses the shard; this is a fault of Cihui.",
    4012: "Discord no longer speaks this version of its gateway; update Cihui.",
    4013: _INTENTS,
}


class Discord:
    """Discord as a platform of the bot.

    Args:
        clock: gives the present as an aware UTC time.
        api_url: of the REST interface, which tells the gateway's address.
        proxy: the proxy through which Discord is reached.
        pause: waits between attempts to connect.
    """

    name = PLATFORM

    def __init__(
        self,
        core: Core,
        token: str,
        clock: Clock,
        *,
        api_url: str = Route.BASE,
        proxy: str | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._core = core
        self._token = token
        self._clock = clock
        self._api_url = api_url
        self._proxy = proxy
        self._pause = pause
        self._client: Client | None = None
        for logger in ("discord.client", "discord.shard", "discord.gateway"):
            logging.getLogger(logger).addFilter(_in_one_line)

    async def run(self) -> None:
        """Connect and serve until cancelled; then finish what is in hand and close.

        discord.py reconnects by itself; what it gives up on is begun anew here.

        Raises:
            AdapterError: the token is refused, or Discord refuses what the bot is.
        """
        failures = 0
        while True:
            client = self._client = self._new_client()
            try:
                await self._serve(client)
            except (*OUTAGES, discord.DiscordException) as error:
                if final := _final(error):
                    raise AdapterError(final) from error
                failures = 1 if client.was_connected else failures + 1
                seconds = _pause_after(failures)
                _log.warning("discord_unreachable", reason=reason(error), again_in=round(seconds))
                await self._pause(seconds)

    async def send(
        self, place: Place, reply: Reply, *, delivery_id: str | None = None, silent: bool = False
    ) -> str:
        """Post a reply nobody waits for; return the message's reference, for `edit`.

        Discord posts nothing twice under one `delivery_id` within a few minutes.

        Raises:
            DeliveryError: it could not be sent.
        """
        with _as_delivery(place):
            message = await self._channel(place).send(
                view=Drawn(render.posted(reply)),
                files=attachments(reply.files),
                nonce=delivery_id,  # type: ignore[arg-type]
                silent=silent,
                allowed_mentions=_called(reply),
            )
        if reply.thread and place.thread is None:
            await self._open_thread(message, reply.thread)
        return str(message.id)

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:
        """Change a message that `send` posted.

        Raises:
            DeliveryError: it could not be changed.
        """
        message = self._channel(place).get_partial_message(int(reference))
        with _as_delivery(place):
            await message.edit(
                view=Drawn(render.components(render.with_question(reply))),
                attachments=attachments(reply.files),
            )

    async def sync(self) -> str:
        """Register the commands where Discord's list differs; return a line of what changed.

        Raises:
            AdapterError: Discord refused, or could not be reached.
        """
        client = self._new_client()
        try:
            async with client:
                await client.login(self._token)
                changes = await client.outdated_commands()
                if not changes:
                    return "discord: the commands are up to date"
                count = await client.register_commands()
                return f"discord: {count} commands registered ({', '.join(changes)})"
        except (*OUTAGES, discord.DiscordException) as error:
            failed = f"Discord did not take the commands ({reason(error)})."
            raise AdapterError(_final(error) or failed) from error

    async def _serve(self, client: Client) -> None:
        async with client:
            try:
                await client.login(self._token)
                _log.info("discord_logged_in", bot=str(client.user), **client.invitations())
                changes = await client.outdated_commands()
                if changes:
                    _log.warning("discord_commands_differ", changes=changes, to_do="cihui sync")
                await client.connect()
            finally:
                await client.finish()

    async def _open_thread(self, message: discord.Message, title: str) -> None:
        """Open a thread under a message; where that fails, the message stands all the same."""
        name = shortened(title, _THREAD_TITLE)
        http = message._state.http  # noqa: SLF001 - discord.py opens none where it knows no server
        try:
            await http.start_thread_with_message(
                message.channel.id, message.id, name=name, auto_archive_duration=1440
            )
        except (*OUTAGES, discord.HTTPException, discord.RateLimited) as error:
            _log.warning("discord_thread_not_opened", reason=reason(error))

    def _new_client(self) -> Client:
        Route.BASE = self._api_url  # discord.py keeps the address in its class
        return Client(self._core, self._clock, self._proxy)

    def _channel(self, place: Place) -> discord.PartialMessageable:
        client = self._client
        if client is None or not client.was_connected or client.is_closed():
            raise RetryLater(_NOT_CONNECTED, everywhere=True)
        return client.get_partial_messageable(int(place.thread or place.channel))


def _called(reply: Reply) -> discord.AllowedMentions:
    """Return who is notified: the members of the role an admin named, and nobody else."""
    nobody = discord.AllowedMentions.none()
    if reply.calls:
        nobody.roles = [discord.Object(int(reply.calls))]
    return nobody


@contextmanager
def _as_delivery(place: Place) -> Iterator[None]:
    try:
        yield
    except (*OUTAGES, discord.HTTPException, discord.RateLimited) as error:
        raise delivery_error(error, in_thread=place.thread is not None) from error


def _final(error: Exception) -> str | None:
    """Return the sentence of an error that no further attempt can mend."""
    if isinstance(error, discord.LoginFailure):
        return _REFUSED
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return _INTENTS
    return _FINAL_CLOSURES.get(error.code) if isinstance(error, discord.ConnectionClosed) else None


def _pause_after(failures: int) -> float:
    """Return how long to wait: twice as long each time, and never all bots at once."""
    return min(_LONGEST_PAUSE, 2.0 ** min(failures, 10)) * random.uniform(0.5, 1)


def _in_one_line(record: logging.LogRecord) -> bool:
    """Say an outage in one line: where in discord.py it was noticed helps nobody."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (*OUTAGES, discord.ConnectionClosed)):
        record.msg = f"{record.getMessage()} ({reason(error)})"
        record.args, record.exc_info = (), None
    return True
