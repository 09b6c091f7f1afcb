"""Reads the words of a file that anybody may have made, and finds them in the dictionary.

A file is text: a word a line, a CSV, an Anki text export, or a JSON of ours. It is never unpacked
or computed; what is no such text is refused in a sentence, so that nothing is half-imported.
"""

import codecs
import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.errors import UserError
from bot.core.learning.exchange import COLUMNS, Archive, Listed, read_json, unguarded
from bot.core.text import clean, look_up_key
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import How, Match, Record, clear_winner
from bot.locales import N_

LARGEST = 2 * 2**20
"""Bytes a list of words may have."""
LARGEST_EXPORT = 16 * 2**20
"""Bytes an export of ours may have, with years of reviews in it."""
MOST_LINES = 100_000
MOST_SUGGESTED = 20
"""Unknown words that are named, each with what it may be meant to be."""
_LONGEST_SHOWN = 60

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_GBK_SHARE = 1 / 3
"""Of a GBK text's characters beyond ASCII, the share at least that is Chinese in daily use: nearly
all in simplified texts, 0.6 in traditional ones, nothing in Latin or Cyrillic read as GBK."""
_CHINESE_MARK = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
_DAILY_USE = range(0xB0, 0xD8)
"""First bytes of GB 2312's level 1: its 3,755 most frequent characters."""

_DELIMITERS = "\t;,"
_SAMPLE = 50
"""Lines by which a file's delimiter is told."""
_HEADERS = frozenset(
    {COLUMNS[0], "words", "headword", "term", "front", "english", "单词", "词", "词语", "英文"}
)
"""What the column of the words is called, where the first row names the columns."""

