"""The authors' commands: attached by the main command line, or `python -m bot.authoring`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import click

from bot.authoring import coverage as lists
from bot.authoring.advisers import installed_advisers
from bot.authoring.files import formatted, write_new
from bot.authoring.labels import write_traditional_labels
from bot.authoring.pronunciation import from_cmudict, from_espeak
from bot.authoring.report import PLAN, write_report
from bot.authoring.schema import write_schema
from bot.authoring.skeleton import skeleton
from bot.authoring.submissions import SubmissionError, check_submissions, named, read_submissions
from bot.authoring.traditional import write_traditional
from bot.authoring.translations import write_all as write_catalogues
from bot.core.vocabulary.check import Finding, Language, check_pack, describe
from bot.core.vocabulary.check.acceptance import read_acceptances, settle
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.identity import slug_of
from bot.core.vocabulary.matches import How
from bot.core.vocabulary.pack import (
    MANIFEST,
    ContentError,
    Pack,
    entry_files,
    load_pack,
    pack_folders,
    read_manifest,
)

_CONTENT = Path("content")
_PACK = _CONTENT / "ai"
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="The language of the findings.",
)
_pack = click.option(
    "--pack",
    "folder",
    type=_FOLDER,
    default=_PACK,
    show_default=True,
    help="The pack's folder.",
)


@click.group()
def authoring() -> None:
    """Write, check and look over the vocabulary."""


@authoring.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@_language
def check(paths: tuple[Path, ...], language: Language) -> None:
    """Check the packs in PATHS and list every problem.

    A path is the content folder (the default), a pack's folder, or an entry's file: then its whole
    pack is read, and only what concerns the files named is printed. Errors give exit status 1.
    """
    findings, left_out = _find(_packs_of(paths or (_CONTENT,)))
    files = {_name_of(path) for path in paths if path.is_file()}
    shown = [finding for finding in findings if not files or finding.file in files]
    _print_findings(shown, language, left_out)
    sys.exit(_has_errors(shown))


@authoring.command()
@click.argument("word")
@click.option("--translation", default="", help="Its Chinese, for a suggestion of the pinyin.")
@click.option("--part-of-speech", default="noun", show_default=True)
@click.option(
    "--out", type=_FOLDER, default=_PACK, show_default=True, help="The folder to write into."
)
@click.option(
    "--anyway", is_flag=True, help="Begin it also where WORD already leads to another entry."
)
def new(word: str, translation: str, part_of_speech: str, out: Path, *, anyway: bool) -> None:
    """Begin an entry for WORD: write a file with all that can be derived, to be filled in."""
    word = " ".join(word.split())
    name = f"{slug_of(word)}.json"
    if name == ".json":
        raise click.UsageError(f"“{word}” has no letter or digit to name a file by")
    if not anyway:
        _refuse_known(word, out)
    try:
        write_new(out, {name: formatted(skeleton(word, part_of_speech, translation))})
    except FileExistsError as error:
        raise click.ClickException(f"{out / name} exists and was left as it is") from error
    click.echo(out / name)
    for source, ipa in (("CMUdict", from_cmudict(word)), ("espeak-ng", from_espeak(word))):
        click.echo(f"{source}: {ipa or 'unknown'}")


def _refuse_known(word: str, folder: Path) -> None:
    """Name the entries of the pack that people are given who type the word, and leave."""
    if not (folder / MANIFEST).exists():
        return
    known = [
        f"{folder / match.record.slug}.json ({match.record.entry.word})"
        for match in Dictionary([_loaded(folder)]).named(word)
        if match.how < How.TRANSLATION
    ]
    if known:
        raise click.ClickException(
            f"“{word}” already leads to {', '.join(known)}; add to that, "
            "or pass --anyway for a term of its own."
        )


@authoring.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_pack
@_language
def add(files: tuple[Path, ...], folder: Path, language: Language) -> None:
    """Check the entries in FILES and put them into the pack, all or none.

    A file holds JSON (an entry or a list of them), Markdown with JSON in fences, or the body of
    an issue made with the form “new word”.
    """
    entries = named([entry for path in files for entry in _submissions(path)])
    findings = check_submissions(folder, _manifest(folder), entries, installed_advisers())
    _print_findings(findings, language)
    if _has_errors(findings):
        raise click.ClickException("Nothing was added.")
    write_new(folder, dict(entries))
    for name, _ in entries:
        click.echo(folder / name)


@authoring.command()
@click.argument("word_list", metavar="LIST", type=_FILE)
@_pack
def coverage(word_list: Path, folder: Path) -> None:
    """Tell which terms of LIST the pack has.

    LIST has one term a line, or is CSV with a translation in the second column.
    """
    wanted = lists.read_list(_text_of(word_list))
    covered = lists.cover(Dictionary([_loaded(folder)]), wanted)
    for line in lists.summary(covered):
        click.echo(line)


@authoring.group()
def content() -> None:
    """Look over the vocabulary as a whole."""


@content.command()
@_pack
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/content"),
    show_default=True,
    help="The folder to write into.",
)
def report(folder: Path, out: Path) -> None:
    """Write a page on which every entry can be searched and read."""
    plan = folder / PLAN
    text = plan.read_text(encoding="utf-8") if plan.exists() else ""
    click.echo(write_report(_loaded(folder), text, out))


@content.command()
@_pack
@click.option("--seed", type=int, required=True, help="The same seed draws the same entries.")
@click.option("--count", type=click.IntRange(min=1), default=60, show_default=True)
def draw(folder: Path, seed: int, count: int) -> None:
    """Draw entries at random for somebody who did not write them to read."""
    files = [path.name for path in entry_files(folder)]
    click.echo(f"seed {seed}, {min(count, len(files))} of {len(files)} entries")
    for name in sorted(Random(seed).sample(files, min(count, len(files)))):
        click.echo(name)


@authoring.command()
def schema() -> None:
    """Write content/schema.json anew from the model of an entry."""
    click.echo(write_schema(_CONTENT))


@authoring.command()
def traditional() -> None:
    """Write the table of traditional characters anew from OpenCC."""
    click.echo(write_traditional())


def _find(folders: Sequence[Path]) -> tuple[list[Finding], list[str]]:
    """Return what is found in the packs and not accepted, and the codes of checks left out."""
    advisers = installed_advisers()
    left_out = advisers.left_out()
    settled: list[Finding] = []
    for parent in dict.fromkeys(folder.parent for folder in folders):
        packs = [folder for folder in folders if folder.parent == parent]
        findings = [finding for folder in packs for finding in check_pack(folder, advisers)]
        names = [folder.name for folder in packs]
        settled += settle(findings, read_acceptances(parent), names, left_out)
    return settled, left_out


def _packs_of(paths: Sequence[Path]) -> list[Path]:
    """Return the pack folders that the paths are, hold or lie in, each once."""
    folders: list[Path] = []
    for path in (path.resolve() for path in paths):
        folder = path if path.is_dir() else path.parent
        folders += [folder] if (folder / MANIFEST).exists() else pack_folders(folder)
    if not folders:
        where = ", ".join(map(str, paths))
        raise click.UsageError(f"there is no pack ({MANIFEST}) in {where}; name a folder with one")
    return list(dict.fromkeys(folders))


def _name_of(path: Path) -> str:
    """Return how findings name an entry's file."""
    absolute = path.resolve()
    return f"{absolute.parent.name}/{absolute.name}"


