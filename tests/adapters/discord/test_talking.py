"""People talk to the bot through Discord."""

from bot.adapters.discord import Discord
from tests.servers.discord import DiscordServer
from tests.servers.discord_payloads import ALICE, BOB, GUILD, Guild, User


async def test_a_word_looked_up_is_answered_for_all_to_see(
    server: DiscordServer, bot: Discord
) -> None:
    card = (await server.slash("define", {"word": "pretraining"})).posted
    assert card.text.startswith("# pretraining   ")
    assert not card.ephemeral
