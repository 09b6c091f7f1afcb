"""What each kind of question takes from an entry, before its wrong choices are chosen."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bot.core.learning.blanks import (
    BLANK,
    Occurrence,
    blanked,
    follows_article,
    latin_words,
    occurrences,
    stands_among,
    stands_in,
)
from bot.core.learning.forms import PLURAL, inflection_of
from bot.core.learning.meanings import (
    Meaning,
    Shown,
    interchangeable,
    meanings,
    said_in,
    sentences,
)
from bot.core.learning.neighbours import Collocation, Word, term_key, without_remarks
from bot.core.vocabulary import chinese
from bot.core.vocabulary.entry import Entry

_SHORTEST_CLUE = 3
"""Letters from which a headword inside a longer word gives the answer away."""

_Offer = Callable[[Word], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question without its wrong choices.

    Attributes:
        explanation: a text, and its translation where it has one.
        offer: what a neighbour would stand among the choices with; None where it does not fit.
        part_of_speech: of the neighbours to ask.
        given: wrong choices that the entry itself provides.
        fewest: wrong choices without which it is not asked.
    """

    prompt: str
    prompt_translation: str = ""
    answer: str
    explanation: tuple[str, str | None]
    offer: _Offer
    part_of_speech: str
    given: tuple[str, ...] = ()
    fewest: int = 3


def translation(word: Word, _rng: Random) -> Iterator[Draft]:
    """Yield the question what a word is in Chinese."""
    entry, answer = word.entry, without_remarks(word.entry.translation)
    if _is_chinese_beside(answer, entry.word):
        yield Draft(
            prompt=entry.word,
            answer=answer,
            explanation=_example_or_definition(entry),
            offer=_translation_beside(entry.word),
            part_of_speech=word.part_of_speech,
        )


def headword(word: Word, _rng: Random) -> Iterator[Draft]:
    """Yield the question which word a translation stands for."""
    entry, prompt = word.entry, without_remarks(word.entry.translation)
    if _is_chinese_beside(prompt, entry.word):
        yield Draft(
            prompt=prompt,
            answer=entry.word,
            explanation=(entry.definition, entry.definition_translation),
            offer=_headword_unless(lambda other: bool(latin_words(prompt) & other.latin_words)),
            part_of_speech=word.part_of_speech,
        )


def definition(word: Word, _rng: Random) -> Iterator[Draft]:
    """Yield the question which word a definition defines."""
    entry = word.entry
    if not _gives_away(word, entry.definition):
        yield Draft(
            prompt=entry.definition,
            answer=entry.word,
            explanation=(entry.definition, entry.definition_translation),
            offer=_headword_unless(lambda other: _gives_away(other, entry.definition)),
            part_of_speech=word.part_of_speech,
        )


def gap(word: Word, rng: Random) -> Iterator[Draft]:
    """Yield questions which word is blanked in a sentence, the plainest forms of it first.

    The choices take the form that the sentence needs; where too few have it, all stay as they are
    in a dictionary.
    """
    found = [(shown, occurrences(word.family, shown.sentence)) for shown in _fitting(word, rng)]
    forms = [
        (shown, places, inflection_of(word.entry, (place.key for place in places)))
        for shown, places in found
        if places
    ]
    inflected_alike = ((s, places, form) for s, places, form in forms if form is not None)
    as_in_a_dictionary = ((s, places, "") for s, places, form in forms if form != "")
    for shown, places, form in (*inflected_alike, *as_in_a_dictionary):
        yield from _gap(word, shown, places, form)


def sentence(word: Word, rng: Random) -> Iterator[Draft]:
    """Yield questions which word a Chinese sentence needs.

    It has to say the word in Chinese: where it keeps the English one, which is blanked, nothing is
    left to translate, and several words may fit.
    """
    for shown in _fitting(word, rng):
        prompt = _hidden(word, shown.translation)
        if _holds_term(word, prompt):
            yield Draft(
                prompt=prompt,
                answer=word.entry.word,
                explanation=(shown.sentence, shown.translation),
                offer=_headword_unless(_named_in(shown)),
                part_of_speech=word.part_of_speech,
            )


def phrase(word: Word, rng: Random) -> Iterator[Draft]:
    """Yield questions what a phrase is in Chinese."""
    for asked in rng.sample(word.collocations, len(word.collocations)):
        if _is_chinese_beside(asked.translation, asked.phrase):
            yield Draft(
                prompt=asked.phrase,
                answer=asked.translation,
                explanation=_where_met(word.entry, asked.phrase),
                offer=_phrase_beside(asked, word),
                part_of_speech=_part_of_phrase(asked, word),
            )


def sense(word: Word, rng: Random) -> Iterator[Draft]:
    """Yield questions which sense of a word a sentence shows."""
    listed = meanings(word.entry)
    found = sentences(word.entry) if len(listed) > 1 else []
    rng.shuffle(found)
    for shown in found:
        given = _other_translations(shown, listed)
        answer = shown.meaning.translation
        if (
            given
            and _is_chinese_beside(answer, shown.sentence)
            and stands_in(word.family, shown.sentence)
        ):
            yield Draft(
                prompt=shown.sentence,
                answer=answer,
                explanation=(shown.sentence, shown.translation),
                offer=_translation_beside(shown.sentence),
                part_of_speech=shown.meaning.part_of_speech,
                given=given,
                fewest=2,
            )


