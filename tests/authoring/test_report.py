from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bot.authoring.report import areas_of, page
from bot.core.vocabulary.pack import load_pack

PLAN = """\
# The plan

| area | what |

## math

scalar, **gradient clipping**, `norm`

## llm

**pretraining** (done), token
"""


class Reader(HTMLParser):
    """Reads a page as a browser does: its tags balanced, its text unescaped."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in {"meta", "input"}:
            self.open.append(tag)
        if tag == "article":
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


FULL: dict[str, object] = {
    "word": "<script>alert(1)</script>",
    "translation_pinyin": "tīdù cáijiǎn",
    "definition_translation": "更新量超过上限时，把它缩小。",
    "variants": ["gradient trimming"],
    "abbreviations": ["GC"],
    "forms": ["clipped gradients"],
    "topics": ["training", "unheard-of"],
    "level": "common",
    "ipa": {"us": "/ə/", "uk": "/ɜː/"},
    "grammar": {"label": "U", "text": "Uncountable.", "translation": "不可数。"},
    "alternative_translations": [
        {
            "translation": "梯度截断",
            "region": "TW",
            "note": {"text": "Older & rarer.", "translation": "旧译。"},
        },
        {"translation": "裁切"},
    ],
    "senses": [
        {
            "part_of_speech": "noun",
            "domain": "general",
            "translation": "剪报",
            "translation_pinyin": "jiǎnbào",
            "definition": "A cut-out.",
            "example": "One clipping.",
            "example_translation": "一张剪报。",
        },
        {"part_of_speech": "verb", "translation": "剪", "definition": "d", "example": "e"},
    ],
    "usage": {
        "deep_learning": [{"sentence": "A sentence.", "translation": "一句。", "sense": 2}],
        "unheard-of": [{"sentence": "Another.", "translation": "又一句。"}],
    },
    "phrases": {
        "examples": [{"phrase": "clip by norm", "translation": "按范数裁剪"}],
        "idioms": [{"phrase": "clip one's wings", "translation": "限制自由"}],
    },
    "compare": [{"word": "scaling", "text": "Unlike it.", "translation": "与之不同。"}],
    "common_errors": [{"wrong": "a wrong", "right": "a right", "translation": "错了。"}],
    "note": {"text": "Once optional.", "translation": "曾可有可无。"},
    "synonyms": ["norm clipping"],
    "antonyms": ["explosion"],
    "see_also": ["pretraining"],
}


def test_the_page_shows_every_field_of_every_entry_escaped(
    folder: Path, write: Any, sound: dict[str, Any]
) -> None:
    write(folder / "clipping.json", sound | FULL)

    html = page(load_pack(folder), PLAN)
    reader = Reader(html)
    text = " ".join(reader.texts)

    assert reader.open == []
    assert reader.ids == ["clipping", "pretraining"]
    assert "<script>alert" not in html
    for shown in _leaves(FULL):
        assert shown in text or shown in {"unheard-of", "training", "general"}, shown
    assert "Training 训练" in text
    assert "unheard-of" in text
    assert "#pretraining" in reader.links


def _leaves(data: object) -> list[str]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in _leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in _leaves(value)]
    return [data] if isinstance(data, str) else []


def test_the_page_needs_nothing_from_elsewhere(folder: Path) -> None:
    html = page(load_pack(folder), "")

    assert "http" not in html
    assert "src=" not in html
    assert "<link" not in html


def test_the_plan_s_areas_are_counted(folder: Path, write: Any, sound: dict[str, Any]) -> None:
    write(folder / "gradient-clipping.json", sound)

    html = page(load_pack(folder), PLAN)

    assert areas_of(PLAN) == {
        "math": ["scalar", "gradient clipping", "`norm`"],
        "llm": ["pretraining", "token"],
    }
    assert "<tr><th>math</th><td>1 / 3</td></tr><tr><th>llm</th><td>1 / 2</td></tr>" in html
    assert "Area 领域" not in page(load_pack(folder), "")


def test_the_command_writes_one_file(cihui: Any, folder: Path, tmp_path: Path) -> None:
    (folder / "PLAN.md").write_text(PLAN, encoding="utf-8")
    out = tmp_path / "new" / "place"

    result = cihui("content", "report", "--pack", folder, "--out", out)

    assert result.output == f"{out / 'index.html'}\n"
    assert "1 / 2" in (out / "index.html").read_text(encoding="utf-8")


def test_without_a_plan_the_command_writes_it_all_the_same(
    cihui: Any, folder: Path, tmp_path: Path
) -> None:
    assert cihui("content", "report", "--pack", folder, "--out", tmp_path).exit_code == 0
