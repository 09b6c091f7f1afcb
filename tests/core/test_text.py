import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import clean, look_up_key


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\ufb01ne-tuning", "fine-tuning"),
        ("pre\u00adtraining", "pretraining"),
        ("pretrain-\ning", "pretraining"),
        ("pretrain-  \r\n   ing", "pretraining"),
        ("tok\u200ben", "token"),
        ("\u202enekot\u202c", "nekot"),
        ("a\x00b\x1bc", "abc"),
        ("  large\n language\t model ", "large language model"),
        ("Ｔｏｋｅｎ", "Token"),
        ("Bayes\u2019 theorem", "Bayes' theorem"),
        ("", ""),
    ],
)
def test_text_from_papers_is_cleaned(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pre-Training", "pretraining"),
        ("pre training", "pretraining"),
        ("“pretraining”.", "pretraining"),
        ("naïve Bayes", "naive bayes"),
        ("TOP-K", "top k"),
        ("(token)", "token"),
    ],
)
def test_ways_of_writing_one_word_share_a_key(one: str, other: str) -> None:
    assert look_up_key(one) == look_up_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C++", "C#"), ("F1", "F2"), ("词", "词汇")]
)
def test_what_tells_words_apart_stays_in_the_key(one: str, other: str) -> None:
    assert look_up_key(one) != look_up_key(other)


@given(st.text(alphabet=f"{string.printable}训练", max_size=12))
def test_plain_text_has_the_key_that_it_has_with_something_invisible_in_it(text: str) -> None:
    assert look_up_key(text) == look_up_key(f"\u200b{text}")


@pytest.mark.parametrize("text", ["", "   ", "*_~|", "—…", "\u202e\u200b"])
def test_text_without_a_letter_has_an_empty_key(text: str) -> None:
    assert look_up_key(text) == ""
