"""Writes the Traditional labels of a pack's title, domains and topics into its manifest."""

import re
from collections.abc import Callable
from pathlib import Path

from bot.authoring.translations import to_traditional
from bot.core.vocabulary.pack import MANIFEST

_SIMPLIFIED = re.compile(
    r'zh-Hans = "(?P<label>[^"]*)"(?P<between>, |\n| })(?:zh-Hant = "[^"]*"(?P<after>, |\n| }))?'
)


def write_traditional_labels(folder: Path) -> None:
    """Put after each Simplified label in the manifest of a pack what OpenCC makes of it."""
    path = folder / MANIFEST
    text = path.read_text(encoding="utf-8")
    path.write_text(with_traditional(text, to_traditional()), encoding="utf-8")


def with_traditional(manifest: str, convert: Callable[[str], str]) -> str:
    """Return the text of a manifest with a Traditional label after each Simplified one."""

    def both(match: re.Match[str]) -> str:
        label, end = match["label"], match["after"] or match["between"]
        between = "\n" if end == "\n" else ", "
        return f'zh-Hans = "{label}"{between}zh-Hant = "{convert(label)}"{end}'

    return _SIMPLIFIED.sub(both, manifest)
