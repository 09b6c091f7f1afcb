import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.core import Core
from bot.core.learning.scheduling import DAY, Rating, replayed, reviewed
from bot.core.messages import Audience, IncomingFile, Pressed, Reply, Typed
from bot.storage import cards, personal, settings
from bot.storage.cards import SavedWord
from bot.storage.store import Store
from tests.talk import ALICE, BOB, GROUP, NOON, Talk, action_of, options, text_of

NOW = int(NOON.timestamp())
DAY_ONE = "2026-01-01T00:00:00Z"
LIST = b"pretraining\ntokenisation\nLLMs\nconvolutoin\n=cmd|calc\n"


def file(content: bytes, size: int | None = None, name: str = "words.txt") -> IncomingFile:
    async def fetch(limit: int) -> bytes:
        return content[:limit]

    return IncomingFile(name, len(content) if size is None else size, fetch)


async def send(
    talk: Talk, content: bytes, size: int | None = None, name: str = "words.txt"
) -> Reply:
    return await talk.say("/import", files=(file(content, size, name),))


async def saved(store: Store) -> list[SavedWord]:
    return await store.read(cards.saved, ALICE)


async def words_of(store: Store, core: Core) -> list[str]:
    records = [core.dictionary.get(word.entry) for word in await saved(store)]
    return [record.entry.word for record in records if record]


async def test_a_file_is_shown_first_and_nothing_is_saved(talk: Talk, store: Store) -> None:
    preview = await send(talk, LIST)
    assert text_of(preview).splitlines() == [
        "I know 3 words of that file.",
        "— 2 words I don't know —",
        "• convolutoin: did you mean convolution?",
        "• =cmd|calc",
        "Nothing is saved yet.",
        "[1] Save these 3",
    ]
    assert preview.audience is Audience.ASKER
    assert await saved(store) == []


async def test_the_button_saves_what_was_shown(talk: Talk, store: Store, core: Core) -> None:
    assert "⭐ Save" in text_of(await talk.say("/define pretraining"))
    preview = await send(talk, LIST)
    done = await talk.press(preview, "Save these 3")
    assert done.replaces
    assert text_of(done).startswith("3 words saved. /review brings them back")
    assert await words_of(store, core) == ["pretraining", "tokenization", "large language model"]
    assert {word.memory.due_at for word in await saved(store)} == {NOW}
    assert "✅ Saved" in text_of(await talk.say("/define pretraining"))


async def test_pressing_twice_saves_once(talk: Talk, store: Store) -> None:
    preview = await send(talk, LIST)
    await talk.press(preview, "Save these 3")
    again = await talk.press(preview, "Save these 3")
    assert text_of(again).startswith("These words are all saved already.")
    assert len(await saved(store)) == 3


async def test_pressing_on_two_devices_at_once_saves_once(talk: Talk, store: Store) -> None:
    action = action_of(await send(talk, LIST), "Save these 3")
    replies = await asyncio.gather(*(talk.hears(Pressed(action)) for _ in range(4)))
    said = sorted(text_of(reply).split()[0] for reply in replies if reply)
    assert said == ["3", "These", "These", "These"]
    assert len(await saved(store)) == 3


async def test_another_persons_press_saves_nothing(talk: Talk, store: Store) -> None:
    preview = await send(talk, LIST)
    refused = await talk.press(preview, "Save these 3", person=BOB)
    assert refused.notice.startswith("I no longer have that list, or it is not yours.")
    assert await saved(store) == []
    assert await store.read(cards.saved, BOB) == []


@pytest.mark.parametrize("token", ["0000000000000000", "x", "'--", "a_b"])
async def test_a_forged_token_saves_nothing(talk: Talk, store: Store, token: str) -> None:
    await send(talk, LIST)
    reply = talk.answered(await talk.hears(Pressed(f"1i_{token}")))
    assert reply.notice
    assert await saved(store) == []


async def test_a_newer_file_takes_the_place_of_the_older(talk: Talk, store: Store) -> None:
    older = await send(talk, LIST)
    newer = await send(talk, b"dropout\n")
    assert (await talk.press(older, "Save these 3")).notice.startswith("I no longer have that list")
    await talk.press(newer, "Save this word")
    assert len(await saved(store)) == 1


