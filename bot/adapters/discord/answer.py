"""Answers an interaction: once, within three seconds, to everybody or to the asker alone."""

import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bot.adapters.discord import render
from bot.adapters.discord.to_request import Interaction, is_private, is_whispered
from bot.core.messages import Ask, Audience, OutgoingFile, Reply

_DEFERRED_MESSAGE = discord.InteractionResponseType.deferred_channel_message


class Drawn(discord.ui.LayoutView):
    """Components that are drawn already; discord.py sends them and keeps nothing of them.

    A view that is stopped before it is sent is never stored: presses are answered by decoding
    the action, however old the message is.
    """

    def __init__(self, components: list[render.Component]) -> None:
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def to_components(self) -> list[render.Component]:
        """Return the components as they were drawn."""
        return self._components

    def has_components_v2(self) -> bool:
        """Return True: texts are components too."""
        return True


class Form(discord.ui.Modal):
    """A modal that is drawn already, and forgotten once it is sent."""

    def __init__(self, ask: Ask) -> None:
        self._payload = render.modal(ask)
        super().__init__(title=self._payload["title"], custom_id=ask.action)
        self.stop()

    def to_dict(self) -> dict[str, Any]:
        """Return the modal as it was drawn."""
        return self._payload


def attachments(files: Sequence[OutgoingFile]) -> list[discord.File]:
    """Return files as discord.py sends them: each object can be sent once."""
    return [
        discord.File(io.BytesIO(file.content), file.name, description=file.description or None)
        for file in files
    ]


async def defer(interaction: Interaction, *, alone: bool) -> None:
    """Say that the answer comes later, which leaves fifteen minutes for it.

    A press is acknowledged without a trace: whether it changes its message is not known yet.
    Where there is no message to change, "… is thinking" announces the answer.

    Args:
        alone: whether the asker alone will see the answer.
    """
    whispered = alone and not is_private(interaction)
    announced = interaction.message is None
    await surely(lambda: interaction.response.defer(ephemeral=whispered, thinking=announced))


async def answer(interaction: Interaction, reply: Reply, *, alone: bool) -> None:
    """Show a reply as the answer to an interaction, in place of the pressed message or anew.

    Args:
        alone: whether the asker alone sees it, whatever the reply says.
    """
    shared = not is_private(interaction)
    may_edit = not (shared and alone) or is_whispered(interaction.message)
    replaces = reply.replaces and may_edit and interaction.message is not None
    whole = replace(reply, replaces=replaces)
    whispered = shared and (alone or reply.audience is Audience.ASKER or not reply.blocks)
    if interaction.response.is_done():
        await _answer_late(interaction, whole, whispered=whispered, announced_alone=alone)
    else:
        await _answer_now(interaction, whole, whispered=whispered)
    if reply.notice and reply.blocks:
        await _follow_up(interaction, Reply(notice=reply.notice), whispered=shared)


async def _answer_now(interaction: Interaction, reply: Reply, *, whispered: bool) -> None:
    response = interaction.response
    if reply.ask and interaction.type is not discord.InteractionType.modal_submit:
        form = Form(reply.ask)
        await surely(lambda: response.send_modal(form))
    elif reply.replaces:
        await surely(lambda: response.edit_message(**_content(reply, "attachments")))
    else:
        await surely(lambda: response.send_message(**_content(reply, "files"), ephemeral=whispered))


async def _answer_late(
    interaction: Interaction, reply: Reply, *, whispered: bool, announced_alone: bool
) -> None:
    """Answer after `defer`: in the message that announced the answer, or beside it."""
    announced = interaction.response.type is _DEFERRED_MESSAGE
    if announced and whispered and not announced_alone:
        # everybody sees the announcement, and its visibility can no longer be changed
        await interaction.delete_original_response()
    elif announced or reply.replaces:
        await interaction.edit_original_response(**_content(reply, "attachments"))
        return
    await _follow_up(interaction, reply, whispered=whispered)


async def _follow_up(interaction: Interaction, reply: Reply, *, whispered: bool) -> None:
    await interaction.followup.send(**_content(reply, "files"), ephemeral=whispered, wait=True)


def _content(reply: Reply, files: str) -> dict[str, Any]:
    """Return a reply as arguments of discord.py's senders, which name the files differently."""
    drawn = render.components(render.with_question(reply))
    return {"view": Drawn(drawn), files: attachments(reply.files)}


async def surely(respond: Callable[[], Awaitable[Any]]) -> None:
    """Respond, and once more where the connection broke before Discord said it had heard."""
    try:
        await respond()
    except (aiohttp.ClientConnectionError, ConnectionError):
        await respond()
