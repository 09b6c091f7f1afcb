"""/list: the words of a topic or a level, page by page."""

from bot.core.commands.declaration import Command, Integer, Text, Token
from bot.core.commands.define import DEFINE
from bot.core.commands.shelves import Shelf, shelf_named, shelves
from bot.core.context import Context
from bot.core.messages import (
    Button,
    Item,
    Option,
    Paragraph,
    Pressed,
    Reply,
    Select,
    bold,
    line,
)
from bot.locales import N_

_PAGE = 12
_COLUMNS = 3


async def list_(context: Context, topic: str = "", shelf: str = "", page: int = 1) -> Reply:
    """Answer with the topics and levels, or with a page of the words of one.

    Args:
        topic: the name or label of a topic or level, as typed.
        shelf: its id, from a button.
        page: the page to show, from 1.
    """
    if not topic and not shelf:
        return _overview(context)
    return _page(context, shelf_named(context, topic or shelf), page)


def _overview(context: Context) -> Reply:
    title = context.tn(
        "{count} word. Choose a shelf:", "{count} words. Choose a shelf:", len(context.dictionary)
    )
    options = [
        Option(f"{shelf.label} {shelf.count}", LIST.action(shelf=shelf.id))
        for shelf in shelves(context.dictionary, context.voice)
    ]
    rows = tuple(
        tuple(options[start : start + _COLUMNS]) for start in range(0, len(options), _COLUMNS)
    )
    return Reply(
        blocks=(Paragraph(line(title)),), select=Select(context.t("Topics and levels"), rows)
    )


def _page(context: Context, shelf: Shelf, page: int) -> Reply:
    records = context.dictionary.browse(shelf.holds)
    pages = -(-len(records) // _PAGE)
    page = min(page, pages)
    shown = records[(page - 1) * _PAGE : page * _PAGE]
    title = context.t("{shelf}: page {page} of {pages}", shelf=shelf.label, page=page, pages=pages)
    items = (Item(line(bold(r.entry.word), "  ", r.entry.translation)) for r in shown)
    options = [Option(r.entry.word, DEFINE.action(entry=r.id)) for r in shown]
    rows = tuple(tuple(options[start : start + 2]) for start in range(0, len(options), 2))
    return Reply(
        blocks=(Paragraph(line(bold(title))), *items),
        rows=_turning(context, shelf, page, pages),
        select=Select(context.t("Open a card"), rows),
        replaces=isinstance(context.request.said, Pressed),
    )


def _turning(
    context: Context, shelf: Shelf, page: int, pages: int
) -> tuple[tuple[Button, ...], ...]:
    targets = [
        (context.t("‹ Previous"), page - 1, page > 1),
        (context.t("Next ›"), page + 1, page < pages),
    ]
    buttons = [
        Button(label=label, action=LIST.action(shelf=shelf.id, page=target))
        for label, target, there in targets
        if there
    ]
    shelves_button = Button(label=context.t("All shelves"), action=LIST.action())
    return ((*buttons, shelves_button),)


LIST = Command(
    name="list",
    code="b",
    summary=N_("Browse the words by topic or level"),
    run=list_,
    parameters=(
        Text(name="topic", summary=N_("A topic or level, such as training"), completes="topics"),
        Token(name="shelf"),
        Integer(name="page", hidden=True, least=1, most=100_000),
    ),
)
