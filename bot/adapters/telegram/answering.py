"""Brings a Reply to where it belongs: a new message, the pressed one changed, or a toast."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import structlog
from telegram import InputFile

from bot.adapters import DeliveryError, RetryLater, Unreachable
from bot.adapters.telegram.render import (
    CAPTION_UNITS,
    Card,
    deep_link,
    forced_reply,
    render,
    render_question,
    units_of,
)
from bot.adapters.telegram.sending import Sender
from bot.adapters.telegram.to_request import Me, Origin
from bot.core.messages import Audience, OutgoingFile, Reply

_log = structlog.get_logger(__name__)

_TOAST_LENGTH = 200
_PRESSES = 0
"""Answers to presses wait for one another, never for a flooded chat or for inline queries."""
_UNMODIFIED = "message is not modified"
_UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_PICTURES = (".png", ".jpg", ".jpeg")

Parameters = dict[str, Any]


class Answers:
    """Answers updates, and posts what nobody asked for."""

    def __init__(self, sender: Sender, me: Me) -> None:
        self._sender = sender
        self._me = me

    async def answer(self, origin: Origin, reply: Reply | None) -> None:
        """Bring `reply` to where `origin` tells; a press is answered whatever the reply.

        Raises:
            DeliveryError: it did not arrive.
        """
        try:
            if origin.query:
                await self._answer_press(origin, reply)
            elif reply is not None:
                await self._say(origin, reply)
        except Unreachable as error:
            _log.info("answer_dropped", reason=str(error))

    async def post(self, chat: int, reply: Reply, address: Parameters) -> int:
        """Post `reply`, trying once; return the id of its first message."""
        ids = [
            (await self._sender.send(method, chat, {"chat_id": chat, **address, **content}))
            for method, content in self._messages(reply)
        ]
        return int(ids[0]["message_id"])

    async def change(self, chat: int, message: int, reply: Reply) -> None:
        """Change a message that was posted, trying once."""
        try:
            await self._sender.send("editMessageText", chat, self._edit(chat, message, reply))
        except DeliveryError as error:
            if _UNMODIFIED not in str(error).casefold():
                raise

    async def _answer_press(self, origin: Origin, reply: Reply | None) -> None:
        if reply is None:
            await self._end_press(origin)
        elif not (reply.blocks or reply.files or reply.ask):
            await self._answer_with_notice(origin, reply)
        elif _is_for_the_presser(origin, reply):
            await self._end_press(origin, url=deep_link(self._me.username, origin.action))
        else:
            await self._end_press_and_show(origin, reply)

    async def _end_press_and_show(self, origin: Origin, reply: Reply) -> None:
        """Do both at the same time; what was shown is not shown again for the press's sake."""
        ended, shown = await asyncio.gather(
            self._end_press(origin, text=reply.notice),
            self._show(origin, replace(reply, notice="")),
            return_exceptions=True,
        )
        if shown is not None:
            raise shown
        if ended is not None:
            _log.warning("press_not_answered", reason=f"{type(ended).__name__}: {ended}")

    async def _answer_with_notice(self, origin: Origin, reply: Reply) -> None:
        if origin.chat is None or len(reply.notice) <= _TOAST_LENGTH:
            await self._end_press(origin, text=reply.notice)
        else:
            await self._end_press(origin)
            await self._say(origin, reply)

    async def _end_press(self, origin: Origin, text: str = "", url: str = "") -> None:
        """Tell the person's app that the press was seen; one seen too late tells nobody."""
        answer: Parameters = {"callback_query_id": origin.query}
        if text:
            answer["text"] = text[:_TOAST_LENGTH]
        if url:
            answer["url"] = url
        try:
            await self._sender.insist("answerCallbackQuery", _PRESSES, answer)
        except RetryLater:
            raise
        except DeliveryError as error:
            _log.info("press_not_answered", reason=str(error))

    async def _show(self, origin: Origin, reply: Reply) -> None:
        """Change the pressed message where that is meant and possible, or post another."""
        if not (reply.replaces and await self._replace(origin, reply)):
            await self._say(origin, reply)

    async def _replace(self, origin: Origin, reply: Reply) -> bool:
        """Change the pressed message; return whether it could be changed."""
        if reply.files or reply.ask or origin.chat is None or origin.message is None:
            return False
        edit = self._edit(origin.chat, origin.message, reply)
        try:
            await self._sender.insist("editMessageText", origin.chat, edit)
        except DeliveryError as error:
            reason = str(error).casefold()
            if any(words in reason for words in _UNEDITABLE):
                return False
            if _UNMODIFIED not in reason:
                raise
        return True

    def _edit(self, chat: int, message: int, reply: Reply) -> Parameters:
        content = _text(render(reply, self._me.username))
        return {"chat_id": chat, "message_id": message, **content}

    async def _say(self, origin: Origin, reply: Reply) -> None:
        if origin.chat is None:
            return
        presser = None if origin.private else origin.presser
        selective = presser is not None or not origin.query
        for method, content in self._messages(reply, selective=selective, presser=presser):
            parameters = {**_address(origin), **content}
            await self._sender.insist(method, origin.chat, parameters)

    def _messages(
        self, reply: Reply, *, selective: bool = False, presser: int | None = None
    ) -> Iterator[tuple[str, Parameters]]:
        """Yield the messages that say `reply`, each as a method and what it is to carry.

        Args:
            selective: whether a question goes to the person replied to, or to the presser, alone.
            presser: whom the message does not reply to, since it replies to the pressed one.
        """
        card = render(reply, self._me.username)
        if len(reply.files) == 1 and card.html and units_of(card.html) <= CAPTION_UNITS:
            yield _file(reply.files[0], card.html, card)
        else:
            if card.html:
                yield "sendMessage", _text(card)
            for file in reply.files:
                yield _file(file, "")
        if reply.ask is not None:
            question = Card(render_question(reply.ask, self._me.username, person=presser), [])
            markup = forced_reply(reply.ask, selective=selective)
            yield "sendMessage", {**_text(question), "reply_markup": markup}


def _is_for_the_presser(origin: Origin, reply: Reply) -> bool:
    """Whether the answer has to wait for the presser in the private chat."""
    if origin.chat is None:
        return True
    return reply.audience is Audience.ASKER and not reply.replaces and not origin.private


def _address(origin: Origin) -> Parameters:
    """Return where an answer goes; where others write too, it quotes what it answers."""
    address: Parameters = {"chat_id": origin.chat}
    if origin.topic is not None:
        address["message_thread_id"] = origin.topic
    if not origin.private:
        address["reply_parameters"] = {
            "message_id": origin.message,
            "allow_sending_without_reply": True,
        }
    return address


def _text(card: Card) -> Parameters:
    return {
        "text": card.html,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **_markup(card),
    }


def _file(file: OutgoingFile, caption: str, card: Card | None = None) -> tuple[str, Parameters]:
    kind = "photo" if file.name.casefold().endswith(_PICTURES) else "document"
    content: Parameters = {kind: InputFile(file.content, filename=file.name)}
    if caption:
        content.update(caption=caption, parse_mode="HTML")
    elif file.description:
        content["caption"] = file.description[:CAPTION_UNITS]
    return f"send{kind.capitalize()}", {**content, **(_markup(card) if card else {})}


def _markup(card: Card) -> Parameters:
    return {"reply_markup": {"inline_keyboard": card.keyboard}} if card.keyboard else {}
