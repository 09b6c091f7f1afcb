"""A Reply as Discord's components (version 2), and an Ask as a modal.

Discord counts: 40 components in a message and 4,000 characters over all its texts. Controls are
kept first; text that is too long ends at a block's border with an ellipsis.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from bot.adapters.discord.markdown import ELLIPSIS, escaped, length, shortened, styled
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
    OutgoingFile,
    Paragraph,
    Reply,
    Section,
    Select,
    Simple,
    line,
)

Component = dict[str, Any]

ACCENT = 0x5B8DEF
PRIVATE_MARK = "~"
"""Begins the custom_id of a button whose answer is for the presser alone; no action begins so."""
SELECT_ID = "view"
"""The custom_id of the one select; its options carry the actions."""

_ACTION_ROW, _BUTTON, _SELECT, _TEXT_INPUT = 1, 2, 3, 4
_TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER, _LABEL = 10, 12, 13, 14, 17, 18
_SECONDARY, _LINK = 2, 5
_PARAGRAPH_INPUT = 2

_MOST_COMPONENTS = 40
_MOST_CHARACTERS = 4_000
_MOST_IN_ROW = 5
_MOST_OPTIONS = 25
_MOST_BUTTONS = 25
_LABEL_LENGTH = 80
_OPTION_LENGTH = 100
_PLACEHOLDER_LENGTH = 150
_TITLE_LENGTH = 45
_HINT_LENGTH = 100
_LINE_LENGTH = 600
"""What is kept of each line of a block that would not even fit alone, all of it escaped."""
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}


def components(reply: Reply) -> list[Component]:
    """Return the components of a reply's message; a notice shows where nothing else does."""
    controls = _controls(reply)
    files = [_file(file) for file in reply.files]
    room = _MOST_COMPONENTS - 1 - bool(reply.calls) - sum(map(_count, (*controls, *files)))
    inside = [*_texts(reply.blocks, room), *files, *controls]
    if inside:
        return [{"type": _CONTAINER, "accent_color": ACCENT, "components": inside}]
    return notice(reply.notice) if reply.notice else []


def posted(reply: Reply) -> list[Component]:
    """Return the components of a message nobody waits for; the role it calls stands above."""
    drawn = components(with_question(reply))
    return [_text(f"<@&{reply.calls}>"), *drawn] if reply.calls else drawn


def notice(sentence: str) -> list[Component]:
    """Return the components of a single line."""
    limited = shortened(sentence, _LINE_LENGTH)
    return [_text(escaped(limited))]


def modal(ask: Ask) -> Component:
    """Return the form that asks for a text; its custom_id is the action the text completes."""
    question = shortened(ask.question, _TITLE_LENGTH)
    field: Component = {
        "type": _TEXT_INPUT,
        "custom_id": "text",
        "style": _PARAGRAPH_INPUT,
        "required": True,
    }
    if ask.hint:
        field["placeholder"] = shortened(ask.hint, _HINT_LENGTH)
    label: Component = {"type": _LABEL, "label": question, "component": field}
    if question != ask.question:
        label["description"] = shortened(ask.question, _HINT_LENGTH)
    return {"custom_id": ask.action, "title": question, "components": [label]}


def with_question(reply: Reply) -> Reply:
    """Return a reply that asks by a button, for where no modal can be opened."""
    if reply.ask is None:
        return reply
    button = Button(label=reply.ask.question, action=reply.ask.action)
    question = Paragraph(line(reply.ask.question))
    return replace(reply, blocks=(*reply.blocks, question), rows=(*reply.rows, (button,)), ask=None)


# --- text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands in one text component.

    Attributes:
        divided: whether a line is drawn above.
        pieces: Markdown that is shown whole or not at all.
    """

    divided: bool
    pieces: tuple[str, ...]


def _texts(blocks: Sequence[Block], room: int) -> list[Component]:
    groups = list(_fitting(_grouped(blocks)))
    drawn = list(_drawn(groups))
    if len(drawn) <= room:
        return drawn
    return [_text("\n".join(piece for group in groups for piece in group.pieces))]


def _drawn(groups: Iterable[_Group]) -> Iterator[Component]:
    for group in groups:
        if group.divided:
            yield {"type": _SEPARATOR, "divider": True}
        yield _text("\n".join(group.pieces))


def _grouped(blocks: Sequence[Block]) -> Iterator[_Group]:
    """Yield the blocks' groups: small blocks of a kind together, every other on its own."""
    previous: Block | None = None
    gathered: list[str] = []
    divided = False
    for block in blocks:
        joins = isinstance(block, Item | Caption | Correction) and type(block) is type(previous)
        if gathered and not joins:
            yield _Group(divided, tuple(gathered))
            gathered = []
        if not joins:
            divided = _is_divided(block, previous)
        gathered += _pieces(block)
        previous = block
    if gathered:
        yield _Group(divided, tuple(gathered))


def _is_divided(block: Block, previous: Block | None) -> bool:
    if previous is None or isinstance(previous, Heading):
        return False
    return isinstance(block, Section) or (
        isinstance(block, Example) and not isinstance(previous, Example)
    )


