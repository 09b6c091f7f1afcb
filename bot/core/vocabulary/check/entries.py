"""What is checked of one entry by itself."""

from collections.abc import Iterator

from bot.core.vocabulary import english
from bot.core.vocabulary.check import phonetics
from bot.core.vocabulary.check.draft import Draft
from bot.core.vocabulary.check.findings import Finding
from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import slug_of
from bot.core.vocabulary.pack import Pack


def check_entry(draft: Draft, pack: Pack | None) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in an entry; without a manifest, names are not checked."""
    yield from _check_name(draft)
    yield from _check_ipa(draft)
    yield from _check_family(draft)
    yield from _check_circular(draft)
    yield from _check_translations_used(draft)
    yield from _check_senses(draft)
    yield from _check_empty_domains(draft)
    if pack:
        yield from _check_labels(draft, pack)


def _check_name(draft: Draft) -> Iterator[Finding]:
    expected = slug_of(draft.entry.word)
    if draft.entry.word and draft.stem != expected:
        yield Finding(draft.file, "word", "file-name", {"expected": f"{expected}.json"})


def _check_ipa(draft: Draft) -> Iterator[Finding]:
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


def _check_family(draft: Draft) -> Iterator[Finding]:
    for pair, mould in zip(draft.pairs, draft.moulds, strict=True):
        if pair.is_definition or not pair.text or not draft.entry.word:
            continue
        if english.MASK not in mould:
            yield Finding(draft.file, pair.key, "family-missing", {"word": draft.entry.word})


def _check_circular(draft: Draft) -> Iterator[Finding]:
    spellings = english.family(draft.entry.spellings, english.plurals)
    for pair in draft.pairs:
        if pair.is_definition and english.occurs(spellings, pair.tokens):
            yield Finding(draft.file, pair.key, "circular", {"word": draft.entry.word})


def _check_translations_used(draft: Draft) -> Iterator[Finding]:
    known = draft.translations
    # Chinese papers write MSE and Transformer, too.
    accepted = [term.casefold() for term in (*known, *draft.entry.family) if term]
    for pair in draft.pairs:
        text = pair.translation.casefold()
        if pair.is_definition or not text or not known:
            continue
        if not any(term in text for term in accepted):
            parameters = {"translations": "、".join(known)}
            yield Finding(draft.file, pair.translation_key, "translation-unused", parameters)


def _check_senses(draft: Draft) -> Iterator[Finding]:
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


def _check_empty_domains(draft: Draft) -> Iterator[Finding]:
    for domain, sentences in draft.entry.usage.items():
        if not sentences:
            yield Finding(draft.file, f"usage.{domain}", "empty-domain")


def _check_labels(draft: Draft, pack: Pack) -> Iterator[Finding]:
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
