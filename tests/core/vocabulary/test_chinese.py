import pytest

from bot.core.vocabulary import chinese


@pytest.mark.parametrize(
    ("text", "length"), [("预训练", 3), ("用GPT-4预训练", 6), ("约3.5倍", 4), ("", 0), ("，。", 0)]
)
def test_length_counts_characters_words_and_numbers(text: str, length: int) -> None:
    assert chinese.length(text) == length


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("模型,数据", [(",", "，")]),
        ("模型 ; 数据", [(";", "；")]),
        ("为什么?因为大!", [("?", "？"), ("!", "！")]),
        ("“大”.", [(".", "。")]),
        ("模型(model)", [("(", "（")]),
        ("在(0,1)之间，f(x)=3.5，比例1:3，Hello, world. 好", []),
    ],
)
def test_half_width_marks_in_chinese(text: str, marks: list[tuple[str, str]]) -> None:
    assert [(mark, full) for mark, full, _ in chinese.half_width_marks(text)] == marks


def test_traditional_text_is_simplified_character_by_character() -> None:
    assert chinese.simplified("預訓練與微調") == "预训练与微调"


def test_what_simplified_text_also_uses_stays() -> None:
    assert chinese.simplified("显著，乾坤，藉词，瞭望") == "显著，乾坤，藉词，瞭望"


def test_the_wording_of_taiwan_becomes_that_of_the_mainland() -> None:
    assert chinese.reworded("類神經網路與資料探勘的演算法") == "神经网络与数据挖掘的算法"
    assert chinese.reworded("神经网络") == "神经网络"


def test_terms_of_translations_stand_alone() -> None:
    assert chinese.terms(["精确率；查准率（分类）", "注意力/关注", ""]) == [
        "精确率",
        "查准率",
        "注意力",
        "关注",
    ]


def test_a_stroke_between_latin_letters_parts_nothing() -> None:
    assert chinese.terms(["A/B测试", "CI/CD流水线", "GPU/显卡"]) == [
        "A/B测试",
        "CI/CD流水线",
        "GPU",
        "显卡",
    ]


def test_terms_of_a_translation_come_after_the_keys_they_are_found_under() -> None:
    assert list(chinese.keyed_terms("预训练")) == [("预训练", "预训练")]
    assert list(chinese.keyed_terms("預訓練；AI 模型（简称）")) == [
        ("预训练;ai模型(简称", "預訓練；AI 模型（简称）"),
        ("预训练", "預訓練"),
        ("ai模型", "AI 模型"),
    ]


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        ("Xī'ān-shì", "xi\u0304 ān shì", True),
        ("huànjué", "huán jué", False),
        ("zhīshi", "zhī shí", True),
        ("lüè", "lu\u0308è", True),
        ("zhishi", "zhī shí", False),
        ("zhīshí", "zhī shi", False),
        ("lue", "lüè", False),
        ("tīdù", "tī dù xià", False),
    ],
)
def test_pinyin_agrees_but_for_one_neutral_tone(
    found: str,
    expected: str,
    same: bool,
) -> None:
    assert chinese.is_same_pinyin(found, expected) is same


@pytest.mark.parametrize(
    ("text", "near"), [("模型 训练", "模型 训练"), ("模型 ，", "模型 ，"), ("用 GPU 训练", None)]
)
def test_a_stray_blank_is_one_that_chinese_has_no_use_for(text: str, near: str | None) -> None:
    assert chinese.stray_blank(text) == near


def test_pinyin_being_typed_is_latin_letters_and_tones() -> None:
    assert [chinese.typed_pinyin(text) for text in ("yù xùn", "yu4xun4", "Xi'an", "nü")] == [
        "yuxun",
        "yuxun",
        "xian",
        "nv",
    ]
    assert not any(map(chinese.typed_pinyin, ("1x1", "C++", "привет", "λ-", "4", "")))


def test_tone_marks_tell_pinyin_from_foreign_names() -> None:
    assert all(map(chinese.is_toned_pinyin, ("bōxíng", "huànjué", "lǜsè", "Zhèngzé huà", "yóuxì")))
    assert not any(map(chinese.is_toned_pinyin, ("Fréchet", "Bézier curves", "boxing", "naïve")))
