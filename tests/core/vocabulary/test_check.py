"""What `check` refuses, what it doubts, and what stands next to both and is right."""

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from bot.core.vocabulary.check import Advisers, Finding, check_entries, check_pack, describe
from bot.core.vocabulary.check.findings import RULES
from bot.core.vocabulary.check.packs import check_manifest
from bot.core.vocabulary.identity import short_id, slug_of
from bot.core.vocabulary.pack import Pack, read_manifest

ROOT = Path(__file__).parents[3]
LONG = "x" * 70_000


def usage(sentence: str, translation: str, **more: object) -> dict[str, object]:
    return {"deep_learning": [{"sentence": sentence, "translation": translation, **more}]}


def sense(**changes: object) -> list[dict[str, object]]:
    base: dict[str, object] = {
        "part_of_speech": "noun",
        "domain": "general",
        "translation": "裁剪",
        "definition": "A small piece that was cut off.",
        "example": "The album holds one gradient clipping from an old textbook.",
    }
    return [base | changes]


def listed(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.key, finding.code) for finding in findings}


# key and code expected, what is changed in the sample entry
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("translation", "missing-key", {"translation": None}),
    ("phrases.idioms", "missing-key", {"phrases": {"examples": []}}),
    ("senses[0].example", "missing-key", {"senses": [{"definition": "d"}]}),
    ("ipa.uk", "missing-key", {"ipa": {"us": "/ə/"}}),
    ("word", "wrong-type", {"word": 3}),
    ("synonyms", "wrong-type", {"synonyms": "one"}),
    ("usage", "wrong-type", {"usage": []}),
    ("usage.deep_learning[0]", "wrong-type", {"usage": {"deep_learning": ["text"]}}),
    (
        "usage.deep_learning[0].sense",
        "wrong-type",
        {"usage": usage("Gradient clipping helps.", "梯度裁剪有用。", sense=True)},
    ),
    ("grammar", "wrong-type", {"grammar": "C"}),
    ("level", "unknown-value", {"level": "easy"}),
    ("level", "unknown-value", {"level": ["core"]}),
    ("pronounciation", "unknown-key", {"pronounciation": "/ə/"}),
    ("note.remark", "unknown-key", {"note": {"text": "t", "translation": "译", "remark": ""}}),
    ("definition", "empty", {"definition": " "}),
    ("synonyms[1]", "empty", {"synonyms": ["norm scaling", ""]}),
    ("usage.general", "empty-domain", {"usage": {"general": []}}),
    ("part_of_speech", "stray-blank", {"part_of_speech": "noun "}),
    ("definition", "stray-blank", {"definition": "Two  blanks in a row."}),
    ("definition", "stray-blank", {"definition": "A line\nbreak."}),
    ("definition", "stray-blank", {"definition": "A no-break\u00a0blank."}),
    ("translation", "stray-blank", {"translation": "梯度 裁剪"}),
    ("definition_translation", "stray-blank", {"definition_translation": "更新量， 上限。"}),
    ("translation", "invisible-character", {"translation": "梯度\u200b裁剪"}),
    ("definition", "invisible-character", {"definition": "A \u202eright-to-left trick."}),
    ("definition", "invisible-character", {"definition": "A bell \u0007."}),
    ("definition", "invisible-character", {"definition": "Half a pair \ud800."}),
    ("word", "file-name", {"word": "gradient trimming"}),
    ("variants[0]", "no-look-up-key", {"variants": ["…"]}),
    ("phonetics", "ipa-slashes", {"phonetics": "ˈklɪpɪŋ"}),
    ("phonetics", "ipa-slashes", {"phonetics": "/ˈklɪpɪŋ"}),
    ("phonetics", "ipa-character", {"phonetics": "/'klɪpɪŋ/"}),
    ("phonetics", "ipa-character", {"phonetics": "/ˈклɪpɪŋ/"}),
    ("ipa.us", "ipa-character", {"ipa": {"us": "/ˈKLɪpɪŋ/", "uk": "/ˈklɪpɪŋ/"}}),
    ("example", "family-missing", {"example": "Without it, one bad batch ruined the run."}),
    (
        "usage.deep_learning[0].sentence",
        "family-missing",
        {"usage": usage("The gradients clip one another.", "梯度裁剪。")},
    ),
    (
        "senses[0].example",
        "family-missing",
        {"senses": sense(example="The album holds one scrap of an old textbook.")},
    ),
    ("definition", "circular", {"definition": "Gradient clipping is what clips a gradient."}),
    ("definition", "circular", {"definition": "Said of a run with gradient clippings in it."}),
    (
        "definition",
        "circular",
        {"variants": ["clipped gradient"], "definition": "Making a clipped-gradient update."},
    ),
    ("senses[0].definition", "circular", {"senses": sense(definition="A gradient clipping.")}),
    ("example_translation", "no-chinese", {"example_translation": "Gradient clipping."}),
    (
        "usage.deep_learning[0].translation",
        "no-chinese",
        {"usage": usage("Gradient clipping helps.", "!")},
    ),
    ("note.translation", "no-chinese", {"note": {"text": "A.", "translation": "A."}}),
    ("example_translation", "half-width", {"example_translation": "梯度裁剪,一种技巧。"}),
    ("example_translation", "half-width", {"example_translation": "梯度裁剪: 一种技巧。"}),
    ("example_translation", "half-width", {"example_translation": "这是梯度裁剪."}),
    ("example_translation", "half-width", {"example_translation": "梯度裁剪(gradient clipping)。"}),
    ("translation", "traditional", {"translation": "梯度裁剪訓練"}),
    ("usage.speech", "unknown-domain", {"usage": {"speech": []}}),
    ("senses[0].domain", "unknown-domain", {"senses": sense(domain="speech")}),
    ("topics[0]", "unknown-topic", {"topics": ["gardening"]}),
    (
        "usage.deep_learning[0].sense",
        "unknown-sense",
        {"usage": usage("Gradient clipping helps.", "梯度裁剪有用。", sense=2)},
    ),
    (
        "phrases.examples[0].sense",
        "unknown-sense",
        {"phrases": {"examples": [{"phrase": "a", "translation": "甲", "sense": 0}], "idioms": []}},
    ),
    ("see_also[0]", "see-also-nowhere", {"see_also": ["weight decoy"]}),
    ("see_also[0]", "see-also-self", {"see_also": ["Gradient-clipping"]}),
    ("example_translation", "taiwan-wording", {"example_translation": "梯度裁剪的程式。"}),
    ("example_translation", "translation-unused", {"example_translation": "一个坏批次毁了一切。"}),
]

