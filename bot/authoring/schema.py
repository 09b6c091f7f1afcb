"""The JSON Schema of an entry, by which editors complete and check while someone writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from bot.core.vocabulary.entry import Entry

FILE_NAME = "schema.json"

# What an author reads beside a key, wherever it occurs.
_DESCRIPTIONS: Mapping[str, str] = {
    "abbreviations": "Short forms that find this entry: LLM. 缩写",
    "alternative_translations": "Where the field's Chinese is split, what else is said. 其他译名",
    "antonyms": "Real antonyms; an empty list is a good answer. 反义词",
    "common_errors": "Mistakes learners really make. 常见错误",
    "compare": "What sets the headword apart from a neighbour. 辨析",
    "definition": "What it is and does, in plainer words than the headword. 英文释义",
    "definition_translation": "The Chinese of the definition. 中文释义",
    "domain": "One of the domains of pack.toml. 领域",
    "example": "One sentence that shows the word doing its job. 例句",
    "example_translation": "The Chinese of the example. 例句译文",
    "examples": "Collocations. 搭配",
    "forms": "Inflections and close family: pretrain, pretrained. 词形",
    "grammar": "Countability and patterns. 语法",
    "idioms": "Idioms; usually none. 习语",
    "ipa": "American and British, only where they differ. 英美发音",
    "label": "C; U; C, U; or a pattern: train … on …. 语法标签",
    "level": "core: in a first course; common: in most papers; advanced: in one subfield. 难度",
    "note": "A trap, the origin or the history, when there is a real one. 说明",
    "part_of_speech": "noun, verb, adjective … 词性",
    "phonetics": "IPA between slashes: /ˌpriːˈtreɪnɪŋ/. 音标",
    "phrase": "The phrase in English. 英文短语",
    "phrases": "Collocations and idioms with the word. 短语",
    "region": "Where this translation is preferred. 使用地区",
    "right": "The correction. 正确说法",
    "see_also": "Headwords of this pack worth reading next. 另见",
    "sense": "The number of the sense it shows; 1, the top level, if absent. 义项编号",
    "senses": "Further senses; the first in this list is number 2. 其他义项",
    "sentence": "A sentence with the word or one of its family. 英文句子",
    "synonyms": "Real synonyms; an empty list is a good answer. 同义词",
    "text": "The English text. 英文",
    "topics": "Topics of pack.toml the word belongs to. 主题",
    "translation": "The Chinese, as practitioners say it. 中文",
    "translation_pinyin": "The reading of the translation, with tone marks. 译名拼音",
    "uk": "British IPA between slashes. 英式音标",
    "us": "American IPA between slashes. 美式音标",
    "usage": "A domain of pack.toml to its bilingual sentences. 各领域例句",
    "variants": "Other spellings of the headword: pre-training. 异体拼写",
    "word": "The headword, as it stands within a sentence. 词条",
    "wrong": "What learners write. 错误说法",
}


def schema_text() -> str:
    """Return the schema as `content/schema.json` holds it, generated from the model."""
    schema = msgspec.json.schema(Entry)
    for definition in schema["$defs"].values():
        _describe(definition)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schema(content: Path) -> Path:
    """Write the schema into the content folder and return its path."""
    path = content / FILE_NAME
    path.write_text(schema_text(), encoding="utf-8")
    return path


def _describe(definition: dict[str, Any]) -> None:
    """Keep the first sentence of a type's docstring, and say what each of its keys holds."""
    definition["description"] = definition["description"].split("\n\n")[0]
    for key, value in definition["properties"].items():
        value["description"] = _DESCRIPTIONS[key]
