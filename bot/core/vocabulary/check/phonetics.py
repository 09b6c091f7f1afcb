"""IPA as dictionaries of English write it: which signs, and how many syllables."""

import re
from itertools import product

_CONSONANTS = "bdfghjklmnprstvwxzðŋɡɹɾʃʍʒʔθ"
_VOWELS = "aeiouæɐɑɒɔəɚɛɜɝɪʊʌᵻ"
# Stress, length, syllable and optional-sound marks, the tie bar, the syllabic mark, nasality.
_MARKS = "ˈˌːˑ.() \u0361\u0329\u0303"
_SIGNS = frozenset(_CONSONANTS + _VOWELS + _MARKS)
_OPTIONAL = re.compile(r"\(([^)]*)\)")
_NUCLEUS = re.compile("aɪ|aʊ|ɔɪ|oʊ|əʊ|eɪ|ɛə|[" + _VOWELS + "]|\u0329")
_CENTRING = re.compile("[iɪeʊ]ə")


def foreign_signs(ipa: str) -> str:
    """Return the characters between the slashes that English IPA does not use, each once."""
    return "".join(dict.fromkeys(c for c in ipa.strip("/") if c not in _SIGNS))


def is_between_slashes(ipa: str) -> bool:
    """Whether there is a slash at both ends and something between."""
    return len(ipa) > 2 and ipa[0] == ipa[-1] == "/"


def syllable_counts(ipa: str) -> frozenset[int]:
    """Return how many syllables the IPA may have.

    There are several answers where a sound is optional or `iə`, `ɪə`, `eə`, `ʊə` may be one or two.
    """
    counts: set[int] = set()
    for spoken in _readings(ipa):
        nuclei = len(_NUCLEUS.findall(spoken))
        counts.update(range(nuclei - len(_CENTRING.findall(spoken)), nuclei + 1))
    return frozenset(counts)


def _readings(ipa: str) -> set[str]:
    parts = _OPTIONAL.split(ipa)
    choices = [("", part) if index % 2 else (part,) for index, part in enumerate(parts)]
    return {"".join(choice) for choice in product(*choices)}
