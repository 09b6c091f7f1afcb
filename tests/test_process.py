"""The whole program over real sockets: started, talked to, killed and started again."""

import asyncio
import signal
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.adapters.telegram import intake
from tests.process import Program
from tests.servers.discord import TOKEN as DISCORD_TOKEN
from tests.servers.discord import DiscordServer
from tests.servers.telegram import ALICE, TelegramServer

LOOK_UPS = 200
KILLS = (4, 9, 10, 25, 60, 110, 170, 230)
TAKEN_IN = 60
"""Every update has been fetched by the request of this number: a run asks for more before long."""


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


def on_telegram(folder: Path, server: TelegramServer) -> Program:
    return Program(folder, TELEGRAM_TOKEN=server.token, TELEGRAM_API_URL=server.url)


def said_last(server: TelegramServer) -> str:
    message = server.last(ALICE)
    return "" if message is None else str(message["text"])


async def test_both_platforms_answer_and_old_buttons_work_after_a_restart(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    settings = {
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "DISCORD_TOKEN": DISCORD_TOKEN,
        "DISCORD_API_URL": discord.url,
    }
    async with Program(tmp_path, **settings) as program:
        telegram.say(ALICE, "/define pretraining")
        card = await telegram.wait_for(lambda: telegram.last(ALICE))
        assert "pretraining  /ˌpriːˈtreɪnɪŋ/" in card["text"]
        telegram.press(card, "视觉")
        await telegram.wait_for(lambda: "ImageNet" in said_last(telegram))

        await discord.ready()
        answer = await discord.slash("define", {"word": "pretraining"})
        assert "# pretraining" in answer.posted.text
        switched = await discord.select(answer.posted, "Vision")
        assert "ImageNet" in switched.posted.text

        await program.restart()
        telegram.press(card, "自然语言处理")
        await telegram.wait_for(lambda: "BERT" in said_last(telegram))
        await discord.ready()
        again = await discord.select(answer.posted, "NLP")
        assert "BERT" in again.posted.text
    assert discord.refusals == []
    assert telegram.token not in program.output
    assert DISCORD_TOKEN not in program.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(
    tmp_path: Path, telegram: TelegramServer, number: signal.Signals
) -> None:
    async with on_telegram(tmp_path, telegram) as program:
        telegram.say(ALICE, "/help")
        await telegram.wait_for(lambda: telegram.last(ALICE))
        program.terminate(number)
        assert await program.ended() == 0
        assert "Traceback" not in program.output


async def test_a_bad_token_on_one_platform_does_not_stop_the_other(
    tmp_path: Path, telegram: TelegramServer, discord: DiscordServer
) -> None:
    bad = "OTAwMDAwMDAwMDAwMDAwMDAy.wrong1.nothing-real-behind-it-0000"
    settings = {
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "DISCORD_TOKEN": bad,
        "DISCORD_API_URL": discord.url,
    }
    async with Program(tmp_path, **settings) as program:
        telegram.say(ALICE, "pretraining")
        await telegram.wait_for(lambda: telegram.last(ALICE))
        program.terminate()
        assert await program.ended() == 0
    assert "platform_unusable" in program.output
    assert bad not in program.output


async def test_with_bad_tokens_alone_it_ends_with_status_1(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    bad = "7000000007:AAwrong-token_of-the-stub-server"
    program = Program(tmp_path, TELEGRAM_TOKEN=bad, TELEGRAM_API_URL=telegram.url)
    async with program:
        assert await program.ended() == 1
    assert "refused" in program.output
    assert bad not in program.output


async def talk_while_it_is_killed(
    program: Program, telegram: TelegramServer, kills: tuple[int, ...], *, answered: bool
) -> None:
    """Ask for words in many chats, killing the program at chosen requests and starting it anew."""
    for number in kills:
        telegram.at_request(number, program.kill, answered=answered)
    chats = range(2001, 2001 + LOOK_UPS // 4)
    for turn in range(4):
        for chat in chats:
            telegram.say(chat, f"/define {'pretraining' if turn % 2 else 'hallucination'}")
    malformed = telegram.push({"message": {"message_id": "not a number"}}, judged=False)
    async with program:
        keeping = asyncio.create_task(program.keep_running())
        await telegram.wait_for(
            lambda: all(len(telegram.said(chat)) >= 4 for chat in chats), patience=120
        )
        await program.until_logged("update_set_aside", f'"update": {malformed}')
        keeping.cancel()
        await asyncio.wait([keeping])


def most_repeats() -> int:
    """Return how many answers the kills may repeat: those sent and not yet forgotten.

    What a run takes in itself is forgotten together a little later, so that there whatever was sent
    may come again; what waited is forgotten one by one, and no more is in hand than is resumed at
    the same time.
    """
    runs = [(kill, kill - before) for before, kill in pairwise((0, *KILLS))]
    most = intake._MOST_RESUMED
    return sum(sent if kill <= TAKEN_IN else min(sent, most) for kill, sent in runs)


@pytest.mark.parametrize("answered", [False, True])
async def test_killed_again_and_again_it_answers_everybody(
    tmp_path: Path, telegram: TelegramServer, answered: bool
) -> None:
    program = on_telegram(tmp_path, telegram)
    await talk_while_it_is_killed(program, telegram, KILLS, answered=answered)
    repeats = sum(len(telegram.said(chat)) - 4 for chat in range(2001, 2001 + LOOK_UPS // 4))
    assert repeats <= most_repeats()


@pytest.mark.proof
@pytest.mark.parametrize("number", range(1, 240, 3))
async def test_killed_at_any_request_it_answers_everybody(
    tmp_path: Path, telegram: TelegramServer, number: int
) -> None:
    program = on_telegram(tmp_path, telegram)
    await talk_while_it_is_killed(program, telegram, (number,), answered=number % 2 == 0)
