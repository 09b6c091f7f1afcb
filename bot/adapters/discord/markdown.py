"""Text in Discord's Markdown: styled where the core asks for it, and inert everywhere else."""

import re

from bot.core.messages import Line, Span

_ACTIVE = re.compile(r"[\\*_~`|\[\]<@]|:(?!\s)")
"""What styles, hides, links, mentions or becomes an emoji wherever it stands."""
_OPENING = re.compile(r"^([^\S\n]*)([#>+-])", re.MULTILINE)
"""What makes a heading, a quotation, a small line or a list at the start of a line."""
_NUMBERING = re.compile(r"^([^\S\n]*\d+)([.)])", re.MULTILINE)
_ZERO_WIDTH_SPACE = "\u200b"
ELLIPSIS = "…"


def escaped(text: str) -> str:
    """Return `text` so that Discord shows every character of it and does nothing."""
    inert = _ACTIVE.sub(r"\\\g<0>", text)
    return _NUMBERING.sub(r"\1\\\2", _OPENING.sub(r"\1\\\2", inert))


def styled(line: Line, limit: int | None = None) -> str:
    """Return a line with its styles; with a `limit`, no more of its characters than that."""
    written = ""
    for span in line if limit is None else _cut(line, limit):
        piece = _styled(span)
        # two runs of asterisks side by side would be read as one mark
        joint = _ZERO_WIDTH_SPACE if written.endswith("*") and piece.startswith("*") else ""
        written += joint + piece
    return written


def shortened(text: str, limit: int) -> str:
    """Return `text`, its end replaced by an ellipsis where it is longer than `limit`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def length(text: str) -> int:
    """Return how long a text is in UTF-16 units, the strictest way to count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _styled(span: Span) -> str:
    text = escaped(span.text)
    if not text.strip():
        return text
    if span.strike:
        text = f"~~{text}~~"
    if span.italic:
        text = f"*{text}*"
    return f"**{text}**" if span.bold else text


def _cut(line: Line, limit: int) -> Line:
    plain = "".join(span.text for span in line)
    return line if len(plain) <= limit else (Span(shortened(plain, limit)),)
