"""Cuts what is long into pages, so that nothing is lost to a platform's limit.

Telegram takes 4,096 UTF-16 units a message, Discord 4,000 characters; a card's short part and one
page of the rest fit into either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.messages import Caption, Correction, Heading, Line, Simple, Span

PAGE = 1_200
"""Characters of a page; a character may be two units."""
_CLIPPED = 300
"""Characters of a text in the short part, of which a card has up to eight."""


def clipped(text: str, limit: int = _CLIPPED) -> str:
    """Return a text no longer than `limit`, with an ellipsis where something is left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def pages(blocks: Iterable[Simple]) -> list[tuple[Simple, ...]]:
    """Return blocks as pages, a block longer than a page in parts; at least one page."""
    result: list[tuple[Simple, ...]] = []
    page: list[Simple] = []
    room = PAGE
    for block in (part for whole in blocks for part in _parts(whole)):
        if page and _length(block) > room:
            result.append(tuple(page))
            page, room = [], PAGE
        page.append(block)
        room -= _length(block)
    return [*result, tuple(page)]


def _length(block: Simple) -> int:
    if isinstance(block, Correction):
        return len(block.wrong) + len(block.right)
    if isinstance(block, Heading):
        return len(block.title) + len(block.pronunciation) + _width(block.translation)
    return _width(block.text) + _width(getattr(block, "translation", ()))


def _width(line: Line) -> int:
    return sum(len(span.text) for span in line)


def _parts(block: Simple) -> Iterator[Simple]:
    if isinstance(block, Heading) or _length(block) <= PAGE:
        yield block
        return
    if isinstance(block, Correction):
        yield from _parts(Caption((Span(f"{block.wrong} → {block.right}"),)))
        return
    for text in (block.text, getattr(block, "translation", ())):
        for chunk in _chunks("".join(span.text for span in text)):
            whole = replace(block, text=(Span(chunk),))
            yield whole if isinstance(whole, Caption) else replace(whole, translation=())


def _chunks(text: str) -> Iterator[str]:
    for start in range(0, len(text), PAGE):
        yield text[start : start + PAGE]
