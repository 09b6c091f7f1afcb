"""Checks whole packs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.core.vocabulary.check.across import check_across, same_ids
from bot.core.vocabulary.check.advice import Advisers, advice
from bot.core.vocabulary.check.draft import Draft, read_draft
from bot.core.vocabulary.check.entries import check_entry
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.check.texts import check_texts
from bot.core.vocabulary.pack import MANIFEST, ContentError, Pack, entry_files, read_manifest

_NO_ADVISERS = Advisers()


def check_pack(folder: Path, advisers: Advisers = _NO_ADVISERS) -> list[Finding]:
    """Return everything wrong or doubtful in the pack of a folder, in order of file.

    Args:
        folder: the pack's; findings name its files as `folder name/file name`.
        advisers: the libraries whose advice is wanted.
    """
    files = {path.name: path.read_bytes() for path in entry_files(folder)}
    try:
        pack = read_manifest(folder)
    except ContentError as error:
        place = f"{folder.name}/{MANIFEST}"
        manifest = Finding(place, "", "manifest", {"problem": str(error)})
        return [manifest, *check_entries(folder.name, files, None, advisers)]
    return [
        *check_manifest(folder.name, pack),
        *check_entries(folder.name, files, pack, advisers),
    ]


def check_manifest(folder: str, pack: Pack) -> Iterator[Finding]:
    """Yield each label a manifest lacks in one of its two languages, and domains with one id."""
    file = f"{folder}/{MANIFEST}"
    labelled = {"title": pack.title}
    labelled |= {f"domains.{name}": labels for name, labels in pack.domains.items()}
    labelled |= {f"topics.{name}": labels for name, labels in pack.topics.items()}
    for key, labels in labelled.items():
        for language in (pack.language, pack.translation_language):
            if not labels.get(language, "").strip():
                yield Finding(file, key, "label-missing", {"language": language})
    yield from same_ids((file, f"domains.{name}", name) for name in pack.domains)


def check_entries(
    folder: str,
    files: Mapping[str, bytes],
    pack: Pack | None,
    advisers: Advisers = _NO_ADVISERS,
) -> list[Finding]:
    """Return everything wrong or doubtful in the entry files of one pack.

    Args:
        folder: what the pack's folder is called.
        files: the bytes of each file by its name.
        pack: the manifest; None leaves out what depends on it.
        advisers: the libraries whose advice is wanted.
    """
    findings: list[Finding] = []
    drafts: list[Draft] = []
    for name in sorted(files):
        draft, problems = read_draft(f"{folder}/{name}", files[name])
        findings += problems
        if draft:
            drafts.append(draft)
            findings += _check_draft(draft, pack, advisers)
    findings += check_across(drafts)
    return sorted(findings, key=lambda finding: finding.file)


def _check_draft(draft: Draft, pack: Pack | None, advisers: Advisers) -> Iterator[Finding]:
    yield from check_texts(draft)
    yield from check_entry(draft, pack)
    yield from advice(draft.file, draft.entry, advisers)
