"""Discord: slash commands, a message menu, buttons, forms and direct messages.

There is no inbox here, as there is for Telegram. Discord hands an interaction over once, through
the gateway, and whoever does not answer it within three seconds cannot answer it at all: what a
crash interrupts is lost whatever is stored, and the person sees at once that it failed. What a
dropped connection holds back is replayed by Discord when discord.py resumes the session.
"""

from bot.adapters.discord.adapter import Discord

__all__ = ["Discord"]
