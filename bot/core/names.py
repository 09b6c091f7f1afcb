"""What people are called on boards: as they chose it, made harmless to the lines around it."""

import re
import unicodedata

from bot.core.text import clean

_LONGEST = 32
_MOST_MARKS = 3
"""Marks upon one letter that some script needs; more are there to cover other lines."""
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_STARTS_A_LINK = re.compile(r"(?<=[@/.:#$])(?=\w)")
_WORD_JOINER = "\u2060"
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
    """Return a name that leaves what stands beside it and everybody else alone.

    From right to left it stays within itself; as a mention, a command, a tag or an address it calls
    nobody and leads nowhere, since platforms make such of plain text.
    """
    name = _STARTS_A_LINK.sub(_WORD_JOINER, name)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name):
        return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"
    return name
