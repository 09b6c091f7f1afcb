from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.vocabulary.spelling import MOST_COMPARED, Speller, edits_allowed

WORDS = st.text(alphabet="abcd", min_size=1, max_size=12)


@given(st.sets(WORDS, max_size=60), WORDS, st.integers(0, 2))
def test_the_index_finds_what_comparing_one_by_one_finds(
    known: set[str], typed: str, most: int
) -> None:
    near = {word: OSA.distance(typed, word) for word in known if len(word) > 2}
    expected = sorted((edits, word) for word, edits in near.items() if most and edits <= most)
    found = Speller(known).nearest(typed, most, len(known))
    assert [(edits, word) for word, edits in found] == expected


def test_two_swapped_letters_are_one_edit() -> None:
    assert Speller(["attention"]).nearest("attnetion", 2, 9) == [("attention", 1)]


def test_short_words_allow_one_edit_and_shorter_ones_none() -> None:
    speller = Speller(["token", "tok", "to"])
    assert [edits_allowed("a" * length) for length in (3, 4, 5, 6, 40)] == [0, 1, 1, 2, 2]
    assert speller.nearest("tokne", 1, 9) == [("token", 1)]
    assert speller.nearest("tkone", 1, 9) == []
    assert speller.nearest("tok", 0, 9) == []


@pytest.mark.parametrize(
    ("text", "edits"),
    [("dev set", 0), ("enc-dec", 0), ("CI/CD", 0), ("z score", 1), ("nueral net", 2), ("", 0)],
)
def test_the_longest_word_of_a_query_says_how_many_edits_it_may_be_away(
    text: str, edits: int
) -> None:
    assert edits_allowed(text) == edits


@pytest.mark.parametrize("typed", ["f2score", "fscore", "kmeans++", "c#sharp"])
def test_no_edit_is_of_a_digit_a_plus_or_a_sharp(typed: str) -> None:
    assert Speller(["f1score", "kmeans", "csharp"]).nearest(typed, 2, 9) == []


def test_what_is_longer_than_any_word_is_no_misspelling() -> None:
    assert Speller(["a" * 40]).nearest("a" * 41, 2, 9) == []


def test_a_hundred_thousand_spellings_that_begin_alike_are_not_all_compared() -> None:
    speller = Speller(f"pretrai{number:05}" for number in range(100_000))
    assert 0 < len(speller.candidates("pretrai12x45", 2)) <= MOST_COMPARED


def test_a_hundred_thousand_beginnings_that_are_near_are_not_all_compared() -> None:
    letters = "abcdefghij"
    near = (f"{a}{b}okeni{c}{d}{e}" for a, b, c, d, e in product(letters, repeat=5))
    assert 0 < len(Speller(near).candidates("tokenizer", 2)) <= MOST_COMPARED


def test_no_more_are_named_than_asked_for_and_the_nearest_come_first() -> None:
    speller = Speller(["gradients", "gradient", "gradience"])
    assert speller.nearest("gradiend", 2, 2) == [("gradient", 1), ("gradience", 2)]