# code that must not come up, what is changed in the sample entry
ALLOWED: list[tuple[str, dict[str, Any]]] = [
    ("missing-key", {"note": None, "level": None}),
    ("wrong-type", {"ipa": {"us": "/ə/", "uk": "/ɜː/"}, "forms": ["clipped gradients"]}),
    ("unknown-value", {"level": "advanced"}),
    ("unknown-key", {"note": {"text": "A remark.", "translation": "说明。"}}),
    ("empty", {"synonyms": [], "forms": []}),
    ("empty-domain", {"usage": {}}),
    ("stray-blank", {"definition_translation": "用 L2 范数来衡量“更新 A”，再缩小。"}),
    ("invisible-character", {"definition": "It’s “quoted” – naïve café, ≥ 3 µm."}),
    ("file-name", {"word": "Gradient Clipping"}),
    ("file-name", {"word": "Grádient clipping"}),
    ("no-look-up-key", {"variants": ["gradient clipping (C++)"]}),
    ("ipa-slashes", {"phonetics": "/ə/"}),
    ("ipa-character", {"phonetics": "/ˌhæn(d)ˈbʊk ˈbʌtn̩ tʃɜːr.ɪŋ ðɑːɡ/"}),
    ("family-missing", {"example": "GRADIENT-CLIPPING saved it, and gradient clippings did too."}),
    ("family-missing", {"example": "A gradient-clip saved it."}),
    ("family-missing", {"forms": ["clipped gradients"], "example": "Clipped gradients saved it."}),
    ("family-missing", {"abbreviations": ["GC"], "example": "Without GC, the run was lost."}),
    ("family-missing", {"senses": sense()}),
    ("circular", {"definition": "A limit on gradients, reached by clipping them."}),
    ("no-chinese", {"translation": "gradient clipping"}),
    ("no-chinese", {"phrases": {"examples": [{"phrase": "a", "translation": "A"}], "idioms": []}}),
    (
        "half-width",
        {"example_translation": "梯度裁剪让f(x)在(0,1)之间，p(梯度)也是，约为3.5，见（F1）。"},
    ),
    ("traditional", {"example_translation": "梯度裁剪在显著性与乾坤之外，也无须藉词。"}),
    ("unknown-domain", {"senses": sense(domain="deep_learning")}),
    ("unknown-topic", {"topics": ["training"]}),
    (
        "unknown-sense",
        {"senses": sense(), "usage": usage("A gradient clipping.", "剪报。", sense=2)},
    ),
    ("see-also-nowhere", {"see_also": ["Weight-Decay"], "neighbour": {}}),
    ("see-also-self", {"see_also": ["weight decay"], "neighbour": {}}),
    ("taiwan-wording", {"alternative_translations": [{"translation": "梯度裁剪程式"}]}),
    (
        "taiwan-wording",
        {"example_translation": "改变数据、方程式、传递回来、软体机器人，梯度裁剪尽快取得结果。"},
    ),
    ("translation-unused", {"example_translation": "不做gradient clipping，训练就会崩。"}),
    (
        "translation-unused",
        {
            "alternative_translations": [{"translation": "裁剪的；截断（少用）"}],
            "example_translation": "不裁剪，训练就会崩。",
        },
    ),
]


