"""The command line: `python -m bot`, also installed as `cihui`."""

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bot import app, logs
from bot.adapters import AdapterError
from bot.adapters.console.drawing import svg_of
from bot.adapters.console.render import drawn
from bot.authoring.cli import authoring
from bot.core.commands.cards import Card
from bot.core.commands.define import DEFINE
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import How, Match
from bot.core.vocabulary.pack import ContentError, unfenced
from bot.deliveries.preview import coming
from bot.deliveries.report import lines
from bot.locales import LANGUAGES, Voice, supported
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.delivery_overview import Overview, overview
from bot.storage.migrating import StorageError, newest_revision
from bot.storage.store import Store

_SUGGESTIONS = 5
_TO_SERVE = "Set TELEGRAM_TOKEN or DISCORD_TOKEN in .env to serve a platform."
_PLACE = re.compile(r"(telegram|discord|console)(:[^:\s]+){1,2}")
_SUBTAG = re.compile(r"[-_]")
EXIT_FAILURE = 1
EXIT_SETTINGS = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Cihui 词汇: a bilingual vocabulary bot for Telegram and Discord."""


def main() -> None:
    """Run the command line; what an operator can mend is said in a line a problem."""
    try:
        cli()
    except SettingsError as error:
        _leave(error, EXIT_SETTINGS)
    except (ContentError, StorageError, AdapterError) as error:
        _leave(error, EXIT_FAILURE)


def _leave(error: Exception, status: int) -> None:
    print(error, file=sys.stderr)
    sys.exit(status)


@cli.command()
def run() -> None:
    """Serve the platforms whose tokens are set; with none, open the chat in the terminal."""
    settings = _settings()
    if settings.telegram_token is None and settings.discord_token is None:
        print("No token is set: here is the terminal chat.", _TO_SERVE)
        _chat(settings, None)
        return
    sys.exit(asyncio.run(app.run_platforms(settings)))


def moment(text: str) -> datetime:
    """Return the moment that an option names: 2026-03-29T01:30Z; without an offset, in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text} is no moment; write 2026-03-29T01:30Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@cli.command()
@click.option("--now", type=moment, help="Set the chat's clock, for example 2026-03-29T01:30Z.")
def chat(now: datetime | None) -> None:
    """Talk to the bot in the terminal; lines from a pipe are answered in plain text."""
    _chat(_settings(), now)


def _chat(settings: Settings, now: datetime | None) -> None:
    try:
        asyncio.run(app.run_chat(settings, _environment_language(), now))
    except KeyboardInterrupt:
        print()


def spoken(tag: str) -> str:
    """Return the language of ours that an option names: `zh` and `zh-TW` name one too."""
    found = supported(tag)
    if found is None or _SUBTAG.split(tag.casefold())[0] != found.partition("-")[0]:
        languages = ", ".join(LANGUAGES)
        raise click.BadParameter(f"{tag} is no language of the bot; use one of {languages}")
    return found


@cli.command()
@click.argument("word", nargs=-1, required=True)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the entry's file, or an array of them where several entries share WORD.",
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the card into a file, or one below another where several entries share WORD.",
)
@click.option(
    "--language",
    type=spoken,
    metavar="TAG",
    help="en, zh-Hans or zh-Hant; by default the environment's.",
)
def define(word: tuple[str, ...], *, as_json: bool, svg: Path | None, language: str | None) -> None:
    """Look WORD up and print its whole card; with --json or --svg, what they say instead."""
    settings = _settings()
    content = app.content_folder(settings)
    matches = _answers(app.load_dictionary(content), " ".join(word))
    voice = Voice(language or _environment_language() or settings.default_language)
    if svg is not None:
        _draw_cards(voice, matches, svg)
    if as_json:
        print(_document(content, matches))
    elif svg is None:
        _print_cards(voice, matches)


