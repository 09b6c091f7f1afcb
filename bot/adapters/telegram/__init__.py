"""Telegram: updates kept in the inbox before they are acknowledged, answered chat by chat."""

from bot.adapters.telegram.adapter import Telegram
from bot.adapters.telegram.webhook import Webhook

__all__ = ["Telegram", "Webhook"]
