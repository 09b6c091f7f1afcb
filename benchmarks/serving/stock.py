"""What python-telegram-bot's own Application does with the same updates: it echoes them."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(str(update.message.text))


def main() -> None:
    """Echo until killed."""
    builder = Application.builder().token(os.environ["TELEGRAM_TOKEN"])
    application = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, _echo))
    application.run_polling()


if __name__ == "__main__":
    main()
