"""/words: the words a person saved: browse, search, add, remove."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Choice, Command, Integer, Text, Token
from bot.core.commands.define import DEFINE, define, record_of
from bot.core.commands.durations import spelled_out
from bot.core.commands.offering import offer_reminders
from bot.core.context import Context
from bot.core.errors import OutdatedError, UserError
from bot.core.learning import scheduling
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
from bot.core.vocabulary.matches import Record, clear_winner
from bot.locales import N_
from bot.storage import cards, saved_actions, settings
from bot.storage.cards import SavedWord

_PAGE = 10
_DUE = "due"
_RESUME = "resume"
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


@dataclass(frozen=True, slots=True)
class _Today:
    """The study day, by which a word is due or not."""

    now: int
    ends_at: int

    def has_due(self, word: SavedWord) -> bool:
        return scheduling.is_due(word.card, self.now, self.ends_at)


async def words(
    context: Context,
    do: str = "find",
    word: str = "",
    shelf: str = "all",
    page: int = 1,
    entry: str = "",
    step: str = "",
    search: str = "",
) -> Reply:
    """Answer with a page of a person's words, or add or remove one.

    Args:
        do: `add` or `remove` a word, or `find` those that contain a text.
        word: the word or text.
        shelf: which words to show; `page` from 1.
        entry: the word that a button shows, or, with `step`, takes up again.
        search: the token of the text, from a button that turns its pages.
    """
    if overheard(context):
        return in_private(context, WORDS)
    if entry:
        return await (_resume if step else _card)(context, entry)
    asked = clean(word)
    if do == "add":
        return await _add(context, asked)
    if do == "remove":
        return await _remove(context, asked)
    return await _show(context, asked or await _kept(context, search), shelf, page, search)


async def _card(context: Context, entry: str) -> Reply:
    """Return a word's card; on that of one put aside stands how to take it up again."""
    card = replace(await define(context, entry=entry), audience=Audience.ASKER)
    word = await context.store.read(cards.saved_entry, context.person(), entry)
    if word is None or word.suspended_at is None:
        return card
    resume = Button(
        label=context.t("Take up again"), action=WORDS.action(entry=entry, step=_RESUME)
    )
    return replace(card, rows=(*card.rows, (resume,)))


async def _resume(context: Context, entry: str) -> Reply:
    """Have a word asked again; pressed twice, it says so twice."""
    word, person = record_of(context, entry).entry.word, context.person()
    if await context.store.read(cards.saved_entry, person, entry) is None:
        return _told(context, context.t("{word} is not among your words.", word=word))
    await context.store.write(cards.take_up, person, [entry])
    return _told(context, _resumed(context, word))


def _resumed(context: Context, word: str) -> str:
    return context.t("Taken up again: {word}. /review brings it back.", word=word)


async def _add(context: Context, asked: str) -> Reply:
    record, person = _meant(context, asked), context.person()
    word = record.entry.word
    resumed = await context.store.write(cards.take_up, person, [record.id])
    new = await context.store.write(cards.save, person, [record.id], context.seconds)
    context.bookmarks.forget(person)
    told = await offer_reminders(context, new)
    if resumed:
        text = _resumed(context, word)
    elif new:
        text = context.t("Saved: {word}. /review brings it back.", word=word)
    else:
        text = context.t("{word} is among your words already.", word=word)
    return _told(context, f"{text} {told}".rstrip())


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


async def _kept(context: Context, search: str) -> str:
    """Return the text that a token stands for, empty where there is no token.

    Raises:
        OutdatedError: it is kept no longer.
    """
    if not search:
        return ""
    kept = await context.store.read(saved_actions.load, search)
    if kept is None or kept[0] != WORDS.name:
        raise OutdatedError(
            N_("I no longer have what you searched for. Send /words and the word again.")
        )
    return kept[1]["word"]


