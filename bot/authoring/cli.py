"""The authors' commands: attached by the main command line, or `python -m bot.authoring`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bot.authoring.advisers import installed_advisers
from bot.core.vocabulary.check import Finding, Language, check_pack, describe
from bot.core.vocabulary.check.acceptance import read_acceptances, settle
from bot.core.vocabulary.pack import MANIFEST, pack_folders

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CONTENT = Path("content")
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="The language of what is printed.",
)


@click.group()
def authoring() -> None:
    """Write, check and look over the vocabulary."""


@authoring.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@_LANGUAGE
def check(paths: tuple[Path, ...], language: Language) -> None:
    """Check the packs in PATHS and list every problem.

    A path is the content folder (the default), a pack's folder, or an entry's file: then its whole
    pack is read, and only what concerns the files named is printed. Errors give exit status 1.
    """
    folders = _packs_of(paths or (_CONTENT,))
    findings, left_out = _find(folders)
    files = {_name_of(path) for path in paths if path.is_file()}
    shown = [f for f in findings if not files or f.file in files]
    for finding in shown:
        click.echo(describe(finding, language))
    click.echo(_summary(shown, left_out, language), err=True)
    sys.exit(any(finding.severity == "error" for finding in shown))


def _find(folders: Sequence[Path]) -> tuple[list[Finding], list[str]]:
    """Return what is found in the packs and not accepted, and the codes of checks left out."""
    advisers = installed_advisers()
    left_out = advisers.left_out()
    settled: list[Finding] = []
    for content in dict.fromkeys(folder.parent for folder in folders):
        packs = [folder for folder in folders if folder.parent == content]
        findings = [finding for folder in packs for finding in check_pack(folder, advisers)]
        names = [folder.name for folder in packs]
        settled += settle(findings, read_acceptances(content), names, set(left_out))
    return settled, left_out


def _packs_of(paths: Sequence[Path]) -> list[Path]:
    """Return the pack folders that the paths are, hold or lie in, each once."""
    folders: list[Path] = []
    for path in (path.resolve() for path in paths):
        folder = path if path.is_dir() else path.parent
        folders += [folder] if (folder / MANIFEST).exists() else pack_folders(folder)
    if not folders:
        raise click.UsageError(f"there is no pack ({MANIFEST}) in {', '.join(map(str, paths))}")
    return list(dict.fromkeys(folders))


def _name_of(path: Path) -> str:
    """Return how findings name an entry's file."""
    absolute = path.resolve()
    return f"{absolute.parent.name}/{absolute.name}"


def _summary(findings: Sequence[Finding], left_out: Sequence[str], language: Language) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    missing = ", ".join(left_out)
    if language == "zh":
        counted = f"错误 {errors} 个，警告 {warnings} 个。"
        return counted + (f"未安装 cihui[authoring]，略去：{missing}。" if missing else "")
    counted = f"{errors} errors, {warnings} warnings."
    return counted + (f" Left out without cihui[authoring]: {missing}." if missing else "")
