"""/define and /random: a word, and its card."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.commands.cards import IN_PLACE, Card
from bot.core.commands.declaration import Command, Text, Token
from bot.core.context import Context
from bot.core.errors import OutdatedError, UserError
from bot.core.messages import Button, Paragraph, Pressed, Reply, line
from bot.core.text import clean
from bot.core.vocabulary.dictionary import Match, Record
from bot.locales import N_

_LONGEST_WORD = 100
_MOST_SUGGESTIONS = 6
_MOST_TERMS = 24
_EXAMPLE = "pretraining"


async def define(context: Context, word: str = "", entry: str = "", view: str = "") -> Reply:
    """Answer with the card of a word, the terms of a text, or how to ask.

    Args:
        word: what was typed: a word, a phrase or a text.
        entry: the id of the record, from a button.
        view: the part to unfold, from a button.
    """
    if entry:
        return _pressed(context, entry, view)
    asked, quoted = clean(word), clean(context.request.quoted or "")
    if asked:
        return _look_up(context, asked)
    return _terms(context, quoted) if quoted else _usage(context)


async def random(context: Context) -> Reply:
    """Answer with the card of a word chosen by chance."""
    return _show(context, context.dictionary.random(context.rng))


def _pressed(context: Context, entry: str, view: str) -> Reply:
    record = context.dictionary.get(entry)
    if record is None:
        raise OutdatedError(
            N_("That word is no longer in the dictionary. Look it up again with /define.")
        )
    reply = _show(context, record, view)
    return replace(reply, replaces=bool(view) and isinstance(context.request.said, Pressed))


def _look_up(context: Context, asked: str) -> Reply:
    matches = context.dictionary.find(asked)
    if len(matches) == 1:
        return _show(context, matches[0].record, match=matches[0])
    if matches:
        question = context.t("That means more than one thing. Which one?")
        return _offer(question, [match.record for match in matches])
    terms = context.dictionary.terms_in(asked, _MOST_TERMS)
    if terms and " " in asked:
        return _terms(context, asked)
    return _unknown(context, asked)


def _unknown(context: Context, asked: str) -> Reply:
    if len(asked) > _LONGEST_WORD:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    near = context.dictionary.suggest(asked, _MOST_SUGGESTIONS)
    if near:
        return _offer(context.t("I don't have that word. Did you mean one of these?"), near)
    raise UserError(N_("I don't have that word. Check the spelling, or meet another with /random."))


def _terms(context: Context, text: str) -> Reply:
    found = context.dictionary.terms_in(text, _MOST_TERMS)
    if not found:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    if len(found) == 1:
        return _show(context, found[0])
    title = context.tn("I know {count} term in it:", "I know {count} terms in it:", len(found))
    return Reply(
        blocks=(Paragraph(line(title)),),
        rows=_rows(found, view=""),
        audience=DEFINE.audience,
    )


def _offer(question: str, records: Sequence[Record]) -> Reply:
    return Reply(blocks=(Paragraph(line(question)),), rows=_rows(records, view=IN_PLACE))


def _rows(records: Sequence[Record], view: str) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(
            label=f"{record.entry.word} {record.entry.translation}",
            action=DEFINE.action(entry=record.id, view=view),
        )
        for record in records
    ]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def _usage(context: Context) -> Reply:
    matches = context.dictionary.find(_EXAMPLE)
    text = context.t("Send /define and a word, for example: /define {example}", example=_EXAMPLE)
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=_rows([match.record for match in matches], view=IN_PLACE),
    )


def _show(context: Context, record: Record, view: str = "", match: Match | None = None) -> Reply:
    card = Card(context.voice, record, DEFINE.action)
    request = context.request
    if request.is_private or request.can_whisper or request.place is None:
        return card.full(view, match)
    return card.brief(match)


DEFINE = Command(
    name="define",
    code="w",
    summary=N_("Look up a word or phrase"),
    run=define,
    parameters=(
        Text(name="word", summary=N_("A word, a phrase or a sentence"), completes=True),
        Token(name="entry"),
        Token(name="view"),
    ),
)

RANDOM = Command(
    name="random",
    code="r",
    summary=N_("Meet a word you did not ask for"),
    run=random,
)