async def _show(context: Context, asked: str, shelf: str, page: int, search: str) -> Reply:
    person = context.person()
    saved = await context.store.read(cards.saved, person)
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
    zone = (await context.store.read(settings.profile, person)).tzinfo
    today = _Today(context.seconds, scheduling.day_ends_at(context.seconds, zone))
    chosen = [pair for pair in owned if _is_on(shelf, pair[0], today)]
    found = [pair for pair in chosen if _contains(pair[1], asked)]
    if asked and not search and len(found) > _PAGE:
        search = await _keep(context, asked)
    reply = _page_of(context, found, shelf, page, search, today)
    rows = (*reply.rows, *_shelf_buttons(context, owned, today))
    return replace(reply, rows=rows, replaces=isinstance(context.request.said, Pressed))


async def _keep(context: Context, asked: str) -> str:
    """Keep a text for the buttons that turn its pages; return its token."""
    token, person = secrets.token_hex(6), context.person()
    facts = (token, WORDS.name, {"word": asked}, context.seconds, person)
    await context.store.write(saved_actions.save, *facts)
    return token


def _is_on(shelf: str, word: SavedWord, today: _Today) -> bool:
    if shelf == "all":
        return True
    if shelf == _DUE:
        return today.has_due(word)
    return word.card.stage.value == shelf


def _contains(record: Record, text: str) -> bool:
    entry = record.entry
    return any(text.casefold() in part.casefold() for part in (*entry.family, entry.translation))


def _page_of(
    context: Context, found: Sequence[Owned], shelf: str, page: int, search: str, today: _Today
) -> Reply:
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page, pages)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    label = context.t(_SHELVES[shelf])
    title = context.t("{shelf}: page {page} of {pages}", shelf=label, page=page, pages=pages)
    items = (
        Item(
            line(
                bold(record.entry.word),
                f"  {record.entry.translation}  · ",
                _due(context, word, today),
            )
        )
        for word, record in shown
    )
    options = [Option(record.entry.word, _opens(word)) for word, record in shown]
    rows = tuple(tuple(options[start : start + 2]) for start in range(0, len(options), 2))
    return Reply(
        blocks=(Paragraph(line(bold(title))), *items),
        rows=_turning(context, shelf, page, pages, search),
        select=Select(context.t("Open a card"), rows) if rows else None,
        audience=Audience.ASKER,
    )


def _opens(word: SavedWord) -> str:
    """Return the action that opens a word's card."""
    aside = word.suspended_at is not None
    return WORDS.action(entry=word.entry) if aside else DEFINE.action(entry=word.entry)


def _due(context: Context, word: SavedWord, today: _Today) -> str:
    if word.card.suspended:
        return context.t("put aside")
    if word.memory.is_new:
        return context.t("new")
    if today.has_due(word):
        return context.t("due")
    seconds = max(word.memory.due_at, word.buried_until or 0) - today.now
    return context.t("in {time}", time=spelled_out(context.voice, seconds))


def _turning(
    context: Context, shelf: str, page: int, pages: int, search: str
) -> tuple[tuple[Button, ...], ...]:
    targets = ((context.t("‹ Previous"), page - 1), (context.t("Next ›"), page + 1))
    buttons = tuple(
        Button(label=label, action=WORDS.action(shelf=shelf, page=target, search=search))
        for label, target in targets
        if 1 <= target <= pages
    )
    return (buttons,) if buttons else ()


def _shelf_buttons(
    context: Context, owned: Sequence[Owned], today: _Today
) -> tuple[tuple[Button, ...], ...]:
    buttons = []
    for shelf, label in _SHELVES.items():
        count = sum(_is_on(shelf, word, today) for word, _ in owned)
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
        Token(name="entry"),
        Choice(name="step", options={_RESUME: _RESUME}, hidden=True),
        Token(name="search"),
        Text(name="word", summary=N_("A word, or part of one"), completes="words"),
    ),
    audience=Audience.ASKER,
)
