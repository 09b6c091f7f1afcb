"""Draws replies for a terminal: boxes and colour for a person, plain lines for a script."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.core.messages import (
    Block,
    Button,
    Caption,
    Correction,
    Example,
    Heading,
    Item,
    Line,
    Option,
    Paragraph,
    Reply,
    Section,
    Span,
)

_WIDEST = 88
_FRAME = 6
"""Columns that a panel's corners and its title's blanks take."""


def pressables(reply: Reply) -> list[Option]:
    """Return what can be pressed on a reply, in the order it is numbered from 1."""
    buttons = [Option(b.label, b.action) for row in reply.rows for b in row if b.action]
    rows = reply.select.rows if reply.select else ()
    return buttons + [option for row in rows for option in row]


def links(reply: Reply) -> list[Button]:
    """Return the pages a reply links to."""
    return [button for row in reply.rows for button in row if button.url]


def plain(reply: Reply) -> str:
    """Return a reply as lines of plain text, its buttons numbered below."""
    lines = [reply.notice] if reply.notice else []
    for block in reply.blocks:
        lines += _plain_block(block)
    lines += [f"{link.label} {link.url}" for link in links(reply)]
    lines += [
        f"[{number}] {'• ' if option.selected else ''}{option.label}"
        for number, option in enumerate(pressables(reply), start=1)
    ]
    return "\n".join(lines)


def _plain_block(block: Block) -> list[str]:
    match block:
        case Heading(title=title, pronunciation=pronunciation, label=label, translation=line):
            parts = (title, pronunciation, label, _string(line))
            return ["  ".join(part for part in parts if part)]
        case Section(title=title, blocks=blocks):
            head = [f"— {title} —"] if title else []
            return head + [text for inner in blocks for text in _plain_block(inner)]
        case Correction(wrong=wrong, right=right):
            return [f"✗ {wrong}  ✓ {right}"]
        case Caption(text=text):
            return [_string(text)]
        case Item(text=text, translation=translation):
            return _pair(f"• {_string(text)}", translation, "  ")
        case (
            Paragraph(text=text, translation=translation)
            | Example(text=text, translation=translation)
        ):
            return _pair(_string(text), translation, "")


def _pair(text: str, translation: Line, indent: str) -> list[str]:
    return [text, f"{indent}{_string(translation)}"] if translation else [text]


def _string(line: Line) -> str:
    return "".join(span.text for span in line)


def drawn(reply: Reply, width: int) -> RenderableType:
    """Return a reply as a panel for a terminal `width` columns wide; the menu stands below it."""
    if not reply.blocks:
        return Text(reply.notice)
    heading = next((block for block in reply.blocks if isinstance(block, Heading)), None)
    parts = [part for block in reply.blocks for part in _drawn_block(block)]
    if heading is None:
        return Group(*parts)
    wide = min(width, _WIDEST)
    return Panel(
        Group(*parts), title=_title(heading, wide - _FRAME), title_align="left", width=wide
    )


def menu(reply: Reply) -> Text | None:
    """Return the numbered line of what can be pressed, or None where nothing can."""
    text = Text()
    for number, option in enumerate(pressables(reply), start=1):
        text.append(f" {number} ", style="bold cyan")
        text.append(option.label, style="reverse" if option.selected else "")
        text.append(" ")
    for link in links(reply):
        text.append(f" {link.label}", style=f"link {link.url}")
    return text if text else None


def _title(heading: Heading, room: int) -> Text:
    title = Text(heading.title, style="bold")
    if heading.pronunciation:
        title.append(f"  {heading.pronunciation}", style="not bold cyan")
    if heading.label:
        title.append(f"  {heading.label}", style="not bold italic")
    translation = _styled(heading.translation)
    gap = room - cell_len(title.plain) - cell_len(translation.plain) - 2
    title.append(f" {'─' * max(gap, 1)} ", style="not bold")
    return title.append_text(translation)


def _drawn_block(block: Block) -> Iterable[RenderableType]:
    match block:
        case Heading():
            return
        case Section(title=title, blocks=blocks):
            yield Rule(Text(title, style="bold"), align="left") if title else Rule()
            for inner in blocks:
                yield from _drawn_block(inner)
        case Correction(wrong=wrong, right=right):
            yield Text.assemble(("✗ ", "red"), (wrong, "strike"), ("   ✓ ", "green"), right)
        case Caption(text=text):
            yield _styled(text, "dim")
        case Item(text=text, translation=translation):
            yield from _indented("• ", text, translation)
        case Example(text=text, translation=translation):
            yield from _indented("› ", text, translation)
            yield Text()
        case Paragraph(text=text, translation=translation):
            yield _styled(text)
            if translation:
                yield _styled(translation)
            yield Text()


def _indented(mark: str, text: Line, translation: Line) -> Iterable[RenderableType]:
    yield _hanging(mark, _styled(text))
    if translation:
        yield _hanging("  ", _styled(translation))


def _hanging(mark: str, text: Text) -> RenderableType:
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    return grid


def _styled(line: Line, style: str = "") -> Text:
    text = Text(style=style, overflow="fold")
    for span in line:
        text.append(span.text, style=_style(span))
    return text


def _style(span: Span) -> str:
    styles = (("bold", span.bold), ("italic", span.italic), ("strike", span.strike))
    return " ".join(name for name, wanted in styles if wanted)
