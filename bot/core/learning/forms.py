"""Inflections of a headword: which one a form is, and the same one of another headword."""

from collections.abc import Callable, Iterable, Mapping

from bot.core.vocabulary import english
from bot.core.vocabulary.entry import Entry

_Inflect = Callable[[str], set[str]]

PLURAL = "plural"


def _verb_forms(ending: str) -> _Inflect:
    return lambda verb: {form for form in english.verb_forms(verb) if form.endswith(ending)}


def _plurals(noun: str) -> set[str]:
    return english.plurals(noun) | {noun + "s"}  # epochs: a ch may sound like a k


_INFLECTIONS: Mapping[str, Mapping[str, _Inflect]] = {
    "noun": {PLURAL: _plurals},
    "verb": {
        "third person": _verb_forms("s"),
        "past": _verb_forms("ed"),
        "participle": _verb_forms("ing"),
    },
}


def plain_part_of_speech(part: str) -> str:
    """Return `noun` for `noun phrase`, and so on."""
    return part.removesuffix(" phrase")


def inflection_of(entry: Entry, keys: Iterable[str]) -> str | None:
    """Return the inflection that all these keys are of the headword.

    Empty is the headword itself; `plural` and so on a regular inflection of its part of speech;
    None anything else, and inflections that differ.
    """
    names = {_inflection(entry, key) for key in keys}
    return names.pop() if len(names) == 1 else None


def listed_inflections(entry: Entry) -> Mapping[str, str]:
    """Return the listed forms of the headword by their inflection; empty is the headword itself."""
    found = {"": entry.word}
    for name, inflect in _inflections(entry).items():
        regular = _keys(entry.word, inflect)
        form = next((form for form in entry.forms if _key(form) in regular), None)
        if form is not None:
            found[name] = form
    return found


def _inflection(entry: Entry, key: str) -> str | None:
    if key in map(_key, entry.spellings):
        return ""
    for name, inflect in _inflections(entry).items():
        if any(key in _keys(spelling, inflect) for spelling in entry.spellings):
            return name
    return None


def _inflections(entry: Entry) -> Mapping[str, _Inflect]:
    return _INFLECTIONS.get(plain_part_of_speech(entry.part_of_speech), {})


def _keys(spelling: str, inflect: _Inflect) -> frozenset[str]:
    return english.family([spelling], inflect) - {_key(spelling)}


def _key(spelling: str) -> str:
    return "".join(english.tokens(spelling))
