"""What is written is read again."""

import csv
import io
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.learning import wordlists
from bot.core.learning.exchange import (
    COLUMNS,
    Kept,
    guarded,
    unguarded,
    written_csv,
    written_json,
)
from bot.core.learning.progress import Review
from bot.core.learning.scheduling import (
    DAY,
    Card,
    Memory,
    Rating,
    new_memory,
    reviewed,
)
from bot.core.vocabulary.dictionary import Dictionary

NOW = 1_772_452_800
SHANGHAI = ZoneInfo("Asia/Shanghai")


def kept(dictionary: Dictionary, word: str, memory: Memory, **facts: object) -> Kept:
    record = dictionary.named(word)[0].record
    return Kept(Card(record.id, memory), record, NOW, **facts)  # type: ignore[arg-type]


def gone(memory: Memory) -> Kept:
    return Kept(Card("000000", memory, suspended=True), None, NOW - DAY)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_has_a_row_a_word_with_the_times_of_the_persons_clocks(
    dictionary: Dictionary,
) -> None:
    learned = reviewed(new_memory(NOW), Rating.EASY, NOW)
    words = [
        kept(dictionary, "pretraining", new_memory(NOW), met_in="We do pretraining."),
        kept(dictionary, "hallucination", learned),
        gone(new_memory(NOW)),
    ]
    content = written_csv(words, SHANGHAI)
    assert content.startswith(b"\xef\xbb\xbfword,ipa,")
    new, old = rows_of(content)
    assert tuple(new) == COLUMNS
    assert (new["word"], new["translation"], new["pinyin"]) == (
        "pretraining", "预训练", "yùxùnliàn",
    )  # fmt: skip
    assert (new["saved_at"], new["state"], new["interval_days"]) == ("2026-03-02 20:00", "new", "")
    assert new["met_in"] == "We do pretraining."
    assert old["interval_days"] == str(learned.interval // DAY)


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_a_spreadsheet_computes_no_cell(dictionary: Dictionary, start: str) -> None:
    danger = f"{start}HYPERLINK(1)"
    word = kept(dictionary, "pretraining", new_memory(NOW), met_in=danger)
    (row,) = rows_of(written_csv([word], SHANGHAI))
    assert row["met_in"] == f"'{danger}"


@given(cell=st.text())
def test_what_is_guarded_comes_back(cell: str) -> None:
    assert guarded(cell)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert unguarded(guarded(cell)) == cell or cell.startswith("'")


def test_every_word_of_the_dictionary_makes_the_round_trip_as_csv(dictionary: Dictionary) -> None:
    words = [Kept(Card(record.id, new_memory(NOW)), record, NOW) for record in dictionary]
    found = wordlists.resolved(dictionary, wordlists.read(written_csv(words, SHANGHAI)).words)
    assert [word.record.id for word in found.found] == [record.id for record in dictionary]
    assert found.unknown_count == 0


def test_memories_make_the_round_trip_as_json(dictionary: Dictionary) -> None:
    learned = reviewed(reviewed(new_memory(NOW), Rating.GOOD, NOW), Rating.HARD, NOW + 5 * DAY)
    words = [
        kept(dictionary, "pretraining", new_memory(NOW)),
        kept(dictionary, "hallucination", learned, met_in="Models make things up."),
        gone(learned),
    ]
    review = Review(words[1].card.record_id, Rating.GOOD, NOW, new_memory(NOW))
    content = written_json(words, [review], {"zone": None}, {review.record_id: "x"}, NOW)
    first, second, third = wordlists.read(content).words
    assert (first.text, first.memory, first.added_at) == ("pretraining", new_memory(NOW), NOW)
    assert (second.memory, second.met_in) == (learned, "Models make things up.")
    assert (third.text, third.suspended) == ("000000", True)
    assert wordlists.resolved(dictionary, [third]).unknown_count == 1
    written = json.loads(content)
    assert written["reviews"][0]["word"] == "x"
    assert written["exported_at"] == "2026-03-02T12:00:00Z"


WORD = {
    "id": "faekjw",
    "word": "pretraining",
    "saved_at": "2026-03-02T12:00:00Z",
    "memory": {
        "due_at": "2026-03-09T12:00:00Z",
        "stability": 3.0,
        "difficulty": 5.0,
        "last_review_at": "2026-03-02T12:00:00Z",
        "last_rating": 3,
    },
}


def file_with(word: dict[str, object], **memory: object) -> bytes:
    changed = {**WORD, **word, "memory": {**WORD["memory"], **memory}}  # type: ignore[dict-item]
    return json.dumps({"format": "cihui", "version": 1, "words": [changed]}).encode()


def test_a_json_that_can_be_is_read() -> None:
    assert wordlists.read(file_with({})).words[0].memory is not None


@pytest.mark.parametrize(
    ("word", "memory"),
    [
        ({}, {"stability": 0}),
        ({}, {"stability": 1e300}),
        ({}, {"stability": None}),
        ({}, {"difficulty": 11}),
        ({}, {"last_rating": 9}),
        ({}, {"last_review_at": None}),
        ({}, {"due_at": "2026-03-01T12:00:00Z"}),
        ({}, {"due_at": "9999-12-31T23:59:59Z"}),
        ({}, {"due_at": "2026-03-09T12:00:00"}),
        ({}, {"due_at": "soon"}),
        ({"saved_at": "0001-01-01T00:00:00Z"}, {}),
        ({"id": 5}, {}),
    ],
)
def test_a_memory_that_cannot_be_is_refused(
    word: dict[str, object], memory: dict[str, object]
) -> None:
    with pytest.raises(UserError, match="not an export of mine"):
        wordlists.read(file_with(word, **memory))


def test_the_extremes_that_are_read_can_be_reviewed() -> None:
    extreme = {"stability": 1e6, "difficulty": 10, "due_at": "2299-12-31T00:00:00Z"}
    memory = wordlists.read(file_with({}, **extreme)).words[0].memory
    assert memory is not None
    for rating in Rating:
        assert reviewed(memory, rating, NOW + DAY).interval > 0


def test_what_a_sentence_may_not_hold_is_taken_out() -> None:
    listed = wordlists.read(file_with({"met_in": "a\0b\u202ec" + "x" * 5000})).words[0]
    assert listed.met_in is not None
    assert listed.met_in.startswith("abcx")
    assert len(listed.met_in) <= 1000
