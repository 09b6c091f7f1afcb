"""What can only be checked with all entries of a pack at hand."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.core.text import look_up_key
from bot.core.vocabulary import chinese, english
from bot.core.vocabulary.check import repetition
from bot.core.vocabulary.check.draft import Draft
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.check.repetition import Passage
from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import short_id

_FEWEST_FOR_MEDIAN = 30
_FAR = 2.25


def check_across(drafts: Sequence[Draft]) -> Iterator[Finding]:
    """Yield what can only be seen with all entries at hand."""
    yield from same_ids((draft.file, "", draft.stem) for draft in drafts)
    yield from _check_look_up_keys(drafts)
    sentences = [passage for draft in drafts for passage in _english_passages(draft)]
    yield from repetition.repeated(sentences)
    yield from repetition.much_alike(sentences)
    yield from repetition.repeated(p for draft in drafts for p in _chinese_passages(draft))
    yield from _check_length_ratios(drafts)


def same_ids(named: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    """Yield each (file, key, name) whose name has the short id of an earlier, other name."""
    seen: dict[str, str] = {}
    for file, key, name in named:
        other = seen.setdefault(short_id(name), name)
        if other != name:
            yield Finding(file, key, "same-id", {"other": other})


def _check_look_up_keys(drafts: Sequence[Draft]) -> Iterator[Finding]:
    owners: dict[str, tuple[Draft, str]] = {}
    for draft in drafts:
        for place, spelling in _placed_spellings(draft.entry):
            key = look_up_key(spelling)
            if not key:
                yield Finding(draft.file, place, "no-look-up-key", {"spelling": spelling})
                continue
            owner, other = owners.setdefault(key, (draft, spelling))
            if owner is not draft:
                parameters = {"spelling": spelling, "other": other, "other_file": owner.file}
                yield Finding(draft.file, place, "same-key", parameters)
    for draft in drafts:
        yield from _check_see_also(draft, owners)


def _placed_spellings(entry: Entry) -> Iterator[tuple[str, str]]:
    spellings = [("word", entry.word)]
    spellings += [(f"variants[{i}]", variant) for i, variant in enumerate(entry.variants)]
    yield from ((place, spelling) for place, spelling in spellings if spelling)


def _check_see_also(draft: Draft, owners: Mapping[str, tuple[Draft, str]]) -> Iterator[Finding]:
    for index, target in enumerate(draft.entry.see_also):
        owner = owners.get(look_up_key(target))
        place = f"see_also[{index}]"
        if target and owner is None:
            yield Finding(draft.file, place, "see-also-nowhere", {"target": target})
        elif owner and owner[0] is draft:
            yield Finding(draft.file, place, "see-also-self")


def _english_passages(draft: Draft) -> Iterator[Passage]:
    for pair, mould in zip(draft.pairs, draft.moulds, strict=True):
        if pair.tokens:
            yield Passage(draft.file, pair.key, pair.tokens, mould)


def _chinese_passages(draft: Draft) -> Iterator[Passage]:
    terms = ["".join(english.tokens(term)) for term in draft.translations]
    for pair in draft.pairs:
        plain = english.tokens(pair.translation)
        if plain:
            mould = tuple(_masked(part, terms) for part in plain)
            yield Passage(draft.file, pair.translation_key, plain, mould)


def _masked(text: str, terms: Sequence[str]) -> str:
    for term in terms:
        text = text.replace(term, english.MASK)
    return text


def _check_length_ratios(drafts: Sequence[Draft]) -> Iterator[Finding]:
    ratios = [
        (draft.file, pair.translation_key, chinese.length(pair.translation) / len(pair.tokens))
        for draft in drafts
        for pair in draft.pairs
        if pair.tokens and chinese.has_chinese(pair.translation)
    ]
    if len(ratios) < _FEWEST_FOR_MEDIAN:
        return
    median = statistics.median(ratio for *_, ratio in ratios)
    for file, key, ratio in ratios:
        if not median / _FAR <= ratio <= median * _FAR:
            parameters = {"ratio": f"{ratio:.1f}", "median": f"{median:.1f}"}
            yield Finding(file, key, "length-ratio", parameters)
