"""/define and /random: a word, its card, and the star that saves it."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.core.commands.cards import IN_PLACE, Card
from bot.core.commands.declaration import Access, Choice, Command, Text, Token
from bot.core.commands.offering import offer_reminders
from bot.core.commands.shelves import shelf_named
from bot.core.context import Context
from bot.core.errors import NotAllowedError, OutdatedError, UserError
from bot.core.messages import Audience, Button, Offer, Paragraph, Pressed, Reply, line
from bot.core.text import clean
from bot.core.vocabulary import chinese
from bot.core.vocabulary.matches import How, Match, Record, clear_winner
from bot.locales import N_, Voice
from bot.storage import cards, saved_actions, settings

_LONGEST_WORD = 100
_MOST_OFFERED = 12
_MOST_ALSO = 6
_SHORT = 4
"""Words up to which a query is a phrase and no text."""
_SHORT_IN_CHINESE = 10
"""Characters likewise, for Chinese puts no blanks between words."""
_MOST_TERMS = 24
_EXAMPLE = "pretraining"
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s*")
_LONGEST_SENTENCE = 400


async def define(
    context: Context, word: str = "", entry: str = "", view: str = "", source: str = ""
) -> Reply:
    """Answer with the card of a word, the terms of a text, or how to ask.

    Args:
        word: what was typed: a word, a phrase or a text.
        entry: the id of the record, from a button.
        view: the part to unfold, from a button.
        source: the token of the text the word was found in, from a button.
    """
    if entry:
        return await _pressed(context, entry, view, source)
    asked, quoted = clean(word), clean(context.request.quoted or "")
    if asked:
        return await _look_up(context, asked)
    return await _terms(context, quoted, quoted=True) if quoted else _usage(context)


async def random(context: Context, topic: str = "") -> Reply:
    """Answer with the card of a word chosen by chance.

    Args:
        topic: the name or label of a topic the word is to belong to.
    """
    wanted = shelf_named(context, topic).name if topic else ""
    return await _show(context, context.dictionary.random(context.rng, wanted))


async def save(context: Context, entry: str, want: str, view: str = "", source: str = "") -> Reply:
    """Save a word, or forget it, and say so; in a private chat the card shows it.

    Args:
        entry: the id of the record.
        want: `on` to have it saved, `off` to have it forgotten.
        view: the part of the card unfolded, which stays so.
        source: the token of the text the word was found in.
    """
    record, person = record_of(context, entry), context.person()
    if want == "on":
        met_in = await _sentence(context, record, source)
        facts = (person, [entry], context.seconds, met_in)
        new = await context.store.write(cards.save, *facts)
        said = context.t("Saved. /review brings it back at the right time.")
        notice = f"{said} {await offer_reminders(context, new)}".rstrip()
    else:
        await context.store.write(cards.remove, person, entry)
        notice = context.t("No longer among your words.")
    context.bookmarks.forget(person)
    if not context.request.is_private:
        return Reply(notice=notice, audience=Audience.ASKER)
    card = await _show(context, record, view or IN_PLACE, source=source)
    return replace(card, notice=notice, replaces=isinstance(context.request.said, Pressed))


def offer_of(voice: Voice, record: Record) -> Offer:
    """Return a record's short card as somebody may post it in any chat."""
    entry = record.entry
    card = Card(voice, record, DEFINE.action)
    return Offer(record.id, f"{entry.word}  {entry.phonetics}", entry.translation, card.brief())


def record_of(context: Context, entry: str) -> Record:
    """Return the record that a button names.

    Raises:
        OutdatedError: it is no longer in the dictionary.
    """
    record = context.dictionary.get(entry)
    if record is None:
        raise OutdatedError(
            N_("That word is no longer in the dictionary. Look it up again with /define.")
        )
    return record


async def _pressed(context: Context, entry: str, view: str, source: str) -> Reply:
    reply = await _show(context, record_of(context, entry), view, source=source)
    return replace(reply, replaces=bool(view) and isinstance(context.request.said, Pressed))


