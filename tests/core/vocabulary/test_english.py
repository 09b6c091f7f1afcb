import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.vocabulary.english import (
    MASK,
    family,
    inflections,
    masked,
    occurs,
    plurals,
    tokens,
    verb_forms,
)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("model", {"models"}),
        ("loss", {"losses"}),
        ("batch", {"batches"}),
        ("entropy", {"entropies"}),
        ("array", {"arrays"}),
        ("hypothesis", {"hypothesises", "hypotheses"}),
        ("matrix", {"matrixes", "matrices"}),
        ("vertex", {"vertexes", "vertices"}),
        ("y", {"ys"}),
    ],
)
def test_plurals(noun: str, expected: set[str]) -> None:
    assert plurals(noun) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("train", {"trains", "trained", "training"}),
        ("tune", {"tunes", "tuned", "tuning"}),
        ("clip", {"clips", "clipped", "clipping"}),
        ("apply", {"applies", "applied", "applying"}),
        ("decay", {"decays", "decayed", "decaying"}),
        ("agree", {"agrees", "agreed", "agreeing"}),
        ("lie", {"lies", "lied", "lying"}),
        ("relax", {"relaxes", "relaxed", "relaxing"}),
        (
            "model",
            {"models", "modeled", "modelled", "modeling", "modelling"},
        ),
        ("do", {"dos", "doed", "doing"}),
    ],
)
def test_verb_forms(verb: str, expected: set[str]) -> None:
    assert verb_forms(verb) == expected


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("pretraining", "pretrained"),
        ("embedding", "embed"),
        ("quantized", "quantize"),
        ("logits", "logit"),
        ("boundaries", "boundary"),
        ("applied", "apply"),
    ],
)
def test_an_inflected_headword_has_the_forms_of_its_base(word: str, form: str) -> None:
    assert form in inflections(word)


@pytest.mark.parametrize(
    ("word", "form"),
    [("string", "str"), ("loss", "los"), ("red", "r"), ("as", "a")],
)
def test_an_ending_that_is_none_is_left_alone(word: str, form: str) -> None:
    assert form not in inflections(word)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("pretraining", "They pre-trained it for a week."),
        ("fine-tune", "Fine tuning took an hour."),
        ("neural network", "Two neural networks agreed."),
        ("mixture of experts", "Mixtures of experts scale."),
        ("mixture of experts", "A mixture of experts scales."),
        ("C++", "It was rewritten in C++."),
        ("naive Bayes", "A naïve Bayes filter."),
        ("Bayes' theorem", "Apply Bayes’ theorem."),
        ("β-VAE", "Two β-VAEs were compared."),
        ("k-means", "Then run K-Means."),
        ("model", "the model’s weights"),
    ],
)
def test_a_word_of_the_family_is_seen_in_running_text(term: str, text: str) -> None:
    assert occurs(family([term]), tokens(text))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("C", "It was rewritten in C++."),
        ("rank", "They used a frankly odd ranking-free method called rankine."),
        ("neural network", "A network of neural cells."),
        ("of experts", "An expert."),
    ],
)
def test_what_is_no_word_of_the_family_is_not_seen(term: str, text: str) -> None:
    assert not occurs(family([term], plurals), tokens(text))


def test_the_longest_match_is_masked_once() -> None:
    keys = family(["language model", "model"])

    assert masked(keys, tokens("A language-model is a model.")) == ("a", MASK, "is", "a", MASK)


def test_a_family_of_nothing_occurs_nowhere() -> None:
    assert family([""]) == frozenset()
    assert not occurs(frozenset(), tokens("Anything at all."))


@given(st.from_regex(r"[a-z]{2,12}([ -][a-z]{2,12}){0,2}", fullmatch=True))
def test_every_term_occurs_in_its_own_sentence(term: str) -> None:
    assert occurs(family([term]), tokens(f"Here the {term} is at work."))
