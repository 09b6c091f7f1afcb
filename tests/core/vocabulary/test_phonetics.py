import pytest

from bot.core.vocabulary.check.phonetics import (
    foreign_signs,
    is_between_slashes,
    syllable_counts,
)


@pytest.mark.parametrize(
    ("ipa", "counts"),
    [
        ("/həˌluːsɪˈneɪʃən/", {5}),
        ("/ˌpriːˈtreɪnɪŋ/", {3}),
        ("/ˈbʌtn̩/", {2}),
        ("/ˈɡreɪdiənt/", {2, 3}),
        ("/ɪnˈfɪə/", {2, 3}),
        ("/ˈfæm(ə)li/", {2, 3}),
        ("//", {0}),
    ],
)
def test_syllables(ipa: str, counts: set[int]) -> None:
    assert syllable_counts(ipa) == counts


def test_each_foreign_sign_is_named_once() -> None:
    assert foreign_signs("/'a'Bé/") == "'Bé"
    assert foreign_signs("/ˈtʃɑːr.t(ə)d/") == ""


@pytest.mark.parametrize(
    ("ipa", "expected"), [("/a/", True), ("a", False), ("/a", False), ("//", False), ("", False)]
)
def test_slashes(ipa: str, expected: bool) -> None:
    assert is_between_slashes(ipa) is expected