def test_the_sample_entry_gives_rise_to_nothing(check: Any) -> None:
    assert check() == []
    assert check(neighbour={}) == []


@pytest.mark.parametrize(("key", "code", "changes"), REFUSED)
def test_finds(check: Any, key: str, code: str, changes: dict[str, Any]) -> None:
    assert (key, code) in listed(check(**changes))


@pytest.mark.parametrize(("code", "changes"), ALLOWED)
def test_lets_pass(check: Any, code: str, changes: dict[str, Any]) -> None:
    assert code not in {finding.code for finding in check(**changes)}


def test_every_problem_is_listed_and_not_only_the_first(check: Any) -> None:
    findings = check(word=None, phonetics=3, translation="梯度 裁剪", level="easy", topics=["x"])

    assert listed(findings) >= {
        ("word", "missing-key"),
        ("phonetics", "wrong-type"),
        ("translation", "stray-blank"),
        ("level", "unknown-value"),
        ("topics[0]", "unknown-topic"),
    }


def test_list_positions_stay_although_an_item_is_of_a_wrong_type(check: Any) -> None:
    findings = check(topics=[7, "x"])

    assert listed(findings) == {("topics[0]", "wrong-type"), ("topics[1]", "unknown-topic")}


@pytest.mark.parametrize(
    ("data", "code", "parameters"),
    [
        (b'{"word": \xff}', "not-utf-8", {"position": 9}),
        (
            b'{"word": "a",\n  word}',
            "not-json",
            {
                "line": 2,
                "column": 3,
                "problem": "Expecting property name enclosed in double quotes",
            },
        ),
        (b"[" * 60_000, "not-json", None),
        (b'{"word": ' + b"9" * 5_000 + b"}", "not-json", None),
        (LONG.encode(), "file-too-large", {"size": 70_000, "limit": 65_536}),
    ],
    ids=["not UTF-8", "syntax", "depth", "digits", "size"],
)
def test_a_file_that_cannot_be_read_is_one_finding(
    check_bytes: Any, data: bytes, code: str, parameters: dict[str, object] | None
) -> None:
    [finding] = check_bytes(data)

    assert (finding.key, finding.code) == ("", code)
    assert parameters is None or finding.parameters == parameters