def _print_findings(
    findings: Sequence[Finding], language: Language, left_out: Sequence[str] = ()
) -> None:
    for finding in findings:
        click.echo(describe(finding, language))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    missing = ", ".join(left_out)
    if language == "zh":
        said = f"错误 {errors} 个，警告 {warnings} 个。"
        said += f"未安装 cihui[authoring]，略去：{missing}。" if missing else ""
    else:
        said = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}."
        said += f" Left out without cihui[authoring]: {missing}." if missing else ""
    click.echo(said, err=True)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _has_errors(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: byte {error.start} is not UTF-8") from error


def _submissions(path: Path) -> list[dict[str, object]]:
    try:
        return read_submissions(_text_of(path))
    except SubmissionError as error:
        raise click.ClickException(f"{path}: {error}") from error


def _manifest(folder: Path) -> Pack:
    try:
        return read_manifest(folder)
    except ContentError as error:
        raise click.ClickException(str(error)) from error


def _loaded(folder: Path) -> Pack:
    try:
        return load_pack(folder)
    except ContentError as error:
        raise click.ClickException(str(error)) from error


@authoring.command()
def translations() -> None:
    """Bring the catalogues up to the code; name the sentences still without Chinese.

    The labels of the packs in `content` get their Traditional forms too.
    """
    missing = write_catalogues()
    for folder in pack_folders(_CONTENT):
        write_traditional_labels(folder)
    for sentence in missing:
        click.echo(sentence)
    sys.exit(1 if missing else 0)
