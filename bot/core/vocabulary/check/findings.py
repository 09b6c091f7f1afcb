"""What `check` can find, and how it says so in English and in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]
Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, or doubtful, in one place.

    Attributes:
        file: the file's path below the content folder, `ai/pretraining.json`.
        key: where in the file (`usage.general[0].sentence`); empty for the file as a whole.
        code: one of `RULES`.
        parameters: what the rule's sentences name.
    """

    file: str
    key: str
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Whether the finding refuses the content or only asks for a second look."""
        return RULES[self.code].severity


class Rule(NamedTuple):
    """How a finding is said: what is the matter and what to do, in each language."""

    severity: Severity
    en: tuple[str, str]
    zh: tuple[str, str]


def describe(finding: Finding, language: Language) -> str:
    """Return `file: key: what: what to do [code]` in the given language."""
    rule = RULES[finding.code]
    what, remedy = (
        sentence.format_map(finding.parameters)
        for sentence in (rule.en if language == "en" else rule.zh)
    )
    place = ": ".join(part for part in (finding.file, finding.key) if part)
    mark = finding.code if rule.severity == "error" else f"warning {finding.code}"
    line = f"{place}: {what}: {remedy} [{mark}]"
    # A lone surrogate, itself a finding, cannot be printed.
    return line.encode(errors="backslashreplace").decode()


def _error(en: tuple[str, str], zh: tuple[str, str]) -> Rule:
    return Rule("error", en, zh)


def _warning(en: tuple[str, str], zh: tuple[str, str]) -> Rule:
    return Rule("warning", en, zh)


RULES: dict[str, Rule] = {
    "manifest": _error(
        ("{problem}", "mend the manifest; the entries were checked without it"),
        ("{problem}", "请修正清单文件；词条未能据此检查"),
    ),
    "label-missing": _error(
        ("no label in {language}", "add one"),
        ("缺少 {language} 的名称", "请补上"),
    ),
    "file-too-large": _error(
        ("{size} bytes, more than {limit}", "shorten the entry"),
        ("文件 {size} 字节，超过上限 {limit}", "请精简词条"),
    ),
    "not-utf-8": _error(
        ("byte {position} is not UTF-8", "save the file as UTF-8"),
        ("第 {position} 字节不是 UTF-8", "请以 UTF-8 编码保存"),
    ),
    "not-json": _error(
        ("not JSON at line {line}, column {column} ({problem})", "mend the syntax there"),
        ("第 {line} 行第 {column} 列不是合法的 JSON（{problem}）", "请修正该处语法"),
    ),
    "repeated-key": _error(
        ("the key is given twice", "keep one; the other's value is lost"),
        ("同一个键出现两次", "只留一个，否则另一个的内容会丢失"),
    ),
    "missing-key": _error(
        ("required and missing", "add it"),
        ("缺少这个必填键", "请补上"),
    ),
    "wrong-type": _error(
        ("{found} where {expected} is needed", "write {expected}"),
        ("这里是{found_zh}，应为{expected_zh}", "请改成{expected_zh}"),
    ),
    "unknown-value": _error(
        ("“{found}” is not known", "use one of {expected}"),
        ("没有“{found}”这个取值", "请从 {expected} 中选用"),
    ),
    "unknown-key": _warning(
        ("no such key in the format; it is kept but never shown", "mend its name or remove it"),
        ("格式里没有这个键，会保留但不会显示", "请改正键名或删去"),
    ),
    "empty": _error(
        ("empty", "fill it in, or leave the key out if it is optional"),
        ("内容为空", "请填写；若是选填键，可整个省略"),
    ),
    "empty-domain": _error(
        ("a domain without a sentence", "add a sentence or remove the domain"),
        ("这个领域下没有例句", "请补上例句，或删去该领域"),
    ),
    "stray-blank": _error(
        ("stray blank at “{near}”", "remove it, or make it a single plain blank"),
        ("“{near}”处有多余的空格", "请删去，或只留一个普通空格"),
    ),
    "invisible-character": _error(
        ("invisible character {character}", "remove it"),
        ("含有不可见字符 {character}", "请删去"),
    ),
    "file-name": _error(
        ("the file should be called {expected}", "rename the file, or mend `word`"),
        ("文件名应为 {expected}", "请重命名文件，或改正 word"),
    ),
    "same-key": _error(
        ("“{spelling}” is looked up as “{other}” of {other_file} is", "keep one of the two"),
        ("“{spelling}”与 {other_file} 的“{other}”查找键相同", "二者只留其一"),
    ),
    "already-there": _error(
        ("the pack, or another of the new entries, has a file of this name", "edit that one"),
        ("词库里或新词条中已有同名文件", "请改那一个"),
    ),
    "no-look-up-key": _error(
        ("“{spelling}” has nothing to be looked up by", "write a word with letters or digits"),
        ("“{spelling}”无法查找", "请写成含字母或数字的词"),
    ),
    "same-id": _error(
        ("has the same short id as {other}", "rename one of them"),
        ("与 {other} 的短编号相同", "请为其中一个改名"),
    ),
    "ipa-character": _error(
        ("“{character}” is no sign of English IPA", "write IPA, as in /ˌpriːˈtreɪnɪŋ/"),
        ("“{character}”不是英语国际音标符号", "请用国际音标，如 /ˌpriːˈtreɪnɪŋ/"),
    ),
    "ipa-slashes": _error(
        ("IPA without a slash at both ends", "write /…/"),
        ("音标两端缺少斜线", "请写成 /…/"),
    ),
    "family-missing": _error(
        (
            "neither “{word}” nor a form, variant or abbreviation of it occurs",
            "use the word in the sentence, or list the form under `forms`",
        ),
        (
            "句中没有“{word}”，也没有它的词形、异体或缩写",
            "请在句中用上该词，或把词形列入 forms",
        ),
    ),
    "circular": _error(
        ("the definition uses its own headword, “{word}”", "explain it in other words"),
        ("释义里用了词条本身“{word}”", "请换别的词解释"),
    ),
    "no-chinese": _error(
        ("no Chinese in the translation", "translate it"),
        ("译文里没有汉字", "请译成中文"),
    ),
    "half-width": _error(
        ("half-width “{mark}” in Chinese, at “{near}”", "write it full-width: {full}"),
        ("中文里用了半角标点“{mark}”，见“{near}”", "请用全角：{full}"),
    ),
    "traditional": _error(
        ("traditional characters: {found}", "write {simplified}"),
        ("含有繁体字：{found}", "请写成 {simplified}"),
    ),
    "unknown-domain": _error(
        ("the pack has no domain “{name}”", "use one of pack.toml's domains"),
        ("词库里没有“{name}”这个领域", "请选用 pack.toml 中的 domains"),
    ),
    "unknown-topic": _error(
        ("the pack has no topic “{name}”", "use one of pack.toml's topics"),
        ("词库里没有“{name}”这个主题", "请选用 pack.toml 中的 topics"),
    ),
    "unknown-sense": _error(
        ("the entry has {count} senses, and no sense {number}", "mend the number"),
        ("词条共 {count} 个义项，没有第 {number} 个", "请改正编号"),
    ),
    "see-also-nowhere": _error(
        ("no entry is called “{target}”", "write a headword of this pack, or remove it"),
        ("没有名为“{target}”的词条", "请写本词库已有的词条，或删去"),
    ),
    "see-also-self": _error(
        ("leads back to its own entry", "remove it"),
        ("指回了词条自身", "请删去"),
    ),
    "same-sentence": _error(
        ("the same text as {other}", "write another"),
        ("与 {other} 完全相同", "请另写一句"),
    ),
    "same-mould": _error(
        (
            "the same text as {other} but for the headword",
            "write one that fits this headword alone",
        ),
        ("除词条外与 {other} 完全相同", "请写一句只适用于本词的"),
    ),
    "near-duplicate": _warning(
        ("much like {other} ({share} in common)", "make one of them say something else"),
        ("与 {other} 很相似（{share} 相同）", "请改写其中一句"),
    ),
    "taiwan-wording": _warning(
        ("“{found}” is said otherwise on the mainland", "prefer {mainland}"),
        ("“{found}”不是大陆的说法", "宜用{mainland}"),
    ),
    "translation-unused": _warning(
        ("none of the translations ({translations}) occurs", "use one, or add this one"),
        ("译文里没有用到任何一个译名（{translations}）", "请用上译名，或补充此译名"),
    ),
    "length-ratio": _warning(
        (
            "{ratio} Chinese characters or words to an English word, the pack's median is {median}",
            "see whether something was left out or added",
        ),
        ("每个英文词对应 {ratio} 个汉字或词，词库中位数为 {median}", "请核对有无漏译或增译"),
    ),
    "syllables": _warning(
        ("{found} syllables, CMUdict has {expected}", "compare the two"),
        ("有 {found} 个音节，CMUdict 为 {expected} 个", "请核对"),
    ),
    "pinyin": _warning(
        ("pypinyin reads {expected}", "compare the two; pypinyin is sometimes wrong"),
        ("pypinyin 读作 {expected}", "请核对；pypinyin 有时会读错"),
    ),
    "stale-acceptance": _error(
        ("nothing is found any more that “{code}” for {target} accepts", "remove the acceptance"),
        ("{target} 已没有“{code}”这一问题", "请删去这条豁免"),
    ),
    "bad-acceptance": _error(
        ("{problem}", "each [[accepted]] names file, code (a warning's), reason and maybe key"),
        ("{problem}", "每条 [[accepted]] 须写明 file、code（限警告）和 reason，key 可选"),
    ),
}