def test_a_file_of_64_kib_is_read(check_bytes: Any, sample: dict[str, object]) -> None:
    data = json.dumps(sample, ensure_ascii=False).encode()

    assert check_bytes(data + b" " * (65_536 - len(data))) == []


def test_a_file_that_holds_no_object_is_a_wrong_type(check_bytes: Any) -> None:
    assert ("", "wrong-type") in listed(check_bytes(b"[]"))


def test_a_key_given_twice_is_found(check_bytes: Any, sample: dict[str, object]) -> None:
    twice = json.dumps(sample, ensure_ascii=False).replace('"word":', '"word": "lost", "word":')

    assert listed(check_bytes(twice.encode())) == {("word", "repeated-key")}


def test_two_spellings_with_one_look_up_key_are_refused(check: Any) -> None:
    findings = check(neighbour={"variants": ["Gradient-Clipping"]})

    assert [(f.file, f.key, f.code) for f in findings] == [
        ("ai/weight-decay.json", "variants[0]", "same-key")
    ]


def test_abbreviations_and_forms_may_be_shared(check: Any) -> None:
    shared = {"abbreviations": ["WD"], "forms": ["decayed"]}

    assert check(neighbour=shared, **shared) == []


def test_a_variant_may_have_the_key_of_its_own_headword(check: Any) -> None:
    assert check(variants=["gradient-clipping"]) == []


def test_two_entries_with_one_id_are_refused(pack: Pack, sample: dict[str, object]) -> None:
    first, second = _two_names_with_one_id()
    files = {
        f"{name}.json": json.dumps(sample | {"word": name}).encode() for name in (first, second)
    }

    assert (f"ai/{second}.json", "", "same-id") in [
        (f.file, f.key, f.code) for f in check_entries("ai", files, pack)
    ]


def _two_names_with_one_id() -> tuple[str, str]:
    seen: dict[str, str] = {}
    for number in range(1_000_000):
        name = f"w{number}"
        other = seen.setdefault(short_id(name), name)
        if other != name:
            return min(other, name), max(other, name)
    raise AssertionError


def test_the_same_sentence_in_two_entries_is_refused(check: Any, sample: dict[str, object]) -> None:
    findings = check(
        forms=["weight decay"],
        example="Try weight decay first.",
        neighbour={"example": "Try  weight-decay first!"},
    )

    assert ("ai/weight-decay.json", "example", "same-sentence") in [
        (f.file, f.key, f.code) for f in findings
    ]


def test_the_same_sentence_twice_in_one_entry_is_refused(
    check: Any, sample: dict[str, Any]
) -> None:
    findings = check(usage=usage(sample["example"], "不做梯度裁剪，训练会崩。"))

    assert listed(findings) == {("usage.deep_learning[0].sentence", "same-sentence")}


def test_one_mould_for_two_words_is_refused_in_english_and_in_chinese(check: Any) -> None:
    findings = check(
        example="Most people try gradient clipping first.",
        example_translation="多数人先试梯度裁剪。",
        neighbour={
            "example": "Most people try weight decays first.",
            "example_translation": "多数人先试权重衰减。",
        },
    )

    assert listed(findings) == {
        ("example", "same-mould"),
        ("example_translation", "same-mould"),
    }


def test_near_duplicates_are_a_warning(check: Any) -> None:
    findings = check(
        neighbour={"example": "Without weight decay, one bad batch sent the loss to zero."}
    )

    [finding] = findings
    assert (finding.key, finding.code, finding.severity) == ("example", "near-duplicate", "warning")
    assert finding.parameters["other"] == "ai/gradient-clipping.json example"


