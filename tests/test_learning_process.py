"""Learning over kills: what was acknowledged is kept, and nothing is counted twice.

Alice plays a round and goes through a review while the program is killed at chosen requests and
started again on the same data. She presses every answer twice, the second time another one, as
from two devices: the first counts. Whenever the program is dead, and in the end, its database is
read beside what the server saw acknowledged.
"""

import asyncio
import json
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.core.messages import Person
from bot.core.vocabulary.dictionary import Dictionary
from bot.storage import cards
from bot.storage.store import Store
from tests.process import Program
from tests.servers.telegram import ALICE, Json, TelegramServer
from tests.talk import NOON

QUESTIONS = 3
WORDS = ("overfitting", "token", "pretraining")
AGAIN, GOOD = 1, 3
_PATIENCE = 60.0

Key = tuple[int, int]
"""A round and its question, or a card and how many ratings it had."""
Facts = dict[Key, int]
"""What was chosen or rated."""
Kill = tuple[int, bool]
"""The number of a request, and whether it is answered before the program dies."""


class Learner(ABC):
    """Alice at one thing: what she pressed, and what the database should say of it.

    Args:
        folder: where the program keeps its database.
    """

    def __init__(self, server: TelegramServer, folder: Path) -> None:
        self.server = server
        self.file = folder / "cihui.db"
        self._answers: dict[Key, tuple[int, str]] = {}
        self._presses: list[str] = []

    @abstractmethod
    async def learn(self) -> None:
        """Go from the first message to the last."""

    @abstractmethod
    def recorded(self, database: sqlite3.Connection) -> Facts:
        """Return the answers in a database, each of which is to be there once."""

    @property
    def given(self) -> Facts:
        """What she answered first each time."""
        return {key: value for key, (value, _) in self._answers.items()}

    @property
    def acknowledged(self) -> Facts:
        """Those of her answers that were acknowledged."""
        return {
            key: value
            for key, (value, query) in self._answers.items()
            if self.server.answers_to(query)
        }

    def check(self) -> None:
        """Find every answer that was acknowledged in what a dead program left, and no other."""
        found = self._read()
        assert self.acknowledged.items() <= found.items() <= self.given.items()

    def check_all(self) -> None:
        """Find every answer acknowledged, and once in what a dead program left."""
        assert self._read() == self.acknowledged == self.given

    def answer(self, message: Json, key: Key, buttons: Sequence[tuple[int, str]]) -> None:
        """Press the first button, whose answer counts, and at once the second.

        Args:
            buttons: what each answers and carries.
        """
        (value, data), (_, other) = buttons
        self._answers[key] = value, self.press(message, data)
        self.press(message, other)

    def press(self, message: Json, data: str) -> str:
        """Press a button by what it carries; return the press's id."""
        self._presses.append(self.server.press_data(message, data))
        return self._presses[-1]

    async def message(self, is_wanted: Callable[[Json], bool]) -> Json:
        """Wait for a message of the bot."""

        def found() -> Json | None:
            return next(filter(is_wanted, self.server.said(ALICE)), None)

        return await self.server.wait_for(found, patience=_PATIENCE)

    async def everything_answered(self) -> None:
        """Wait until every press has been answered."""

        def answered() -> bool:
            return all(map(self.server.answers_to, self._presses))

        await self.server.wait_for(answered, patience=_PATIENCE)

    def _read(self) -> Facts:
        """Read a copy: the program is to find its files as it left them."""
        copy = self.file.with_name("copy.db")
        for ending in ("", "-wal", "-shm"):
            Path(f"{copy}{ending}").unlink(missing_ok=True)
        if not self.file.exists():
            return {}
        for ending in ("", "-wal"):
            if Path(f"{self.file}{ending}").exists():
                shutil.copy(f"{self.file}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as database:
            return self.recorded(database)


class Quiz(Learner):
    """A round alone."""

    async def learn(self) -> None:
        self.server.say(ALICE, f"/quiz {QUESTIONS}")
        board = await self.message(lambda m: m["text"].startswith(f"1/{QUESTIONS} · "))
        for number in range(1, QUESTIONS + 1):
            board = await self._changed(board, number, "a")
            choices = [b for b in buttons(board, "1q") if len(b[-1]) == 1]
            first, second = choices[number % len(choices)], choices[number - 1]
            key = int(first[2]), number
            self.answer(board, key, [("abcd".index(b[-1]), "_".join(b)) for b in (first, second)])
            if number < QUESTIONS:
                board = await self._changed(board, number + 1, "show")
                self.press(board, f"1q__{first[2]}_{number + 1}_show")
        await self.message(lambda m: f"{QUESTIONS} 题答对 " in m["text"])
        await self.everything_answered()

    def recorded(self, database: sqlite3.Connection) -> Facts:
        rows = database.execute(
            "SELECT a.round, a.number, a.choice, a.right, a.points, q.body, a.person"
            " FROM answers a JOIN questions q ON q.round = a.round AND q.number = a.number"
        ).fetchall()
        for *_, choice, right, points, body, person in rows:
            assert person == str(ALICE)
            assert right == points == (choice == json.loads(body)["answer"])
        return {(row[0], row[1]): row[2] for row in rows}

    async def _changed(self, board: Json, number: int, what: str) -> Json:
        """Wait until a board has a button that does this to a question."""
        return await self.message(
            lambda m: (
                m["message_id"] == board["message_id"]
                and any(b[3:] == [str(number), what] for b in buttons(m, "1q"))
            )
        )


class Review(Learner):
    """A review of three words, one of which is forgotten at first and comes back."""

    async def learn(self) -> None:
        self.server.say(ALICE, "/review")
        seen: set[Key] = set()
        for turn in range(len(WORDS) + 1):
            front, key = await self._front(seen)
            seen.add(key)
            self.press(front, next("_".join(b) for b in buttons(front, "1y") if b[1] == "show"))
            back = await self.message(lambda m, key=key: bool(_ratings(m, key)))  # type: ignore[misc]
            ratings = _ratings(back, key)
            order = (AGAIN, GOOD) if turn == 0 else (GOOD, AGAIN)
            self.answer(back, key, [(rating, ratings[rating]) for rating in order])
        await self.message(lambda m: m["text"].startswith("今天的复习完成了。"))
        await self.everything_answered()

    def recorded(self, database: sqlite3.Connection) -> Facts:
        log = database.execute("SELECT card, number, rating, person, undone_at FROM reviews")
        rows = log.fetchall()
        assert {row[3:] for row in rows} <= {(str(ALICE), None)}
        counted = dict(database.execute("SELECT id, reviews FROM cards WHERE reviews > 0"))
        assert counted == Counter(row[0] for row in rows)
        return {(card, number - 1): rating for card, number, rating, *_ in rows}

    async def _front(self, seen: set[Key]) -> tuple[Json, Key]:
        """Wait for the front of a word, rated so many times, that was not seen yet."""

        def found() -> tuple[Json, Key] | None:
            fronts = (
                (message, (int(b[2]), int(b[3])))
                for message in self.server.said(ALICE)
                for b in buttons(message, "1y")
                if b[1] == "show"
            )
            return next((front for front in fronts if front[1] not in seen), None)

        return await self.server.wait_for(found, patience=_PATIENCE)


def buttons(message: Json, code: str) -> list[list[str]]:
    """Return the parts of what the buttons of one command carry."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    carried = (button.get("callback_data", "").split("_") for row in rows for button in row)
    return [parts for parts in carried if parts[0] == code]


def _ratings(message: Json, key: Key) -> Mapping[int, str]:
    """Return what the rating buttons of a card, rated so many times, carry."""
    return {
        int(b[4]): "_".join(b)
        for b in buttons(message, "1y")
        if b[1] == "rate" and (int(b[2]), int(b[3])) == key
    }


async def learn_over_kills(
    kind: type[Learner], folder: Path, dictionary: Dictionary, kills: Sequence[Kill]
) -> int:
    """Let Alice learn while the program is killed; return how many requests it made.

    Raises:
        AssertionError: an answer was lost, or counted twice.
    """
    file = folder / "cihui.db"
    await _save_words(file, dictionary)
    async with TelegramServer() as server:
        program = Program(
            folder,
            TELEGRAM_TOKEN=server.token,
            TELEGRAM_API_URL=server.url,
            DATABASE_URL=f"sqlite:///{file}",
        )
        for number, answered in kills:
            server.at_request(number, program.kill, answered=answered)
        learner = kind(server, folder)
        async with program:
            learning = asyncio.create_task(learner.learn())
            keeping = asyncio.create_task(_keep_running(program, learner))
            await asyncio.wait({learning, keeping}, return_when=asyncio.FIRST_COMPLETED)
            keeping.cancel()
            await (keeping if not learning.done() else learning)
        learner.check_all()
        return len(server.calls)


async def _save_words(file: Path, dictionary: Dictionary) -> None:
    entries = [record.id for record in dictionary if record.entry.word in WORDS]
    assert len(entries) == len(WORDS)
    store = await Store.open(f"sqlite:///{file}")
    alice = Person("telegram", str(ALICE))
    await store.write(cards.save, alice, entries, int(NOON.timestamp()))
    await store.close()


async def _keep_running(program: Program, learner: Learner) -> None:
    """Start the program again whenever it ends, once what it left was checked."""
    while True:
        await program.ended()
        learner.check()
        await program.start()


@pytest.mark.parametrize(
    ("kind", "kills"),
    [
        (Quiz, [(7, False), (18, True), (30, False)]),
        (Review, [(10, False), (21, True), (35, False)]),
    ],
)
async def test_killed_while_she_learns_nothing_is_lost_or_counted_twice(
    tmp_path: Path, dictionary: Dictionary, kind: type[Learner], kills: list[Kill]
) -> None:
    assert await learn_over_kills(kind, tmp_path, dictionary, kills) > max(kills)[0]


@pytest.mark.proof
@pytest.mark.parametrize("kind", [Quiz, Review])
@pytest.mark.parametrize("answered", [False, True])
async def test_killed_at_any_request_nothing_is_lost_or_counted_twice(
    tmp_path: Path, dictionary: Dictionary, kind: type[Learner], answered: bool
) -> None:
    for number in count(1):
        folder = _new_folder(tmp_path, f"killed at {number}")
        if await learn_over_kills(kind, folder, dictionary, [(number, answered)]) < number:
            break


@pytest.mark.proof
@pytest.mark.parametrize("kind", [Quiz, Review])
async def test_killed_at_random_requests_nothing_is_lost_or_counted_twice(
    tmp_path: Path, dictionary: Dictionary, kind: type[Learner]
) -> None:
    undisturbed = _new_folder(tmp_path, "undisturbed")
    requests = range(1, await learn_over_kills(kind, undisturbed, dictionary, []) + 1)
    for seed in range(25):
        rng = Random(seed)
        kills = [(number, rng.random() < 0.5) for number in rng.sample(requests, 2)]
        folder = _new_folder(tmp_path, f"seed {seed}")
        assert await learn_over_kills(kind, folder, dictionary, kills) >= max(kills)[0]


def _new_folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder
