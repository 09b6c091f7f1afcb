"""Every sentence the bot says, in every language it speaks.

The message ids are the English sentences; a folder a language holds the gettext catalogue. They
are compiled in memory when first needed: 600 messages take about 20 ms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"
LANGUAGES: Mapping[str, str] = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
_FOLDER = Path(__file__).parent
_TRADITIONAL_REGIONS = {"hant", "tw", "hk", "mo"}


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark a sentence for the catalogues and return it as it is."""
    return message


def catalogue_path(language: str) -> Path:
    """Return the file of a language's catalogue."""
    return _FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "cihui.po"


@cache
def _catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def translate(language: str, message: str, /, **values: object) -> str:
    """Return `message` in `language` with its placeholders filled.

    A message that the catalogue lacks is said in English, so that nobody is left without an answer.
    """
    sentence = message
    if language != SOURCE_LANGUAGE:
        found = _catalogue(language).get(message)
        if found is not None and isinstance(found.string, str) and found.string:
            sentence = found.string
    return sentence.format(**values) if values else sentence


def translate_count(language: str, one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a sentence that fits `count`, which also fills `{count}`."""
    sentence = one if count == 1 else many
    if language != SOURCE_LANGUAGE:
        catalogue = _catalogue(language)
        found = catalogue.get((one, many))
        if found is not None and found.string:
            sentence = found.string[0] if catalogue.num_plurals == 1 else sentence
    return sentence.format(count=count, **values)


@dataclass(frozen=True, slots=True)
class Voice:
    """Says the sentences of the catalogues in one language."""

    language: str

    def t(self, message: str, /, **values: object) -> str:
        """Return a sentence with its placeholders filled."""
        return translate(self.language, message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form of a sentence that fits `count`, which also fills `{count}`."""
        return translate_count(self.language, one, many, count, **values)


def supported(tag: str | None) -> str | None:
    """Return our language nearest to a platform's language tag; None where it reports none."""
    if not tag:
        return None
    parts = tag.replace("_", "-").casefold().split("-")
    if parts[0] != "zh":
        return SOURCE_LANGUAGE
    return "zh-Hant" if _TRADITIONAL_REGIONS & set(parts) and "hans" not in parts else "zh-Hans"
