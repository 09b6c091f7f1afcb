"""A connection to Discord: hears what people do and has it answered."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import commands, render
from bot.adapters.discord.answer import Drawn, answer, attachments, defer, surely
from bot.adapters.discord.errors import ALREADY_ANSWERED, OUTAGES, reason
from bot.adapters.discord.markdown import shortened
from bot.adapters.discord.to_request import Interaction, from_interaction, from_message
from bot.core.commands.declaration import Command, Parameter, Text
from bot.core.core import Core
from bot.core.messages import Audience, Completion, Filled, Pressed, Reply, Request

_log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]

# nobody misses the voice that discord.py would warn about at every start
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

_INVITATION = "https://discord.com/oauth2/authorize"
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
)
"""What the bot is allowed on a server; the README names the same to whoever sets it up by hand."""
_LONGEST_RATE_LIMIT = 30.0
_CHOICE_LENGTH = 100


class Client(discord.AutoShardedClient):
    """One connection; after it is lost for good, a new one is made.

    Attributes:
        was_connected: whether Discord has ever let it in.
    """

    def __init__(self, core: Core, clock: Clock, proxy: str | None) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_RATE_LIMIT,
            proxy=proxy,
        )
        self.was_connected = False
        self._core = core
        self._clock = clock
        self._in_hand: set[asyncio.Task[Any] | None] = set()
        self._leaving = False

    async def setup_hook(self) -> None:
        """Learn the number of shards, and the gateway's address also for reconnections."""
        self.shard_count, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)

    async def finish(self) -> None:
        """Take nothing more, and wait for what is in hand."""
        self._leaving = True
        tasks = [task for task in self._in_hand if task is not None]
        if tasks:
            await asyncio.wait(tasks)

    def invitations(self) -> dict[str, str]:
        """Return the addresses that install the bot: in a server, and for a person."""
        bot = {"client_id": str(self.application_id)}
        server = {
            "integration_type": "0",
            "scope": "bot applications.commands",
            "permissions": str(NEEDED.value),
        }
        person = {"integration_type": "1", "scope": "applications.commands"}
        return {
            "invite_to_server": f"{_INVITATION}?{urlencode({**bot, **server})}",
            "invite_to_account": f"{_INVITATION}?{urlencode({**bot, **person})}",
        }

    async def outdated_commands(self) -> list[str]:
        """Return what differs between the commands we have and those people are shown."""
        found = await self.http.request(
            self._commands_route("GET"), params={"with_localizations": "true"}
        )
        return commands.differences(commands.payloads(self._core.commands.values()), found)

    async def register_commands(self) -> int:
        """Replace Discord's list of commands by ours; return how many there are."""
        wanted = commands.payloads(self._core.commands.values())
        await self.http.request(self._commands_route("PUT"), json=wanted)
        return len(wanted)

    def _commands_route(self, method: str) -> Route:
        path = "/applications/{application_id}/commands"
        return Route(method, path, application_id=self.application_id)

    async def on_connect(self) -> None:
        """Note that Discord has let the bot in."""
        self.was_connected = True
        _log.info("discord_connected", shards=self.shard_count)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a command, a press, a form or a word being typed."""
        with self._taken() as taken:
            if not taken:
                return
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            else:
                await self._answer(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message."""
        request = from_message(message, self._clock())
        with self._taken() as taken:
            if not taken or request is None:
                return
            reply = await self._core.handle(request)
            if reply is not None:
                await surely(lambda: _say(message, reply))

    @contextmanager
    def _taken(self) -> Iterator[bool]:
        """Count what follows as in hand; give False once nothing is taken any more."""
        if self._leaving:
            yield False
            return
        task = asyncio.current_task()
        self._in_hand.add(task)
        try:
            with _failures_logged():
                yield True
        finally:
            self._in_hand.discard(task)

    async def _answer(self, interaction: Interaction) -> None:
        request = from_interaction(interaction, self._core, self._clock())
        command = self._command_of(request)
        alone = request.in_private or (command is not None and command.audience is Audience.ASKER)
        if command is not None and command.slow:
            await defer(interaction, alone=alone)
        reply = await self._core.handle(request)
        if reply is not None:
            await answer(interaction, reply, alone=alone)

    def _command_of(self, request: Request) -> Command | None:
        match request.said:
            case Filled(command=name):
                return self._core.commands.get(name)
            case Pressed(action=action):
                return self._core.command_of(action)
            case _:
                return None

    async def _complete(self, interaction: Interaction) -> None:
        parameter, typed = self._being_typed(interaction)
        found: list[Completion] = []
        if isinstance(parameter, Text) and parameter.completes:
            language = interaction.locale.value
            most = commands.MOST_CHOICES
            found = self._core.complete(typed, most, parameter.completes, language)
        await interaction.response.autocomplete(
            [
                discord.app_commands.Choice(
                    name=shortened(completion.label, _CHOICE_LENGTH), value=completion.value
                )
                for completion in found
                if len(completion.value) <= _CHOICE_LENGTH
            ]
        )

    def _being_typed(self, interaction: Interaction) -> tuple[Parameter | None, str]:
        """Return the parameter a person is filling in, and what stands there so far."""
        data: dict[str, Any] = dict(interaction.data or {})
        command = self._core.commands.get(data["name"])
        options = (option for option in data.get("options", ()) if option.get("focused"))
        focused: dict[str, Any] = next(options, {})
        parameters = command.typed if command is not None else ()
        found = (p for p in parameters if p.name == focused.get("name"))
        return next(found, None), str(focused.get("value", ""))


async def _say(message: discord.Message, reply: Reply) -> None:
    """Answer a direct message; the nonce keeps a repeated answer from being posted twice."""
    await message.channel.send(
        view=Drawn(render.components(render.with_question(reply))),
        files=attachments(reply.files),
        nonce=message.id,
    )


@contextmanager
def _failures_logged() -> Iterator[None]:
    """Log an answer that could not be given: an interaction cannot be answered again later."""
    try:
        yield
    except (*OUTAGES, discord.DiscordException) as error:
        if getattr(error, "code", 0) != ALREADY_ANSWERED:
            _log.warning("discord_answer_failed", reason=reason(error))
