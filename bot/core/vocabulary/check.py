"""Checks entries and packs: every problem is listed, none raised."""

import json
import re
import statistics
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path

import msgspec

from bot.core.text import is_visible, look_up_key
from bot.core.vocabulary import chinese, english, phonetics, repetition
from bot.core.vocabulary.advice import Advisers, advice
from bot.core.vocabulary.entry import Entry, Sense
from bot.core.vocabulary.findings import Finding
from bot.core.vocabulary.identity import short_id, slug_of
from bot.core.vocabulary.pack import (
    MANIFEST,
    ContentError,
    Pack,
    entry_files,
    read_manifest,
    unfenced,
)
from bot.core.vocabulary.structure import Text, compare, texts

LARGEST_FILE = 64 * 1024

_BLANK_RUN = re.compile(r"^\s|\s$|\s\s|[^\S ]")
# Terms may be the same in both languages (Transformer, token); sentences may not.
_TERM_KEY = re.compile(
    r"^(senses\[\d+\]\.)?(alternative_translations\[\d+\]\.)?translation$|^phrases\."
)
_FEWEST_FOR_MEDIAN = 30
_FAR = 2.0
_NO_ADVISERS = Advisers()


class _RepeatedKeysError(ValueError):
    """A JSON object that gives a key twice."""


@dataclass(frozen=True)
class _Draft:
    """An entry under check: what of it could be read, and its raw texts.

    Attributes:
        file: as findings name it.
        stem: the file's name without `.json`.
    """

    file: str
    stem: str
    entry: Entry
    texts: Sequence[Text]

    @cached_property
    def family(self) -> frozenset[str]:
        return english.family(self.entry.family)

    @cached_property
    def translations(self) -> list[str]:
        """Every Chinese term the entry gives for its headword, the longest first."""
        found = {term.removesuffix("的") for term in chinese.terms(_translations(self.entry))}
        return sorted(found - {""}, key=lambda term: (-len(term), term))

    @cached_property
    def pairs(self) -> list["_Pair"]:
        return list(_pairs(self.entry))


@dataclass(frozen=True)
class _Pair:
    """An English text that may have a Chinese one, each with its key."""

    key: str
    text: str
    translation_key: str
    translation: str
    kind: str
    tokens: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", english.tokens(self.text))


def check_pack(folder: Path, advisers: Advisers = _NO_ADVISERS) -> list[Finding]:
    """Return everything wrong or doubtful in the pack of a folder, in order of file.

    Args:
        folder: the pack's; findings name its files as `folder name/file name`.
        advisers: the libraries whose advice is wanted.
    """
    files = {path.name: path.read_bytes() for path in entry_files(folder)}
    try:
        pack = read_manifest(folder)
    except ContentError as error:
        place = f"{folder.name}/{MANIFEST}"
        manifest = Finding(place, "", "manifest", {"problem": str(error)})
        return [manifest, *check_entries(folder.name, files, None, advisers)]
    return [
        *check_manifest(folder.name, pack),
        *check_entries(folder.name, files, pack, advisers),
    ]


def check_manifest(folder: str, pack: Pack) -> Iterator[Finding]:
    """Yield each label a manifest lacks in one of its two languages, and domains with one id."""
    file = f"{folder}/{MANIFEST}"
    labelled = {"title": pack.title}
    labelled |= {f"domains.{name}": labels for name, labels in pack.domains.items()}
    labelled |= {f"topics.{name}": labels for name, labels in pack.topics.items()}
    for key, labels in labelled.items():
        for language in (pack.language, pack.translation_language):
            if not labels.get(language, "").strip():
                yield Finding(file, key, "label-missing", {"language": language})
    yield from _same_ids((file, f"domains.{name}", name) for name in pack.domains)


