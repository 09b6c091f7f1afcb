"""What is particular to Chinese: script, punctuation, traditional characters, wording, pinyin."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.core.text import look_up_key

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_UNIT = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
_FULL_WIDTH = "，。；：！？（）、《》【】"
_HALF_TO_FULL = dict(zip(",.;:!?()", "，。；：！？（）", strict=True))
_HALF_WIDTH_BETWEEN = re.compile(
    rf"[{_HAN}{_FULL_WIDTH}”]\s*(?P<mark>[,.;:!?()])\s*(?=[{_HAN}”]|$)"
)
_HALF_WIDTH_BRACKETS = re.compile(rf"[{_HAN}]\s*(?P<mark>\()[A-Za-z][A-Za-z\s-]+\)")
_ELSEWHERE = {
    "网路": "网络",
    "类神经": "神经",
    "资料探勘": "数据挖掘",
    "巨量资料": "大数据",
    "资料": "数据",
    "资讯": "信息",
    "智慧": "智能",
    "非监督式": "无监督",
    "非监督": "无监督",
    "监督式": "监督",
    "强化式": "强化",
    "程式": "程序",
    "软体": "软件",
    "硬体": "硬件",
    "记忆体": "内存",
    "伺服器": "服务器",
    "晶片": "芯片",
    "演算法": "算法",
    "函式": "函数",
    "变数": "变量",
    "阵列": "数组",
    "物件侦测": "目标检测",
    "物件": "对象",
    "侦测": "检测",
    "辨识": "识别",
    "影像": "图像",
    "视讯": "视频",
    "音讯": "音频",
    "讯号": "信号",
    "语意": "语义",
    "机率": "概率",
    "支援向量": "支持向量",
    "最佳化": "优化",
    "分群": "聚类",
    "大型语言": "大语言",
    "马尔科夫": "马尔可夫",
}
"""Words that Taiwan says otherwise, and a name that is written in two ways, in simplified
characters; the first that fits is replaced."""
_SAID_ELSEWHERE = re.compile("|".join(_ELSEWHERE))
_STRAY_BLANK = re.compile(rf"[{_HAN}]\s+[{_HAN}]|[{_FULL_WIDTH}]\s+|\s+[{_FULL_WIDTH}]")
_TRADITIONAL_FILE = Path(__file__).with_name("traditional.txt")
_NOT_PINYIN = bytes(b for b in range(256) if b not in b"abcdefghijklmnopqrstuvwxyz06789")
_TONES = "\u0304\u0301\u030c\u0300"
_TONED = re.compile(f"[{_TONES}]")
_LATIN_TYPED = re.compile(r"[a-z](?:[a-z\s'-]|(?<=[a-z])[1-5])*")
_PINYIN_VOWELS = re.compile(r"[aeiouv]+")
_INITIAL = "(?:[zcs]h|[b-z])?"
_PINYIN_CONSONANTS = re.compile(f"(?:ng?|r)?{_INITIAL}")
_PINYIN_BEGINNING, _PINYIN_END = re.compile(_INITIAL), re.compile("(?:ng?|r)?")
_BRACKETED = re.compile(r"（[^）]*）|\([^)]*\)")
_ALTERNATION = re.compile(r"[；;、，,]|(?<![A-Za-z])/|/(?![A-Za-z])")
"""What stands between two translations; the stroke of `A/B测试` does not."""


def length(text: str) -> int:
    """Return how long a text is: its Chinese characters, and its Latin words and numbers."""
    return len(_UNIT.findall(text))


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return _HAN_CHARACTER.search(text) is not None


def half_width_marks(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each half-width mark that stands in Chinese: it, its full-width form, what is near.

    A mark stands in Chinese between two Chinese characters, after one at the end, or opens a
    bracket round English words after one. `p(图像)`, `(0,1)`, `3.5` and English inside Chinese do
    not.
    """
    for pattern in (_HALF_WIDTH_BETWEEN, _HALF_WIDTH_BRACKETS):
        for match in pattern.finditer(text):
            mark = match["mark"]
            if mark != ")" or not _closes_latin(text, match.start("mark")):
                yield mark, _HALF_TO_FULL[mark], _near(text, match.start(), match.end())


def stray_blank(text: str) -> str | None:
    """Return what is near the first blank between Chinese characters or beside full-width marks."""
    match = _STRAY_BLANK.search(text)
    return _near(text, match.start(), match.end()) if match else None


