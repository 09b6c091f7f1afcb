from collections.abc import Iterator
from dataclasses import replace
from random import Random

import msgspec
import pytest

from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import Entry, Sense
from bot.core.vocabulary.matches import How
from bot.core.vocabulary.pack import Pack


@pytest.mark.parametrize(
    ("query", "word", "how"),
    [
        ("pretraining", "pretraining", How.HEADWORD),
        ("Pre-Training", "pretraining", How.HEADWORD),
        ("hallucinated", "hallucination", How.FORM),
        ("LLM", "large language model", How.ABBREVIATION),
    ],
)
def test_an_entry_is_found_by_whatever_is_listed(
    dictionary: Dictionary, query: str, word: str, how: How
) -> None:
    match = dictionary.find(query)[0]
    assert (match.record.entry.word, match.how) == (word, how)


def test_every_translation_as_it_is_shown_leads_back_to_its_entry(dictionary: Dictionary) -> None:
    lost = [
        translation
        for record in dictionary
        for translation in shown_translations(record.entry)
        if record not in (match.record for match in dictionary.find(translation))
    ]
    assert lost == []


def shown_translations(entry: Entry) -> Iterator[str]:
    """Yield every translation that the card of an entry shows and lets a person copy."""
    parts: tuple[Entry | Sense, ...] = (entry, *entry.senses)
    for part in parts:
        yield part.translation
        yield from (other.translation for other in part.alternative_translations)
    for phrase in (*entry.phrases.examples, *entry.phrases.idioms):
        yield phrase.translation


def test_what_is_not_there_is_not_found(dictionary: Dictionary) -> None:
    assert dictionary.find("blancmange") == ()
    assert dictionary.find("") == ()


def test_terms_of_a_text_come_in_order_and_once(dictionary: Dictionary) -> None:
    text = "Transfer learning reuses pretraining, and pretraining takes data."
    words = [record.entry.word for record in dictionary.terms_in(text, 10)]
    assert words[:2] == ["transfer learning", "pretraining"]
    assert len(set(words)) == len(words)


def test_completion_offers_what_begins_alike(dictionary: Dictionary) -> None:
    words = [record.entry.word for record in dictionary.complete("pretr", 5)]
    assert "pretraining" in words


@pytest.mark.parametrize("query", ["learning", "number 00x learning", "what is learning", "训练"])
def test_a_query_names_a_bounded_number_however_many_are_alike(
    pack: Pack, sample: dict[str, object], query: str
) -> None:
    entries = {
        f"number-{n}": msgspec.convert(
            {**sample, "word": f"number {n:03} learning", "translation": f"训练{n}"}, Entry
        )
        for n in range(500)
    }
    found = Dictionary([replace(pack, entries=entries)]).find(query)
    assert len(found) <= 48


def test_chance_is_an_argument(dictionary: Dictionary) -> None:
    assert dictionary.random(Random(1)) is dictionary.random(Random(1))


def test_ids_lead_back_to_their_records(dictionary: Dictionary) -> None:
    assert all(dictionary.get(record.id) is record for record in dictionary)
    assert dictionary.get("000000") is None