def check_entries(
    folder: str,
    files: Mapping[str, bytes],
    pack: Pack | None,
    advisers: Advisers = _NO_ADVISERS,
) -> list[Finding]:
    """Return everything wrong or doubtful in the entry files of one pack.

    Args:
        folder: what the pack's folder is called.
        files: the bytes of each file by its name.
        pack: the manifest; None leaves out what depends on it.
        advisers: the libraries whose advice is wanted.
    """
    findings: list[Finding] = []
    drafts: list[_Draft] = []
    for name in sorted(files):
        draft, problems = _read(f"{folder}/{name}", files[name])
        findings += problems
        if draft:
            drafts.append(draft)
            findings += _check_draft(draft, pack, advisers)
    findings += _across(drafts)
    return sorted(findings, key=lambda finding: finding.file)


def _read(file: str, data: bytes) -> tuple[_Draft | None, list[Finding]]:
    """Return the draft a file's bytes hold, and what is wrong with its bytes and structure."""
    if len(data) > LARGEST_FILE:
        size = {"size": len(data), "limit": LARGEST_FILE}
        return None, [Finding(file, "", "file-too-large", size)]
    repeated: list[Finding] = []
    try:
        raw = json.loads(unfenced(data.decode()), object_pairs_hook=_keys_once(file, repeated))
    except UnicodeDecodeError as error:
        return None, [Finding(file, "", "not-utf-8", {"position": error.start})]
    except json.JSONDecodeError as error:
        parameters: dict[str, object] = {
            "line": error.lineno,
            "column": error.colno,
            "problem": error.msg,
        }
        return None, [Finding(file, "", "not-json", parameters)]
    mended, problems = compare(raw, Entry)
    entry = msgspec.convert(mended, Entry)
    findings = [Finding(file, path, code, parameters) for path, code, parameters in problems]
    stem = Path(file).stem
    return _Draft(file, stem, entry, list(texts(raw))), repeated + findings