@cache
def traditional_characters() -> Mapping[str, str]:
    """Return each traditional character, with the simplified one that replaces it.

    Characters that simplified text also uses (著 乾 藉) are not among them.
    """
    lines = _TRADITIONAL_FILE.read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for pair in lines if not pair.startswith("#")}


def simplified(text: str) -> str:
    """Return the text with its traditional characters replaced, one by one."""
    pairs = traditional_characters()
    if pairs.keys().isdisjoint(text):
        return text
    return "".join(pairs.get(character, character) for character in text)


def reworded(text: str) -> str:
    """Return the text simplified and in the wording of the mainland: `類神經網路` is `神经网络`.

    The rule is rough (`资料` is a word of the mainland, too), so use it for candidates only.
    """
    return _SAID_ELSEWHERE.sub(lambda found: _ELSEWHERE[found[0]], simplified(text))


def terms(translations: Iterable[str]) -> list[str]:
    """Return the single terms of translations: alternatives apart, remarks in brackets gone."""
    return [term for translation in translations for term in _terms_of(translation)]


def keyed_terms(translation: str) -> Sequence[tuple[str, str]]:
    """Return the single terms of a translation, each after the key under which it is found.

    The whole comes first, as it is shown and copied: `LoRA（低秩适配）` is found, and so is `LoRA`.
    """
    if _plain().fullmatch(translation):
        return ((translation, translation),)
    named = {key(translation): translation}
    for term in _terms_of(translation):
        named.setdefault(key(term), term)
    return list(named.items())


def key(text: str) -> str:
    """Return the look-up key of Chinese: the same for both scripts."""
    return look_up_key(simplified(text))


@cache
def _plain() -> re.Pattern[str]:
    """Return what a text of simplified characters alone matches, as nearly every term is."""
    return re.compile(rf"[^\0-\u4dff\ua000-\U0010ffff{''.join(traditional_characters())}]+")


def _terms_of(translation: str) -> list[str]:
    if translation.isalpha():
        return [translation]
    parts = _ALTERNATION.split(_BRACKETED.sub("", translation))
    return [stripped for part in parts if (stripped := part.strip())]


def is_same_pinyin(found: str, expected: str) -> bool:
    """Whether two readings agree; one syllable of `found` may be neutral instead of toned."""
    ours, theirs = _letters(found), _letters(expected)
    if len(ours) != len(theirs):
        return False
    differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(differing) <= 1 and all(a == _toneless(b) for a, b in differing)


def pinyin_key(text: str) -> str:
    """Return pinyin without tones, blanks and case; ü is v, as people type it."""
    letters = _decomposed(text).replace("u\u0308", "v").encode("ascii", "ignore")
    return letters.translate(None, _NOT_PINYIN).decode()


def typed_pinyin(text: str) -> str:
    """Return the key of pinyin being typed; empty where the text is more than Latin letters.

    What is typed on the way to `yuxunlian`, `yù xùn` or `yu4xun4` is Latin letters; `1x1`, `C++`
    and Cyrillic are not, though some of their characters might be left in a key.
    """
    plain = "".join(c for c in _decomposed(text) if not unicodedata.combining(c)).strip()
    return pinyin_key(text) if _LATIN_TYPED.fullmatch(plain) else ""


def _decomposed(text: str) -> str:
    """Return pinyin with its marks apart from their letters; `u:` is v, as people type ü."""
    return unicodedata.normalize("NFD", text.casefold().replace("u:", "v"))


def is_toned_pinyin(text: str) -> bool:
    """Whether a text is pinyin with tone marks (`bōxíng`), not a foreign name (`Fréchet`)."""
    if text.isascii() or not _TONED.search(unicodedata.normalize("NFD", text)):
        return False
    first, *between = _PINYIN_VOWELS.split(pinyin_key(text))
    return bool(
        between
        and _PINYIN_BEGINNING.fullmatch(first)
        and all(map(_PINYIN_CONSONANTS.fullmatch, between[:-1]))
        and _PINYIN_END.fullmatch(between[-1])
    )


def _closes_latin(text: str, position: int) -> bool:
    """Whether a closing bracket belongs to one that opened after a letter or sign, as in `p(…)`."""
    opening = text.rfind("(", 0, position)
    return opening > 0 and text[opening - 1].isascii()


def _letters(pinyin: str) -> str:
    """Return pinyin without blanks, hyphens and apostrophes."""
    composed = unicodedata.normalize("NFC", pinyin.casefold())
    return "".join(c for c in composed if c.isalnum())


def _toneless(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))


def _near(text: str, start: int, end: int) -> str:
    return text[max(0, start - 4) : end + 4]
