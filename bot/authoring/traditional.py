"""Makes `traditional.txt`, the traditional characters that simplified text does not use."""

from pathlib import Path

from bot.core.vocabulary import chinese

FILE = Path(chinese.__file__).with_name("traditional.txt")

_HEADER = """\
# Traditional characters with the simplified ones that replace them, from OpenCC's t2s.
# Characters that simplified text uses itself are left out. Made by
# `python -m bot.authoring traditional`.
"""
_UNIFIED_IDEOGRAPHS = range(0x4E00, 0xA000)
# Restored by the 通用规范汉字表 of 2013, or kept in names: right in simplified text.
_ALSO_SIMPLIFIED = frozenset("乾著藉瞭夥吒薹醣袷拚捱麽麴苧")


def listing() -> str:
    """Return the file's text: a comment, then a pair of characters a line."""
    from opencc import OpenCC  # noqa: PLC0415 -- 31 MiB, and optional

    convert = OpenCC("t2s").convert
    pairs = ((chr(code), convert(chr(code))) for code in _UNIFIED_IDEOGRAPHS)
    lines = [old + new for old, new in pairs if old != new and _is_wanted(old, new)]
    return _HEADER + "\n".join(lines) + "\n"


def write_traditional() -> Path:
    """Write the file anew and return its path."""
    FILE.write_text(listing(), encoding="utf-8")
    return FILE


def _is_wanted(old: str, new: str) -> bool:
    """Whether the pair is in use: simplified forms beyond the basic plane are not in any font."""
    return old not in _ALSO_SIMPLIFIED and len(new) == 1 and ord(new) < 0x10000