def _keys_once(
    file: str, found: list[Finding]
) -> Callable[[list[tuple[str, object]]], dict[str, object]]:
    def hook(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            names = [name for name, _ in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            found.extend(Finding(file, name, "repeated-key") for name in twice)
        return result

    return hook


def _check_draft(draft: _Draft, pack: Pack | None, advisers: Advisers) -> Iterator[Finding]:
    yield from _check_name(draft)
    yield from _check_texts(draft, advisers)
    yield from _check_ipa(draft)
    yield from _check_family(draft)
    yield from _check_circular(draft)
    yield from _check_translations_used(draft)
    yield from _check_senses(draft)
    yield from _check_empty_domains(draft)
    if pack:
        yield from _check_labels(draft, pack)
    yield from advice(draft.file, draft.entry, advisers)


def _check_name(draft: _Draft) -> Iterator[Finding]:
    expected = slug_of(draft.entry.word)
    if draft.entry.word and draft.stem != expected:
        yield Finding(draft.file, "word", "file-name", {"expected": f"{expected}.json"})


def _check_texts(draft: _Draft, advisers: Advisers) -> Iterator[Finding]:
    for text in draft.texts:
        yield from _check_characters(draft.file, text)
        if _is_chinese_key(text.key) and text.value.strip():
            yield from _check_chinese(draft.file, text, advisers)


def _is_chinese_key(key: str) -> bool:
    return key == "translation" or key.endswith("_translation")


def _check_characters(file: str, text: Text) -> Iterator[Finding]:
    if not text.value.strip():
        yield Finding(file, text.path, "empty")
        return
    blank = _BLANK_RUN.search(text.value)
    near = text.value[max(0, blank.start() - 6) : blank.end() + 6] if blank else None
    if near is None and _is_chinese_key(text.key):
        near = chinese.stray_blank(text.value)
    if near is not None:
        yield Finding(file, text.path, "stray-blank", {"near": " ".join(near.splitlines())})
    for character in dict.fromkeys(text.value):
        if not character.isspace() and not is_visible(character):
            name = unicodedata.name(character, "CONTROL CHARACTER")
            parameters = {"character": f"U+{ord(character):04X} {name}"}
            yield Finding(file, text.path, "invisible-character", parameters)


def _check_chinese(file: str, text: Text, advisers: Advisers) -> Iterator[Finding]:
    if not chinese.has_chinese(text.value) and not _TERM_KEY.match(text.path):
        yield Finding(file, text.path, "no-chinese")
    for mark, full, near in chinese.half_width_marks(text.value):
        parameters = {"mark": mark, "full": full, "near": near}
        yield Finding(file, text.path, "half-width", parameters)
    found = [c for c in dict.fromkeys(text.value) if c in chinese.traditional_characters()]
    if found:
        wanted = chinese.simplified("".join(found))
        parameters = {"found": " ".join(found), "simplified": " ".join(wanted)}
        yield Finding(file, text.path, "traditional", parameters)
    yield from _check_wording(file, text, advisers)


def _check_wording(file: str, text: Text, advisers: Advisers) -> Iterator[Finding]:
    known = chinese.taiwan_wording(text.value)
    for found, mainland in known:
        parameters = {"found": found, "mainland": mainland}
        yield Finding(file, text.path, "taiwan-wording", parameters)
    if known or not advisers.mainland:
        return
    mainland = advisers.mainland(text.value)
    if mainland != text.value:
        found, wanted = _difference(text.value, mainland)
        parameters = {"found": found, "mainland": wanted}
        yield Finding(file, text.path, "taiwan-wording", parameters)


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return the two texts without what they share at either end, but for two characters."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    first, last = max(0, start - 2), max(0, end - 2)
    return before[first : len(before) - last], after[first : len(after) - last]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _check_ipa(draft: _Draft) -> Iterator[Finding]:
    ipa = draft.entry.ipa
    written = {"phonetics": draft.entry.phonetics}
    written |= {"ipa.us": ipa.us, "ipa.uk": ipa.uk} if ipa else {}
    for key, value in written.items():
        if not value:
            continue
        if not phonetics.is_between_slashes(value):
            yield Finding(draft.file, key, "ipa-slashes")
        for character in phonetics.foreign_signs(value):
            yield Finding(draft.file, key, "ipa-character", {"character": character})


def _pairs(entry: Entry) -> Iterator[_Pair]:
    """Yield the definitions and sentences of an entry, each with its translation."""
    yield _pair("", "definition", entry.definition, entry.definition_translation)
    yield _pair("", "example", entry.example, entry.example_translation)
    for domain, sentences in entry.usage.items():
        for index, item in enumerate(sentences):
            key = f"usage.{domain}[{index}]."
            yield _Pair(
                f"{key}sentence", item.sentence, f"{key}translation", item.translation, "sentence"
            )
    for index, sense in enumerate(entry.senses):
        key = f"senses[{index}]."
        yield _pair(key, "definition", sense.definition, sense.definition_translation)
        yield _pair(key, "example", sense.example, sense.example_translation)


def _pair(prefix: str, kind: str, text: str, translation: str | None) -> _Pair:
    key = f"{prefix}{kind}"
    return _Pair(key, text, f"{key}_translation", translation or "", kind)


def _check_family(draft: _Draft) -> Iterator[Finding]:
    for pair in draft.pairs:
        if pair.kind == "definition" or not pair.text or not draft.entry.word:
            continue
        if not english.occurs(draft.family, pair.tokens):
            yield Finding(draft.file, pair.key, "family-missing", {"word": draft.entry.word})


def _check_circular(draft: _Draft) -> Iterator[Finding]:
    spellings = english.family(draft.entry.spellings, english.plurals)
    for pair in draft.pairs:
        if pair.kind == "definition" and english.occurs(spellings, pair.tokens):
            yield Finding(draft.file, pair.key, "circular", {"word": draft.entry.word})


def _translations(entry: Entry) -> Iterator[str]:
    parts: tuple[Entry | Sense, ...] = (entry, *entry.senses)
    for part in parts:
        yield part.translation
        for alternative in part.alternative_translations:
            yield alternative.translation


def _check_translations_used(draft: _Draft) -> Iterator[Finding]:
    known = draft.translations
    # Chinese papers write MSE and Transformer, too.
    accepted = [term.casefold() for term in (*known, *draft.entry.family) if term]
    for pair in draft.pairs:
        text = pair.translation.casefold()
        if pair.kind == "definition" or not text or not known:
            continue
        if not any(term in text for term in accepted):
            parameters = {"translations": "、".join(known)}
            yield Finding(draft.file, pair.translation_key, "translation-unused", parameters)


def _check_senses(draft: _Draft) -> Iterator[Finding]:
    count = len(draft.entry.senses) + 1
    for key, number in _sense_numbers(draft.entry):
        if not 1 <= number <= count:
            parameters = {"count": count, "number": number}
            yield Finding(draft.file, f"{key}.sense", "unknown-sense", parameters)


def _sense_numbers(entry: Entry) -> Iterator[tuple[str, int]]:
    lists = {f"usage.{domain}": sentences for domain, sentences in entry.usage.items()}
    for key, sentences in lists.items():
        yield from ((f"{key}[{i}]", item.sense) for i, item in enumerate(sentences))
    for key, phrases in (
        ("phrases.examples", entry.phrases.examples),
        ("phrases.idioms", entry.phrases.idioms),
    ):
        yield from ((f"{key}[{i}]", item.sense) for i, item in enumerate(phrases))


def _check_empty_domains(draft: _Draft) -> Iterator[Finding]:
    for domain, sentences in draft.entry.usage.items():
        if not sentences:
            yield Finding(draft.file, f"usage.{domain}", "empty-domain")


def _check_labels(draft: _Draft, pack: Pack) -> Iterator[Finding]:
    domains = {f"usage.{domain}": domain for domain in draft.entry.usage}
    for index, sense in enumerate(draft.entry.senses):
        if sense.domain:
            domains[f"senses[{index}].domain"] = sense.domain
    for key, domain in domains.items():
        if domain not in pack.domains:
            yield Finding(draft.file, key, "unknown-domain", {"name": domain})
    for index, topic in enumerate(draft.entry.topics):
        if topic and topic not in pack.topics:
            yield Finding(draft.file, f"topics[{index}]", "unknown-topic", {"name": topic})


def _across(drafts: Sequence[_Draft]) -> Iterator[Finding]:
    """Yield what can only be seen with all entries at hand."""
    yield from _same_ids((draft.file, "", draft.stem) for draft in drafts)
    yield from _check_look_up_keys(drafts)
    yield from repetition.repeated(p for draft in drafts for p in _english_passages(draft))
    yield from repetition.repeated(p for draft in drafts for p in _chinese_passages(draft))
    yield from repetition.much_alike(
        repetition.Words(draft.file, pair.key, english.masked(draft.family, pair.tokens))
        for draft in drafts
        for pair in draft.pairs
    )
    yield from _check_length_ratios(drafts)


def _same_ids(named: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for file, key, name in named:
        other = seen.setdefault(short_id(name), name)
        if other != name:
            yield Finding(file, key, "same-id", {"other": other})


def _check_look_up_keys(drafts: Sequence[_Draft]) -> Iterator[Finding]:
    owners: dict[str, tuple[_Draft, str]] = {}
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


def _check_see_also(draft: _Draft, owners: Mapping[str, tuple[_Draft, str]]) -> Iterator[Finding]:
    for index, target in enumerate(draft.entry.see_also):
        owner = owners.get(look_up_key(target))
        place = f"see_also[{index}]"
        if target and owner is None:
            yield Finding(draft.file, place, "see-also-nowhere", {"target": target})
        elif owner and owner[0] is draft:
            yield Finding(draft.file, place, "see-also-self")


def _english_passages(draft: _Draft) -> Iterator[repetition.Passage]:
    for pair in draft.pairs:
        if pair.tokens:
            mould = english.masked(draft.family, pair.tokens)
            yield repetition.Passage(draft.file, pair.key, tuple(pair.tokens), mould)


def _chinese_passages(draft: _Draft) -> Iterator[repetition.Passage]:
    for pair in draft.pairs:
        plain = "".join(english.tokens(pair.translation))
        if plain:
            mould = plain
            for term in draft.translations:
                mould = mould.replace("".join(english.tokens(term)), english.MASK)
            yield repetition.Passage(draft.file, pair.translation_key, plain, mould)


def _check_length_ratios(drafts: Sequence[_Draft]) -> Iterator[Finding]:
    ratios = [
        (draft.file, pair.translation_key, chinese.han_count(pair.translation) / len(pair.tokens))
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
