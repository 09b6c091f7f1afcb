"""What `telegram.Bot` costs on our own HTTP: Cihui's card as a constant, nothing kept or made.

It uses the library's ordinary methods, as anybody would, and answers all chats at the same time.
"""

import asyncio
import os

import telegram

from benchmarks.serving.server import TEXT
from bot.adapters.telegram.api import AiohttpRequest
from bot.adapters.telegram.render import render
from bot.app import opened_core, utc_now
from bot.core.messages import Person, Place, Request, Typed
from bot.settings import load_settings


async def _card() -> tuple[str, telegram.InlineKeyboardMarkup]:
    """Return the text and keyboard that Cihui answers with."""
    person, place = Person("telegram", "1"), Place("telegram", "1", "1", private=True)
    request = Request(person=person, place=place, said=Typed(TEXT), now=utc_now(), language="zh")
    async with opened_core(load_settings()) as (core, _):
        reply = await core.handle(request)
    assert reply is not None
    card = render(reply, "cihui_bench_bot")
    rows = [
        [telegram.InlineKeyboardButton.de_json(button, None) for button in row]
        for row in card.keyboard
    ]
    return card.html, telegram.InlineKeyboardMarkup(rows)


async def main() -> None:
    """Answer until killed."""
    html, keyboard = await _card()
    bot = telegram.Bot(
        os.environ["TELEGRAM_TOKEN"],
        base_url=f"{os.environ['TELEGRAM_API_URL']}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
    )
    await bot.initialize()
    offset = 0
    async with asyncio.TaskGroup() as tasks:
        while True:
            for update in await bot.get_updates(offset, timeout=50, allowed_updates=["message"]):
                offset = update.update_id + 1
                assert update.effective_chat is not None
                sending = bot.send_message(
                    update.effective_chat.id,
                    html,
                    parse_mode="HTML",
                    reply_markup=keyboard,
                    link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                )
                tasks.create_task(sending)


if __name__ == "__main__":
    asyncio.run(main())
