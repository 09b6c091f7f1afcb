"""What people write round the word they ask for."""

import re

_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:an?|the) (.+)",
        r"(?:please |pls )?(?:define|explain|translate|look ?up):? (?:the (?:word|term) )?(.+)",
        r"what (?:do|does) (.+?) (?:mean|stand for)",
        r"(?:what(?:'s| is| are)|whats) (?:the meaning of |an? |the )?(.+)",
        r"(?:the )?(?:meaning|definition|translation) of (.+)",
        r"(.+?) (?:means? what|mean|meaning|definition|in chinese)",
        r"how (?:do (?:you|i|we) say|to say) (.+?)(?: in (?:english|chinese))?",
        r"(?:请问|(?:请)?解释(?:一下)?|翻译(?:一下)?)\s*(.+)",
        r"查(?:一下|询)?\s*(.+)",
        r"(?:什么是|什么叫(?:做)?|何谓|啥是)\s*(.+)",
        r"(.+?)\s*是?(?:什么|啥)(?:意思)?",
        r"(.+?)\s*用?(?:中文|汉语|英文|英语)?怎么(?:翻译|说|读)",
        r"(.+?)\s*(?:的)?(?:意思|中文|汉语|英文|英语|翻译|定义)(?:是什么)?",
        r"([!-~\s]*[A-Za-z][!-~]*)\s*(?:模型|函数|算法|网络|方法|机制|架构|损失|优化器|层|值|化)",
    )
)
_POLITE = re.compile(r"(?:please|pls|thanks|谢谢|[吗呢啊呀?？!！.。…,，\s])+$", re.IGNORECASE)
_QUOTES = re.compile(r"[\"“”'‘’「」『』《》]")
_MOST_LAYERS = 3
_MOST_READINGS = 8
_TWICE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<one>[^()]+)\((?P<other>[^()]+)\)",
        r"(?P<one>[!-~\s]+?)[\s/]*(?P<other>[\u3400-\u9fff]+)",
        r"(?P<one>[\u3400-\u9fff]+)[\s/]*(?P<other>[!-~\s]+)",
    )
)
"""A word beside its translation, in either order, as a paper or a list has it."""


def asked_for(query: str) -> list[str]:
    """Return what a query may ask for, without the words that people put round it.

    `define pretraining please` gives `pretraining`, and so does `什么是 pretraining`. Words round
    words go as well, the outer ones first. The query itself is not among them.
    """
    found: dict[str, None] = {}
    layer = [query]
    for _ in range(_MOST_LAYERS):
        inner = dict.fromkeys(text for wrapped in layer for text in _unwrapped(wrapped))
        layer = [text for text in inner if text != query and text not in found]
        found |= dict.fromkeys(layer)
    return list(found)[:_MOST_READINGS]


def _unwrapped(text: str) -> list[str]:
    """Return what is left of a text when one layer of words round it is taken away."""
    bare = _POLITE.sub("", text).strip()
    found = [bare] if bare != text else []
    for pattern in _ASKED:
        match = pattern.fullmatch(bare)
        if match:
            found.append(_POLITE.sub("", match[1]).strip())
    quoted = _QUOTES.sub("", bare).strip()
    if quoted != bare:
        found.append(quoted)
    return [candidate for candidate in found if candidate]


def halves(query: str) -> tuple[str, str] | None:
    """Return a word and the translation beside it (`learning rate (学习率)`), in their order."""
    match = next(filter(None, (pattern.fullmatch(query) for pattern in _TWICE)), None)
    return (match["one"].strip(), match["other"].strip()) if match else None