async def test_the_list_goes_with_everything_else_about_a_person(talk: Talk, store: Store) -> None:
    preview = await send(talk, LIST)
    assert await store.write(personal.forget, ALICE) == 1
    assert (await talk.press(preview, "Save these 3")).notice


async def test_words_saved_before_are_counted_and_left_as_they_are(
    talk: Talk, store: Store
) -> None:
    await talk.say("/words add pretraining")
    (word,) = await saved(store)
    learned = reviewed(word.memory, Rating.GOOD, NOW)
    await store.write(cards.record, ALICE, word, Rating.GOOD, learned, NOW)
    preview = await send(talk, LIST)
    assert "• 1 of them is saved already." in text_of(preview)
    await talk.press(preview, "Save these 2")
    assert (await saved(store))[0].memory == learned


async def test_with_nothing_new_there_is_no_button(talk: Talk) -> None:
    await talk.say("/words add pretraining")
    reply = await send(talk, b"pretraining\nqqqzzz\n")
    assert options(reply) == []
    assert "Nothing is saved yet." not in text_of(reply)


async def test_many_unknown_words_are_counted(talk: Talk) -> None:
    text = text_of(await send(talk, "\n".join(f"qqq{n}zzz" for n in range(30)).encode()))
    assert "— 30 words I don't know —" in text
    assert "and 10 more" in text


async def test_an_export_brings_words_reviews_and_settings_back(talk: Talk, store: Store) -> None:
    for name in ("pretraining", "dropout", "token"):
        await talk.say(f"/words add {name}")
    for line in ("/language zh", "/settings Vienna", "/words remove token"):
        await talk.say(line)
    await talk.hears(Pressed("1c_new_10"))
    for days in range(3):
        talk.now = NOON + timedelta(days=4 * days)
        for word in await saved(store):
            await talk.hears(Pressed(f"1y_rate_{word.id}_{word.reviews}_3"))
    before = [replace(word, id=0) for word in await saved(store)]
    log = [replace(review, card=0) for review in await store.read(cards.history, ALICE)]
    profile = await store.read(settings.profile, ALICE)
    (exported,) = (await talk.say("/export json")).files
    await talk.say("/deletemydata yes")
    for _ in range(2):
        preview = await send(talk, exported.content, name="cihui.json")
        assert await talk.hears(Pressed(options(preview)[0].action))
        assert [replace(word, id=0) for word in await saved(store)] == before
        again = [replace(review, card=0) for review in await store.read(cards.history, ALICE)]
        assert again == log
        assert await store.read(settings.profile, ALICE) == profile
        assert (await talk.say("/settings")).language == "zh-Hans"
    assert len(log) == 6
    for word in await saved(store):
        given = [(r.rating, r.reviewed_at) for r in log if r.entry == word.entry]
        assert replayed(given) == word.memory


async def test_the_export_of_years_is_read_and_a_list_as_large_is_not(talk: Talk) -> None:
    content = json.dumps({
        "format": "cihui", "version": 1, "words": [], "settings": {"zone": "Nowhere/Else"},
        "reviews": [{
            "id": "faekjw", "word": "pretraining", "rating": 3, "before": {"due_at": DAY_ONE},
            "reviewed_at": f"20{n // 1000 + 10}-01-01T00:{n // 60 % 60:02}:{n % 60:02}Z",
        } for n in range(16_000)],
    }).encode()  # fmt: skip
    assert len(content) > 2 * 2**20
    preview = await send(talk, content, name="cihui.json")
    assert "Its reviews and settings come back" in text_of(preview)
    told = await talk.press(preview, "Bring the rest back")
    assert "reviews are back in /stats." in text_of(told)
    assert "UTC, until you say" in text_of(await talk.say("/settings"))
    assert (await send(talk, content)).notice.startswith("That file is larger")


@pytest.mark.parametrize(
    "settings", ['{"retention":2}', '{"new_a_day":-1}', '{"zone":5}', '{"reviews_a_day":"x"}']
)
async def test_settings_that_nobody_could_choose_are_refused(talk: Talk, settings: str) -> None:
    content = f'{{"format":"cihui","version":1,"words":[],"settings":{settings}}}'
    refused = await send(talk, content.encode(), name="cihui.json")
    assert refused.notice.startswith("That JSON is not an export of mine.")


