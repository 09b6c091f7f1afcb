"""Fetches updates; the next request acknowledges those of the last, once they are kept."""

from typing import Any

from bot.adapters.telegram.intake import Intake
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.updates import ALLOWED_UPDATES

_SILENCE_SECONDS = 50
_MOST_UPDATES = 100


async def poll(line: Line, intake: Intake) -> None:
    """Fetch updates for ever.

    Raises:
        AdapterError: Telegram refuses to hand them over.
    """
    await line.ask("deleteWebhook")
    question: dict[str, Any] = {
        "timeout": _SILENCE_SECONDS,
        "limit": _MOST_UPDATES,
        "allowed_updates": ALLOWED_UPDATES,
    }
    while True:
        await intake.room()
        updates = await line.ask("getUpdates", question, silence=_SILENCE_SECONDS)
        try:
            await intake.take(updates)
        except Exception as error:  # noqa: BLE001 - a database without room must not end it all
            await line.failed("updates_not_kept", error)
            continue
        if updates:
            question["offset"] = updates[-1]["update_id"] + 1
