"""/export: a person's words, history and settings, as files to take away."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import structlog

from bot import workshop
from bot.core.commands.apart import in_private, overheard
from bot.core.commands.declaration import Choice, Command
from bot.core.commands.highlight import highlighted
from bot.core.context import Context
from bot.core.errors import UserError
from bot.core.learning import exchange
from bot.core.learning.exchange import Kept
from bot.core.learning.progress import Review
from bot.core.messages import Audience, Button, OutgoingFile, Paragraph, Reply, line
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record
from bot.locales import N_
from bot.storage import cards, settings
from bot.storage.cards import LoggedReview, SavedWord
from bot.storage.settings import Profile
from bot.workshop import AnkiPackage, Note, WorkshopError

_log = structlog.get_logger(__name__)

_FORMATS = {
    "csv": N_("CSV for spreadsheets"),
    "json": N_("JSON with everything"),
    "anki": N_("Anki deck"),
}
_CONTENTS = {
    "csv": N_("Your words, to be opened in a spreadsheet."),
    "json": N_("Your words, reviews and settings. /import reads it back."),
    "anki": N_("Your words as an Anki deck. Importing a later one updates it."),
}


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is kept about how a person learns."""

    words: Sequence[Kept]
    reviews: Sequence[Review]
    headwords: Mapping[str, str]
    profile: Profile
    language: str | None

    @property
    def settings(self) -> dict[str, str | int | float | bool | None]:
        """The person's settings by name."""
        return {"language": self.language, **asdict(self.profile)}


async def export(context: Context, format: str = "") -> Reply:  # noqa: A002 - as people type it
    """Answer with a file, or with the kinds of file there are.

    Args:
        format: the kind of file.
    """
    if overheard(context):
        return in_private(context, EXPORT, format=format)
    if not format:
        return _choice(context)
    belongings = await _belongings(context)
    if format != "json" and not any(word.record for word in belongings.words):
        raise UserError(N_("You have saved no word yet. Press ⭐ on a card, then export again."))
    file = await _file(context, format, belongings)
    text = context.t(_CONTENTS[format])
    return Reply(blocks=(Paragraph(line(text)),), files=(file,), audience=Audience.ASKER)


def kept(word: SavedWord, record: Record | None) -> Kept:
    """Return a saved word as it is exported."""
    return Kept(word.card, record, word.added_at, word.met_in)


def review_of(logged: LoggedReview) -> Review:
    """Return a review as the rules of learning see it."""
    return Review(logged.entry, logged.rating, logged.reviewed_at, logged.before)


def _choice(context: Context) -> Reply:
    buttons = tuple(
        (Button(label=context.t(label), action=EXPORT.action(format=name)),)
        for name, label in _FORMATS.items()
    )
    text = context.t("Your words are yours. Which file do you want?")
    return Reply(blocks=(Paragraph(line(text)),), rows=buttons, audience=Audience.ASKER)


async def _belongings(context: Context) -> Belongings:
    person = context.person()
    saved = await context.store.read(cards.saved, person)
    history = await context.store.read(cards.history, person)
    return Belongings(
        words=[kept(word, context.dictionary.get(word.entry)) for word in saved],
        reviews=[review_of(logged) for logged in history],
        headwords=_headwords(context.dictionary, {logged.entry for logged in history}),
        profile=await context.store.read(settings.profile, person),
        language=await context.preferences.chosen_by(person, context.request.now),
    )


def _headwords(dictionary: Dictionary, entries: set[str]) -> dict[str, str]:
    records = (dictionary.get(entry) for entry in entries)
    return {record.id: record.entry.word for record in records if record is not None}


async def _file(context: Context, kind: str, belongings: Belongings) -> OutgoingFile:
    words = belongings.words
    if kind == "csv":
        return OutgoingFile("words.csv", exchange.written_csv(words, belongings.profile.tzinfo))
    if kind == "json":
        content = await asyncio.to_thread(
            exchange.written_json,
            words,
            belongings.reviews,
            belongings.settings,
            belongings.headwords,
            context.seconds,
        )
        return OutgoingFile("cihui.json", content)
    return OutgoingFile("cihui.apkg", await _package(context, words))


async def _package(context: Context, words: Sequence[Kept]) -> bytes:
    notes = (_note(word.record, word.met_in) for word in words if word.record is not None)
    try:
        return await workshop.made(AnkiPackage(context.seconds, tuple(notes)))
    except WorkshopError as error:
        _log.warning("anki_package_not_made", reason=str(error))
        raise UserError(
            N_("The Anki deck could not be made. Try again in a minute, or take the CSV.")
        ) from error


def _note(record: Record, met_in: str | None) -> Note:
    entry = record.entry
    return Note(
        record=record.id,
        word=entry.word,
        ipa=entry.phonetics,
        translation=entry.translation,
        definition=entry.definition,
        example=tuple((span.text, span.bold) for span in highlighted(entry.example, entry)),
        example_translation=entry.example_translation or "",
        met_in=met_in or "",
        tags=tuple(topic.replace(" ", "-") for topic in entry.topics),
    )


EXPORT = Command(
    name="export",
    code="e",
    summary=N_("Take your words, history and settings away as a file"),
    run=export,
    parameters=(Choice(name="format", summary=N_("The kind of file"), options=_FORMATS),),
    audience=Audience.ASKER,
    slow=True,
)
