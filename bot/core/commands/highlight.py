"""Finds a headword in its sentences, whatever form it takes there."""

import re
from functools import lru_cache

from bot.core.messages import Line, Span, bold
from bot.core.vocabulary.entry import Entry


def highlighted(text: str, entry: Entry) -> Line:
    """Return `text` with every listed spelling of the entry's headword in bold."""
    pattern = _pattern(entry.family)
    parts = pattern.split(text)
    return tuple(
        bold(part) if index % 2 else Span(part) for index, part in enumerate(parts) if part
    )


@lru_cache(maxsize=1024)
def _pattern(family: tuple[str, ...]) -> re.Pattern[str]:
    spellings = sorted(family, key=len, reverse=True)
    alternatives = "|".join(map(_loose, spellings))
    return re.compile(rf"(?<![^\W_])((?:{alternatives})(?:['’]?s)?)(?![^\W_])", re.IGNORECASE)


def _loose(spelling: str) -> str:
    """Return a pattern of a spelling in which hyphens and blanks are the same."""
    return r"[-\s]?".join(re.escape(part) for part in re.split(r"[-\s]+", spelling) if part)
