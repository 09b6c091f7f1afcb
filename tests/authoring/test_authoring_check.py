from pathlib import Path
from typing import Any

import pytest

from bot.authoring import advisers, pronunciation


def test_a_sound_pack_gives_status_0(cihui: Any, folder: Path) -> None:
    result = cihui("check", folder)

    assert result.exit_code == 0
    assert result.output == "0 errors, 0 warnings.\n"


def test_an_error_gives_status_1_and_one_line(
    cihui: Any, folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    write(folder / "gradient-clipping.json", sound | {"level": "easy"})

    result = cihui("check", folder.parent)

    assert result.exit_code == 1
    assert result.stdout == (
        "ai/gradient-clipping.json: level: “easy” is not known:"
        " use one of advanced, common, core [unknown-value]\n"
    )
    assert result.stderr == "1 error, 0 warnings.\n"


def test_a_warning_gives_status_0_in_chinese_too(
    cihui: Any, folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    write(folder / "gradient-clipping.json", sound | {"leve": "core"})

    result = cihui("check", folder, "--language", "zh")

    assert result.exit_code == 0
    assert "格式里没有这个键" in result.stdout
    assert result.stderr == "错误 0 个，警告 1 个。\n"


def test_only_what_concerns_the_files_named_is_printed_though_all_are_read(
    cihui: Any, folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    one = write(folder / "gradient-clipping.json", sound | {"see_also": ["pretraining"]})
    write(folder / "other.json", sound | {"word": "other"})

    assert cihui("check", one).exit_code == 0
    result = cihui("check", folder / "other.json")
    assert result.exit_code == 1
    assert "same text as ai/gradient-clipping.json example" in result.stdout
    assert not [line for line in result.stdout.splitlines() if line[:11] == "ai/gradient"]


def test_an_accepted_warning_is_not_printed_and_a_stale_acceptance_is_an_error(
    cihui: Any, folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    path = write(folder / "gradient-clipping.json", sound | {"leve": "core"})
    (folder.parent / "accepted.toml").write_text(
        '[[accepted]]\nfile = "ai/gradient-clipping.json"\ncode = "unknown-key"\nreason = "Old."\n',
        encoding="utf-8",
    )

    assert cihui("check", folder).output == "0 errors, 0 warnings.\n"
    write(path, sound)
    assert "accepted.toml: accepted[0]" in cihui("check", folder).stdout


def test_a_place_without_a_pack_is_a_usage_error(cihui: Any, tmp_path: Path) -> None:
    result = cihui("check", tmp_path)

    assert result.exit_code == 2
    assert "there is no pack" in result.output


def test_check_says_which_checks_it_left_out(
    cihui: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advisers, "find_spec", lambda _: None)

    assert "Left out without cihui[authoring]: pinyin, syllables." in (
        cihui("check", folder).stderr
    )
    assert "略去：pinyin" in cihui("check", folder, "--language", "zh").stderr


def test_the_libraries_are_asked_where_they_are_installed(
    cihui: Any, folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    doubtful = {
        "phonetics": "/ˈɡreɪdənt klɪp/",
        "translation_pinyin": "tìdù cáijiǎn",
    }
    write(folder / "gradient-clipping.json", sound | doubtful)

    lines = cihui("check", folder).stdout

    assert "phonetics: 3 syllables, CMUdict has 5" in lines
    assert "translation_pinyin: pypinyin reads tī dù cái jiǎn" in lines


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("方差", "fāng chā"),
        ("一致性", "yī zhì xìng"),
        ("不变性", "bù biàn xìng"),
        ("重参数化", "chóng cān shù huà"),
        ("Q学习", "Q xué xí"),
    ],
)
def test_terms_that_pypinyin_misreads_are_read_right(text: str, pinyin: str) -> None:
    assert pronunciation.pinyin_of(text) == pinyin
