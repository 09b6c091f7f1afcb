"""What is particular to Chinese: script, punctuation, traditional characters, wording, pinyin."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_UNIT = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
_FULL_WIDTH = "，。；：！？（）、《》【】"
_HALF_TO_FULL = dict(zip(",.;:!?()", "，。；：！？（）", strict=True))
_HALF_WIDTH_BETWEEN = re.compile(
    rf"[{_HAN}{_FULL_WIDTH}”]\s*(?P<mark>[,.;:!?()])\s*(?=[{_HAN}”]|$)"
)
_HALF_WIDTH_BRACKETS = re.compile(rf"[{_HAN}]\s*(?P<mark>\()[A-Za-z][A-Za-z\s-]+\)")
_STRAY_BLANK = re.compile(rf"[{_HAN}]\s+[{_HAN}]|[{_FULL_WIDTH}]\s+|\s+[{_FULL_WIDTH}]")
_TRADITIONAL_FILE = Path(__file__).with_name("traditional.txt")
_BRACKETED = re.compile(r"（[^）]*）|\([^)]*\)")
_ALTERNATION = re.compile(r"[；;、，,/]")

# Words that a simplified-characters check lets through, with what the mainland says.
TAIWAN_WORDING: Mapping[str, str] = {
    "人工智慧": "人工智能",
    "位元组": "字节",
    "伫列": "队列",
    "伺服器": "服务器",
    "函式": "函数",
    "列印": "打印",
    "原始码": "源代码",
    "变数": "变量",
    "回圈": "循环",
    "型别": "类型",
    "增强式学习": "强化学习",
    "奈米": "纳米",
    "字串": "字符串",
    "字元": "字符",
    "巨集": "宏",
    "布林": "布尔",
    "常态分布": "正态分布",
    "常态分配": "正态分布",
    "快取": "缓存",
    "执行绪": "线程",
    "搜寻": "搜索",
    "晶片": "芯片",
    "机率": "概率",
    "杂凑": "哈希",
    "演算法": "算法",
    "硬体": "硬件",
    "程式": "程序",
    "类神经网路": "神经网络",
    "网路": "网络",
    "萤幕": "屏幕",
    "视讯": "视频",
    "解析度": "分辨率",
    "记忆体": "内存",
    "讯号": "信号",
    "讯息": "消息",
    "贝氏": "贝叶斯",
    "资料库": "数据库",
    "资料集": "数据集",
    "资讯": "信息",
    "软体": "软件",
    "运算子": "运算符",
    "运算元": "操作数",
    "递回": "递归",
    "部落格": "博客",
    "阵列": "数组",
    "频宽": "带宽",
    "马可夫": "马尔可夫",
}


def length(text: str) -> int:
    """Return how long a text is: its Chinese characters, and its Latin words and numbers."""
    return len(_UNIT.findall(text))


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return _HAN_CHARACTER.search(text) is not None


def half_width_marks(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each half-width mark that stands in Chinese: it, its full-width form, what is near.

    A mark stands in Chinese between two Chinese characters, after one at the end, or opens a
    bracket round English words after one. `f(x)`, `(0,1)`, `3.5` and English inside Chinese do not.
    """
    for pattern in (_HALF_WIDTH_BETWEEN, _HALF_WIDTH_BRACKETS):
        for match in pattern.finditer(text):
            mark = match["mark"]
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
    return "".join(pairs.get(character, character) for character in text)


def taiwan_wording(text: str) -> list[tuple[str, str]]:
    """Return the Taiwan words in a simplified text, with the mainland ones."""
    return [(word, mainland) for word, mainland in TAIWAN_WORDING.items() if word in text]


def terms(translations: Iterable[str]) -> list[str]:
    """Return the single terms of translations: alternatives apart, remarks in brackets gone."""
    parts = (
        part.strip()
        for translation in translations
        for part in _ALTERNATION.split(_BRACKETED.sub("", translation))
    )
    return [part for part in parts if part]


def letters_of_pinyin(pinyin: str) -> str:
    """Return pinyin with only its letters and tones left, for comparison."""
    composed = unicodedata.normalize("NFC", pinyin.casefold())
    return "".join(c for c in composed if c.isalnum())


def _near(text: str, start: int, end: int) -> str:
    return text[max(0, start - 4) : end + 4]
