"""The word of the day on Discord's wire."""

from datetime import UTC, datetime

from bot.adapters.discord import Discord
from bot.core.core import Core
from bot.storage.store import Store
from tests.boards import delivering
from tests.deliveries.conftest import Clock
from tests.servers.discord import DiscordServer
from tests.servers.discord_payloads import EVERYTHING, Guild, User

ADMIN = User("100000000000000005", "admin", permissions=EVERYTHING)
VISITED = Guild("500000000000000009", installed=False)
MUTE = Guild("500000000000000008", app_permissions=0)


async def test_an_admin_sets_it_up_and_it_comes(
    server: DiscordServer, bot: Discord, core: Core, store: Store
) -> None:
    clock = Clock()
    asked = (await server.slash("setup", {"time": "08:30", "role": "77"}, user=ADMIN)).posted
    assert asked.text.startswith("What time is it where the members are?")
    assert asked.ephemeral
    told = await server.select(asked, "20:00 Beijing", user=ADMIN)
    text = told.posted.text.replace("\\", "")
    assert "Monday to Friday at 08:30, Beijing time. The first: tomorrow." in text
    view = (await server.press(asked, "⚙ Set up", user=ADMIN)).posted
    view = (await server.press(view, "With a thread", user=ADMIN)).posted
    assert "**Thread under it**  yes" in view.text
    async with delivering(bot, core, store, clock) as worker:
        clock.seconds = datetime(2026, 3, 3, 0, 30, tzinfo=UTC).timestamp()
        worker.wake()
        await server.wait_for(lambda: server.rest.threads)
    post = server.messages[-1]
    assert post.text.startswith("<@&77>")
    assert server.rest.threads == {post.id: post.text.split("# ")[1].split("   ")[0]}
    assert post.labels == ["⭐ Save", "Quiz me", "Full card"]
    saved = (await server.press(post, "⭐ Save")).posted
    assert saved.ephemeral
    quiz = (await server.press(post, "Quiz me")).posted
    assert quiz.ephemeral
    verdict = (await server.press(quiz, quiz.labels[0])).posted
    assert verdict.text.startswith(("✅ Right.", "❌ It is"))


async def test_whoever_is_no_admin_and_where_it_cannot_be_are_told_so(
    server: DiscordServer, bot: Discord
) -> None:
    refused = (await server.slash("wotd", {"time": "08:30"})).posted
    assert refused.text.startswith("Only admins can do that here.")
    declined = (await server.slash("wotd", guild=VISITED)).posted
    assert declined.text.startswith("There is no word of the day here.")
    mute = (await server.slash("wotd", {"time": "08:30"}, guild=MUTE, user=ADMIN)).posted
    assert mute.text.startswith("I may not post here.")


async def test_a_time_is_typed_into_a_form(server: DiscordServer, bot: Discord) -> None:
    offered = (await server.slash("setup", guild=None)).posted
    answer = await server.press(offered, "Another time", guild=None)
    assert answer.form["title"] == "At what time? For example 08:30."
