import pytest

from bot.core.learning.blanks import Family, blanked, follows_article, latin_words, occurrences
from bot.core.learning.forms import inflection_of, listed_inflections
from tests.core.learning.conftest import make_entry


def _blank(text: str, *spellings: str) -> str:
    return blanked(text, occurrences(Family.of(spellings), text))


@pytest.mark.parametrize(
    ("spelling", "text", "prompt"),
    [
        ("token", "Two tokens are better than one token.", "Two ____ are better than one ____."),
        ("fine-tuning", "We fine-tuned it; fine tuning helps.", "We ____ it; ____ helps."),
        ("pass@k", "The pass@k rose.", "The ____ rose."),
        ("A/B testing", "Try A/B testing first.", "Try ____ first."),
        ("actor–critic", "An actor-critic agent.", "A(n) ____ agent."),
        ("mixture of experts", "Mixtures of experts route.", "____ route."),
        ("optimization", "Optimisation is hard.", "Optimisation is hard."),
        ("model", "The model's size.", "The ____'s size."),
        ("loss", "Glossy losses.", "Glossy ____."),
        ("gradient clipping", "A gradient, clipping nothing.", "A gradient, clipping nothing."),
        ("GPT", "GPT-2 in 用GPT写的", "____-2 in 用____写的"),
        ("fiancé", "The fiancés met.", "The ____ met."),
        ("nothing", "", ""),
    ],
)
def test_every_form_of_a_word_is_blanked(spelling: str, text: str, prompt: str) -> None:
    assert _blank(text, spelling) == prompt


def test_the_longest_form_is_blanked_once() -> None:
    assert _blank("A loss function falls.", "loss", "loss function") == "A(n) ____ falls."


def test_an_abbreviation_in_capitals_is_no_word_in_small_letters() -> None:
    assert _blank("The IS is low.", "inception score", "IS") == "The ____ is low."


def test_what_has_a_spelling_in_small_letters_is_found_in_both() -> None:
    assert _blank("Clip, CLIP.", "CLIP", "clip") == "____, ____."


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("An epoch ends.", "A(n) ____ ends."),
        ("It takes an epoch.", "It takes a(n) ____."),
        ("Data epoch.", "Data ____."),
    ],
)
def test_the_article_before_a_gap_does_not_tell(text: str, prompt: str) -> None:
    assert _blank(text, "epoch") == prompt
    assert follows_article(prompt) == ("(n)" in prompt)


def test_the_latin_words_of_a_chinese_text_are_folded() -> None:
    assert latin_words("用BERT做A/B测试，C++写的") == {"bert", "a", "b", "c++"}


@pytest.mark.parametrize(
    ("word", "part", "key", "form"),
    [
        ("epoch", "noun", "epoch", ""),
        ("epoch", "noun", "epochs", "plural"),
        ("area under the curve", "noun phrase", "areasunderthecurve", "plural"),
        ("matrix", "noun", "matrices", "plural"),
        ("epoch", "noun", "epochal", None),
        ("suffer from", "verb phrase", "suffersfrom", "third person"),
        ("truncate", "verb", "truncated", "past"),
        ("truncate", "verb", "truncating", "participle"),
        ("robust", "adjective", "robustly", None),
    ],
)
def test_the_form_of_a_word_is_told_by_its_part_of_speech(
    word: str, part: str, key: str, form: str | None
) -> None:
    assert inflection_of(make_entry(word, "词", part_of_speech=part), [key]) == form


def test_a_word_in_two_forms_has_none() -> None:
    assert inflection_of(make_entry("epoch", "轮次"), ["epoch", "epochs"]) is None


def test_only_listed_forms_are_made() -> None:
    epoch = make_entry("epoch", "轮次", forms=["epochal", "epochs"])
    assert listed_inflections(epoch) == {"": "epoch", "plural": "epochs"}
    assert listed_inflections(make_entry("momentum", "动量")) == {"": "momentum"}