_ANKI_HEADER = re.compile(r"#([a-z ]+):(.*)")
_ANKI_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_ANKI_OWN = ("guid column", "notetype column", "deck column", "tags column")
"""Headers that name columns which hold no field of the note."""
_MOST_DIGITS = 5
"""Digits a column's number may have."""
_TAG = re.compile(r"<[^<>]*>")
_LINE_BREAK = re.compile(r"<(?:br|/?div|/?p|/?li)\b[^<>]*>", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a file that the dictionary has."""

    record: Record
    listed: Listed


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a file that the dictionary does not have, and what it may be meant to be."""

    text: str
    suggestion: Record | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The words of a file.

    Attributes:
        found: each record once, as the file orders them.
        unknown: the first of the others.
        unknown_count: how many others there are.
    """

    found: Sequence[Found]
    unknown: Sequence[Unknown]
    unknown_count: int


def read(content: bytes) -> Archive:
    """Return the words that a file lists, each once, and what else an export of ours brings back.

    Raises:
        UserError: it is no list of words, or too long a one.
    """
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    archive = read_json(text) if text.lstrip().startswith("{") else _list(text)
    words: dict[str, Listed] = {}
    for word in archive.words:
        if word.text:
            words.setdefault(_key(word), word)
    if not words and not archive.reviews and archive.settings is None:
        raise UserError(N_("I find no word in that file. Send one word a line."))
    return replace(archive, words=tuple(words.values()))


def _list(text: str) -> Archive:
    if text.count("\n") + (not text.endswith("\n")) > MOST_LINES:
        raise UserError(
            N_("That file has more than {most} lines. Send it in smaller parts."), most=MOST_LINES
        )
    words = map(Listed, _anki_words(text) if _is_anki(text) else _csv_words(text))
    return Archive(tuple(words), (), None)


def resolved(dictionary: Dictionary, listed: Iterable[Listed]) -> Resolved:
    """Return what the dictionary has of the words, as they are spelled: nothing is guessed."""
    found: dict[str, Found] = {}
    unknown: list[str] = []
    for word in listed:
        record = dictionary.get(word.id) or _record(dictionary.named(word.text))
        if record is None:
            unknown.append(word.text)
        else:
            found.setdefault(record.id, Found(record, word))
    return Resolved(
        tuple(found.values()),
        tuple(_unknown(dictionary, text) for text in unknown[:MOST_SUGGESTED]),
        len(unknown),
    )


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its byte order mark, or GBK.

    Raises:
        UserError: it is empty, packed, no text, or in another encoding.
    """
    if not content:
        raise UserError(N_("That file is empty. Send one word a line."))
    if content.startswith(_ZIP):
        raise UserError(
            N_("That file is packed. Send plain text; Anki can export its notes as plain text.")
        )
    text = _as_text(content)
    if text is None:
        raise UserError(N_("I cannot read that file's encoding. Save it as UTF-8 and send it."))
    if _CONTROL.search(text):
        raise UserError(N_("That is not a text file. Send plain text, CSV or an export of mine."))
    return text


def _as_text(content: bytes) -> str | None:
    """Return the content as text, None where it is in no encoding that is read."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gbk")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if encoding != "gbk" or _is_chinese(text) else None
    return None


def _is_chinese(text: str) -> bool:
    """Whether a text decoded as GBK makes sense as Chinese, and is not of another encoding."""
    beyond = [character for character in text if not character.isascii()]
    return sum(map(_is_in_daily_use, beyond)) >= _GBK_SHARE * len(beyond)


def _is_in_daily_use(character: str) -> bool:
    code = character.encode("gb2312", "ignore")
    in_level_1 = len(code) == 2 and code[0] in _DAILY_USE
    return in_level_1 or _CHINESE_MARK.match(character) is not None


def _csv_words(text: str) -> Iterator[str]:
    """Yield the cells of the column of words; without one that is called so, of the first."""
    rows = _rows(text, _delimiter(text))
    first = next(rows, [])
    names = [clean(cell).casefold() for cell in first]
    column = next((index for index, name in enumerate(names) if name in _HEADERS), None)
    if column is None:
        yield from _column([first], 0)
    yield from _column(rows, column or 0)


def _delimiter(text: str) -> str:
    """Return what separates the cells of most lines."""
    lines = text.split("\n", _SAMPLE)[:_SAMPLE]
    counts = {mark: sum(mark in line for line in lines) for mark in _DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])


def _rows(text: str, delimiter: str, first: int = 1) -> Iterator[list[str]]:
    """Yield the rows of a CSV; a quotation mark not closed would else swallow the rest of it.

    Args:
        first: the number of the first line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first
    try:
        for row in reader:
            yield row
            line = first + reader.line_num
    except csv.Error as error:
        raise UserError(
            N_("I cannot read line {line} of that file. Look at its quotation marks."), line=line
        ) from error


def _column(rows: Iterable[Sequence[str]], column: int) -> Iterator[str]:
    return (clean(unguarded(row[column])) for row in rows if len(row) > column)


def _is_anki(text: str) -> bool:
    header = _ANKI_HEADER.match(text)
    return header is not None and header[1] in {"separator", "html", *_ANKI_OWN, "columns"}


def _anki_words(text: str) -> Iterator[str]:
    """Yield the first field of each note of an Anki text export, without its markup."""
    headers: dict[str, str] = {}
    while header := _ANKI_HEADER.match(text):
        headers[header[1]] = header[2].strip()
        text = text[header.end() + 1 :]
    named = headers.get("separator", "tab").casefold()
    delimiter = _ANKI_SEPARATORS.get(named, named)
    if len(delimiter) != 1:
        raise UserError(N_("I do not know that separator. Export from Anki separated by tabs."))
    own = {_column_number(headers[name]) for name in _ANKI_OWN if name in headers}
    column = next(number for number in range(1, len(own) + 2) if number not in own)
    for cell in _column(_rows(text, delimiter, len(headers) + 1), column - 1):
        yield _without_markup(cell) if headers.get("html", "true") == "true" else cell


def _column_number(text: str) -> int:
    """Return the number of a column that holds no field of the note; 0, which is none, for none."""
    if not text.isdecimal():
        return 0
    if len(text) > _MOST_DIGITS:
        raise UserError(N_("I cannot read that file's columns. Export it from Anki again."))
    return int(text)


def _without_markup(field: str) -> str:
    broken = _LINE_BREAK.sub("\n", _SOUND.sub("", field))
    lines = (clean(html.unescape(_TAG.sub("", part))) for part in broken.split("\n"))
    return next(filter(None, lines), "")


def _key(word: Listed) -> str:
    return word.id or look_up_key(word.text) or word.text


def _record(matches: Sequence[Match]) -> Record | None:
    winner = clear_winner(matches)
    if winner is None or winner.how > How.TRANSLATION:
        return None
    return winner.record


def _unknown(dictionary: Dictionary, text: str) -> Unknown:
    matches = dictionary.find(text)
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return Unknown(shown, matches[0].record if matches else None)