async def _sentence(context: Context, record: Record, source: str) -> str | None:
    """Return the sentence of the source text that the word stands in."""
    kept = await context.store.read(saved_actions.load, source) if source else None
    if kept is None:
        return None
    text = kept[1].get("text", "")
    for sentence in _SENTENCE_END.split(text):
        if record in context.dictionary.terms_in(sentence, _MOST_TERMS):
            return sentence.strip()[:_LONGEST_SENTENCE]
    return None


async def _look_up(context: Context, asked: str) -> Reply:
    matches = context.dictionary.find(asked)
    winner = clear_winner(matches)
    if winner is not None:
        return await _answer(context, winner, matches[1:])
    if matches:
        return _offer(_question(context, matches[0]), [match.record for match in matches])
    parts = context.dictionary.terms_in(asked, _MOST_TERMS)
    if parts:
        return await _terms(context, asked, quoted=False)
    if len(asked) > _LONGEST_WORD:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    raise UserError(N_("I don't have that word. Check the spelling, or meet another with /random."))


async def _answer(context: Context, winner: Match, others: Sequence[Match]) -> Reply:
    """Answer with the winner's card; what else the query names stays a press away."""
    reply = await _show(context, winner.record, match=winner)
    also = [match.record for match in others if match.how is not How.SPELLING][:_MOST_ALSO]
    return replace(reply, rows=(*reply.rows, *_rows(also)))


def _question(context: Context, first: Match) -> str:
    if first.how is How.SPELLING:
        return context.t("I don't have that word. Did you mean one of these?")
    if first.how is How.CONTAINED:
        return context.t("These words have it in them:")
    return context.t("That means more than one thing. Which one?")


async def _terms(context: Context, text: str, *, quoted: bool) -> Reply:
    found = context.dictionary.terms_in(text, _MOST_TERMS)
    if not found:
        raise UserError(N_("No term I know stands in that text. Send a word or a shorter phrase."))
    if len(found) == 1 and quoted:
        return await _show(context, found[0], source=await _kept(context, text))
    if not quoted and _is_phrase(text):
        title = context.t("I don't have the whole phrase, but this in it:")
    else:
        title = context.tn("I know {count} term in it:", "I know {count} terms in it:", len(found))
    source = await _kept(context, text)
    return Reply(blocks=(Paragraph(line(title)),), rows=_rows(found, source=source))


def _is_phrase(text: str) -> bool:
    """Whether a text is short enough to be one phrase."""
    if chinese.has_chinese(text):
        return chinese.length(text) <= _SHORT_IN_CHINESE
    return len(text.split()) <= _SHORT


async def _kept(context: Context, text: str) -> str:
    """Keep a person's own text for a while: a word saved from it remembers where it was met.

    Texts of a group are other people's too, and are not kept.
    """
    request = context.request
    if request.person is None or not request.is_private:
        return ""
    token = secrets.token_hex(6)
    await context.store.write(
        saved_actions.save, token, DEFINE.name, {"text": text}, context.seconds, request.person
    )
    return token


def _offer(question: str, records: Sequence[Record]) -> Reply:
    shown = records[:_MOST_OFFERED]
    return Reply(blocks=(Paragraph(line(question)),), rows=_rows(shown, view=IN_PLACE))


