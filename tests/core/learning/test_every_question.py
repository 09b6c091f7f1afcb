"""What holds for every question about every entry, looked at without the code that made it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import pytest

from bot.core.learning.questions import Kind, Question, question
from bot.core.vocabulary import chinese
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import LEVELS, Entry, Sense
from bot.core.vocabulary.matches import Record

WORD_KINDS = {Kind.WORD, Kind.DEFINITION, Kind.GAP, Kind.SENTENCE}
BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")
LATIN = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Asked:
    record: Record
    question: Question

    @property
    def answer(self) -> str:
        return self.question.choices[self.question.answer]

    @property
    def wrong(self) -> list[str]:
        return [c for i, c in enumerate(self.question.choices) if i != self.question.answer]

    def __repr__(self) -> str:
        return f"{self.record.slug}: {self.question}"


def _ask_all(dictionary: Dictionary, seed: str) -> list[Asked]:
    return [
        Asked(record, made)
        for record in dictionary
        for kind in Kind
        if (made := question(dictionary, record, kind, Random(f"{seed} {record.slug} {kind}")))
    ]


@pytest.fixture(
    scope="module",
    params=["1", *(pytest.param(str(n), marks=pytest.mark.proof) for n in range(2, 12))],
)
def asked(dictionary: Dictionary, request: pytest.FixtureRequest) -> list[Asked]:
    return _ask_all(dictionary, request.param)


@dataclass(frozen=True)
class Sources:
    """The records that a choice could come from, by what it reads."""

    words: dict[str, list[Record]]
    translations: dict[str, list[Record]]
    phrases: dict[str, list[Record]]

    def wrong_choices(
        self, asked: Sequence[Asked], *kinds: Kind
    ) -> Iterator[tuple[Asked, str, list[Record]]]:
        """Yield each wrong choice with its sources, but for other senses of the word asked."""
        for a in _of(asked, *kinds or Kind):
            own = [_bare(part.translation) for part in _parts(a.record.entry)]
            for choice in a.wrong:
                if a.question.kind is not Kind.SENSE or choice not in own:
                    yield a, choice, self._by_kind(a.question.kind)[choice]

    def _by_kind(self, kind: Kind) -> dict[str, list[Record]]:
        if kind in WORD_KINDS:
            return self.words
        return self.phrases if kind is Kind.PHRASE else self.translations


@pytest.fixture(scope="module")
def sources(dictionary: Dictionary) -> Sources:
    words, translations, phrases = (defaultdict[str, list[Record]](list) for _ in range(3))
    for record in dictionary:
        entry = record.entry
        translations[_bare(entry.translation)].append(record)
        for text in {entry.word, *entry.forms}:
            words[text].append(record)
        for phrase in (*entry.phrases.examples, *entry.phrases.idioms):
            phrases[_bare(phrase.translation)].append(record)
    return Sources(dict(words), dict(translations), dict(phrases))


def _of(asked: Sequence[Asked], *kinds: Kind) -> list[Asked]:
    return [a for a in asked if a.question.kind in kinds]


def _parts(entry: Entry) -> tuple[Entry | Sense, ...]:
    return (entry, *entry.senses)


def _bare(text: str) -> str:
    return BRACKETS.sub("", text).strip()


def _terms(entry: Entry) -> set[str]:
    listed = [entry.translation, *(a.translation for a in entry.alternative_translations)]
    for sense in entry.senses:
        listed += [sense.translation, *(a.translation for a in sense.alternative_translations)]
    return set(chinese.terms(listed))


def _names(entry: Entry) -> set[str]:
    return {n.casefold() for n in (*entry.spellings, *entry.abbreviations, *entry.forms)}


def _stands_in(choice: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(choice)}(?![^\W_])", text, re.IGNORECASE))


def _contain(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one in other or other in one


def test_there_are_four_choices_and_none_is_or_contains_another(asked: list[Asked]) -> None:
    for a in asked:
        choices = a.question.choices
        least = 3 if a.question.kind is Kind.SENSE else 4
        assert least <= len(choices) <= 4, a
        pairs = ((x, y) for i, x in enumerate(choices) for y in choices[i + 1 :])
        assert not any(_contain(x, y) for x, y in pairs), a


def test_the_answer_is_what_the_entry_says(asked: list[Asked]) -> None:
    for a in asked:
        entry, kind = a.record.entry, a.question.kind
        if kind in WORD_KINDS:
            assert a.answer == entry.word or (kind is Kind.GAP and a.answer in entry.forms), a
        elif kind is Kind.PHRASE:
            phrases = {p.phrase: _bare(p.translation) for p in entry.phrases.examples}
            phrases |= {p.phrase: _bare(p.translation) for p in entry.phrases.idioms}
            assert phrases[a.question.prompt] == a.answer, a
        elif kind is Kind.SENSE:
            assert _bare(_sense_shown(a).translation) == a.answer, a
        else:
            assert _bare(entry.translation) == a.answer, a


def test_wrong_choices_are_of_the_same_part_of_speech_near_in_subject_and_level(
    asked: list[Asked], sources: Sources
) -> None:
    for a, _, records in sources.wrong_choices(asked):
        parts = {a.record.entry.part_of_speech}
        if a.question.kind is Kind.SENSE:
            parts |= {sense.part_of_speech for sense in a.record.entry.senses}
        if a.question.kind is Kind.PHRASE and "adjective" in a.record.entry.part_of_speech:
            parts.add("noun")  # an adjective before a noun makes a phrase of a noun
        assert any(_is_near(a.record.entry, parts, record.entry) for record in records), a


def test_wrong_phrases_are_of_the_words_own_topics_but_for_one_in_a_hundred(
    asked: list[Asked], sources: Sources
) -> None:
    near = [
        any(set(a.record.entry.topics) & set(record.entry.topics) for record in records)
        for a, _, records in sources.wrong_choices(asked, Kind.PHRASE)
    ]
    assert near.count(False) <= len(near) / 100


def _is_near(one: Entry, parts: set[str], other: Entry) -> bool:
    domains = [set(e.usage) | {s.domain for s in e.senses if s.domain} for e in (one, other)]
    levels = [LEVELS.index(e.level) if e.level else 1 for e in (one, other)]
    return (
        other.part_of_speech.split()[0] in {part.split()[0] for part in parts}
        and bool(set(one.topics) & set(other.topics) or domains[0] & domains[1])
        and abs(levels[0] - levels[1]) <= 1
    )


def test_no_wrong_choice_is_a_second_right_answer(asked: list[Asked], sources: Sources) -> None:
    for a, _, records in sources.wrong_choices(asked):
        assert any(not _could_be_mistaken(a.record.entry, r.entry) for r in records), a


def test_no_two_wrong_choices_are_alike(asked: list[Asked], sources: Sources) -> None:
    of_one: defaultdict[int, list[list[Record]]] = defaultdict(list)
    for a, _, records in sources.wrong_choices(asked):
        others = of_one[id(a)]
        assert all(_some_differ(records, earlier) for earlier in others), a
        others.append(records)


def _some_differ(some: list[Record], others: list[Record]) -> bool:
    return any(not _could_be_mistaken(a.entry, b.entry) for a in some for b in others)


def _could_be_mistaken(one: Entry, other: Entry) -> bool:
    ours, theirs = _names(one), _names(other)
    synonyms = {s.casefold() for s in one.synonyms}, {s.casefold() for s in other.synonyms}
    return bool(
        ours & theirs
        or synonyms[0] & (theirs | synonyms[1])
        or synonyms[1] & ours
        or any(_contain(a, b) for a in one.spellings for b in other.spellings)
        or any(_contain(a, b) for a in _terms(one) for b in _terms(other))
    )


def test_no_wrong_translation_is_one_of_the_word(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.TRANSLATION):
        terms = _terms(a.record.entry)
        assert not any(_contain(choice, term) for choice in a.wrong for term in terms), a


def test_wrong_senses_are_other_senses_or_of_other_words(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.SENSE):
        own = [_bare(part.translation) for part in _parts(a.record.entry)]
        terms = _terms(a.record.entry)
        assert any(choice in own for choice in a.wrong), a
        foreign = [choice for choice in a.wrong if choice not in own]
        assert not any(_contain(choice, term) for choice in foreign for term in terms), a


@pytest.mark.parametrize(
    ("slug", "translation", "sibling"),
    [
        ("feedforward-network", "前馈层", "前馈网络"),
        ("sensitivity", "灵敏度", "敏感性"),
        ("sampling", "抽样", "采样"),
        ("segmentation", "切分", "分割"),
        ("syntax", "句法", "语法"),
        ("arbitrary", "随意的", "任意的"),
    ],
)
def test_what_a_sense_is_also_called_is_no_wrong_choice_for_it(
    dictionary: Dictionary, slug: str, translation: str, sibling: str
) -> None:
    record = next(record for record in dictionary if record.slug == slug)
    made = [question(dictionary, record, Kind.SENSE, Random(seed)) for seed in range(20)]
    asked = [Asked(record, one) for one in made if one]
    assert not [a for a in asked if a.answer == translation and sibling in a.wrong]
    assert not [a for a in asked if a.answer == sibling and translation in a.wrong]


def test_no_wrong_sense_would_do_for_the_one_shown(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.SENSE):
        parts = _parts(a.record.entry)
        right = _listed(_sense_shown(a))
        wrong = {t for part in parts if _bare(part.translation) in a.wrong for t in _listed(part)}
        text = a.question.explanation_translation
        assert not any(_contain(x, y) or _same_stem(x, y) for x in right for y in wrong), a
        assert not any(term in text for term in wrong), a


def _sense_shown(a: Asked) -> Entry | Sense:
    entry = a.record.entry
    usage = {s.sentence: s.sense for listed in entry.usage.values() for s in listed}
    shown = usage | {part.example: n for n, part in enumerate(_parts(entry), start=1)}
    return _parts(entry)[shown[a.question.prompt] - 1]


def _listed(part: Entry | Sense) -> list[str]:
    return chinese.terms(
        [part.translation, *(other.translation for other in part.alternative_translations)]
    )


def _same_stem(one: str, other: str) -> bool:
    return len(one) > 2 and one != other and one[:-1] == other[:-1]


def test_no_wrong_translation_is_one_of_the_phrase(
    asked: list[Asked], dictionary: Dictionary
) -> None:
    translations: defaultdict[str, set[str]] = defaultdict(set)
    for record in dictionary:
        for phrase in (*record.entry.phrases.examples, *record.entry.phrases.idioms):
            translations[phrase.phrase.casefold()].add(_bare(phrase.translation))
    for a in _of(asked, Kind.PHRASE):
        right = translations[a.question.prompt.casefold()]
        assert not right & set(a.wrong), a
        terms = _terms(a.record.entry)
        assert not any(term in choice for choice in a.wrong for term in terms), a


def test_no_choice_can_be_read_in_the_prompt(asked: list[Asked]) -> None:
    for a in asked:
        prompts = (a.question.prompt, a.question.prompt_translation)
        seen = [c for c in a.question.choices if any(_stands_in(c, text) for text in prompts)]
        assert not seen, a


def test_no_latin_word_is_shared_across_the_languages(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.TRANSLATION, Kind.WORD, Kind.PHRASE, Kind.SENTENCE):
        prompt = {word.casefold() for word in LATIN.findall(a.question.prompt)}
        for choice in a.question.choices:
            assert not prompt & {word.casefold() for word in LATIN.findall(choice)}, a


def test_a_chinese_sentence_to_fill_says_the_word_in_chinese(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.SENTENCE):
        said = [term for term in _terms(a.record.entry) if chinese.has_chinese(term)]
        prompt = chinese.key(a.question.prompt)
        assert any(chinese.key(term) in prompt for term in said), a


def test_no_wrong_words_translation_stands_in_the_chinese_sentence(
    asked: list[Asked], sources: Sources
) -> None:
    for a, _, records in sources.wrong_choices(asked, Kind.SENTENCE, Kind.GAP):
        text = a.question.explanation_translation
        assert any(not any(t in text for t in _terms(r.entry)) for r in records), a


def test_a_gap_is_a_real_sentence_with_every_form_of_the_word_blanked(asked: list[Asked]) -> None:
    for a in _of(asked, Kind.GAP):
        prompt = a.question.prompt
        parts = re.split(r"[aA]\(n\) ____|____", prompt)
        assert len(parts) > 1, a
        assert re.fullmatch(".+".join(map(re.escape, parts)), a.question.explanation), a
        left = [form for form in a.record.entry.family if _stands_in(form, prompt)]
        assert all(form.isupper() and form not in prompt for form in left), a


def test_the_choices_of_a_gap_are_inflected_alike_or_as_in_a_dictionary(
    asked: list[Asked], sources: Sources
) -> None:
    for a, choice, records in sources.wrong_choices(asked, Kind.GAP):
        is_base = a.answer == a.record.entry.word
        assert any((choice == record.entry.word) == is_base for record in records), a


def test_the_explanation_is_whole_and_translated(asked: list[Asked]) -> None:
    for a in asked:
        assert a.question.explanation, a
        assert a.question.explanation_translation, a


def test_choices_are_of_a_length(asked: list[Asked]) -> None:
    def far(a: Asked) -> bool:
        return any(
            max(len(c), len(a.answer)) > 2 * min(len(c), len(a.answer)) + 8
            for c in a.question.choices
        )

    assert sum(map(far, asked)) <= len(asked) / 100


def test_the_right_choice_is_not_the_longest_more_often_than_chance(asked: list[Asked]) -> None:
    def is_longest(a: Asked) -> bool:
        return all(len(choice) < len(a.answer) for choice in a.wrong)

    assert sum(map(is_longest, asked)) / len(asked) <= 0.25
    for kind in Kind:
        of_kind = _of(asked, kind)
        assert sum(map(is_longest, of_kind)) / len(of_kind) <= 0.3, kind


def test_the_right_choice_stands_at_each_place_alike(asked: list[Asked]) -> None:
    at = [sum(a.question.answer == place for a in asked) / len(asked) for place in range(4)]
    assert all(0.22 <= share <= 0.28 for share in at)


def test_every_core_word_can_be_asked_in_three_ways_or_two_where_chinese_keeps_the_english(
    asked: list[Asked], dictionary: Dictionary
) -> None:
    ways = Counter(a.record.slug for a in asked)
    core = [record for record in dictionary if record.entry.level == "core"]
    assert [r.slug for r in core if ways[r.slug] < 3 - _keeps_english(r.entry)] == []


def _keeps_english(entry: Entry) -> bool:
    return bool(LATIN.search(_bare(entry.translation)))


def test_every_kind_is_asked_and_nearly_every_word(
    asked: list[Asked], dictionary: Dictionary
) -> None:
    assert {a.question.kind for a in asked} == set(Kind)
    assert len({a.record.slug for a in asked}) >= 0.99 * len(dictionary)


def test_a_stored_question_comes_back_as_it_was(asked: list[Asked]) -> None:
    assert all(Question.from_json(a.question.as_json()) == a.question for a in asked)
