"""What people write round the word they ask for."""

import re

_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:an?|the) (.+)",
        r"(?:please |pls )?(?:define|explain|translate|look ?up) (?:the (?:word|term) )?(.+)",
        r"what (?:do|does) (.+?) (?:mean|stand for)",
        r"(?:what(?:'s| is| are)|whats) (?:the meaning of |an? |the )?(.+)",
        r"(?:the )?(?:meaning|definition|translation) of (.+)",
        r"(.+?) (?:means? what|mean|meaning|definition|in chinese)",
        r"how (?:do (?:you|i|we) say|to say) (.+?)(?: in (?:english|chinese))?",
        r"(?:请问|(?:请)?解释(?:一下)?|翻译(?:一下)?)\s*(.+)",
        r"查(?:一下|询)?\s*(.+)",
        r"(?:什么是|什么叫(?:做)?|何谓|啥是)\s*(.+)",
        r"(.+?)\s*是?(?:什么|啥)(?:意思)?",
        r"(.+?)\s*怎么(?:翻译|说|读)",
        r"(.+?)\s*(?:的)?(?:意思|中文|英文|翻译|定义)(?:是什么)?",
    )
)
_POLITE = re.compile(r"(?:please|pls|thanks|谢谢|[吗呢啊呀?？!！.。…,，\s])+$", re.IGNORECASE)
_QUOTES = re.compile(r"[\"“”'‘’「」『』《》]")


def asked_for(query: str) -> list[str]:
    """Return what a query may ask for, without the words that people put round it.

    `define pretraining please` gives `pretraining`, and so does `什么是 pretraining`. The query
    itself is not among them.
    """
    bare = _POLITE.sub("", query).strip()
    found = [bare] if bare != query else []
    for pattern in _ASKED:
        match = pattern.fullmatch(bare)
        if match:
            found.append(_POLITE.sub("", match[1]).strip())
    quoted = _QUOTES.sub("", bare).strip()
    if quoted != bare:
        found.append(quoted)
    return [candidate for candidate in found if candidate]
