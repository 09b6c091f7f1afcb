"""/import: words from a file, shown first and saved when the person says so."""

import asyncio
import secrets
from collections.abc import Iterator, Sequence

from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Command, File, Token
from bot.core.commands.offering import offer_reminders
from bot.core.commands.words import WORDS
from bot.core.context import Context
from bot.core.errors import OutdatedError, UserError
from bot.core.learning import wordlists
from bot.core.learning.exchange import Archive
from bot.core.learning.wordlists import Found, Resolved, Unknown
from bot.core.messages import (
    Audience,
    Block,
    Button,
    Caption,
    IncomingFile,
    Item,
    Paragraph,
    Pressed,
    Reply,
    Section,
    bold,
    line,
)
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.zones import known_zones
from bot.locales import N_, supported
from bot.storage import cards, imports
from bot.storage.imports import Accepted, ImportedReview, ImportedWord, Proposal
from bot.storage.settings import Profile

_TOKEN_BYTES = 8


async def import_(context: Context, token: str = "") -> Reply:
    """Answer with what a file would save, save what was shown, or say which files are read.

    Args:
        token: of the words shown, from a button.
    """
    if overheard(context):
        return in_private(context, IMPORT, token=token)
    if token:
        return await _accepted(context, token)
    files = context.request.files
    if not files:
        return _usage(context)
    if len(files) > 1:
        raise UserError(N_("Send one file at a time."))
    return await _preview(context, files[0])


def _usage(context: Context) -> Reply:
    sentences = (
        context.t("Send me a file with a word a line, a CSV, or notes exported from Anki as text."),
        context.t("The JSON that /export gives brings your progress back, too."),
    )
    blocks = tuple(Paragraph(line(sentence)) for sentence in sentences)
    return Reply(blocks=blocks, audience=Audience.ASKER)


async def _preview(context: Context, file: IncomingFile) -> Reply:
    person = context.person()
    is_export = file.name.casefold().endswith(".json")
    content = await file.read(wordlists.LARGEST_EXPORT if is_export else wordlists.LARGEST)
    archive, words = await asyncio.to_thread(_read, context.dictionary, content)
    saved = {word.entry for word in await context.store.read(cards.saved, person)}
    new = [found for found in words.found if found.record.id not in saved]
    told = _told(context, words, new, archive)
    if not new and not _has_more(archive):
        return Reply(blocks=tuple(told), audience=Audience.ASKER)
    token = secrets.token_hex(_TOKEN_BYTES)
    proposal = await asyncio.to_thread(_proposal, archive, words, new)
    await context.store.write(imports.propose, person, token, proposal, context.seconds)
    label = context.t("Bring the rest back")
    if new:
        label = context.tn("Save this word", "Save these {count}", len(new))
    button = Button(label=label, action=IMPORT.action(token=token))
    return Reply(blocks=tuple(told), rows=((button,),), audience=Audience.ASKER)


def _read(dictionary: Dictionary, content: bytes) -> tuple[Archive, Resolved]:
    archive = wordlists.read(content)
    return archive, wordlists.resolved(dictionary, archive.words)


def _has_more(archive: Archive) -> bool:
    """Whether a file brings more than words."""
    return bool(archive.reviews) or archive.settings is not None


def _proposal(archive: Archive, words: Resolved, new: Sequence[Found]) -> Proposal:
    """Return what is proposed; ids that the content has given up meanwhile are those of today."""
    ids = {found.listed.id: found.record.id for found in words.found}
    reviews = [
        ImportedReview(ids.get(r.record_id, r.record_id), r.rating, r.reviewed_at, r.before)
        for r in archive.reviews
    ]
    settings = archive.settings
    if settings is None:
        return Proposal([_imported(found) for found in new], reviews)
    profile = Profile(
        zone=settings.zone if settings.zone in known_zones() else None,
        new_a_day=settings.new_a_day,
        reviews_a_day=settings.reviews_a_day,
        four_ratings=settings.four_ratings,
        retention=settings.retention,
    )
    language = supported(settings.language)
    return Proposal([_imported(found) for found in new], reviews, profile, language)


def _imported(found: Found) -> ImportedWord:
    listed = found.listed
    return ImportedWord(
        found.record.id, listed.memory, listed.added_at, listed.met_in, listed.suspended
    )


def _told(
    context: Context, words: Resolved, new: Sequence[Found], archive: Archive
) -> Iterator[Block]:
    """Yield what a file holds: the known words, those saved already, the unknown ones, the rest."""
    known, old = len(words.found), len(words.found) - len(new)
    text = context.tn(
        "I know {count} word of that file.", "I know {count} words of that file.", known
    )
    yield Paragraph(line(bold(text)))
    if old:
        text = context.tn(
            "{count} of them is saved already.", "{count} of them are saved already.", old
        )
        yield Item(line(text))
    if words.unknown:
        yield _unknown_section(context, words)
    if _has_more(archive):
        yield Item(line(context.t("Its reviews and settings come back with a press, too.")))
    if new or _has_more(archive):
        yield Caption(line(context.t("Nothing is saved yet.")))


def _unknown_section(context: Context, words: Resolved) -> Section:
    count = words.unknown_count
    title = context.tn("{count} word I don't know", "{count} words I don't know", count)
    items = [Item(line(_shown(context, unknown))) for unknown in words.unknown]
    more = count - len(items)
    rest = [Caption(line(context.t("and {count} more", count=more)))] if more else []
    return Section(title, (*items, *rest))


def _shown(context: Context, unknown: Unknown) -> str:
    if unknown.suggestion is None:
        return unknown.text
    word = unknown.suggestion.entry.word
    return context.t("{text}: did you mean {word}?", text=unknown.text, word=word)


async def _accepted(context: Context, token: str) -> Reply:
    person = context.person()
    accepted = await context.store.write(imports.accept, person, token, context.seconds)
    if accepted is None:
        raise OutdatedError(
            N_("I no longer have that list, or it is not yours. Send me the file again.")
        )
    context.bookmarks.forget(person)
    context.preferences.forget(person)
    told = await offer_reminders(context, accepted.words)
    text = " ".join(filter(None, (*_brought(context, accepted), told)))
    button = Button(label=context.t("My words"), action=WORDS.action())
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=((button,),),
        replaces=isinstance(context.request.said, Pressed),
        audience=Audience.ASKER,
    )


def _brought(context: Context, accepted: Accepted) -> Iterator[str]:
    """Yield sentences for what has come that was not there."""
    if accepted.words:
        yield context.tn(
            "{count} word saved. /review brings it back at the right time.",
            "{count} words saved. /review brings them back at the right time.",
            accepted.words,
        )
    if accepted.reviews:
        yield context.tn(
            "{count} review is back in /stats.",
            "{count} reviews are back in /stats.",
            accepted.reviews,
        )
    if accepted.settings:
        yield context.t("Your settings are those of the file; /settings shows them.")
    if not (accepted.words or accepted.reviews or accepted.settings):
        yield context.t("These words are all saved already.")


IMPORT = Command(
    name="import",
    code="i",
    summary=N_("Save the words of a file: a list, a CSV, an Anki export"),
    run=import_,
    parameters=(
        File(name="file", summary=N_("A text or CSV of words, 2 MiB at most")),
        Token(name="token"),
    ),
    audience=Audience.ASKER,
    slow=True,
)