def test_short_sentences_are_never_near_duplicates(check: Any) -> None:
    assert not check(
        example="Try gradient clipping at once.",
        neighbour={"example": "Try weight decay at once today."},
    )


def test_a_translation_of_an_unusual_length_is_a_warning(
    check: Any, sample: dict[str, Any]
) -> None:
    words = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
    ]
    rng = random.Random(3)
    sentences = [
        {
            "sentence": " ".join(["Gradient clipping", *rng.sample(words, 12)]),
            "translation": f"梯度裁剪第{number}句，" + "译" * 12,
        }
        for number in range(40)
    ]
    sentences[7]["translation"] = "梯度裁剪" + "长" * 90

    findings = check(usage={"deep_learning": sentences})

    assert listed(findings) == {("usage.deep_learning[7].translation", "length-ratio")}


def test_advice_is_asked_only_of_the_libraries_at_hand(check: Any) -> None:
    advisers = Advisers(
        pinyin=lambda _: "tī dù cái jiǎn",
        syllables=lambda _: frozenset({6}),
    )
    doubtful = {
        "translation_pinyin": "tìdùcáijiǎn",
        "senses": sense(translation_pinyin="cái jiǎn"),
        "ipa": {"us": "/ˈɡreɪdiənt ˈklɪpɪŋ/", "uk": "/ˈɡreɪdɪənt ˈklɪpɪŋə/"},
    }

    assert listed(check(advisers, **doubtful)) == {
        ("phonetics", "syllables"),
        ("ipa.us", "syllables"),
        ("translation_pinyin", "pinyin"),
        ("senses[0].translation_pinyin", "pinyin"),
    }
    assert check(**doubtful) == []
    assert Advisers().left_out() == ["pinyin", "syllables"]
    assert advisers.left_out() == []


def test_advice_that_agrees_is_silent(check: Any) -> None:
    advisers = Advisers(
        pinyin=lambda _: "tī dù cái jiǎn",
        syllables=lambda _: frozenset({5}),
    )

    assert check(advisers, translation_pinyin="tīdù-cáijian") == []
    assert check(Advisers(syllables=lambda _: frozenset())) == []


def test_the_seed_passes_without_a_finding() -> None:
    seed = (ROOT / "tests" / "seed_pretraining.txt").read_bytes()
    pack = read_manifest(ROOT / "content" / "ai")

    assert check_entries("ai", {"pretraining.json": seed}, pack) == []


def test_the_model_entry_passes_but_for_entries_it_points_to() -> None:
    model = (ROOT / "content" / "ai" / "hallucination.json").read_bytes()
    pack = read_manifest(ROOT / "content" / "ai")

    findings = check_entries("ai", {"hallucination.json": model}, pack)

    assert {finding.code for finding in findings} <= {"see-also-nowhere"}


def test_a_manifest_without_a_label_in_each_language_is_refused(pack: Pack) -> None:
    manifest = Pack(
        "ai",
        "en",
        "zh-Hans",
        "CC0",
        title={"en": "AI"},
        domains={"general": {"en": "General", "zh-Hans": " "}},
        topics={"data": {"zh-Hans": "数据"}},
        entries={},
    )

    assert [(f.key, f.code, f.parameters) for f in check_manifest("ai", manifest)] == [
        ("title", "label-missing", {"language": "zh-Hans"}),
        ("domains.general", "label-missing", {"language": "zh-Hans"}),
        ("topics.data", "label-missing", {"language": "en"}),
    ]
    assert list(check_manifest("ai", pack)) == []