def _fitting(groups: Iterable[_Group]) -> Iterator[_Group]:
    """Yield the groups up to the limit on characters; where some are left out, an ellipsis."""
    room = _MOST_CHARACTERS - length(ELLIPSIS) - 1
    for group in groups:
        kept: list[str] = []
        for piece in group.pieces:
            room -= length(piece) + 1
            if room < 0:
                yield _Group(group.divided and bool(kept), (*kept, ELLIPSIS))
                return
            kept.append(piece)
        yield group


def _pieces(block: Block) -> list[str]:
    """Return what a block shows, piece by piece; a piece of nothing but blanks is none."""
    if not isinstance(block, Section):
        pieces = [_piece(block)]
    else:
        title = [f"**{escaped(block.title)}**"] if block.title.strip() else []
        pieces = title + [_piece(inner) for inner in block.blocks]
    return [piece for piece in pieces if piece.strip()]


def _piece(block: Simple) -> str:
    """Return a block as Markdown, its lines cut where it would not fit into a message alone."""
    whole = _written(block, None)
    return whole if length(whole) < _MOST_CHARACTERS - 2 else _written(block, _LINE_LENGTH)


def _written(block: Simple, limit: int | None) -> str:
    match block:
        case Heading():
            return _heading(block, limit)
        case Correction(wrong=wrong, right=right):
            struck, said = styled(line(wrong), limit), styled(line(right), limit)
            return f"⚠️ ~~{struck}~~ → {said}"
        case Caption(text=text):
            return _prefixed("-# ", styled(text, limit))
        case Item(text=text, translation=translation):
            return "• " + _pair(text, translation, limit)
        case Example(text=text, translation=translation):
            return _prefixed("> ", _pair(text, translation, limit))
        case _:
            return _pair(block.text, block.translation, limit)


def _heading(heading: Heading, limit: int | None) -> str:
    translation = line("".join(span.text for span in heading.translation))
    parts = (styled(part, limit) for part in (line(heading.title), translation))
    first = "   ".join(part for part in parts if part).replace("\n", " ")
    small = (part for part in (heading.pronunciation, heading.label) if part)
    second = styled(line(" · ".join(small)), limit).replace("\n", " ")
    return f"# {first}\n-# {second}" if second else f"# {first}"


def _pair(text: Line, translation: Line, limit: int | None) -> str:
    first = styled(text, limit)
    return f"{first}\n{styled(translation, limit)}" if translation else first


def _prefixed(mark: str, text: str) -> str:
    return "\n".join(mark + part for part in text.split("\n"))


def _text(content: str) -> Component:
    return {"type": _TEXT, "content": content}


# --- controls and files ---------------------------------------------------------------------------


def _controls(reply: Reply) -> list[Component]:
    select = _select(reply.select) if reply.select else []
    rows = _button_rows(reply.rows)
    room = _MOST_COMPONENTS - 2 - len(reply.files) - sum(map(_count, select))
    if sum(map(_count, rows)) > room:
        buttons = [button for row in rows for button in row["components"]][:_MOST_BUTTONS]
        rows = list(_rows_of(buttons))
    return select + rows


def _select(select: Select) -> list[Component]:
    options = {option.action: option for row in select.rows for option in row if option.action}
    if not options:
        return []
    chosen = next((option.action for option in options.values() if option.selected), None)
    shown = [
        {
            "label": shortened(option.label, _OPTION_LENGTH),
            "value": action,
            "default": action == chosen,
        }
        for action, option in list(options.items())[:_MOST_OPTIONS]
    ]
    menu: Component = {"type": _SELECT, "custom_id": SELECT_ID, "options": shown}
    if select.label:
        menu["placeholder"] = shortened(select.label, _PLACEHOLDER_LENGTH)
    return [_row([menu])]


def _button_rows(rows: Sequence[Sequence[Button]]) -> list[Component]:
    """Return the rows with what Discord can press; the second button of an action is left out."""
    seen: set[str] = set()
    drawn: list[Component] = []
    for row in rows:
        buttons = []
        for button in row:
            identity = button.url or _custom_id(button)
            if identity and identity not in seen:
                seen.add(identity)
                buttons.append(_button(button))
        drawn += _rows_of(buttons)
    return drawn


def _custom_id(button: Button) -> str:
    private = button.in_private and button.action
    return PRIVATE_MARK + button.action if private else button.action


def _button(button: Button) -> Component:
    label = shortened(button.label, _LABEL_LENGTH)
    if button.url:
        return {"type": _BUTTON, "style": _LINK, "label": label, "url": button.url}
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": label,
        "custom_id": _custom_id(button),
    }


def _rows_of(buttons: Sequence[Component]) -> Iterator[Component]:
    for start in range(0, len(buttons), _MOST_IN_ROW):
        yield _row(list(buttons[start : start + _MOST_IN_ROW]))


def _row(inside: list[Component]) -> Component:
    return {"type": _ACTION_ROW, "components": inside}


def _count(component: Component) -> int:
    return 1 + sum(map(_count, component.get("components", ())))


def _file(file: OutgoingFile) -> Component:
    source = {"url": f"attachment://{file.name}"}
    if PurePath(file.name).suffix.lower() not in _PICTURES:
        return {"type": _FILE, "file": source}
    item: Component = {"media": source}
    if file.description:
        item["description"] = shortened(file.description, 1024)
    return {"type": _GALLERY, "items": [item]}
