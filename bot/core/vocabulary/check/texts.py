"""What is checked of every single text: its characters and blanks, and its Chinese."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

from bot.core.text import is_visible
from bot.core.vocabulary import chinese
from bot.core.vocabulary.check.advice import Advisers
from bot.core.vocabulary.check.draft import Draft
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.check.structure import Text

_BLANK_RUN = re.compile(r"^\s|\s$|\s\s|[^\S ]")
# Terms may be the same in both languages (Transformer, token); sentences may not.
_TERM_KEY = re.compile(
    r"^(senses\[\d+\]\.)?(alternative_translations\[\d+\]\.)?translation$|^phrases\."
)
_ALTERNATIVE_KEY = re.compile(r"^(senses\[\d+\]\.)?alternative_translations\[")


def check_texts(draft: Draft, advisers: Advisers) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the texts of a draft, unknown keys' included."""
    for text in draft.texts:
        yield from _check_characters(draft.file, text)
        if _is_chinese_key(text.key) and text.value.strip():
            yield from _check_chinese(draft.file, text, advisers)


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
    for character in dict.fromkeys(text.value):
        if not character.isspace() and not is_visible(character):
            name = unicodedata.name(character, "CONTROL CHARACTER")
            parameters = {"character": f"U+{ord(character):04X} {name}"}
            yield Finding(file, text.path, "invisible-character", parameters)


def _check_chinese(file: str, text: Text, advisers: Advisers) -> Iterator[Finding]:
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
        yield from _check_wording(file, text, advisers)


def _check_wording(file: str, text: Text, advisers: Advisers) -> Iterator[Finding]:
    known = chinese.taiwan_wording(text.value)
    for found, mainland in known:
        parameters = {"found": found, "mainland": mainland}
        yield Finding(file, text.path, "taiwan-wording", parameters)
    if known or not advisers.mainland:
        return
    mainland = advisers.mainland(text.value)
    if mainland != text.value:
        found, wanted = _difference(text.value, mainland)
        parameters = {"found": found, "mainland": wanted}
        yield Finding(file, text.path, "taiwan-wording", parameters)


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return the two texts without what they share at either end, but for two characters."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    first, last = max(0, start - 2), max(0, end - 2)
    return before[first : len(before) - last], after[first : len(after) - last]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
