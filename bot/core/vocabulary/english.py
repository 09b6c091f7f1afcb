"""Regular English inflection, and finding a word's family in running text.

A *family* is a set of keys: every form of every spelling, its words joined without blank or
hyphen. So `pre-training`, `pre training` and `pretraining` are one, as they are in a look-up.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from bot.core.text import clean

MASK = "_"

_TOKEN = re.compile(r"[^\W_]+[+#]*")
_VOWELS = frozenset("aeiou")
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_PREPOSITIONS = frozenset(
    {"at", "by", "for", "from", "in", "of", "on", "over", "to", "under", "with"}
)
_BRITISH_ENDINGS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"is(e[drs]?|ers?|ing|ations?|able)$", r"iz\1"),
        (r"ys(e[drs]?|ers?|ing)$", r"yz\1"),
        (r"(?<=\w{3})our(s|ed|ing|al|ally|hood|hoods|less)?$", r"or\1"),
        (r"(?<=[bt])re(s|d)?$", r"er\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"(?<=f)ence(s?)$", r"ense\1"),
        (r"(?<=\w{3})l(l)(?=(ed|ing|er|ers)$)", "l"),
    )
)
_CLASSICAL_PLURALS = (("sis", "ses"), ("ix", "ices"), ("ex", "ices"))


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text: lower case, no accents, split at blanks, hyphens, apostrophes."""
    if text.isascii():
        return tuple(_TOKEN.findall(text.casefold()))
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    return tuple(_TOKEN.findall("".join(c for c in decomposed if not unicodedata.combining(c))))


def plurals(noun: str) -> set[str]:
    """Return the regular plural of a single word, and the classical one its ending may have."""
    forms = {_with_s(noun)}
    for ending, plural in _CLASSICAL_PLURALS:
        if noun.endswith(ending):
            forms.add(noun.removesuffix(ending) + plural)
    return forms


def verb_forms(verb: str) -> set[str]:
    """Return the regular forms of a single verb; two of each where a consonant may be doubled."""
    past = {stem + "ed" for stem in _stems(verb)}
    return {_with_s(verb)} | past | _ing_forms(verb)


def inflections(word: str) -> set[str]:
    """Return the regular inflections of a single lower-case word.

    For a word that is itself inflected (`pretraining`, `supervised`, `logits`) those of every
    base it may come from are among them. The word itself may be.
    """
    forms = plurals(word) | verb_forms(word)
    for base in _bases(word):
        forms |= {base} | plurals(base) | verb_forms(base)
    return forms


def respelled(word: str) -> str:
    """Return a lower-case word in American spelling: `optimisation`, `neighbour`, `analyse`.

    By rule, not by dictionary: what no rule fits comes back as it is, and a few American words
    that look British (`noise`) come back misspelt, so use it for candidates only.
    """
    for british, american in _BRITISH_ENDINGS:
        word = british.sub(american, word)
    return word


def family(
    terms: Iterable[str], inflect: Callable[[str], set[str]] = inflections
) -> frozenset[str]:
    """Return the keys of the terms and of their inflections.

    In a term of several words the last one is inflected, and so is the one before the first
    preposition (`mixtures of experts`).
    """
    keys: set[str] = set()
    for term in terms:
        words = tokens(term)
        keys.add("".join(words))
        for head in _heads(words):
            before, after = "".join(words[:head]), "".join(words[head + 1 :])
            keys |= {before + form + after for form in inflect(words[head])}
    return frozenset(keys - {""})


def occurs(keys: frozenset[str], words: Sequence[str]) -> bool:
    """Whether a word of the family stands in a text given by its tokens."""
    return MASK in masked(keys, words)


def masked(keys: frozenset[str], words: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens with each occurrence of the family replaced by one `MASK`."""
    longest = max(map(len, keys), default=0)
    initials = {key[0] for key in keys}  # few words of a text begin as a key does
    result: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        width = _match_width(keys, words, position, longest) if word[0] in initials else 0
        result.append(MASK if width else word)
        position += width or 1
    return tuple(result)


def _match_width(keys: frozenset[str], words: Sequence[str], start: int, longest: int) -> int:
    """Return how many tokens from `start` on make the longest key; 0 for none."""
    joined, width = "", 0
    for end in range(start, len(words)):
        joined += words[end]
        if len(joined) > longest:
            break
        if joined in keys:
            width = end - start + 1
    return width


def _heads(words: Sequence[str]) -> set[int]:
    if not words:
        return set()
    heads = {len(words) - 1}
    preposition = next((i for i, word in enumerate(words) if word in _PREPOSITIONS), 0)
    if preposition:
        heads.add(preposition - 1)
    return heads


def _with_s(word: str) -> str:
    if word.endswith(_SIBILANTS):
        return word + "es"
    if _ends_in_consonant_y(word):
        return word[:-1] + "ies"
    return word + "s"


def _ing_forms(word: str) -> set[str]:
    if word.endswith("ie"):
        return {word[:-2] + "ying"}
    if _ends_in_consonant_y(word) or word.endswith(("ee", "oe", "ye")):
        return {word + "ing"}
    return {stem + "ing" for stem in _stems(word)}


def _stems(word: str) -> set[str]:
    """Return what `-ed` is put to: `tun(e)`, `appl(y)i`, `plann`, `model` and `modell`."""
    if word.endswith("e"):
        return {word[:-1]}
    if _ends_in_consonant_y(word):
        return {word[:-1] + "i"}
    if not _doubles(word):
        return {word}
    doubled = word + word[-1]
    return {doubled} if _is_one_syllable(word) else {word, doubled}


def _doubles(word: str) -> bool:
    """Whether the word ends in one vowel and one consonant that may be doubled."""
    if len(word) < 3 or not word.isalpha():
        return False
    third, vowel, last = word[-3], word[-2], word[-1]
    return vowel in _VOWELS and third not in _VOWELS and last not in _VOWELS | set("wxy")


def _is_one_syllable(word: str) -> bool:
    return len(re.findall(r"[aeiouy]+", word)) == 1


def _ends_in_consonant_y(word: str) -> bool:
    return len(word) > 1 and word[-1] == "y" and word[-2] not in _VOWELS


def _bases(word: str) -> set[str]:
    if word.endswith("ing"):
        return _bases_of_stem(word[:-3])
    if word.endswith("ied"):
        return {word[:-3] + "y"}
    if word.endswith("ed"):
        return _bases_of_stem(word[:-2])
    if word.endswith("ies"):
        return {word[:-3] + "y"}
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return {word[:-1]} if len(word) > 3 else set()
    return set()


def _bases_of_stem(stem: str) -> set[str]:
    if len(stem) < 3 or not _VOWELS & set(stem):
        return set()
    if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        return {stem, stem[:-1]}
    return {stem, stem + "e"}
