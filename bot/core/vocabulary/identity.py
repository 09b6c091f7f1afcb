"""Names that outlive a release: file slugs and the short ids that buttons carry."""

import hashlib
import re
import unicodedata

ID_LENGTH = 6
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""What ten bits are written as."""
_SPELLED_OUT = {"+": " plus ", "#": " sharp ", "&": " and ", "*": " star ", "@": " at "}


def slug_of(headword: str) -> str:
    """Return the file name, less `.json`, of a headword: lower-case ASCII words joined by `-`."""
    spelled = headword.casefold()
    for symbol, name in _SPELLED_OUT.items():
        spelled = spelled.replace(symbol, name)
    decomposed = unicodedata.normalize("NFD", spelled)
    unaccented = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", unaccented))


def short_id(name: str) -> str:
    """Return the 6-character id of a slug or a domain: 30 bits of its BLAKE2b digest in base 32.

    The id depends on the name alone, so that a button made by one release is understood by every
    later one. Two names of one pack with the same id are refused by `check`.
    """
    bits = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest()) >> 2
    return _PAIRS[bits >> 20] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]
