"""Asks people with a few words once whether they want to be reminded of their reviews."""

from bot.core.context import Context
from bot.storage import reminders
from bot.storage.reminders import Offered


async def offer_reminders(context: Context, new: int) -> str:
    """Have the person asked in their private chat, once they have a few words.

    Return the sentence that tells them here instead, where no such chat is known; else nothing.

    Args:
        new: how many words they have just saved.
    """
    place = context.request.place
    private = place if place is not None and place.private else None
    facts = (context.person(), private, context.voice.language, new, context.seconds)
    offered = await context.store.write(reminders.offer, *facts)
    if offered is not Offered.HERE:
        return ""
    return context.t("To be reminded of reviews, send /remind in a private chat with me.")
