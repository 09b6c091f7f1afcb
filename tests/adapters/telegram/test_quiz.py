"""A round on Telegram's wire: alone over a restart, and with two people in a group."""

from random import Random

import pytest

from bot.adapters.telegram import Telegram
from bot.core.core import Core
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.worker import Worker
from bot.storage import rounds
from bot.storage.store import Store
from tests.adapters.telegram.conftest import Running
from tests.boards import delivering
from tests.deliveries.conftest import Clock
from tests.servers.telegram import ALICE, BOB, GROUP, Json, TelegramServer

SMALL = -555
"""A group before it becomes a supergroup."""


async def letter(store: Store, number: int, *, right: bool = True) -> str:
    """Return the label's beginning of a right or wrong choice of a question."""
    asked = (await store.read(rounds.sheet, 1)).questions[number - 1].question
    return f"{'ABCD'[asked.answer if right else (asked.answer + 1) % len(asked.choices)]}  "


async def toast(server: TelegramServer, query: str) -> str:
    """Return what the presser is told."""
    (answer,) = await server.wait_for(lambda: server.answers_to(query))
    return str(answer.get("text", ""))


async def shown(server: TelegramServer, chat: int, beginning: str) -> Json:
    """Wait until the bot's last message in a chat begins so, and return it."""

    def found() -> Json | None:
        last = server.last(chat)
        return last if last and last["text"].startswith(beginning) else None

    return await server.wait_for(found)


async def test_a_round_alone_goes_on_over_a_restart(
    server: TelegramServer, running: Running, dictionary: Dictionary, store: Store
) -> None:
    async with running():
        server.say(ALICE, "/quiz 2")
        board = await shown(server, ALICE, "1/2 · ")
        queries = [server.press(board, await letter(store, 1)) for _ in range(2)]
        for query in queries:
            assert await toast(server, query) == ""
        await server.wait_for(lambda: "答对了" in server.said(ALICE)[0]["text"])
    forged = server.press_data(board, "1q__1_1_a", user=BOB)
    async with running(core=Core(dictionary, store, rng=Random(9))):
        assert (await toast(server, forged)).startswith("这是别人的一局。")
        server.press(server.said(ALICE)[0], "下一")
        board = await shown(server, ALICE, "2/2 · ")
        server.press(board, await letter(store, 2, right=False))
        await server.wait_for(lambda: "2 题答对 1 题" in server.said(ALICE)[0]["text"])
        query = server.press(server.said(ALICE)[0], "收藏这些")
        assert "了 1 个词。" in await toast(server, query)
    assert len(server.said(ALICE)) == 1
    assert [a.right for a in (await store.read(rounds.sheet, 1)).answers] == [True, False]


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_two_people_play_in_a_group(
    server: TelegramServer, bot: Telegram, core: Core, store: Store, clock: Clock
) -> None:
    async with delivering(bot, core, store, clock) as worker:
        server.say(GROUP, "/quiz", user=ALICE)
        await shown(server, GROUP, "共 5 题，每题 20 秒。")
        worker.wake()
        board = await shown(server, GROUP, "1/5 · ")
        assert "reply_to_message" not in board
        right, wrong = await letter(store, 1), await letter(store, 1, right=False)
        told = [
            await toast(server, server.press(board, label, user=user))
            for user, label in ((ALICE, right), (ALICE, wrong), (BOB, wrong), (BOB, wrong))
        ]
        assert told[0].startswith("✅ 答对了，得 1 分。 想上排行榜")
        assert told[1] == f"以你第一次的回答为准：{right[0]}。"
        assert told[2].startswith("❌ 没答对。")
        assert told[3] == "❌ 没答对。本题结束后公布答案。"
        assert await toast(server, server.press(board, "结束本题", user=BOB)) == (
            "只有开局的人或管理员能提前结束一题。"
        )
        assert await toast(server, server.press_data(board, "1q__1_9_a", user=BOB))
        await _later(worker, clock, 20)
        closed = await shown(server, GROUP, "1/5 · 已结束")
        assert "✅ Alice\n" in closed["text"]
        assert "得分  Alice 1 · Bob 0" in closed["text"]
        card, join = (row[0] for row in closed["reply_markup"]["inline_keyboard"])
        assert card["url"].startswith(f"https://t.me/{server.username}?start=1w_")
        assert (await toast(server, server.press(closed, join["text"], user=BOB))) == (
            "你已上榜，用 /leaderboard 查看。"
        )
        await _later(worker, clock, 5)
        board = await shown(server, GROUP, "2/5 · ")
        server.press(board, await letter(store, 2), user=BOB)
        query = server.press(board, await letter(store, 2), user=ALICE)
        assert await toast(server, query) == "✅ 答对了，得 1 分。"
        await _later(worker, clock, 1)
        assert "得分  Alice 2 · Bob 1" in (await shown(server, GROUP, "2/5 · 已结束"))["text"]
        server.say(GROUP, "/leaderboard", user=BOB)
        assert "1. Bob（你）  1" in (await shown(server, GROUP, "排行榜：本周"))["text"]


@pytest.mark.parametrize("told_in", ["both", "old", "new"])
async def test_a_group_that_becomes_a_supergroup_keeps_its_leaderboard_and_its_language(
    server: TelegramServer, bot: Telegram, core: Core, store: Store, clock: Clock, told_in: str
) -> None:
    server.admins.update({(SMALL, ALICE), (GROUP, ALICE)})
    server.say(SMALL, "/language en", user=ALICE)
    await shown(server, SMALL, "I speak English now.")
    async with delivering(bot, core, store, clock) as worker:
        server.say(SMALL, "/quiz 1", user=ALICE)
        await shown(server, SMALL, "1 question, 20 s.")
        worker.wake()
        board = await shown(server, SMALL, "1/1 · ")
        await toast(server, server.press(board, await letter(store, 1), user=ALICE))
        await _later(worker, clock, 20)
        closed = await shown(server, SMALL, "1/1 · closed")
        join = closed["reply_markup"]["inline_keyboard"][1][0]
        await toast(server, server.press(closed, join["text"], user=ALICE))
    server.say(GROUP, "/leaderboard", user=BOB)
    await shown(server, GROUP, "排行榜")
    if told_in != "new":
        server.say(SMALL, None, user=ALICE, migrate_to_chat_id=GROUP)
        server.say(SMALL, "/leaderboard", user=BOB)
        await shown(server, SMALL, "排行榜")
    if told_in != "old":
        server.say(GROUP, None, user=ALICE, migrate_from_chat_id=SMALL)
    server.say(GROUP, "/leaderboard", user=ALICE)
    told = await shown(server, GROUP, "Leaderboard: ")
    assert "1. Alice (you)  1" in told["text"]


async def _later(worker: Worker, clock: Clock, seconds: float) -> None:
    clock.seconds += seconds
    worker.wake()
