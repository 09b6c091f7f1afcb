"""An interaction or a direct message as a Request."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

import discord

from bot.adapters.discord.commands import ATTACHMENT
from bot.adapters.discord.render import PRIVATE_MARK
from bot.core.commands import FILE_COMMAND
from bot.core.commands.define import DEFINE
from bot.core.core import Core
from bot.core.messages import Filled, IncomingFile, Person, Place, Pressed, Request, Typed

PLATFORM = "discord"

_MESSAGE_COMMAND = discord.AppCommandType.message.value
_STRING_SELECT = discord.ComponentType.select.value
_SAID_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}

Interaction = discord.Interaction[Any]
Data = dict[str, Any]


def from_interaction(interaction: Interaction, core: Core, now: datetime) -> Request:
    """Return what an interaction asks of the core."""
    data: Data = dict(interaction.data or {})
    is_menu = data.get("type") == _MESSAGE_COMMAND

    async def is_admin() -> bool:
        granted = interaction.permissions
        return granted.manage_guild or granted.administrator

    async def can_post(place: Place) -> bool:
        return place.private or _may_post(_granted_to_bot(interaction, place), place)

    return Request(
        person=Person(PLATFORM, str(interaction.user.id)),
        place=_place(interaction),
        said=_said(interaction, data, core),
        now=now,
        name=interaction.user.display_name,
        language=interaction.locale.value,
        community_language=interaction.guild_locale.value if interaction.guild_locale else None,
        quoted=_target_text(data) if is_menu else None,
        asker=_asker(interaction.message),
        can_whisper=True,
        in_private=is_menu or _is_marked(data) or is_whispered(interaction.message),
        guest=_is_guest(interaction),
        has_threads=interaction.guild_id is not None,
        files=_attached(interaction, data),
        is_admin=is_admin,
        can_post=can_post,
    )


def from_message(message: discord.Message, now: datetime) -> Request | None:
    """Return what a direct message asks of the core, or None where it is not for the bot."""
    if message.guild or message.author.bot or message.type not in _SAID_BY_PEOPLE:
        return None
    forwarded = "\n".join(snapshot.content for snapshot in message.message_snapshots)
    files = tuple(_file(a.filename, a.size, a.read) for a in message.attachments)
    if not (forwarded or message.content or files):
        return None
    channel = str(message.channel.id)
    return Request(
        person=Person(PLATFORM, str(message.author.id)),
        place=Place(PLATFORM, channel, channel, private=True),
        said=_written_privately(message.content, forwarded),
        now=now,
        name=message.author.display_name,
        quoted=forwarded or None,
        files=files,
    )


def _said(interaction: Interaction, data: Data, core: Core) -> Typed | Filled | Pressed:
    if interaction.type is discord.InteractionType.application_command:
        return _commanded(data, core)
    if interaction.type is discord.InteractionType.modal_submit:
        action = data["custom_id"]
        return core.completed(action, _written(data)) or Pressed(action)
    if data.get("component_type") == _STRING_SELECT:
        return Pressed(next(iter(data.get("values", ())), ""))
    return Pressed(data["custom_id"].removeprefix(PRIVATE_MARK))


def _commanded(data: Data, core: Core) -> Typed | Filled:
    """Return a slash command; one that is registered no more is said as typed."""
    if data.get("type") == _MESSAGE_COMMAND:
        return Filled(DEFINE.name)
    if data["name"] not in core.commands:
        return Typed(f"/{data['name']}", addressed=True)
    texts = (o for o in data.get("options", ()) if o["type"] != ATTACHMENT)
    return Filled(data["name"], {option["name"]: str(option["value"]) for option in texts})


def _written_privately(content: str, forwarded: str) -> Typed | Filled:
    """Return what a direct message says; one of nothing but a file says what to do with a file."""
    if forwarded:
        return Filled(DEFINE.name)
    return Typed(content) if content else Filled(FILE_COMMAND)


def _attached(interaction: Interaction, data: Data) -> tuple[IncomingFile, ...]:
    """Return the files that a slash command brings."""
    found: Data = data.get("resolved", {}).get("attachments", {})
    fetch = interaction.client.http.get_from_cdn
    return tuple(
        _file(file["filename"], file["size"], partial(fetch, file["url"]))
        for file in found.values()
    )


def _file(name: str, size: int, read: Callable[[], Awaitable[bytes]]) -> IncomingFile:
    """Return a file that Discord keeps; it is as long as Discord says."""

    async def fetch(_limit: int) -> bytes:
        return await read()

    return IncomingFile(name, size, fetch)


def _is_marked(data: Data) -> bool:
    return str(data.get("custom_id", "")).startswith(PRIVATE_MARK)


def is_whispered(message: discord.Message | None) -> bool:
    """Whether one person alone sees a message."""
    return message is not None and message.flags.ephemeral


def is_private(interaction: Interaction) -> bool:
    """Whether the person is alone with the bot."""
    return interaction.guild_id is None and interaction.context.dm_channel


def _written(data: Data) -> str:
    """Return what was written into the one field of a form."""
    fields = (label.get("component", {}) for label in data.get("components", ()))
    return next((str(field["value"]) for field in fields if "value" in field), "")


def _place(interaction: Interaction) -> Place | None:
    channel = interaction.channel
    if channel is None:
        return None
    own = str(channel.id)
    community = str(interaction.guild_id or channel.id)
    if isinstance(channel, discord.Thread):
        return Place(PLATFORM, community, str(channel.parent_id), thread=own)
    return Place(PLATFORM, community, own, private=is_private(interaction))


def _is_guest(interaction: Interaction) -> bool:
    return not (is_private(interaction) or interaction.is_guild_integration())


def _asker(message: discord.Message | None) -> Person | None:
    """Return whose command or press a message answered; nobody's where it was sent unasked."""
    answered = message.interaction_metadata if message is not None else None
    return Person(PLATFORM, str(answered.user.id)) if answered is not None else None


def _target_text(data: Data) -> str:
    """Return the text of the message whose menu was used, or of the one it forwards."""
    message: Data = data.get("resolved", {}).get("messages", {}).get(data.get("target_id"), {})
    snapshots = (snapshot["message"] for snapshot in message.get("message_snapshots", ()))
    return "\n".join(part["content"] for part in (message, *snapshots) if part.get("content"))


def _granted_to_bot(interaction: Interaction, place: Place) -> discord.Permissions:
    """Return what the bot may do in a place of the server the interaction came from."""
    wanted = int(place.thread or place.channel)
    if wanted == interaction.channel_id:
        return interaction.app_permissions
    guild = interaction.guild
    channel = guild.get_channel_or_thread(wanted) if guild else None
    if guild is None or channel is None or guild.me is None:
        return discord.Permissions.none()
    return channel.permissions_for(guild.me)


def _may_post(granted: discord.Permissions, place: Place) -> bool:
    send = granted.send_messages_in_threads if place.thread else granted.send_messages
    return granted.administrator or (granted.view_channel and send)