def _answers(dictionary: Dictionary, asked: str) -> list[Match]:
    """Return what is asked for: one match, or all that are equally sure; leave where none is."""
    matches = dictionary.find(asked)
    equal = [match for match in matches if match.closeness == matches[0].closeness]
    if equal and (len(equal) == 1 or equal[0].how < How.CONTAINED):
        return equal
    print(f"No entry for {asked!r}.", file=sys.stderr)
    near = matches or [
        Match(r, How.CONTAINED, "") for r in dictionary.terms_in(asked, _SUGGESTIONS)
    ]
    words = ", ".join(match.record.entry.word for match in near[:_SUGGESTIONS])
    advice = f"Nearest: {words}" if words else "Check the spelling, or begin it with `cihui new`."
    print(advice, file=sys.stderr)
    sys.exit(EXIT_FAILURE)


def _document(content: Path, matches: Sequence[Match]) -> str:
    """Return the JSON of one entry's file, or of an array where there are several."""
    paths = (content / m.record.pack.name / f"{m.record.slug}.json" for m in matches)
    entries = [unfenced(path.read_text(encoding="utf-8")) for path in paths]
    return entries[0] if len(entries) == 1 else "[\n{}\n]".format(",\n".join(entries))


def _print_cards(voice: Voice, matches: Sequence[Match]) -> None:
    console = Console(highlight=False)
    for match in matches:
        card = Card(voice, match.record, DEFINE.action).unfolded(match)
        console.print(drawn(card, console.width))


def _draw_cards(voice: Voice, matches: Sequence[Match], svg: Path) -> None:
    cards = [Card(voice, m.record, DEFINE.action).full(match=m) for m in matches]
    try:
        svg.write_text(svg_of(cards, "cihui define"), encoding="utf-8")
    except OSError as error:
        reason = f"{svg} cannot be written ({error.strerror}); name a file in a folder that can be"
        raise click.BadParameter(reason, param_hint="--svg") from error


@cli.command()
def sync() -> None:
    """Register the commands on the platforms, where their lists differ."""
    settings = _settings()
    if settings.telegram_token is None and settings.discord_token is None:
        print("No token is set: there is nothing to register.", _TO_SERVE)
        return

    async def register() -> None:
        async with app.opened_core(settings) as (core, store):
            for adapter in app.adapters_of(settings, core, store):
                print(await adapter.sync())

    asyncio.run(register())


@cli.command()
def migrate() -> None:
    """Bring the database to this release's schema, a SQLite file copied aside before."""
    settings = _settings()

    async def bring_up() -> None:
        store = await Store.open(settings.database_url)
        await store.close()

    asyncio.run(bring_up())
    print(f"The database has schema {newest_revision()}.")


@cli.command()
def due() -> None:
    """Print which deliveries are due, in flight and failed, and why; the bot may be running."""
    settings = _settings()

    async def look() -> Overview:
        store = await Store.open(settings.database_url, read_only=True)
        try:
            return await store.read(overview, int(app.utc_now().timestamp()))
        finally:
            await store.close()

    for line in lines(asyncio.run(look())):
        print(line)


@cli.group()
def wotd() -> None:
    """Look at the words of the day."""


def place_address(text: str) -> str:
    """Return an option that names a place, as it is."""
    if not _PLACE.fullmatch(text):
        raise click.BadParameter(
            f"“{text}” is no place; write telegram:CHAT or discord:CHANNEL, :THREAD for a topic"
        )
    return text


@wotd.command()
@click.option(
    "--place",
    type=place_address,
    metavar="PLACE",
    required=True,
    help="PLATFORM:CHANNEL, and :THREAD for one of its topics.",
)
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 366))
def preview(place: str, days: int) -> None:
    """Print the coming words of a place and when they are posted; the bot may be running."""
    settings = _settings()
    dictionary = app.load_dictionary(app.content_folder(settings))

    async def look() -> list[str]:
        store = await Store.open(settings.database_url, read_only=True)
        try:
            return await coming(store, dictionary, place, days, app.utc_now())
        finally:
            await store.close()

    for line in asyncio.run(look()):
        print(line)


def _settings() -> Settings:
    settings = load_settings()
    logs.configure(settings.log_level, settings.secrets)
    return settings


def _environment_language() -> str | None:
    """Return the language of ours that the terminal's locale means, or None where it has none."""
    tag = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    tag = tag.partition(".")[0]
    return None if tag in ("", "C", "POSIX") else supported(tag)


for command in authoring.commands.values():
    cli.add_command(command)

if __name__ == "__main__":
    main()
