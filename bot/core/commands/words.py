"""/words: the words a person saved: browse, search, add, remove."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Choice, Command, Integer, Text
from bot.core.commands.define import DEFINE
from bot.core.commands.durations import spelled_out
from bot.core.context import Context
from bot.core.errors import UserError
from bot.core.learning.scheduling import Stage
from bot.core.messages import (
    Audience,
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
from bot.core.text import clean
from bot.core.vocabulary.dictionary import Record, clear_winner
from bot.locales import N_
from bot.storage import cards
from bot.storage.cards import SavedWord

_PAGE = 10
_DUE = "due"
_SHELVES = {
    "all": N_("All"),
    _DUE: N_("Due"),
    Stage.NEW.value: N_("New"),
    Stage.LEARNING.value: N_("Learning"),
    Stage.KNOWN.value: N_("Known"),
    Stage.SUSPENDED.value: N_("Put aside"),
}
_DO = {"add": N_("add"), "remove": N_("remove"), "find": N_("find")}

Owned = tuple[SavedWord, Record]


async def words(
    context: Context, do: str = "find", word: str = "", shelf: str = "all", page: int = 1
) -> Reply:
    """Answer with a page of a person's words, or add or remove one.

    Args:
        do: `add` or `remove` a word, or `find` those that contain a text.
        word: the word or text.
        shelf: which words to show; `page` from 1.
    """
    if overheard(context):
        return in_private(context, WORDS)
    asked = clean(word)
    if do == "add":
        return await _add(context, asked)
    if do == "remove":
        return await _remove(context, asked)
    return await _show(context, asked, shelf, page)


async def _add(context: Context, asked: str) -> Reply:
    record = _meant(context, asked)
    new = await context.store.write(cards.save, context.person(), [record.id], context.seconds)
    context.bookmarks.forget(context.person())
    if not new:
        return _told(
            context, context.t("{word} is among your words already.", word=record.entry.word)
        )
    return _told(
        context, context.t("Saved: {word}. /review brings it back.", word=record.entry.word)
    )


async def _remove(context: Context, asked: str) -> Reply:
    record = _meant(context, asked)
    gone = await context.store.write(cards.remove, context.person(), record.id)
    context.bookmarks.forget(context.person())
    if not gone:
        return _told(context, context.t("{word} is not among your words.", word=record.entry.word))
    return _told(context, context.t("No longer among your words: {word}.", word=record.entry.word))


def _meant(context: Context, asked: str) -> Record:
    winner = clear_winner(context.dictionary.find(asked)) if asked else None
    if winner is None:
        raise UserError(
            N_("I am not sure which word that is. Look it up with /define and press ⭐.")
        )
    return winner.record


def _told(context: Context, text: str) -> Reply:
    button = Button(label=context.t("My words"), action=WORDS.action())
    return Reply(blocks=(Paragraph(line(text)),), rows=((button,),), audience=Audience.ASKER)


async def _show(context: Context, asked: str, shelf: str, page: int) -> Reply:
    saved = await context.store.read(cards.saved, context.person())
    owned = [
        (word, record)
        for word in saved
        if (record := context.dictionary.get(word.entry)) is not None
    ]
    if not owned:
        text = context.t(
            "You have saved no word yet. Press ⭐ on a card, or send /words add and a word."
        )
        return Reply(blocks=(Paragraph(line(text)),), audience=Audience.ASKER)
    chosen = [pair for pair in owned if _is_on(shelf, pair[0], context.seconds)]
    found = [pair for pair in chosen if _contains(pair[1], asked)]
    reply = _page_of(context, found, shelf, page)
    rows = (*reply.rows, *_shelf_buttons(context, owned))
    return replace(reply, rows=rows, replaces=isinstance(context.request.said, Pressed))


def _is_on(shelf: str, word: SavedWord, now: int) -> bool:
    if shelf == "all":
        return True
    if shelf == _DUE:
        return not word.card.suspended and word.memory.due_at <= now
    return word.card.stage.value == shelf


def _contains(record: Record, text: str) -> bool:
    entry = record.entry
    return any(text.casefold() in part.casefold() for part in (*entry.family, entry.translation))


def _page_of(context: Context, found: Sequence[Owned], shelf: str, page: int) -> Reply:
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page, pages)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    label = context.t(_SHELVES[shelf])
    title = context.t("{shelf}: page {page} of {pages}", shelf=label, page=page, pages=pages)
    items = (
        Item(
            line(bold(record.entry.word), f"  {record.entry.translation}  · ", _due(context, word))
        )
        for word, record in shown
    )
    options = [Option(r.entry.word, DEFINE.action(entry=r.id)) for _, r in shown]
    rows = tuple(tuple(options[start : start + 2]) for start in range(0, len(options), 2))
    return Reply(
        blocks=(Paragraph(line(bold(title))), *items),
        rows=_turning(context, shelf, page, pages),
        select=Select(context.t("Open a card"), rows) if rows else None,
        audience=Audience.ASKER,
    )


def _due(context: Context, word: SavedWord) -> str:
    if word.card.suspended:
        return context.t("put aside")
    if word.memory.is_new:
        return context.t("new")
    if word.memory.due_at <= context.seconds:
        return context.t("due")
    return context.t(
        "in {time}", time=spelled_out(context.voice, word.memory.due_at - context.seconds)
    )


def _turning(context: Context, shelf: str, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    targets = ((context.t("‹ Back"), page - 1), (context.t("Next ›"), page + 1))
    buttons = tuple(
        Button(label=label, action=WORDS.action(shelf=shelf, page=target))
        for label, target in targets
        if 1 <= target <= pages
    )
    return (buttons,) if buttons else ()


def _shelf_buttons(context: Context, owned: Sequence[Owned]) -> tuple[tuple[Button, ...], ...]:
    buttons = []
    for shelf, label in _SHELVES.items():
        count = sum(_is_on(shelf, word, context.seconds) for word, _ in owned)
        if count:
            text = f"{context.t(label)} {count}"
            buttons.append(Button(label=text, action=WORDS.action(shelf=shelf)))
    return tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))


WORDS = Command(
    name="words",
    code="o",
    summary=N_("The words you saved: search, add, remove"),
    run=words,
    parameters=(
        Choice(name="do", summary=N_("What to do with the word"), options=_DO),
        Choice(name="shelf", options=_SHELVES, hidden=True),
        Integer(name="page", hidden=True, least=1, most=10_000),
        Text(name="word", summary=N_("A word, or part of one"), completes="words"),
    ),
    audience=Audience.ASKER,
)