def test_a_pack_is_checked_with_its_manifest(tmp_path: Path, sample: dict[str, object]) -> None:
    folder = _pack_folder(tmp_path, (ROOT / "content" / "ai" / "pack.toml").read_text("utf-8"))
    _write(folder / "gradient-clipping.json", sample | {"topics": ["gardening"]})

    assert [(f.file, f.key, f.code) for f in check_pack(folder)] == [
        ("ai/gradient-clipping.json", "topics[0]", "unknown-topic")
    ]


def test_a_broken_manifest_is_a_finding_and_the_entries_are_checked_all_the_same(
    tmp_path: Path, sample: dict[str, object]
) -> None:
    folder = _pack_folder(tmp_path, 'name = "ai"')
    _write(folder / "gradient-clipping.json", sample | {"topics": ["x "]})

    assert [(f.file, f.code) for f in check_pack(folder)] == [
        ("ai/pack.toml", "manifest"),
        ("ai/gradient-clipping.json", "stray-blank"),
    ]


def _pack_folder(parent: Path, manifest: str) -> Path:
    folder = parent / "ai"
    folder.mkdir()
    (folder / "pack.toml").write_text(manifest, encoding="utf-8")
    return folder


def _write(path: Path, entry: dict[str, object]) -> None:
    path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def test_a_finding_is_one_line_in_either_language(check: Any) -> None:
    [finding] = check(topics=["x"])

    assert describe(finding, "en") == (
        "ai/gradient-clipping.json: topics[0]: the pack has no topic “x”:"
        " use one of pack.toml's topics [unknown-topic]"
    )
    assert describe(finding, "zh") == (
        "ai/gradient-clipping.json: topics[0]: 词库里没有“x”这个主题:"
        " 请选用 pack.toml 中的 topics [unknown-topic]"
    )


def test_a_warning_says_that_it_is_one(check: Any) -> None:
    [finding] = check(remark="A private remark.")

    assert describe(finding, "en").endswith("[warning unknown-key]")


def test_every_finding_can_be_said_in_both_languages_and_printed(check: Any) -> None:
    for _, _, changes in REFUSED:
        for finding in check(**changes):
            for line in (describe(finding, "en"), describe(finding, "zh")):
                assert "\n" not in line
                assert line.encode()


def test_every_rule_has_a_test() -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("**/test_*.py")
    )

    assert [code for code in RULES if f'"{code}"' not in tests and f"[{code}]" not in tests] == []


def test_both_languages_name_the_same_facts() -> None:
    for code, rule in RULES.items():
        if code != "wrong-type":
            assert _fields(rule.en) == _fields(rule.zh), code


def _fields(sentences: tuple[str, str]) -> set[str]:
    return {part.split("}")[0] for part in " ".join(sentences).split("{")[1:]}


@pytest.mark.proof
def test_a_thousand_entries_take_less_than_five_seconds(pack: Pack, sample: dict[str, Any]) -> None:
    rng = random.Random(5)
    files = dict(_many(rng, sample, 1_000))

    started = time.perf_counter()
    findings = check_entries("ai", files, pack)

    assert time.perf_counter() - started < 5
    assert not [finding for finding in findings if finding.severity == "error"]


def _many(rng: random.Random, sample: dict[str, Any], count: int) -> Any:
    for number in range(count):
        word = f"word{number} clipping"
        sentences = [
            {
                "sentence": f"The {word} {' '.join(_word(rng) for _ in range(15))}.",
                "translation": "裁剪" + "".join(rng.choices("甲乙丙丁戊己庚辛", k=24)) + "。",
            }
            for _ in range(8)
        ]
        changes = {
            "word": word,
            "translation": "裁剪",
            "definition": " ".join(_word(rng) for _ in range(20)),
            "definition_translation": None,
            "example": f"A {word} {' '.join(_word(rng) for _ in range(15))}.",
            "example_translation": None,
            "usage": {"deep_learning": sentences},
        }
        entry = {k: v for k, v in (sample | changes).items() if v is not None}
        yield f"{slug_of(word)}.json", json.dumps(entry, ensure_ascii=False).encode()


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(3))
