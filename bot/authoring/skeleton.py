"""A new entry with all that can be derived from its headword, ready to be filled in."""

from bot.authoring.pronunciation import from_cmudict, from_espeak, pinyin_of
from bot.core.vocabulary import english


def skeleton(word: str, part_of_speech: str, translation: str) -> dict[str, object]:
    """Return the keys of a first-class entry, in the usual order.

    What could not be derived is empty, so that `check` asks for it; optional keys that stay
    without content are to be removed.
    """
    return {
        "word": word,
        "phonetics": from_cmudict(word) or from_espeak(word) or "",
        "part_of_speech": part_of_speech,
        "translation": translation,
        "definition": "",
        "definition_translation": "",
        "example": "",
        "example_translation": "",
        "synonyms": [],
        "antonyms": [],
        "forms": forms_of(word, part_of_speech),
        "level": "common",
        "topics": [],
        "translation_pinyin": pinyin_of(translation) or "",
        "grammar": {"label": "", "text": "", "translation": ""},
        "usage": {"general": [{"sentence": "", "translation": ""}]},
        "phrases": {"examples": [{"phrase": "", "translation": ""}], "idioms": []},
        "compare": [],
        "common_errors": [],
        "see_also": [],
    }


def forms_of(word: str, part_of_speech: str) -> list[str]:
    """Return the regular forms of a noun or a verb; of several words the last one is inflected."""
    start = max(word.rfind(" "), word.rfind("-")) + 1
    before, last = word[:start], word[start:]
    if not last.isalpha():
        return []
    # An abbreviation keeps its case: LLMs.
    stem = last if last.isupper() else last.lower()
    forms = {"noun": english.plurals, "verb": english.verb_forms}.get(part_of_speech)
    return [before + form for form in sorted(forms(stem))] if forms else []
