"""A pack: the entries of one subject, and how its domains and topics are called."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from bot.core.vocabulary.entry import Entry

_FENCE = "```"
MANIFEST = "pack.toml"


class ContentError(Exception):
    """Content that cannot be used; the text names file, key and remedy, one problem a line."""


class _Manifest(msgspec.Struct, frozen=True):
    name: str
    language: str
    translation_language: str
    licence: str
    title: dict[str, str]
    domains: dict[str, dict[str, str]]
    topics: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack in memory.

    Attributes:
        language: of the headwords, as a BCP 47 tag; `translation_language` likewise.
        title: what the pack is called, by language tag; so are `domains` and `topics`.
        entries: slug to entry, in slug order.
    """

    name: str
    language: str
    translation_language: str
    licence: str
    title: Mapping[str, str]
    domains: Mapping[str, Mapping[str, str]]
    topics: Mapping[str, Mapping[str, str]]
    entries: Mapping[str, Entry]

    def domain_label(self, domain: str, language: str) -> str:
        """Return what a domain is called in a language; empty where the pack has none such."""
        return label_in(self.domains.get(domain, {}), language)


def label_in(labels: Mapping[str, str], language: str) -> str:
    """Return a label in a language, or in what its readers read too; empty where there is none."""
    fallback = "zh-Hans" if language.startswith("zh") else "en"
    return labels.get(language) or labels.get(fallback, "")


def read_manifest(folder: Path) -> Pack:
    """Return the pack of `folder` without its entries.

    Raises:
        ContentError: `pack.toml` is missing, unreadable or lacks a key.
    """
    path = folder / MANIFEST
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        manifest = msgspec.convert(data, _Manifest)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentError(f"{path}: {error}") from error
    return Pack(**msgspec.structs.asdict(manifest), entries={})


def entry_files(folder: Path) -> Iterator[Path]:
    """Yield the entry files of a pack in slug order."""
    return iter(sorted(folder.glob("*.json")))


def unfenced(text: str) -> str:
    """Return the JSON inside a Markdown fence, or the text itself where there is none."""
    stripped = text.strip().removeprefix("\ufeff")
    if not stripped.startswith(_FENCE):
        return stripped
    body = stripped.split("\n", 1)[-1]
    return body.rsplit(_FENCE, 1)[0].strip()


def decode_entry(data: bytes) -> Entry:
    """Return the entry a file's bytes hold, with a Markdown fence around it or without.

    Raises:
        ContentError: it is no UTF-8, no JSON, or lacks a required key or has a wrong type; the
            text names the first such key.
    """
    try:
        if not data.startswith(b"{"):
            data = unfenced(data.decode()).encode()
        return _decoder.decode(data)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ContentError(str(error)) from error


_decoder = msgspec.json.Decoder(Entry)


def load_pack(folder: Path) -> Pack:
    """Return the pack in `folder` with all its entries.

    Raises:
        ContentError: one line for each file that cannot be used.
    """
    manifest = read_manifest(folder)
    entries: dict[str, Entry] = {}
    problems: list[str] = []
    for path in entry_files(folder):
        try:
            entries[path.stem] = decode_entry(path.read_bytes())
        except ContentError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise ContentError("\n".join(problems))
    return replace(manifest, entries=entries)


def pack_folders(content: Path) -> list[Path]:
    """Return the folders under `content` that hold a pack, in order of name."""
    return sorted(path.parent for path in content.glob(f"*/{MANIFEST}"))
