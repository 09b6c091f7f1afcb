"""What people are called on boards: as they chose it, made harmless to the lines around it."""

import unicodedata

from bot.core.text import clean

_LONGEST = 32
_MOST_MARKS = 3
"""Marks upon one letter that some script needs; more are there to cover other lines."""
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def tidied(name: str | None) -> str:
    """Return a name as it may be kept: one visible line of at most 32 characters, or nothing."""
    kept: list[str] = []
    marks = 0
    for character in clean(name or ""):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= (_MOST_MARKS if kept else 0):
            kept.append(character)
    return "".join(kept)[:_LONGEST].rstrip()


def isolated(name: str) -> str:
    """Return a name that leaves the order of what stands beside it alone, whatever its script."""
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name):
        return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"
    return name
