"""A Reply as Telegram's HTML and keyboard: the one place where text is escaped.

A message holds 4,096 UTF-16 units once its tags are read, a caption 1,024. The core keeps its
replies shorter; what is longer all the same ends at a block's border, with an ellipsis.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from rich.cells import cell_len

from bot.core.messages import (
    Ask,
    Block,
    Button,
    Caption,
    Correction,
    Example,
    Heading,
    Item,
    Line,
    Paragraph,
    Reply,
    Section,
    Select,
    Simple,
    Span,
)

MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
_MOST_BUTTONS = 100
_MOST_IN_ROW = 8
_ROW_CELLS = 48
"""What fits beside one another on a phone; the buttons of a row share its width evenly."""
_BUTTON_MARGIN = 3
_MOST_COPIED = 256
_HINT_LENGTH = 64
_ELLIPSIS = "…"
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = "\u200b"

Keyboard = list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Card:
    """What a message shows.

    Attributes:
        html: the text, which may be empty.
        keyboard: its rows of buttons.
    """

    html: str
    keyboard: Keyboard


def render(reply: Reply, username: str, *, units: int = MESSAGE_UNITS) -> Card:
    """Return `reply` as a message of at most `units` from the bot called `username`."""
    blocks: tuple[Block, ...] = reply.blocks
    if reply.notice:
        blocks = (Paragraph((Span(reply.notice),)), *blocks)
    return Card(_fitting(blocks, units), keyboard(reply, username))


def render_question(ask: Ask, username: str, *, person: int | None = None) -> str:
    """Return a question that carries the action its answer completes: see `asked_action`.

    Args:
        person: a user to be named out of sight, so that a selective question is for them.
    """
    links = [deep_link(username, ask.action)]
    if person is not None:
        links.append(f"tg://user?id={person}")
    hidden = "".join(f'<a href="{escape(link)}">{_INVISIBLE}</a>' for link in links)
    return hidden + escape(ask.question, quote=False)


def asked_action(url: str, username: str) -> str | None:
    """Return the action that a question's hidden link carries, or None where it is none."""
    start = deep_link(username, "")
    return url.removeprefix(start) if url.startswith(start) else None


def forced_reply(ask: Ask, *, selective: bool) -> dict[str, Any]:
    """Return the markup that opens a reply to the question in the person's app."""
    markup: dict[str, Any] = {"force_reply": True, "selective": selective}
    if ask.hint:
        markup["input_field_placeholder"] = ask.hint[:_HINT_LENGTH]
    return markup


def deep_link(username: str, action: str) -> str:
    """Return the link that says an action in the private chat with the bot."""
    return f"https://t.me/{username}?start={action}"


