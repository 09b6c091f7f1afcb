"""Entries that somebody sent in, checked as if they were in the pack before they are filed."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.authoring.files import formatted
from bot.authoring.issue_form import FormError, is_issue_body, read_issue_body
from bot.core.vocabulary.check import Advisers, Finding, check_entries
from bot.core.vocabulary.identity import slug_of
from bot.core.vocabulary.pack import Pack, entry_files

_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```\s*$", re.DOTALL | re.MULTILINE)


class SubmissionError(ValueError):
    """A text that holds no entry; the text of the error says where and why."""


def read_submissions(text: str) -> list[dict[str, object]]:
    """Return the entries in a text.

    The text is JSON (an object or a list of them), Markdown with such JSON in fences, or the body
    of an issue made with the form “new word”.

    Raises:
        SubmissionError: it is none of these, or one of them is broken.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    fenced: list[str] = _FENCED.findall(text)
    if not fenced and is_issue_body(text):
        try:
            return [read_issue_body(text)]
        except FormError as error:
            raise SubmissionError(str(error)) from error
    return [entry for block in fenced or [text] for entry in _entries_in(block)]


def named(submissions: Sequence[Mapping[str, object]]) -> list[tuple[str, bytes]]:
    """Return each entry's file name and its bytes as they would be filed."""
    return [
        (f"{_slug(entry) or f'entry-{number}'}.json", formatted(entry))
        for number, entry in enumerate(submissions, start=1)
    ]


def check_submissions(
    folder: Path, pack: Pack, new: Sequence[tuple[str, bytes]], advisers: Advisers
) -> list[Finding]:
    """Return what would be wrong or doubtful if the new entries were in the pack of a folder.

    What is wrong with the pack already is left out, and so are doubts about its own entries.
    """
    present = {path.name: path.read_bytes() for path in entry_files(folder)}
    names = [name for name, _ in new]
    taken = [
        Finding(f"{folder.name}/{name}", "word", "already-there")
        for name in dict.fromkeys(names)
        if name in present or names.count(name) > 1
    ]
    after = check_entries(folder.name, present | dict(new), pack, advisers)
    before = check_entries(folder.name, present, pack)
    known = {(finding.file, finding.key, finding.code) for finding in before}
    files = {f"{folder.name}/{name}" for name in names}
    return taken + [
        finding
        for finding in after
        if finding.file in files
        or (finding.severity == "error" and (finding.file, finding.key, finding.code) not in known)
    ]


def _slug(entry: Mapping[str, object]) -> str:
    word = entry.get("word")
    return slug_of(word) if isinstance(word, str) else ""


def _entries_in(block: str) -> list[dict[str, object]]:
    try:
        data = json.loads(block, object_pairs_hook=_keys_once)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"cannot be read as JSON: {error}") from error
    entries = data if isinstance(data, list) else [data]
    if not all(isinstance(entry, dict) for entry in entries):
        raise SubmissionError("an entry is a JSON object: {…}")
    return entries


def _keys_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError(f"a key is given twice among {', '.join(name for name, _ in pairs)}")
    return result
