from pathlib import Path
from typing import Any

import pytest

from bot.authoring.coverage import Wanted, read_list


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b\n\n# remark\nC#\n", [Wanted("a b"), Wanted("C#")]),
        ("\ufeffterm,translation\na,甲\n", [Wanted("a", "甲")]),
        ('"a, b", 甲 ,x\r\nb\r\n', [Wanted("a, b", "甲"), Wanted("b")]),
        ("term\nword\n", [Wanted("term"), Wanted("word")]),
        (" ,x\n", []),
        ("", []),
    ],
)
def test_a_word_list_is_lines_or_csv(text: str, wanted: list[Wanted]) -> None:
    assert read_list(text) == wanted


def test_coverage_tells_how_each_term_is_found_and_what_is_missing_or_differs(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    more = {
        "abbreviations": ["GC"],
        "forms": ["clipped gradients"],
        "variants": ["gradient trimming"],
        "alternative_translations": [{"translation": "梯度截断"}],
        "phrases": {
            "examples": [],
            "idioms": [{"phrase": "clip one's wings", "translation": "限制自由"}],
        },
        "senses": [
            {
                "part_of_speech": "noun",
                "translation": "剪报",
                "definition": "A piece.",
                "example": "A gradient clipping.",
            }
        ],
    }
    write(folder / "gradient-clipping.json", sound | more)
    path = tmp_path / "list.csv"
    path.write_text(
        "gradient clipping,梯度截断\nGradient-Trimming,梯度修剪\nclipped gradients\nGC,剪报\n"
        "pretraining,预训练\nclip one's wings,限制自由\nmanifold,流形\n",
        encoding="utf-8-sig",
    )

    result = cihui("coverage", path, "--pack", folder)

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "6 of 7 terms (86%)",
        "  headword: 2",
        "  variant: 1",
        "  form: 1",
        "  abbreviation: 1",
        "  phrase: 1",
        "differs: Gradient-Trimming: 梯度修剪; gradient clipping has 梯度裁剪、梯度截断、剪报",
        "missing: manifold",
    ]


def test_an_empty_list_is_covered_by_nothing(cihui: Any, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("", encoding="utf-8")

    assert cihui("coverage", path, "--pack", folder).output == "0 of 0 terms (0%)\n"


def test_a_pack_that_cannot_be_read_is_told_in_a_sentence(
    cihui: Any, folder: Path, tmp_path: Path
) -> None:
    (folder / "bad.json").write_text("{", encoding="utf-8")
    path = tmp_path / "list.txt"
    path.write_text("a\n", encoding="utf-8")

    result = cihui("coverage", path, "--pack", folder)

    assert result.exit_code == 1
    assert "bad.json" in result.stderr
