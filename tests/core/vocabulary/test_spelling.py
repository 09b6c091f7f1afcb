from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.vocabulary.spelling import Speller, edits_allowed

WORDS = st.text(alphabet="abcd", min_size=1, max_size=12)


@given(st.sets(WORDS, max_size=60), WORDS)
def test_the_index_finds_what_comparing_one_by_one_finds(known: set[str], typed: str) -> None:
    most = edits_allowed(typed)
    near = {word: OSA.distance(typed, word) for word in known if len(word) > 2}
    expected = sorted((edits, word) for word, edits in near.items() if most and edits <= most)
    found = Speller(known).nearest(typed, len(known))
    assert [(edits, word) for word, edits in found] == expected


def test_two_swapped_letters_are_one_edit() -> None:
    assert Speller(["attention"]).nearest("attnetion", 9) == [("attention", 1)]


def test_short_words_allow_one_edit_and_shorter_ones_none() -> None:
    speller = Speller(["token", "tok", "to"])
    assert [edits_allowed("a" * length) for length in (3, 4, 5, 6, 40, 41)] == [0, 1, 1, 2, 2, 0]
    assert speller.nearest("tokne", 9) == [("token", 1)]
    assert speller.nearest("tkone", 9) == []
    assert speller.nearest("tok", 9) == []


def test_no_more_are_named_than_asked_for_and_the_nearest_come_first() -> None:
    speller = Speller(["gradients", "gradient", "gradience"])
    assert speller.nearest("gradiend", 2) == [("gradient", 1), ("gradience", 2)]
