"""What Discord refuses, as the kinds of DeliveryError."""

import aiohttp
import discord

from bot.adapters import DeliveryError, RetryLater, TopicGone, Unreachable
from bot.core.delivery import Refusal

OUTAGES = (aiohttp.ClientError, OSError, discord.GatewayNotFound, discord.DiscordServerError)
"""What is raised while Discord, or the way there, is down; time-outs are OSErrors."""

ALREADY_ANSWERED = 40060

_GONE = {
    10003: ("the channel is gone", Refusal.GONE),
    10004: ("the server is gone", Refusal.GONE),
    50001: ("the bot cannot see the channel", Refusal.FORBIDDEN),
    50007: ("the person takes no messages from the bot", Refusal.FORBIDDEN),
    50013: ("the bot may not write there", Refusal.FORBIDDEN),
    50278: ("the person shares no server with the bot", Refusal.GONE),
}
_UNKNOWN_CHANNEL = 10003
_THREAD_CLOSED = {50083, 160005}
_MESSAGES_TOO_FAST = 40003
_PAUSE_AFTER_OUTAGE = 5.0
_PAUSE_AFTER_BAN = 60.0


def delivery_error(error: Exception, *, in_thread: bool) -> DeliveryError:
    """Return what a failed send or edit means for the delivery."""
    if isinstance(error, discord.RateLimited):
        return RetryLater(error.retry_after)
    if not isinstance(error, discord.HTTPException) or error.status >= 500:
        return RetryLater(_PAUSE_AFTER_OUTAGE)
    if error.status == 429 or error.code == _MESSAGES_TOO_FAST:
        return RetryLater(_PAUSE_AFTER_BAN, everywhere=error.status == 429)
    if error.code in _THREAD_CLOSED or (in_thread and error.code == _UNKNOWN_CHANNEL):
        return TopicGone(f"the thread is closed or gone ({error.code})")
    if error.code not in _GONE:
        return DeliveryError(f"Discord refused the message ({reason(error)})")
    told, kind = _GONE[error.code]
    return Unreachable(f"{told} ({reason(error)})", kind)


def reason(error: Exception) -> str:
    """Return what an error says about Discord, without addresses: they may hold tokens."""
    if isinstance(error, discord.HTTPException):
        return f"{error.status}, code {error.code}"
    if isinstance(error, discord.ConnectionClosed):
        return f"closed with {error.code}"
    return type(error).__name__
