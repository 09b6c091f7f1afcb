import re

import pytest

from bot.authoring import translations
from bot.locales import (
    LANGUAGES,
    Voice,
    catalogue_path,
    supported,
    translate,
    translate_count,
)

PLACEHOLDER = re.compile(r"\{(\w+)\}")
CHINESE = [language for language in LANGUAGES if language.startswith("zh")]


def strings(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, tuple | list) else (str(message),)


@pytest.mark.parametrize("language", CHINESE)
def test_every_sentence_of_the_code_is_translated(language: str) -> None:
    kept = {message.id for message in translations.read(language)}
    assert {m.id for m in translations.collected()} == kept
    assert translations.untranslated(translations.read(language)) == []


@pytest.mark.parametrize("language", CHINESE)
def test_translations_keep_their_placeholders(language: str) -> None:
    for message in translations.read(language):
        if message.id:
            wanted = set(PLACEHOLDER.findall(strings(message.id)[-1]))
            for string in strings(message.string):
                assert set(PLACEHOLDER.findall(string)) == wanted, message.id


def test_the_traditional_catalogue_is_made_from_the_simplified_one() -> None:
    generated = translations.written(translations.traditional())
    assert catalogue_path("zh-Hant").read_bytes() == generated


def test_the_dictionary_has_one_name() -> None:
    said = [string for m in translations.read("zh-Hans") for string in strings(m.string)]
    assert not [string for string in said if "词典" in string or "字典" in string]


def test_a_way_back_is_not_called_a_page() -> None:
    assert translate("zh-Hans", "‹ Back") == "‹ 返回"
    assert translate("zh-Hans", "‹ Previous") == "‹ 上一页"


def test_notices_neither_shout_nor_stand_on_ceremony() -> None:
    for message in translations.read("zh-Hans"):
        for string in strings(message.string):
            assert "！" not in string
            assert "您" not in string


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh_HK", "zh-Hant"),
        ("zh-Hant", "zh-Hant"), ("zh-Hans-HK", "zh-Hans"), ("en-GB", "en"), ("fr", "en"),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_platforms_language_tag_means_the_nearest_of_ours(
    tag: str | None, language: str | None
) -> None:
    assert supported(tag) == language


def test_a_sentence_no_catalogue_has_is_said_in_english() -> None:
    assert translate("zh-Hans", "Never said {count}", count=3) == "Never said 3"


def test_counts_choose_their_form() -> None:
    one, many = "I know {count} term in it:", "I know {count} terms in it:"
    assert Voice("en").tn(one, many, 1) == "I know 1 term in it:"
    assert Voice("en").tn(one, many, 2) == "I know 2 terms in it:"
    assert translate_count("zh-Hans", one, many, 2) == "里面有 2 个术语："
