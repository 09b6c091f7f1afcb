import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.authoring.files import write_new
from bot.authoring.issue_form import CONSENT, FIELD_KEYS, FormError, read_issue_body
from bot.authoring.submissions import SubmissionError, read_submissions

ROOT = Path(__file__).parents[2]
ISSUE = """\
### Word / 单词

gradient clipping

### Pronunciation / 音标

/ˈɡreɪdiənt ˈklɪpɪŋ/

### Part of speech / 词性

noun

### Translation / 译名

梯度裁剪

### Definition / 英文释义

The shrinking of an update
whose size exceeds a chosen limit.

### Definition in Chinese / 中文释义

_No response_

### Example / 例句

Without gradient clipping, one bad batch sent the loss to infinity.

### Sentences / 各领域例句

deep_learning | Set gradient clipping first. | 先设好梯度裁剪。

general | Gradient clipping is cheap. ｜ 梯度裁剪不费什么。
deep_learning | With gradient clipping at one, the run held. | 梯度裁剪设为1，训练就稳住了。

### Phrases / 搭配

clip by norm | 按范数裁剪

### Synonyms / 同义词

norm clipping，norm scaling

### Antonyms / 反义词

_No response_

### Topics / 主题

training, optimization

### Level / 难度

common

### Licence / 授权

- [X] I wrote this text myself.
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.json"))


def test_a_sound_entry_is_filed(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    result = cihui("add", write(tmp_path / "sent.json", sound), "--pack", folder)

    assert result.exit_code == 0
    assert result.stdout == f"{folder / 'gradient-clipping.json'}\n"
    text = (folder / "gradient-clipping.json").read_text(encoding="utf-8")
    assert json.loads(text) == sound
    assert text.startswith('{\n  "word": "gradient clipping",')
    assert "梯度裁剪" in text


def test_an_entry_with_an_error_is_not_filed_and_neither_is_its_neighbour(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    broken = sound | {"word": "weight decay"}
    result = cihui("add", write(tmp_path / "sent.json", [sound, broken]), "--pack", folder)

    assert result.exit_code == 1
    assert "ai/weight-decay.json: example: neither “weight decay”" in result.stdout
    assert "Nothing was added." in result.stderr
    assert names(folder) == ["pretraining.json"]


def test_an_entry_that_is_there_already_is_refused(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    before = (folder / "pretraining.json").read_bytes()

    result = cihui("add", ROOT / "tests" / "seed_pretraining.txt", "--pack", folder)
    twice = cihui("add", write(tmp_path / "twice.json", [sound, sound]), "--pack", folder)

    assert "[already-there]" in result.stdout
    assert "[already-there]" in twice.stdout
    assert (folder / "pretraining.json").read_bytes() == before
    assert names(folder) == ["pretraining.json"]


def test_what_an_entry_breaks_elsewhere_counts_and_what_was_broken_does_not(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    write(folder / "zeta.json", sound | {"word": "zeta", "example": "A zeta.", "level": "easy"})
    write(tmp_path / "sent.json", sound | {"definition": "A new one.", "variants": ["zeta"]})

    result = cihui("add", tmp_path / "sent.json", "--pack", folder)

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        (
            "ai/zeta.json: word: “zeta” is looked up as “zeta” of ai/gradient-clipping.json is:"
            " keep one of the two [same-key]"
        )
    ]


def test_two_new_entries_may_point_to_each_other(
    cihui: Any, folder: Path, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    other = sound | {
        "word": "weight decay",
        "phonetics": "/ˈweɪt dɪˈkeɪ/",
        "definition": "A steady pull of every parameter towards zero.",
        "example": "Raising weight decay tenfold closed the gap.",
        "see_also": ["gradient clipping"],
    }
    both = [sound | {"see_also": ["weight decay"]}, other]

    assert cihui("add", write(tmp_path / "sent.json", both), "--pack", folder).exit_code == 0
    assert names(folder) == ["gradient-clipping.json", "pretraining.json", "weight-decay.json"]


def test_several_fenced_blocks_of_one_file_are_several_entries() -> None:
    text = 'Two words:\n\n```json\n{"word": "a"}\n```\n\n```\n[{"word": "b"}]\n```\n'

    for sent in (text, text.replace("\n", "\r\n")):
        assert read_submissions(sent) == [{"word": "a"}, {"word": "b"}]


def test_the_seed_as_it_was_sent_is_one_entry() -> None:
    text = (ROOT / "tests" / "seed_pretraining.txt").read_text(encoding="utf-8")

    [entry] = read_submissions("\ufeff" + text)

    assert entry["word"] == "pretraining"


def test_an_issue_can_be_added(cihui: Any, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "issue.md"
    path.write_text(ISSUE.replace("\n", "\r\n"), encoding="utf-8")

    result = cihui("add", path, "--pack", folder)

    assert result.exit_code == 0, result.output
    assert json.loads((folder / "gradient-clipping.json").read_text(encoding="utf-8")) == {
        "word": "gradient clipping",
        "phonetics": "/ˈɡreɪdiənt ˈklɪpɪŋ/",
        "part_of_speech": "noun",
        "translation": "梯度裁剪",
        "definition": "The shrinking of an update whose size exceeds a chosen limit.",
        "example": "Without gradient clipping, one bad batch sent the loss to infinity.",
        "usage": {
            "deep_learning": [
                {"sentence": "Set gradient clipping first.", "translation": "先设好梯度裁剪。"},
                {
                    "sentence": "With gradient clipping at one, the run held.",
                    "translation": "梯度裁剪设为1，训练就稳住了。",
                },
            ],
            "general": [
                {"sentence": "Gradient clipping is cheap.", "translation": "梯度裁剪不费什么。"}
            ],
        },
        "phrases": {
            "examples": [{"phrase": "clip by norm", "translation": "按范数裁剪"}],
            "idioms": [],
        },
        "synonyms": ["norm clipping", "norm scaling"],
        "antonyms": [],
        "topics": ["training", "optimization"],
        "level": "common",
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("### Word / 单词\n\na\n\n### Colour / 颜色\n\nred", "no field is called “Colour”"),
        (
            "### Word / 单词\n\na\n\n### Sentences / 例句\n\ngeneral | An a.",
            "Sentences: “general | An a.” is not written as “domain | English | 中文”",
        ),
    ],
)
def test_a_field_that_cannot_be_read_is_named(body: str, message: str) -> None:
    with pytest.raises(FormError, match=re.escape(message)):
        read_issue_body(body)
    with pytest.raises(SubmissionError, match=re.escape(message)):
        read_submissions(body)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word: a", "cannot be read as JSON"),
        ("3", "an entry is a JSON object"),
        (
            '{"word": "a", "word": "b"}',
            "cannot be read as JSON: a key is given twice among word, word",
        ),
        ("[" * 60_000, "cannot be read as JSON"),
    ],
    ids=["prose", "number", "twice", "depth"],
)
def test_a_text_without_an_entry_is_refused(
    cihui: Any, folder: Path, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "sent.txt"
    path.write_text(text, encoding="utf-8")

    result = cihui("add", path, "--pack", folder)

    assert result.exit_code == 1
    assert f"Error: {path}: {message}" in result.stderr


def test_entries_without_a_word_are_reported_under_their_number(
    cihui: Any, folder: Path, tmp_path: Path, write: Any
) -> None:
    result = cihui("add", write(tmp_path / "s.json", [{}, {"word": 3}]), "--pack", folder)

    assert "ai/entry-1.json: word: required and missing" in result.stdout
    assert "ai/entry-2.json: word: a whole number where a text is needed" in result.stdout


def test_half_a_surrogate_pair_is_refused(
    cihui: Any, folder: Path, tmp_path: Path, sound: dict[str, Any]
) -> None:
    path = tmp_path / "sent.json"
    path.write_text(json.dumps(sound | {"example": "gradient clipping \ud800"}))

    result = cihui("add", path, "--pack", folder)

    assert result.exit_code == 1
    assert "is not UTF-8" in result.stdout


def test_a_file_of_another_encoding_is_refused(cihui: Any, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sent.txt"
    path.write_bytes("梯度".encode("gbk"))

    assert "byte 0 is not UTF-8" in cihui("add", path, "--pack", folder).stderr


def test_a_folder_that_is_no_pack_is_refused(
    cihui: Any, tmp_path: Path, write: Any, sound: dict[str, Any]
) -> None:
    sent = write(tmp_path / "sent.json", sound)

    assert "pack.toml" in cihui("add", sent, "--pack", tmp_path).stderr


def test_a_write_that_fails_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(OSError, match="no-such-folder"):
        write_new(folder, {"a.json": b"{}", "no-such-folder/b.json": b"{}"})

    assert names(folder) == ["pretraining.json"]


def test_the_form_asks_for_the_fields_that_are_read_and_for_no_others() -> None:
    form = (ROOT / ".github" / "ISSUE_TEMPLATE" / "new-word.yml").read_text(encoding="utf-8")

    labels = re.findall(r"^      label: ([^/\n]+?) / \S+$", form, re.MULTILINE)

    assert labels == [*FIELD_KEYS, CONSENT]
