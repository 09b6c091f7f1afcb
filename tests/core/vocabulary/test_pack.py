import json
from pathlib import Path

import msgspec
import pytest

from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import short_id, slug_of
from bot.core.vocabulary.pack import ContentError, decode_entry, load_pack, pack_folders, unfenced

SEED = Path(__file__).parents[2] / "seed_pretraining.txt"
CONTENT = Path(__file__).parents[3] / "content"
MANIFEST = (CONTENT / "ai" / "pack.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack.toml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_the_seed_loads_unchanged() -> None:
    entry = decode_entry(SEED.read_bytes())
    assert (entry.word, entry.translation) == ("pretraining", "预训练")
    assert list(entry.usage) == [
        "general", "machine_learning", "natural_language_processing", "computer_vision",
    ]  # fmt: skip
    assert len(entry.phrases.examples) == 3


def test_the_seed_loads_without_its_fence_too() -> None:
    bare = unfenced(SEED.read_text(encoding="utf-8")).encode()
    assert decode_entry(bare) == decode_entry(SEED.read_bytes())


def test_the_shipped_entry_keeps_every_value_of_the_seed() -> None:
    seed = json.loads(unfenced(SEED.read_text(encoding="utf-8")))
    shipped = json.loads((CONTENT / "ai" / "pretraining.json").read_text(encoding="utf-8"))
    for key in seed.keys() - {"usage", "phrases", "synonyms", "antonyms"}:
        assert shipped[key] == seed[key]
    for domain, sentences in seed["usage"].items():
        assert shipped["usage"][domain][: len(sentences)] == sentences
    assert shipped["phrases"]["examples"][:3] == seed["phrases"]["examples"]


def test_an_entry_survives_encoding() -> None:
    entry = decode_entry(SEED.read_bytes())
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry


def test_every_broken_file_of_a_pack_is_named(folder: Path) -> None:
    (folder / "one.json").write_text('{"word": "one"}', encoding="utf-8")
    (folder / "two.json").write_text("{", encoding="utf-8")
    (folder / "three.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError) as refusal:
        load_pack(folder)
    assert [line.split(":")[0].rsplit("/")[-1] for line in str(refusal.value).splitlines()] == [
        "one.json", "three.json", "two.json",
    ]  # fmt: skip
    assert "phonetics" in str(refusal.value)


@pytest.mark.parametrize("manifest", ["name = 1", "[", ""])
def test_a_broken_manifest_is_named(folder: Path, manifest: str) -> None:
    (folder / "pack.toml").write_text(manifest, encoding="utf-8")
    with pytest.raises(ContentError, match=r"pack\.toml"):
        load_pack(folder)


def test_packs_are_folders_with_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pack.toml").write_text(MANIFEST, encoding="utf-8")
    assert pack_folders(tmp_path) == [tmp_path / "a"]


@pytest.mark.parametrize(
    ("headword", "slug"),
    [
        ("k-means", "k-means"), ("F1 score", "f1-score"), ("C++", "c-plus-plus"), ("C#", "c-sharp"),
        ("Bayes' theorem", "bayes-theorem"), ("A* search", "a-star-search"),
    ],
)  # fmt: skip
def test_slugs_are_plain_file_names(headword: str, slug: str) -> None:
    assert slug_of(headword) == slug


def test_ids_never_change() -> None:
    assert (short_id("pretraining"), short_id("hallucination")) == ("faekjw", "pc42t6")
