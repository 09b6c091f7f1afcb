"""A round on Discord's wire: alone in a direct message, and with two people in a server."""

from random import Random

from bot.adapters.discord import Discord
from bot.core.core import Core
from bot.core.vocabulary.dictionary import Dictionary
from bot.deliveries.worker import Worker
from bot.storage import rounds
from bot.storage.store import Store
from tests.adapters.discord.conftest import Running
from tests.boards import delivering
from tests.deliveries.conftest import Clock
from tests.servers.discord import DiscordServer
from tests.servers.discord_payloads import ALICE, BOB, GUILD, Guild, Posted

VISITED = Guild("500000000000000009", installed=False)
MUTE = Guild("500000000000000008", app_permissions=0)


async def choice(store: Store, number: int, *, right: bool = True) -> str:
    """Return the label of a right or wrong choice of a question."""
    asked = (await store.read(rounds.sheet, 1)).questions[number - 1].question
    index = asked.answer if right else (asked.answer + 1) % len(asked.choices)
    return f"{'ABCD'[index]}  {asked.choices[index]}"


async def test_a_round_alone_stays_in_its_message_over_a_restart(
    server: DiscordServer, running: Running, dictionary: Dictionary, store: Store
) -> None:
    async with running():
        board = (await server.slash("quiz", {"count": 2}, guild=None)).posted
        await server.press(board, await choice(store, 1), guild=None)
        await server.press(board, "Next question", guild=None)
        assert "2/2 · " in board.text
    async with running(Core(dictionary, store, rng=Random(9))):
        forged = await server.press(board, "1q__1_1_a", guild=None, user=BOB)
        assert forged.posted.text.startswith("That round is somebody else's.")
        await server.press(board, await choice(store, 2, right=False), guild=None)
        assert "1 of 2 right" in board.text
    assert [a.right for a in (await store.read(rounds.sheet, 1)).answers] == [True, False]


async def test_two_people_play_in_a_server(
    server: DiscordServer, bot: Discord, core: Core, store: Store
) -> None:
    clock = Clock()
    async with delivering(bot, core, store, clock) as worker:
        begun = (await server.slash("quiz", {"count": 2})).posted
        assert begun.ephemeral
        board = await _shown(server, worker, "1/2 · ")
        assert board.asker is None
        right, wrong = await choice(store, 1), await choice(store, 1, right=False)
        asked = (await server.press(board, right)).posted
        assert asked.ephemeral
        assert asked.text.startswith("✅ Right, one point.")
        assert asked.labels == ["Join the leaderboard", "No, thanks"]
        joined = (await server.press(asked, "Join the leaderboard")).posted
        assert joined.ephemeral
        await server.press(board, wrong, user=BOB)
        again = (await server.press(board, right, user=BOB)).posted
        assert again.text == f"Your first answer counts: {wrong[0]}."
        refused = (await server.press(board, "Close", user=BOB)).posted
        assert refused.text.startswith("Only who began the round")
        clock.seconds += 20
        assert await _shown(server, worker, "1/2 · closed") is board
        assert "✅ Alice" in board.text
        assert "Alice 1 · Bob 0" in board.text
        card = (await server.press(board, board.labels[0], user=BOB)).posted
        assert card.ephemeral
        clock.seconds += 5
        second = await _shown(server, worker, "2/2 · 20 s")
        for user in (ALICE, BOB):
            await server.press(second, await choice(store, 2), user=user)
        await _shown(server, worker, "2/2 · closed")
        assert "Alice 2 · Bob 1" in second.text
        table = (await server.slash("leaderboard")).posted
        assert "**Alice (you)**  2" in table.text
        assert "Bob" not in table.text


async def test_where_the_bot_is_a_guest_or_mute_no_round_begins(
    server: DiscordServer, bot: Discord, store: Store
) -> None:
    declined = (await server.slash("quiz", guild=VISITED)).posted
    assert declined.text.startswith("I am no member here")
    declined = (await server.slash("quiz", guild=MUTE)).posted
    assert declined.text.startswith("I may not post here.")
    assert await store.read(rounds.find, 1) is None
    assert GUILD.channel == MUTE.channel


async def _shown(server: DiscordServer, worker: Worker, beginning: str) -> Posted:
    """Wake the worker until a board says something; return it."""

    def found() -> Posted | None:
        boards = (m for m in reversed(server.messages) if beginning in m.text and not m.ephemeral)
        return next(boards, None)

    worker.wake()
    await server.wait_for(found)
    board = found()
    assert board is not None
    return board
