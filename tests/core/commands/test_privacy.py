"""Whoever deletes everything is found in no column of any table."""

import pytest
from sqlalchemy import Connection, String, cast, or_, select

from bot.core.core import Core
from bot.core.messages import IncomingFile, Person, Place, Pressed, Reply
from bot.storage import inbox, personal
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.boards import Game
from tests.talk import BOB, GROUP, Talk, options

MARKED = Person("test", "86753090017")
HERE = Place("test", MARKED.id, MARKED.id, private=True)
HOUR = 3600
NAME, TEXT = "Zorblatt", "qzxmarker"
SENTENCE = f"The {TEXT} says that pretraining helps."


async def _places_of_marks(store: Store) -> set[str]:
    """Return the columns that hold the marked person's id, name or text."""

    def found(conn: Connection) -> set[str]:
        return {
            str(column)
            for table in metadata.sorted_tables
            for column in table.c
            if conn.execute(
                select(column).where(
                    or_(*(cast(column, String).contains(mark) for mark in (MARKED.id, NAME, TEXT)))
                )
            ).first()
        }

    return await store.read(found)


async def _answered(talk: Talk, first: str, *labels: str) -> Reply:
    reply = await talk.say(first)
    for label in labels:
        reply = await talk.press(reply, label)
    return reply


async def _learns(talk: Talk) -> None:
    """Say and press in private whatever leaves something behind."""
    await _answered(talk, SENTENCE, "pretraining", "⭐ Save")
    for word in ("overfitting", "token", "dropout"):
        await talk.say(f"/words add {word}")
    await _answered(talk, "/review", "Show answer", "Remembered", "Show answer", "Tomorrow")
    await _answered(talk, "/quiz 1", "A ")
    await talk.say("/language en")
    await talk.say("/settings Vienna")
    await talk.say("/remind 20:30")
    await talk.say("/setup 08:30")
    await talk.say(f"/words {TEXT}")

    async def fetch(limit: int) -> bytes:
        return f"word,met_in\ntransformer,{TEXT}\n".encode()[:limit]

    await talk.say("/import", files=(IncomingFile("words.csv", 50, fetch),))


async def _plays(game: Game, talk: Talk) -> None:
    for hours in (7.5, 12):  # to the reminder in the evening, and to the word in the morning
        await game.passes(hours * HOUR)
    member = game.member(MARKED, NAME)
    await member.say("/quiz 1")
    await game.passes()
    action = next(o.action for o in options(game.wall.board) if o.label.startswith("A "))
    await member.hears(Pressed(action))
    await member.hears(Pressed("1t_join"))


@pytest.fixture
async def marked(core: Core, store: Store) -> Talk:
    """Return the talk of somebody who has left a mark with every feature."""
    talk = Talk(core, MARKED, HERE, facts={"name": NAME})
    await _learns(talk)
    await _plays(Game.of(core, store), talk)
    body = f'{{"from":{{"id":{MARKED.id},"first_name":"{NAME}"}},"text":"{TEXT}"}}'
    updates = [(1, MARKED.id, body), (2, GROUP.channel, body)]
    await store.write(inbox.add, "test", updates, 1)
    for number, *_ in updates:
        await store.write(inbox.set_aside, "test", number, "no update")
    return talk


async def test_every_table_about_people_is_marked(marked: Talk, store: Store) -> None:
    tables = {place.partition(".")[0] for place in await _places_of_marks(store)}
    about = {table.name for table in personal.tables_about_people()} | {"rounds", "inbox"}
    assert about <= tables


async def test_whoever_deletes_everything_is_found_nowhere(marked: Talk, store: Store) -> None:
    await _answered(marked, "/deletemydata", "Delete everything")
    assert await _places_of_marks(store) == set()


async def test_what_was_set_aside_of_others_stays(store: Store) -> None:
    bodies = (f'{{"id":1{MARKED.id}}}', f'{{"id":{MARKED.id}1}}', f'{{"id":-{MARKED.id}}}')
    for number, body in enumerate(bodies):
        await store.write(inbox.add, "test", [(number, BOB.id, body)], 1)
        await store.write(inbox.set_aside, "test", number, "no update")
    assert await store.write(inbox.forget, MARKED) == 0
