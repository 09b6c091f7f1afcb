"""Inline mode: cards offered while somebody types `@bot word` in any chat."""

from datetime import datetime
from typing import Any

import structlog

from bot.adapters import DeliveryError
from bot.adapters.telegram.render import render
from bot.adapters.telegram.sending import Sender
from bot.adapters.telegram.to_request import PLATFORM, Me
from bot.adapters.telegram.updates import InlineQuery
from bot.core.core import Core
from bot.core.messages import Offer, Person

_log = structlog.get_logger(__name__)

_A_PAGE = 20
"""Telegram takes 50; a phone shows five."""
_FARTHEST = 1_000
_CACHE_SECONDS = 300
_ANSWERS = -1
"""Answers to inline queries wait for one another, never for a flooded chat or for presses."""


async def answer_inline(
    core: Core, sender: Sender, me: Me, query: InlineQuery, now: datetime
) -> None:
    """Offer cards for what was typed so far; one typed too long ago gets none."""
    start = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    start = min(start, _FARTHEST)
    offers = await core.offers(
        Person(PLATFORM, str(query.sender.id)),
        query.query,
        now,
        language=query.sender.language_code,
        start=start,
        most=_A_PAGE,
    )
    answer = {
        "inline_query_id": query.id,
        "results": [_result(offer, me) for offer in offers],
        "cache_time": _CACHE_SECONDS,
        "is_personal": True,  # the cards speak this person's language
        "next_offset": str(start + _A_PAGE) if len(offers) == _A_PAGE else "",
    }
    try:
        await sender.insist("answerInlineQuery", _ANSWERS, answer)
    except DeliveryError as error:
        _log.info("inline_query_not_answered", reason=str(error))


def _result(offer: Offer, me: Me) -> dict[str, Any]:
    card = render(offer.reply, me.username)
    return {
        "type": "article",
        "id": offer.id,
        "title": offer.title,
        "description": offer.description,
        "input_message_content": {
            "message_text": card.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": card.keyboard},
    }