BAD = {
    "too large by its size": (LIST, 3_000_000, "That file is larger than 2 MiB."),
    "too large whatever it says": (b"x" * 2_097_153, 0, "That file is larger than 2 MiB."),
    "too many lines": (b"x\n" * 100_001, None, "That file has more than 100000 lines."),
    "another encoding": ("предобучение".encode("cp1251"), None, "I cannot read that file's"),
    "NUL bytes": (b"loss\0\n", None, "That is not a text file."),
    "packed": (b"PK\x03\x04rest", None, "That file is packed."),
    "empty": (b"", None, "That file is empty."),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_file_gets_its_sentence_and_changes_nothing(
    talk: Talk, store: Store, name: str
) -> None:
    content, size, sentence = BAD[name]
    reply = await send(talk, content, size)
    assert reply.notice.startswith(sentence)
    assert options(reply) == []
    assert await saved(store) == []
    assert await store.write(personal.forget, ALICE) == 0


async def test_the_largest_file_is_read(talk: Talk) -> None:
    blank = b" " * 1023 + b"\n"
    content = (b"pretraining\n" + blank * 2048)[: 2 * 2**20]
    assert text_of(await send(talk, content)).startswith("I know 1 word")


async def test_two_files_at_once_are_too_many(talk: Talk) -> None:
    reply = await talk.say("/import", files=(file(LIST), file(LIST)))
    assert reply.notice == "Send one file at a time."


async def test_without_a_file_it_says_which_ones_it_reads(talk: Talk) -> None:
    assert "a word a line, a CSV, or notes exported from Anki" in text_of(await talk.say("/import"))


async def test_the_name_of_a_file_is_not_the_file(talk: Talk) -> None:
    assert (await talk.say("/import words.txt")).notice == "Send the file itself, not its name."


async def test_a_file_sent_where_others_read_leads_to_the_private_chat(
    talk: Talk, store: Store
) -> None:
    talk.place = GROUP
    reply = await talk.say("/import", files=(file(LIST),))
    assert reply.rows[0][0].in_private
    whispered = await talk.say("/import", files=(file(LIST),), can_whisper=True)
    assert "Save these 3" in text_of(whispered)
    assert whispered.audience is Audience.ASKER


async def test_somebody_without_an_id_can_save_nothing(talk: Talk) -> None:
    talk.person = None
    assert "cannot tell who you are" in (await send(talk, LIST)).notice


async def test_a_json_brings_words_back_with_what_was_remembered(talk: Talk, store: Store) -> None:
    await talk.press(await send(talk, LIST), "Save these 3")
    first, second, third = await saved(store)
    learned = reviewed(first.memory, Rating.EASY, NOW)
    await store.write(cards.record, ALICE, first, Rating.EASY, learned, NOW)
    await store.write(cards.suspend, ALICE, second.id, NOW)
    (exported,) = (await talk.say("/export json")).files
    await talk.say("/deletemydata yes")
    talk.now = NOON.replace(day=20)
    await talk.press(await send(talk, exported.content), "Save these 3")
    back = await saved(store)
    assert [word.entry for word in back] == [first.entry, second.entry, third.entry]
    assert [word.memory for word in back] == [learned, second.memory, third.memory]
    assert [word.card.suspended for word in back] == [False, True, False]
    assert {word.added_at for word in back} == {NOW}
    assert learned.due_at > NOW + DAY


async def test_the_csv_brings_the_words_back(talk: Talk, store: Store, core: Core) -> None:
    await talk.press(await send(talk, LIST), "Save these 3")
    before = await words_of(store, core)
    (exported,) = (await talk.say("/export csv")).files
    await talk.say("/deletemydata yes")
    await talk.press(await send(talk, exported.content), "Save these 3")
    assert await words_of(store, core) == before


async def test_a_file_alone_in_a_private_chat_is_no_word_to_look_up(talk: Talk) -> None:
    assert await talk.hears(Typed("/import"), files=(file(LIST),))