def _rows(
    records: Sequence[Record], view: str = "", source: str = ""
) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(
            label=f"{record.entry.word} {record.entry.translation}",
            action=DEFINE.action(entry=record.id, view=view, source=source),
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


async def _show(
    context: Context,
    record: Record,
    view: str = "",
    match: Match | None = None,
    source: str = "",
) -> Reply:
    request = context.request
    card = Card(context.voice, record, DEFINE.action, source)
    if not (request.is_private or request.can_whisper or request.place is None):
        return card.brief(match, _star(context, record, view, source))
    if await _is_kept_apart(context):
        apart = card.full(view, match, _star(context, record, view, source))
        post = Button(label=context.t("📣 Post here"), action=POST.action(entry=record.id))
        return replace(apart, rows=(*apart.rows, (post,)), audience=Audience.ASKER)
    person = request.person if request.is_private else None
    saved = person is not None and record.id in await context.bookmarks.of(person)
    return card.full(view, match, _star(context, record, view, source, saved=saved))


async def _is_kept_apart(context: Context) -> bool:
    """Whether the community shows cards to all in other channels only."""
    request = context.request
    if request.place is None or request.is_private or request.guest:
        return False
    channels = await context.store.read(settings.card_channels, request.place)
    return bool(channels) and request.place.channel not in channels


async def post(context: Context, entry: str) -> Reply:
    """Show a card that only the asker sees to everybody in the channel.

    Args:
        entry: the id of the record.
    """
    card = Card(context.voice, record_of(context, entry), DEFINE.action)
    return card.full(star=_star(context, card.record, "", ""))


async def card_channel(context: Context, here: str = "on") -> Reply:
    """Choose this channel for cards that everybody sees, or no longer.

    Args:
        here: `on` or `off`.
    """
    place = context.request.place
    if context.request.is_private:
        raise NotAllowedError(
            N_(
                "You alone see the cards here, so there is nothing to choose. "
                "Look a word up with /define."
            )
        )
    if place is None or context.request.guest:
        raise NotAllowedError(N_("That is for the channels of a server."))
    if not context.request.can_whisper:
        raise NotAllowedError(N_("Cards are short here already; the full ones open in private."))
    chosen = await context.store.write(
        settings.set_card_channel, place, here == "on", context.seconds
    )
    if not chosen:
        told = context.t("Cards are shown to everybody in every channel.")
    elif here == "on":
        told = context.t("Cards are shown to everybody here; elsewhere to the asker alone.")
    else:
        told = context.t("Cards are shown to the asker alone here.")
    return Reply(notice=told, audience=Audience.ASKER)


def _star(
    context: Context, record: Record, view: str, source: str, *, saved: bool = False
) -> Button:
    """Return the button that saves a word or forgets it; one that many see only ever saves."""
    label = context.t("✅ Saved") if saved else context.t("⭐ Save")
    want = "off" if saved else "on"
    return Button(
        label=label, action=SAVE.action(entry=record.id, want=want, view=view, source=source)
    )


DEFINE = Command(
    name="define",
    code="w",
    summary=N_("Look up a word or phrase"),
    run=define,
    parameters=(
        Text(name="word", summary=N_("A word, a phrase or a sentence"), completes="words"),
        Token(name="entry"),
        Token(name="view"),
        Token(name="source"),
    ),
)

SAVE = Command(
    name="save",
    code="v",
    summary=N_("Save a word to learn it"),
    run=save,
    parameters=(
        Token(name="entry"),
        Choice(name="want", options={"on": "on", "off": "off"}, hidden=True),
        Token(name="view"),
        Token(name="source"),
    ),
    audience=Audience.ASKER,
    listed=False,
)

POST = Command(
    name="post",
    code="n",
    summary=N_("Show a card to everybody here"),
    run=post,
    parameters=(Token(name="entry"),),
    listed=False,
    public=True,
)

CARD_CHANNEL = Command(
    name="cards",
    code="k",
    summary=N_("Show cards to everybody in this channel; elsewhere to the asker alone"),
    run=card_channel,
    parameters=(
        Choice(
            name="here",
            summary=N_("Whether this channel is one for cards"),
            options={"on": N_("on"), "off": N_("off")},
        ),
    ),
    access=Access.ADMIN,
    audience=Audience.ASKER,
    whispering=True,
)

RANDOM = Command(
    name="random",
    code="r",
    summary=N_("Meet a word you did not ask for"),
    run=random,
    parameters=(Text(name="topic", summary=N_("A topic, such as training"), completes="topics"),),
)