def units_of(html: str) -> int:
    """Return how many UTF-16 units a text has once its tags and entities are read."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le")) // 2


def _fitting(blocks: Sequence[Block], units: int) -> str:
    html = _joined(blocks)
    if 2 * len(html) <= units or units_of(html) <= units:
        return html
    fewest, most = 0, sum(map(_size, blocks)) - 1
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if units_of(_shortened(blocks, middle)) <= units:
            fewest = middle
        else:
            most = middle - 1
    return _shortened(blocks, fewest) if fewest else _cut(html, units)


def _size(block: Block) -> int:
    return len(block.blocks) if isinstance(block, Section) else 1


def _shortened(blocks: Sequence[Block], count: int) -> str:
    return f"{_joined(_first(blocks, count))}\n{_ELLIPSIS}"


def _first(blocks: Sequence[Block], count: int) -> Iterable[Block]:
    for block in blocks:
        if count <= 0:
            return
        if isinstance(block, Section):
            yield replace(block, blocks=block.blocks[:count])
        else:
            yield block
        count -= _size(block)


def _cut(html: str, units: int) -> str:
    """Return the beginning of a text whose first block alone is too long, without its styles."""
    encoded = unescape(_TAG.sub("", html)).encode("utf-16-le")
    kept = encoded[: 2 * (units - 1)].decode("utf-16-le", "ignore")
    return escape(kept.rstrip(), quote=False) + _ELLIPSIS


def _joined(blocks: Iterable[Block]) -> str:
    parts: list[str] = []
    last: Block | None = None
    for block in blocks:
        if last is not None:
            parts.append("\n" if _adjoin(last, block) else "\n\n")
        parts.append(_block(block))
        last = block
    return "".join(parts)


def _adjoin(above: Block, below: Block) -> bool:
    """Whether two blocks stand on neighbouring lines; a folded part makes room of its own."""
    if isinstance(above, Section) or isinstance(below, Section):
        return True
    if isinstance(above, Caption):
        return isinstance(below, Caption | Heading)
    return type(above) is type(below) and isinstance(below, Item | Correction)


def _block(block: Block) -> str:
    match block:
        case Section(title, blocks):
            inner = _lines(title and _bold(title), _joined_inside(blocks))
            return f"<blockquote expandable>{inner}</blockquote>"
        case Caption(text):
            return f"<i>{_line(text)}</i>"
        case _:
            return _simple(block)


def _joined_inside(blocks: Iterable[Simple]) -> str:
    parts: list[str] = []
    last: Simple | None = None
    for block in blocks:
        if last is not None:
            apart = isinstance(block, Caption) != isinstance(last, Caption)
            parts.append("\n\n" if apart else "\n")
        parts.append(_simple(block))
        last = block
    return "".join(parts)


def _simple(block: Simple) -> str:
    match block:
        case Heading(title, pronunciation, label, translation):
            head = (_bold(title), _text(pronunciation), label and f"<i>{_text(label)}</i>")
            return _lines("  ".join(part for part in head if part), _line(translation))
        case Correction(wrong, right):
            return f"⚠️ <s>{_text(wrong)}</s> → {_text(right)}"
        case Item(text, translation):
            return _lines(f"• {_line(text)}", _line(translation))
        case Paragraph(text, translation) | Example(text, translation):
            return _lines(_line(text), _line(translation))
        case Caption(text):
            return _line(text)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    html = _text(span.text)
    for tag, wanted in (("b", span.bold), ("i", span.italic), ("s", span.strike)):
        if wanted:
            html = f"<{tag}>{html}</{tag}>"
    return html


def _bold(text: str) -> str:
    return f"<b>{_text(text)}</b>"


def _text(text: str) -> str:
    return escape(text, quote=False)


def keyboard(reply: Reply, username: str) -> Keyboard:
    """Return a reply's buttons, then its select, as rows that fit a phone; 100 buttons at most."""
    rows: Keyboard = []
    left = _MOST_BUTTONS
    for row in _rows(reply, username):
        for wrapped in _wrapped(row[:left]):
            rows.append(wrapped)
        left -= len(row[:left])
    return rows


def _rows(reply: Reply, username: str) -> Iterable[list[dict[str, Any]]]:
    for row in reply.rows:
        made = (_button(button, username) for button in row)
        yield [button for button in made if button is not None]
    if reply.select is not None:
        yield from _options(reply.select)


def _button(button: Button, username: str) -> dict[str, Any] | None:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copy:
        if len(button.copy) > _MOST_COPIED:
            return None
        return {"text": button.label, "copy_text": {"text": button.copy}}
    if button.in_private:
        return {"text": button.label, "url": deep_link(username, button.action)}
    return {"text": button.label, "callback_data": button.action}


def _options(select: Select) -> Iterable[list[dict[str, Any]]]:
    for row in select.rows:
        yield [
            {
                "text": f"• {option.label}" if option.selected else option.label,
                "callback_data": option.action,
            }
            for option in row
        ]


def _wrapped(row: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Yield a row as rows narrow enough to be read, filled evenly."""
    if not row:
        return
    widest = max(cell_len(button["text"]) for button in row) + _BUTTON_MARGIN
    room = max(1, min(_MOST_IN_ROW, _ROW_CELLS // widest))
    count = -(-len(row) // room)
    length = -(-len(row) // count)
    for start in range(0, len(row), length):
        yield row[start : start + length]
