from collections.abc import Sequence
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.learning.questions import Kind, Question, prepare, question, round_of
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import Entry
from tests.core.learning.conftest import make_dictionary, make_entry, make_pack, record_of

WORD_KINDS = (Kind.WORD, Kind.DEFINITION, Kind.GAP, Kind.SENTENCE)


def _ask(entries: Sequence[Entry], kind: Kind, seed: int = 1) -> Question | None:
    """Ask about the first of the entries."""
    dictionary = make_dictionary(entries)
    return question(dictionary, record_of(dictionary, entries[0].word), kind, Random(seed))


def _sure(asked: Question | None) -> Question:
    assert asked is not None
    return asked


def _sense(translation: str, **changes: str) -> dict[str, str]:
    return {
        "part_of_speech": "noun",
        "translation": translation,
        "definition": "Another thing.",
        "example": "There dropout is another thing.",
        "example_translation": f"那里它是{translation}。",
        **changes,
    }


def _phrase(phrase: str, translation: str) -> dict[str, object]:
    phrases = [{"phrase": phrase, "translation": translation}]
    return {"phrases": {"examples": phrases, "idioms": []}}


def _with_phrases(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, each with a phrase of its own."""
    return [
        make_entry(
            entry.word, entry.translation, **_phrase(f"a {entry.word}", f"某{entry.translation}")
        )
        for entry in entries
    ]


def test_each_kind_shows_its_part_of_the_entry(neighbours: list[Entry]) -> None:
    entry = make_entry(
        "dropout",
        "随机失活",
        senses=[_sense("辍学")],
        **_phrase("high dropout", "高随机失活（率）"),
    )
    others = _with_phrases(neighbours)
    asked = {kind: _sure(_ask([entry, *others], kind)) for kind in Kind}
    shown = {kind: (q.prompt, q.choices[q.answer]) for kind, q in asked.items()}
    assert shown[Kind.TRANSLATION] == ("dropout", "随机失活")
    assert shown[Kind.WORD] == ("随机失活", "dropout")
    assert shown[Kind.DEFINITION] == (entry.definition, "dropout")
    assert shown[Kind.PHRASE] == ("high dropout", "高随机失活")
    assert shown[Kind.GAP][0] in {"Here ____ stands alone.", "There ____ is another thing."}
    assert shown[Kind.SENTENCE][0] in {"此处只有随机失活。", "那里它是辍学。"}
    assert shown[Kind.SENSE] in {
        ("Here dropout stands alone.", "随机失活"),
        ("There dropout is another thing.", "辍学"),
    }
    assert {"随机失活", "辍学"} <= set(asked[Kind.SENSE].choices)
    assert asked[Kind.DEFINITION].explanation_translation == "随机失活的定义。"


def test_a_gap_has_its_translation_as_second_line(neighbours: list[Entry]) -> None:
    asked = _sure(_ask([make_entry("dropout", "随机失活"), *neighbours], Kind.GAP))
    assert asked.prompt_translation == "此处只有随机失活。"
    assert asked.explanation == "Here dropout stands alone."


def test_a_gap_hides_the_word_in_its_second_line_too(neighbours: list[Entry]) -> None:
    bert = make_entry("BERT", "BERT", example_translation="只有BERT在此。")
    ab = make_entry("A/B testing", "A/B测试", example_translation="只有A/B测试在此。")
    half = make_entry("Q-learning", "Q学习", example_translation="此处只有Q值学习。")
    gaps = [_sure(_ask([entry, *neighbours], Kind.GAP)) for entry in (bert, ab, half)]
    assert [gap.prompt_translation for gap in gaps] == ["只有____在此。", "只有____在此。", ""]
    assert [_ask([e, *neighbours], Kind.SENTENCE) for e in (bert, ab, half)] == [None] * 3


def test_a_sentence_to_fill_hides_english_and_keeps_the_chinese_it_stands_for(
    neighbours: list[Entry],
) -> None:
    text = "此处只有随机失活（dropout）。"
    entry = make_entry("dropout", "随机失活", example_translation=text)
    asked = _sure(_ask([entry, *neighbours], Kind.SENTENCE))
    assert asked.prompt == "此处只有随机失活（____）。"


def test_the_choices_of_a_gap_take_the_form_it_needs(neighbours: list[Entry]) -> None:
    asked = make_entry("weight", "权重", example="Here weights stand alone.", forms=["weights"])
    third = make_entry("batch", "批次", forms=["batches"])
    plural = _sure(_ask([asked, *neighbours, third], Kind.GAP))
    assert set(plural.choices) == {"weights", "epochs", "gradients", "batches"}
    base = _sure(_ask([asked, *neighbours], Kind.GAP))
    assert set(base.choices) == {"weight", "epoch", "gradient", "momentum"}


def test_after_an_article_only_countable_words_are_offered(neighbours: list[Entry]) -> None:
    asked = make_entry("weight", "权重", example="Here a weight stands alone.", forms=["weights"])
    assert _ask([asked, *neighbours], Kind.GAP) is None
    third = make_entry("batch", "批次", forms=["batches"])
    countable = _sure(_ask([asked, *neighbours, third], Kind.GAP))
    assert countable.prompt == "Here a(n) ____ stands alone."
    assert "momentum" not in countable.choices


@pytest.mark.parametrize(
    "wrong",
    [
        make_entry("regularizer", "随机失活"),
        make_entry("regularizer", "正则", alternative_translations=[{"translation": "随机失活"}]),
        make_entry("regularizer", "正则", senses=[_sense("随机失活")]),
        make_entry("regularizer", "随机失活层"),
        make_entry("regularizer", "失活"),
        make_entry("regularizer", "正则", synonyms=["dropout"]),
        make_entry("regularizer", "正则", synonyms=["dilution"]),
        make_entry("dilution", "稀释"),
        make_entry("dropout rate", "比率"),
        make_entry("regularizer", "正则", variants=["drop-out"]),
        make_entry("regularizer", "正则", abbreviations=["DO"]),
        make_entry("regularizer", "正则", forms=["dropouts"]),
        make_entry("regularize", "正则", part_of_speech="verb"),
        make_entry("regularizer", "正则", topics=["vision"]),
        make_entry("regularizer", "正则", level="advanced"),
    ],
    ids=lambda entry: f"{entry.word} {entry.translation}",
)
def test_a_question_without_three_wrong_choices_is_not_asked(
    wrong: Entry, neighbours: list[Entry]
) -> None:
    entry = make_entry("dropout", "随机失活", synonyms=["dilution"], abbreviations=["DO"])
    for kind in (*WORD_KINDS, Kind.TRANSLATION):
        assert _ask([entry, *neighbours[:2], wrong], kind) is None, kind
        assert _ask([entry, *neighbours[:2], make_entry("filler", "填充")], kind), kind


def test_two_wrong_choices_that_are_alike_do_not_stand_together(neighbours: list[Entry]) -> None:
    alike = [make_entry("epoch", "轮次"), make_entry("pass", "轮", synonyms=["epoch"])]
    entry = make_entry("dropout", "随机失活")
    assert _ask([entry, *alike, neighbours[1]], Kind.WORD) is None
    assert _ask([entry, *alike, *neighbours[1:]], Kind.WORD)


def test_antonyms_and_words_of_a_shared_domain_may_stand_beside_a_word() -> None:
    usage = {"speech": [{"sentence": "No.", "translation": "不。"}]}
    entry = make_entry("dropout", "随机失活", topics=[], usage=usage, antonyms=["epoch"])
    others = [
        make_entry(word, translation, topics=["other"], usage=usage)
        for word, translation in (("epoch", "轮次"), ("momentum", "动量"), ("gradient", "梯度"))
    ]
    assert _ask([entry, *others], Kind.WORD)


def test_words_of_another_language_do_not_stand_beside_a_word(neighbours: list[Entry]) -> None:
    packs = [make_pack([make_entry("dropout", "随机失活")]), make_pack(neighbours, "de")]
    dictionary = Dictionary(packs)
    assert question(dictionary, record_of(dictionary, "dropout"), Kind.WORD, Random(1)) is None


def test_what_a_sentence_holds_besides_is_no_choice_for_it(neighbours: list[Entry]) -> None:
    text = "Here dropout meets momentum."
    english = make_entry("dropout", "随机失活", example=text)
    chinese = make_entry("dropout", "随机失活", example_translation="随机失活遇上动量。")
    latin = make_entry("dropout", "随机失活", example_translation="随机失活遇上Momentum。")
    for entry in (english, chinese, latin):
        for kind in (Kind.GAP, Kind.SENTENCE):
            assert _ask([entry, *neighbours], kind) is None
            assert _ask([entry, *neighbours, make_entry("filler", "填充")], kind)
    defined = make_entry("dropout", "随机失活", definition="Like momentum.")
    assert _ask([defined, *neighbours], Kind.DEFINITION) is None


def test_what_gives_itself_away_is_not_asked(neighbours: list[Entry]) -> None:
    hidden = make_entry(
        "BERT",
        "BERT（模型）",
        definition="The BERTs of 2018.",
        phrases={"examples": [{"phrase": "BERT head", "translation": "BERT头"}], "idioms": []},
        example="DistilBERT is no BERT.",
    )
    for kind in Kind:
        if kind is not Kind.SENTENCE:
            assert _ask([hidden, *neighbours], kind) is None, kind


def test_an_entry_without_translated_sentences_is_asked_without_them(
    neighbours: list[Entry],
) -> None:
    bare = make_entry(
        "dropout", "随机失活", example_translation=None, definition_translation=None, level=None
    )
    asked = {kind: _ask([bare, *neighbours], kind) for kind in Kind}
    assert {kind for kind, q in asked.items() if q} == {
        Kind.TRANSLATION,
        Kind.WORD,
        Kind.DEFINITION,
    }
    assert _sure(asked[Kind.TRANSLATION]).explanation == bare.definition
    assert _sure(asked[Kind.TRANSLATION]).explanation_translation == ""


def test_senses_that_translate_alike_are_not_told_apart(neighbours: list[Entry]) -> None:
    alike = make_entry("dropout", "随机失活", senses=[_sense("失活")])
    assert _ask([alike, *neighbours], Kind.SENSE) is None
    third = make_entry("dropout", "随机失活", senses=[_sense("失活"), _sense("辍学")])
    assert "辍学" in _sure(_ask([third, *neighbours], Kind.SENSE)).choices


def test_a_sense_that_would_do_for_the_one_shown_is_no_wrong_choice(
    neighbours: list[Entry],
) -> None:
    alternative = [{"translation": "准确度"}]
    listed = make_entry(
        "accuracy", "正确率", alternative_translations=alternative, senses=[_sense("准确度")]
    )
    suffix = make_entry("accuracy", "准确率", senses=[_sense("准确度")])
    used = make_entry(
        "accuracy",
        "正确率",
        example_translation="此处正确率即精度。",
        senses=[_sense("精度", example="Nothing of it.")],
    )
    for entry in (listed, suffix, used):
        assert _ask([entry, *neighbours], Kind.SENSE) is None


def test_a_question_of_senses_may_have_three_choices(neighbours: list[Entry]) -> None:
    entry = make_entry("dropout", "随机失活", senses=[_sense("辍学")])
    assert len(_sure(_ask([entry, *neighbours[:1]], Kind.SENSE)).choices) == 3
    assert _ask([entry], Kind.SENSE) is None


def test_a_verb_in_a_sentence_of_a_noun_is_not_asked_for(neighbours: list[Entry]) -> None:
    entry = make_entry(
        "dropout",
        "随机失活",
        example_translation=None,
        senses=[_sense("辍", part_of_speech="verb")],
    )
    assert _ask([entry, *neighbours], Kind.GAP) is None


def test_where_a_phrase_was_met_is_its_explanation(neighbours: list[Entry]) -> None:
    usage = {"speech": [{"sentence": "Heavy dropout slows it.", "translation": "强失活会拖慢它。"}]}
    entry = make_entry("dropout", "随机失活", usage=usage, **_phrase("heavy dropout", "强失活"))
    asked = _sure(_ask([entry, *_with_phrases(neighbours)], Kind.PHRASE))
    assert asked.explanation == "Heavy dropout slows it."


@pytest.mark.parametrize(
    ("phrase", "translation"),
    [
        ("a filler", "强失活"),
        ("a filler", "很强失活度"),
        ("a filler", "失活"),
        ("a filler", "随机失活填充"),
        ("dropout filler", "填充"),
        ("a filler", "filler"),
    ],
)
def test_no_wrong_phrase_is_a_second_right_answer(
    phrase: str, translation: str, neighbours: list[Entry]
) -> None:
    entry = make_entry("dropout", "随机失活", **_phrase("heavy dropout", "强失活"))
    others = _with_phrases(neighbours[:2])
    wrong = make_entry("filler", "填充", **_phrase(phrase, translation))
    assert _ask([entry, *others, wrong], Kind.PHRASE) is None
    assert _ask([entry, *others, *_with_phrases(neighbours[2:])], Kind.PHRASE)


def test_beside_an_adjectives_phrase_stand_those_of_nouns_of_its_topic(
    neighbours: list[Entry],
) -> None:
    greedy = make_entry(
        "greedy", "贪心的", part_of_speech="adjective", **_phrase("greedy search", "贪心搜索")
    )
    asked = _sure(_ask([greedy, *_with_phrases(neighbours)], Kind.PHRASE))
    assert set(asked.choices) == {"贪心搜索", "某轮次", "某动量", "某梯度"}
    alone = make_entry(
        "greedy", "贪心的", part_of_speech="adjective", **_phrase("purely greedy", "纯贪心的")
    )
    assert _ask([alone, *_with_phrases(neighbours)], Kind.PHRASE) is None


def test_a_word_of_the_phrase_asked_about_offers_none_of_its_own(neighbours: list[Entry]) -> None:
    entry = make_entry("dropout", "随机失活", **_phrase("dropout in an epoch", "一轮里的失活"))
    others = _with_phrases(neighbours)
    assert _ask([entry, *others], Kind.PHRASE) is None
    filler = make_entry("filler", "填充", **_phrase("a filler", "某填充"))
    assert _ask([entry, *others, filler], Kind.PHRASE)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 25))
def test_a_round_is_mixed_and_asks_no_word_twice(
    dictionary: Dictionary, seed: int, count: int
) -> None:
    asked = round_of(dictionary, Random(seed), count)
    kinds = [q.kind for q in asked]
    assert len(asked) == count == len({q.record_id for q in asked})
    assert not any(a == b == c for (a, b), c in zip(pairwise(kinds), kinds[2:], strict=False))
    assert len(set(kinds)) >= count // 4
    assert round_of(dictionary, Random(seed), count) == asked


def test_a_round_keeps_to_its_topic(dictionary: Dictionary) -> None:
    asked = round_of(dictionary, Random(3), 10, topic="speech")
    records = [dictionary.get(q.record_id) for q in asked]
    assert len(asked) == 10
    assert all(r and "speech" in r.entry.topics for r in records)
    assert round_of(dictionary, Random(3), 10, topic="cookery") == []


def test_a_round_about_few_words_repeats_them_in_other_kinds(dictionary: Dictionary) -> None:
    records = [record_of(dictionary, word) for word in ("gradient", "epoch", "momentum")]
    asked = round_of(dictionary, Random(3), 9, records=records)
    assert len(asked) == 9 == len({(q.record_id, q.kind) for q in asked})
    thirds = [{q.record_id for q in asked[start : start + 3]} for start in (0, 3, 6)]
    assert all(len(third) == 3 for third in thirds)


def test_a_round_ends_where_nothing_new_can_be_asked(neighbours: list[Entry]) -> None:
    dictionary = make_dictionary([make_entry("dropout", "随机失活"), *neighbours])
    record = record_of(dictionary, "dropout")
    asked = round_of(dictionary, Random(3), 50, records=[record])
    assert 3 <= len(asked) == len({q.kind for q in asked}) <= len(Kind)
    assert round_of(make_dictionary(neighbours[:2]), Random(3), 5) == []


def test_a_round_ends_before_a_third_question_of_one_kind() -> None:
    entries = [
        make_entry(word, word.upper(), example_translation=None)
        for word in ("dropout", "epoch", "momentum", "gradient", "loss")
    ]
    asked = round_of(make_dictionary(entries), Random(3), 5)
    assert [q.kind for q in asked] == [Kind.DEFINITION, Kind.DEFINITION]


def test_a_word_waits_where_its_only_kind_was_asked_twice_running(neighbours: list[Entry]) -> None:
    latin = [make_entry(w, w.upper(), example_translation=None) for w in ("adam", "muon", "lion")]
    entries = [*latin, make_entry("dropout", "随机失活"), *neighbours]
    dictionary = make_dictionary(entries)
    four = [record_of(dictionary, entry.word) for entry in entries[:4]]
    rounds = [round_of(dictionary, Random(seed), 4, records=four) for seed in range(40)]
    latin_first = [r for r in rounds if {q.record_id for q in r[:2]} <= {f.id for f in four[:3]}]
    assert latin_first
    assert all(len({q.record_id for q in asked}) == 4 for asked in latin_first)


def test_preparing_changes_no_question(neighbours: list[Entry]) -> None:
    entries = [make_entry("dropout", "随机失活"), *neighbours]
    prepared = make_dictionary(entries)
    prepare(prepared)
    asked = round_of(prepared, Random(3), 10)
    assert round_of(make_dictionary(entries), Random(3), 10) == asked


def test_text_that_is_no_stored_question_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        Question.from_json('{"kind": "riddle"}')
