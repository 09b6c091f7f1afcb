"""/define and /random: a word, and its card."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.commands.cards import IN_PLACE, Card
from bot.core.commands.declaration import Command, Text, Token
from bot.core.commands.shelves import shelf_named
from bot.core.context import Context
from bot.core.errors import OutdatedError, UserError
from bot.core.messages import Button, Paragraph, Pressed, Reply, line
from bot.core.text import clean
from bot.core.vocabulary.dictionary import How, Match, Record, clear_winner
from bot.locales import N_

_LONGEST_WORD = 100
_MOST_OFFERED = 12
_MOST_ALSO = 6
_SHORT = 4
"""Words up to which a query is a phrase and no text."""
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
    return _terms(context, quoted, quoted=True) if quoted else _usage(context)


async def random(context: Context, topic: str = "") -> Reply:
    """Answer with the card of a word chosen by chance.

    Args:
        topic: the name or label of a topic the word is to belong to.
    """
    wanted = shelf_named(context, topic).name if topic else ""
    return _show(context, context.dictionary.random(context.rng, wanted))


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
    winner = clear_winner(matches)
    if winner is not None:
        return _answer(context, winner, matches[1:])
    if matches:
        return _offer(_question(context, matches[0]), [match.record for match in matches])
    parts = context.dictionary.terms_in(asked, _MOST_TERMS)
    if parts:
        return _terms(context, asked, quoted=False)
    if len(asked) > _LONGEST_WORD:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    raise UserError(N_("I don't have that word. Check the spelling, or meet another with /random."))


def _answer(context: Context, winner: Match, others: Sequence[Match]) -> Reply:
    """Answer with the winner's card; what else the query names stays a press away."""
    reply = _show(context, winner.record, match=winner)
    also = [match.record for match in others if match.how is not How.SPELLING][:_MOST_ALSO]
    return replace(reply, rows=(*reply.rows, *_rows(also, view="")))


def _question(context: Context, first: Match) -> str:
    if first.how is How.SPELLING:
        return context.t("I don't have that word. Did you mean one of these?")
    if first.how is How.CONTAINED:
        return context.t("These words have it in them:")
    return context.t("That means more than one thing. Which one?")


def _terms(context: Context, text: str, *, quoted: bool) -> Reply:
    found = context.dictionary.terms_in(text, _MOST_TERMS)
    if not found:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    if len(found) == 1 and quoted:
        return _show(context, found[0])
    if not quoted and len(text.split()) <= _SHORT:
        title = context.t("I don't have the whole phrase, but this in it:")
    else:
        title = context.tn("I know {count} term in it:", "I know {count} terms in it:", len(found))
    return Reply(blocks=(Paragraph(line(title)),), rows=_rows(found, view=""))


def _offer(question: str, records: Sequence[Record]) -> Reply:
    shown = records[:_MOST_OFFERED]
    return Reply(blocks=(Paragraph(line(question)),), rows=_rows(shown, view=IN_PLACE))


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
    examples = [match.record for match in context.dictionary.find(_EXAMPLE)]
    text = context.t("Send /define and a word, for example: /define {example}", example=_EXAMPLE)
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=_rows(examples, view=IN_PLACE),
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
        Text(name="word", summary=N_("A word, a phrase or a sentence"), completes="words"),
        Token(name="entry"),
        Token(name="view"),
    ),
)

RANDOM = Command(
    name="random",
    code="r",
    summary=N_("Meet a word you did not ask for"),
    run=random,
    parameters=(Text(name="topic", summary=N_("A topic, such as training"), completes="topics"),),
)
