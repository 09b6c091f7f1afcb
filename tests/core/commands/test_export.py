import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from bot import workshop
from bot.core.learning.scheduling import Rating, reviewed
from bot.core.messages import Audience, OutgoingFile
from bot.storage import cards
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, NOON, Talk, options, text_of

NOW = int(NOON.timestamp())


async def exported(talk: Talk, kind: str) -> OutgoingFile:
    (file,) = (await talk.say(f"/export {kind}")).files
    return file


async def save(talk: Talk, *words: str) -> None:
    for word in words:
        await talk.say(f"/words add {word}")


def notes_of(package: bytes, folder: Path) -> list[tuple[str, list[str], str]]:
    """Return GUID, fields and tags of each note, as Anki would read them."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        archive.extract("collection.anki2", folder)
    collection = sqlite3.connect(folder / "collection.anki2")
    rows = collection.execute("SELECT guid, flds, tags FROM notes ORDER BY id").fetchall()
    assert collection.execute("SELECT count(*) FROM cards").fetchone() == (len(rows),)
    collection.close()
    return [(guid, fields.split("\x1f"), tags) for guid, fields, tags in rows]


async def test_alone_it_offers_the_kinds_of_file(talk: Talk) -> None:
    reply = await talk.say("/export")
    assert [option.action for option in options(reply)] == ["1e_csv", "1e_json", "1e_anki"]
    assert reply.audience is Audience.ASKER


async def test_a_press_gives_the_file(talk: Talk) -> None:
    await save(talk, "pretraining", "hallucination")
    reply = await talk.press(await talk.say("/export"), "CSV")
    (file,) = reply.files
    assert file.name == "words.csv"
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row["word"] for row in rows] == ["pretraining", "hallucination"]
    assert rows[0]["saved_at"] == "2026-03-02 12:00"


async def test_the_json_holds_words_reviews_and_settings(talk: Talk, store: Store) -> None:
    await talk.say("/language en")
    await save(talk, "pretraining")
    (word,) = await store.read(cards.saved, ALICE)
    after = reviewed(word.memory, Rating.GOOD, NOW)
    await store.write(cards.record, ALICE, word, Rating.GOOD, after, NOW)
    file = await exported(talk, "json")
    everything = json.loads(file.content)
    assert file.name == "cihui.json"
    assert everything["settings"]["language"] == "en"
    assert everything["settings"]["retention"] == 0.9
    assert everything["words"][0]["memory"]["stability"] == after.stability
    assert [(r["word"], r["rating"]) for r in everything["reviews"]] == [("pretraining", 3)]


async def test_a_json_of_nothing_still_holds_the_settings(talk: Talk) -> None:
    everything = json.loads((await exported(talk, "json")).content)
    assert (everything["words"], everything["reviews"]) == ([], [])
    assert everything["settings"]["language"] is None


async def test_an_anki_deck_has_a_note_a_word(talk: Talk, tmp_path: Path) -> None:
    await save(talk, "pretraining", "hallucination")
    file = await exported(talk, "anki")
    assert file.name == "cihui.apkg"
    first, _ = notes_of(file.content, tmp_path)
    word, ipa, translation, definition, example, example_translation, met_in = first[1]
    assert (word, ipa, translation, met_in) == ("pretraining", "/ˌpriːˈtreɪnɪŋ/", "预训练", "")
    assert definition
    assert example.startswith("<b>Pretraining</b> on a large corpus")
    assert example_translation.startswith("在大规模文本语料上")
    assert "training" in first[2]


async def test_a_later_deck_updates_the_notes_of_an_earlier_one_and_of_others(
    talk: Talk, tmp_path: Path
) -> None:
    await save(talk, "pretraining", "hallucination")
    first = notes_of((await exported(talk, "anki")).content, tmp_path)
    talk.now = NOON.replace(day=9)
    await save(talk, "dropout")
    second = notes_of((await exported(talk, "anki")).content, tmp_path)
    assert [note[0] for note in second][:2] == [note[0] for note in first]
    talk.person = BOB
    await save(talk, "hallucination")
    others = notes_of((await exported(talk, "anki")).content, tmp_path)
    assert [note[0] for note in others] == [first[1][0]]


async def test_the_sentence_a_word_was_met_in_travels_along(
    talk: Talk, store: Store, tmp_path: Path
) -> None:
    record = talk.core.dictionary.named("dropout")[0].record
    await store.write(cards.save, ALICE, [record.id], NOW, "We <b>use</b> dropout & more.")
    ((_, fields, _),) = notes_of((await exported(talk, "anki")).content, tmp_path)
    assert fields[-1] == "We &lt;b&gt;use&lt;/b&gt; dropout &amp; more."
    assert b"We <b>use</b> dropout & more." in (await exported(talk, "csv")).content


@pytest.mark.parametrize("kind", ["csv", "anki"])
async def test_without_a_word_there_is_no_file(talk: Talk, kind: str) -> None:
    reply = await talk.say(f"/export {kind}")
    assert reply.notice.startswith("You have saved no word yet.")
    assert reply.files == ()


async def test_a_word_gone_from_the_dictionary_stays_in_the_json_alone(
    talk: Talk, store: Store
) -> None:
    await store.write(cards.save, ALICE, ["000000"], NOW)
    assert (await talk.say("/export csv")).notice.startswith("You have saved no word yet.")
    (word,) = json.loads((await exported(talk, "json")).content)["words"]
    assert (word["id"], word["word"]) == ("000000", None)


async def test_a_deck_that_cannot_be_made_is_admitted(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(talk, "pretraining")
    monkeypatch.setattr(workshop.AnkiPackage, "module", "bot.no_such_workshop")
    reply = await talk.say("/export anki")
    assert reply.notice.startswith("The Anki deck could not be made.")


@pytest.mark.parametrize("command", ["/export", "/export json", "/stats"])
async def test_where_others_read_it_leads_to_the_private_chat(talk: Talk, command: str) -> None:
    talk.place = GROUP
    reply = await talk.say(command)
    assert reply.files == ()
    assert reply.rows[0][0].in_private
    assert reply.audience is Audience.ASKER


async def test_whispered_it_answers_at_once(talk: Talk) -> None:
    talk.place = GROUP
    reply = await talk.say("/export json", can_whisper=True)
    assert reply.files
    assert reply.audience is Audience.ASKER


async def test_somebody_without_an_id_has_nothing_to_export(talk: Talk) -> None:
    talk.person = None
    assert "cannot tell who you are" in (await talk.say("/export json")).notice


async def test_an_unknown_kind_is_refused(talk: Talk) -> None:
    assert "csv, json, anki" in text_of(await talk.say("/export xlsx"))
