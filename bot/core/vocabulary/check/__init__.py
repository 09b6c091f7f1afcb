"""Checking of content. Every problem is found and listed; none is raised.

`check_pack` checks a pack's folder, `check_entries` entries that may not be in it yet. What comes
back are `Finding`s, which `describe` puts into English or Chinese.
"""

from bot.core.vocabulary.check.advice import Advisers
from bot.core.vocabulary.check.findings import Finding, Language, describe
from bot.core.vocabulary.check.packs import check_entries, check_pack

__all__ = ["Advisers", "Finding", "Language", "check_entries", "check_pack", "describe"]