def _gap(word: Word, shown: Shown, places: Sequence[Occurrence], form: str) -> Iterator[Draft]:
    answer = word.inflections.get(form)
    prompt = blanked(shown.sentence, places)
    if answer is None or _gives_away(word, prompt):
        return
    is_named = _named_in(shown)
    countable = word.part_of_speech == "noun" and follows_article(prompt)

    def offer(other: Word) -> str | None:
        if is_named(other) or (countable and PLURAL not in other.inflections):
            return None
        return other.inflections.get(form)

    yield Draft(
        prompt=prompt,
        prompt_translation=_hidden(word, shown.translation),
        answer=answer,
        explanation=(shown.sentence, shown.translation),
        offer=offer,
        part_of_speech=word.part_of_speech,
    )


def _hidden(word: Word, text: str) -> str:
    """Return Chinese text fit to be read before answering, or nothing where none of it is.

    Where the text writes the answer in Latin letters, as in `A/B测试`, that is blanked; what it
    says in Chinese alone stays.
    """
    if not latin_words(text) & word.latin_words:
        return text
    latin = (term for term in word.translations if latin_words(term) & word.latin_words)
    for term in sorted(latin, key=len, reverse=True):
        whole = rf"(?<![A-Za-z]){re.escape(term)}(?![A-Za-z])"
        text = re.sub(whole, BLANK, text, flags=re.IGNORECASE)
    text = blanked(text, occurrences(word.family, text))
    return "" if latin_words(text) & word.latin_words else text


def _translation_beside(prompt: str) -> _Offer:
    """Offer the translation of a neighbour, where no word of the prompt stands in it."""

    def offer(other: Word) -> str | None:
        text = without_remarks(other.entry.translation)
        return text if _is_chinese_beside(text, prompt) else None

    return offer


def _headword_unless(is_wrong: Callable[[Word], bool]) -> _Offer:
    """Offer the headword of a neighbour, unless it fits the prompt or stands in it."""
    return lambda other: None if is_wrong(other) else other.entry.word


def _part_of_phrase(asked: Collocation, word: Word) -> str:
    """Return whose phrases stand beside one: an adjective before a noun makes it a noun's.

    Few adjectives share a topic, and a phrase of another subject is no choice for anybody.
    """
    is_predicate = asked.translation.endswith("的") or stands_in(
        word.family, asked.phrase.split()[-1]
    )
    if word.part_of_speech == "adjective" and not is_predicate:
        return "noun"
    return word.part_of_speech


def _phrase_beside(asked: Collocation, word: Word) -> _Offer:
    """Offer that phrase of a neighbour whose translation is likest to the answer."""

    def fits(other: Collocation) -> bool:
        return (
            not stands_among(word.family, other.stretches)
            and not any(term in other.term for term in word.terms)
            and _is_chinese_beside(other.translation, asked.phrase)
        )

    def offer(other: Word) -> str | None:
        if stands_among(other.family, asked.stretches):
            return None
        texts = (phrase.translation for phrase in other.collocations if fits(phrase))
        return max(texts, key=lambda text: _likeness(text, asked.translation), default=None)

    return offer


def _named_in(shown: Shown) -> Callable[[Word], bool]:
    """Tell whether a neighbour stands in a sentence or in its translation, in either language."""
    latin, key = latin_words(shown.translation), term_key(shown.translation)
    return lambda other: (
        bool(latin & other.latin_words)
        or any(term in key for term in other.terms)
        or _gives_away(other, shown.sentence)
    )


def _gives_away(word: Word, text: str) -> bool:
    """Whether a form of the word stands in a text, or its headword inside a longer word."""
    inside = (
        len(word.entry.word) >= _SHORTEST_CLUE and word.entry.word.casefold() in text.casefold()
    )
    return inside or stands_in(word.family, text)


def _is_chinese_beside(text: str, prompt: str) -> bool:
    """Whether a text is Chinese and shares no Latin word with the prompt."""
    return chinese.has_chinese(text) and not latin_words(text) & latin_words(prompt)


def _holds_term(word: Word, text: str) -> bool:
    """Whether a text says the word in Chinese."""
    key = term_key(text)
    return any(term in key for term in word.terms if chinese.has_chinese(term))


def _fitting(word: Word, rng: Random) -> list[Shown]:
    """Return the sentences in which the word is what its neighbours are, in any order."""
    fitting = [
        shown
        for shown in sentences(word.entry)
        if shown.meaning.part_of_speech == word.part_of_speech
    ]
    rng.shuffle(fitting)
    return fitting


def _other_translations(shown: Shown, listed: Sequence[Meaning]) -> tuple[str, ...]:
    """Return the translations of the senses that this sentence plainly does not show."""
    fit = {m.translation for m in listed if interchangeable(m, shown.meaning)}
    others = (
        meaning.translation
        for meaning in listed
        if meaning.translation not in fit
        and not said_in(meaning, shown.translation)
        and _is_chinese_beside(meaning.translation, shown.sentence)
    )
    return tuple(dict.fromkeys(others))


def _likeness(text: str, answer: str) -> tuple[int, int]:
    return len(set(text) & set(answer)), -abs(len(text) - len(answer))


def _example_or_definition(entry: Entry) -> tuple[str, str | None]:
    if entry.example_translation:
        return entry.example, entry.example_translation
    return entry.definition, entry.definition_translation


def _where_met(entry: Entry, phrase: str) -> tuple[str, str | None]:
    """Return the sentence that a phrase stands in, or else an example or the definition."""
    for shown in sentences(entry):
        if phrase.casefold() in shown.sentence.casefold():
            return shown.sentence, shown.translation
    return _example_or_definition(entry)
