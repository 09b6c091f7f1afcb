"""Text as people and papers send it, made fit to be looked up."""

import re
import string
import unicodedata

_LINE_BREAK_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u00ad][^\S\n]*\r?\n\s*(?=\w)")
_TYPOGRAPHIC = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2212": "-",
    }
)
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_DROPPED = str.maketrans("", "", "-_ '")
_OPENING, _CLOSING = ".", "+#"
"""What belongs to a word at its beginning and its end, beside letters and digits."""
_ASCII_BEFORE = " " + "".join(c for c in string.punctuation if c not in _OPENING)
_ASCII_AFTER = " " + "".join(c for c in string.punctuation if c not in _CLOSING)


def clean(text: str) -> str:
    """Return `text` as its writer meant it, on one line.

    Compatibility forms become plain letters (ﬁ becomes fi), a word hyphenated at a line break is
    joined, typographic quotes and hyphens become plain ones, and soft hyphens, zero-width,
    bidirectional and control characters go. Runs of blanks become one. The result may be empty.
    """
    if "\n" in text:
        text = _LINE_BREAK_HYPHEN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHIC)
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or is_visible(c))
    return " ".join(text.split())


def is_visible(character: str) -> bool:
    """Whether a character is no control, no format (zero-width, bidirectional) and assigned."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def look_up_key(text: str) -> str:
    """Return the key under which a spelling is found: the same for all ways of writing one word.

    Case, accents on Latin letters, hyphens, blanks and surrounding punctuation are folded; what
    tells words apart (`C++`, `C#`, `F1`, `top-k`) stays. The key of text without a letter, digit
    or symbol of meaning is empty.
    """
    # A large dictionary has a million spellings, nearly all of these two plain kinds.
    joined = text.replace(" ", "").replace("-", "")
    if joined.isalnum():
        if joined.isascii():
            return joined.lower()
        if _IDEOGRAPHS.fullmatch(joined):
            return joined
    if text.isascii() and text.isprintable():
        return text.lower().lstrip(_ASCII_BEFORE).rstrip(_ASCII_AFTER).translate(_DROPPED)
    folded = _without_latin_accents(clean(text).casefold())
    start, end = 0, len(folded)
    while start < end and not _opens_word(folded[start]):
        start += 1
    while end > start and not _closes_word(folded[end - 1]):
        end -= 1
    return folded[start:end].translate(_DROPPED)


def _without_latin_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    if not any(map(unicodedata.combining, decomposed)):
        return unicodedata.normalize("NFC", decomposed)
    kept: list[str] = []
    base = ""
    for character in decomposed:
        if not unicodedata.combining(character):
            base = character
        elif base.isascii():
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _opens_word(character: str) -> bool:
    return character.isalnum() or character in _OPENING


def _closes_word(character: str) -> bool:
    return character.isalnum() or character in _CLOSING
