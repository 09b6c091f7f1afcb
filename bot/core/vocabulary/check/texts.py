"""What is checked of every single text: its characters and blanks, and its Chinese."""

import re
import unicodedata
from collections.abc import Iterator

from bot.core.text import is_visible
from bot.core.vocabulary import chinese
from bot.core.vocabulary.check.draft import Draft
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.check.structure import Text
from bot.core.vocabulary.check.wording import taiwan_wording

_BLANK_RUN = re.compile(r"^\s|\s$|\s\s|[^\S ]")
# Terms may be the same in both languages (Transformer, token); sentences may not.
_TERM_KEY = re.compile(
    r"^(senses\[\d+\]\.)?(alternative_translations\[\d+\]\.)?translation$|^phrases\."
)
_ALTERNATIVE_KEY = re.compile(r"^(senses\[\d+\]\.)?alternative_translations\[")


def check_texts(draft: Draft) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the texts of a draft, unknown keys' included."""
    for text in draft.texts:
        yield from _check_characters(draft.file, text)
        if _is_chinese_key(text.key) and text.value.strip():
            yield from _check_chinese(draft.file, text)


def _is_chinese_key(key: str) -> bool:
    return key == "translation" or key.endswith("_translation")


def _check_characters(file: str, text: Text) -> Iterator[Finding]:
    if not text.value.strip():
        yield Finding(file, text.path, "empty")
        return
    blank = _BLANK_RUN.search(text.value)
    near = text.value[max(0, blank.start() - 6) : blank.end() + 6] if blank else None
    if near is None and _is_chinese_key(text.key):
        near = chinese.stray_blank(text.value)
    if near is not None:
        yield Finding(file, text.path, "stray-blank", {"near": " ".join(near.splitlines())})
    for character in dict.fromkeys("" if text.value.isprintable() else text.value):
        if not character.isspace() and not is_visible(character):
            name = unicodedata.name(character, "CONTROL CHARACTER")
            parameters = {"character": f"U+{ord(character):04X} {name}"}
            yield Finding(file, text.path, "invisible-character", parameters)


def _check_chinese(file: str, text: Text) -> Iterator[Finding]:
    if not chinese.has_chinese(text.value) and not _TERM_KEY.match(text.path):
        yield Finding(file, text.path, "no-chinese")
    for mark, full, near in chinese.half_width_marks(text.value):
        parameters = {"mark": mark, "full": full, "near": near}
        yield Finding(file, text.path, "half-width", parameters)
    found = [c for c in dict.fromkeys(text.value) if c in chinese.traditional_characters()]
    if found:
        wanted = chinese.simplified("".join(found))
        parameters = {"found": " ".join(found), "simplified": " ".join(wanted)}
        yield Finding(file, text.path, "traditional", parameters)
    # Another translation may well be Taiwan's.
    if not _ALTERNATIVE_KEY.match(text.path):
        for wording, mainland in taiwan_wording(text.value):
            parameters = {"found": wording, "mainland": mainland}
            yield Finding(file, text.path, "taiwan-wording", parameters)
