"""Reads an entry out of the body of an issue made with the form “new word”.

The form's fields are headings, `### Word / 单词`, each followed by what was filled in.
"""

import re
from collections.abc import Callable, Mapping

FIELD_KEYS: Mapping[str, str] = {
    "Word": "word",
    "Pronunciation": "phonetics",
    "Part of speech": "part_of_speech",
    "Translation": "translation",
    "Definition": "definition",
    "Definition in Chinese": "definition_translation",
    "Example": "example",
    "Example in Chinese": "example_translation",
    "Sentences": "usage",
    "Phrases": "phrases",
    "Synonyms": "synonyms",
    "Antonyms": "antonyms",
    "Forms": "forms",
    "Abbreviations": "abbreviations",
    "Topics": "topics",
    "Level": "level",
}
CONSENT = "Licence"

_HEADING = re.compile(r"^### +(?P<label>[^/\n]+?) */[^\n]*$", re.MULTILINE)
_UNANSWERED = frozenset({"", "_No response_", "None"})
_LISTS = frozenset({"synonyms", "antonyms", "forms", "abbreviations", "topics"})
_REQUIRED_LISTS = ("synonyms", "antonyms")
_COMMAS = re.compile(r"[,，;；\n]")


class FormError(ValueError):
    """A field that cannot be read; the text names it and says how it is written."""


def is_issue_body(text: str) -> bool:
    """Whether a text is the body of such an issue."""
    return any(match["label"] == "Word" for match in _HEADING.finditer(text))


def read_issue_body(text: str) -> dict[str, object]:
    """Return the entry an issue's body describes; `check` says what it lacks.

    Raises:
        FormError: a field is unknown, or one of its lines has too few or too many parts.
    """
    entry: dict[str, object] = {key: [] for key in _REQUIRED_LISTS}
    entry |= {"usage": {}, "phrases": {"examples": [], "idioms": []}}
    for label, answer in _fields(text):
        if label == CONSENT or answer in _UNANSWERED:
            continue
        key = FIELD_KEYS.get(label)
        if key is None:
            raise FormError(f"no field is called “{label}”")
        entry[key] = _value(key, label, answer)
    return {key: entry[key] for key in FIELD_KEYS.values() if key in entry}


def _fields(text: str) -> list[tuple[str, str]]:
    headings = list(_HEADING.finditer(text.replace("\r\n", "\n")))
    text = text.replace("\r\n", "\n")
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return [
        (heading["label"], text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    ]


def _value(key: str, label: str, answer: str) -> object:
    readers: dict[str, Callable[[str, str], object]] = {"usage": _usage, "phrases": _phrases}
    if key in readers:
        return readers[key](label, answer)
    if key in _LISTS:
        return [part.strip() for part in _COMMAS.split(answer) if part.strip()]
    return " ".join(answer.split())


def _usage(label: str, answer: str) -> dict[str, list[dict[str, str]]]:
    usage: dict[str, list[dict[str, str]]] = {}
    for domain, sentence, translation in _rows(label, answer, "domain | English | 中文"):
        usage.setdefault(domain, []).append({"sentence": sentence, "translation": translation})
    return usage


def _phrases(label: str, answer: str) -> dict[str, list[dict[str, str]]]:
    rows = _rows(label, answer, "English | 中文")
    examples = [{"phrase": phrase, "translation": translation} for phrase, translation in rows]
    return {"examples": examples, "idioms": []}


def _rows(label: str, answer: str, form: str) -> list[list[str]]:
    """Return the parts of each line; `form` shows how many there are."""
    rows = [[part.strip() for part in re.split(r"[|｜]", line)] for line in answer.splitlines()]
    filled = [row for row in rows if row != [""]]
    for row in filled:
        if len(row) != form.count("|") + 1:
            raise FormError(f"{label}: “{' | '.join(row)}” is not written as “{form}”")
    return filled
