"""What people type, over the real content: each query leads where a person would expect."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import How, clear_winner

LINES = Path(__file__).with_name("queries.tsv").read_text(encoding="utf-8").splitlines()
QUERIES = [line.split("\t") for line in LINES if line and not line.startswith("#")]


def words(records: object) -> set[str]:
    return {record.entry.word for record in records}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=[query for query, _ in QUERIES])
def test_a_query_leads_where_a_person_would_expect(
    dictionary: Dictionary, query: str, expected: str
) -> None:
    matches = dictionary.find(query)
    winner = clear_winner(matches)
    headwords = set(expected.lstrip("?+").split("|"))
    if expected == "-":
        assert matches == ()
    elif expected.startswith("?"):
        assert winner is None
        assert headwords <= words(match.record for match in matches)
    elif expected.startswith("+"):
        assert matches == ()
        assert headwords <= words(dictionary.terms_in(query, 20))
    else:
        assert winner is not None
        assert winner.record.entry.word in headwords


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(QUERIES) >= 150


@pytest.mark.parametrize(
    ("query", "how", "spelling"),
    [
        ("pretraining", How.HEADWORD, "pretraining"),
        ("pretrained", How.FORM, "pretrained"),
        ("tokenising", How.INFLECTION, "tokenising"),
        ("預訓練", How.TRANSLATION, "预训练"),
        ("编造", How.ALTERNATIVE, "编造"),
        ("yuxunlian", How.PINYIN, "yùxùnliàn"),
        ("self-supervised pretraining", How.PHRASE, "Self-supervised pretraining"),
        ("bōxíng", How.PINYIN, "bōxíng"),
        ("pretrainig", How.SPELLING, "pretraining"),
    ],
)
def test_a_match_says_how_it_came(
    dictionary: Dictionary, query: str, how: How, spelling: str
) -> None:
    match = dictionary.find(query)[0]
    assert (match.how, match.spelling) == (how, spelling)


def test_a_part_of_a_translation_lists_what_contains_it(dictionary: Dictionary) -> None:
    listed = [m for m in dictionary.find("训练") if m.how is How.CONTAINED]
    assert "pretraining" in words(m.record for m in listed)


def test_two_entries_with_one_abbreviation_are_both_offered(dictionary: Dictionary) -> None:
    matches = dictionary.find("LR")
    assert len(matches) > 1
    assert clear_winner(matches) is None


def test_small_words_of_a_sentence_name_nothing(dictionary: Dictionary) -> None:
    found = words(dictionary.terms_in("It is a pity that he was in on it as an aside.", 20))
    assert found == set()


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("pretr", "pretraining"),
        ("descent", "gradient descent"),
        ("预训", "pretraining"),
        ("神經網", "neural network"),
        ("训练", "pretraining"),
        ("yuxun", "pretraining"),
        ("yù xùn", "pretraining"),
        ("yu4xun4", "pretraining"),
        ("pretrainig", "pretraining"),
        ("LLM", "large language model"),
    ],
)
def test_completion_finds_beginnings_later_words_chinese_pinyin_and_misspellings(
    dictionary: Dictionary, typed: str, headword: str
) -> None:
    assert headword in words(dictionary.complete(typed, 25))


@pytest.mark.parametrize("typed", ["привет", "딥러닝", "مرحبا", "1", "1x1", "λ-"])
def test_what_is_no_beginning_of_anything_completes_to_nothing(
    dictionary: Dictionary, typed: str
) -> None:
    assert dictionary.complete(typed, 25) == ()


def test_completion_keeps_to_its_limit_and_begins_with_what_is_met_first(
    dictionary: Dictionary,
) -> None:
    assert len(dictionary.complete("a", 25)) == 25
    assert {r.entry.level for r in dictionary.complete("", 25)} == {"core"}


def test_a_text_is_read_to_its_limit_however_long_it_grows_when_normalized(
    dictionary: Dictionary,
) -> None:
    ligature_of_eighteen = "\ufdfa"
    assert dictionary.terms_in(f"{ligature_of_eighteen * 3} pretraining", 9)
    assert dictionary.terms_in(f"{ligature_of_eighteen * 300} pretraining", 9) == ()


MOST_FOUND = 100
"""Entries one query may name: a fixed number, however large the dictionary is."""
LOOK_ALIKES = "рrеtrаining Αttention ɑ ﬁ ℕ 𝓽𝓸𝓴𝓮𝓷 ｔｏｋｅｎ ⅷ ß İ ı"


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=400),
        st.text(alphabet=LOOK_ALIKES + "\u0301\u202e\u200f\u0640مرحباשלום", max_size=400),
        st.text(alphabet="训练模型是什么预 pretraining,.?!", max_size=200),
        st.sampled_from(["a", "训", "?", "\u0301", "-", "é"]).map(lambda c: c * 4096),
        st.sampled_from(["what is ", "的意思", "a-", "pretraining "]).map(lambda c: c * 300),
    )
)
def test_any_text_at_all_resolves_without_raising(dictionary: Dictionary, text: str) -> None:
    assert len(dictionary.find(text)) <= MOST_FOUND
    assert len(dictionary.complete(text, 25)) <= 25
    assert len(dictionary.terms_in(text, 24)) <= 24
