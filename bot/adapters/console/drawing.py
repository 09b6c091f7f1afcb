"""Draws a card as an SVG picture, as a terminal would show it."""

import html
import re
from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console

from bot.adapters.console.render import drawn
from bot.core.messages import Reply

_WIDTH = 88
_CELL = 12.2
"""Units that rich gives a terminal cell: 20 units of height, 0.61 as wide."""
_WEB_FONTS = re.compile(r"@font-face \{.*?\}", re.DOTALL)
_TEXT = re.compile(r'(<text [^>]*?textLength=")[^"]*("[^>]*>)([^<]*)(</text>)')


def svg_of(replies: Iterable[Reply], title: str) -> str:
    """Return one drawing of replies, each below the last, that loads nothing from elsewhere."""
    canvas = Console(record=True, width=_WIDTH, file=StringIO(), highlight=False)
    for reply in replies:
        canvas.print(drawn(reply, _WIDTH))
    return _TEXT.sub(_with_true_length, _WEB_FONTS.sub("", canvas.export_svg(title=title)))


def _with_true_length(text: re.Match[str]) -> str:
    """Give a run of text the width of its cells; rich counts its characters, however wide."""
    before, after, content, end = text.groups()
    return f"{before}{cell_len(html.unescape(content)) * _CELL:.1f}{after}{content}{end}"
