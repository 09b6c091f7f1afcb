"""Keeps the catalogues: collects the sentences of the code, and writes the Traditional ones."""

import io
import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.locales import catalogue_path

_PACKAGE = Path(__file__).parent.parent
_KEYWORDS = {"N_": None, "t": None, "translate": (2,), "tn": (1, 2), "translate_count": (2, 3)}
_TRADITIONAL, _SIMPLIFIED = "zh-Hant", "zh-Hans"
_CONVERSION = "s2twp"


def collected() -> Catalog:
    """Return a catalogue of every sentence in the code, without translations."""
    catalogue = Catalog(project="cihui", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(_PACKAGE),
        method_map=[("core/**.py", "python"), ("adapters/**.py", "python")],
        keywords=_KEYWORDS,
    )
    for _file, _line, message, _comments, _context in sorted(found, key=lambda m: str(m[2])):
        catalogue.add(message)
    return catalogue


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it is on disk."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file, the same for the same sentences."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=100, omit_header=False, ignore_obsolete=True, sort_output=True
    )
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not _is_about_the_run(line)).encode()


def update(language: str) -> list[str]:
    """Bring a language's file up to the code; return the sentences it has no translation for."""
    catalogue = read(language) if catalogue_path(language).exists() else _new(language)
    catalogue.update(collected(), no_fuzzy_matching=True)
    _write(language, catalogue)
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences of a catalogue that lack a translation."""
    return [str(m.id) for m in catalogue if m.id and not _complete(m)]


def traditional() -> Catalog:
    """Return the Traditional catalogue, made from the Simplified one with OpenCC."""
    convert = to_traditional()
    catalogue = _new(_TRADITIONAL)
    for message in read(_SIMPLIFIED):
        if message.id:
            catalogue.add(message.id, _converted(message.string, convert))
    return catalogue


def to_traditional() -> Callable[[str], str]:
    """Return what turns Simplified text into the Traditional one that Taiwan reads."""
    from opencc import OpenCC  # noqa: PLC0415 - an authors' tool, heavy to import

    convert: Callable[[str], str] = OpenCC(_CONVERSION).convert
    return convert


def write_all() -> list[str]:
    """Bring every catalogue up to the code; return the sentences without a Chinese translation."""
    missing = update(_SIMPLIFIED)
    _write(_TRADITIONAL, traditional())
    return missing


def _converted(text: object, convert: Callable[[str], str]) -> str | tuple[str, ...]:
    if isinstance(text, str):
        return _outside_placeholders(text, convert)
    return tuple(_outside_placeholders(part, convert) for part in _parts(text))


def _outside_placeholders(text: str, convert: Callable[[str], str]) -> str:
    parts = re.split(r"(\{[^}]*\})", text)
    return "".join(part if part.startswith("{") else convert(part) for part in parts)


def _parts(text: object) -> tuple[str, ...]:
    return tuple(str(part) for part in text) if isinstance(text, tuple | list) else ()


def _new(language: str) -> Catalog:
    return Catalog(
        locale=language.replace("-", "_"),
        project="cihui",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment="# The sentences of Cihui.",
    )


def _complete(message: Message) -> bool:
    parts = _parts(message.string)
    return all(parts) if parts else bool(message.string)


def _is_about_the_run(text: str) -> bool:
    """Whether a header line changes with the day or the tool: files would never be equal."""
    names = (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Report-Msgid-Bugs-To",
    )
    return text.startswith(tuple(f'"{name}' for name in names))


def _write(language: str, catalogue: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))
