"""Files arrive and leave."""

import pytest

from bot.adapters.discord import Discord
from tests.servers.discord import DiscordServer
from tests.servers.discord_payloads import ALICE, BOB, GUILD, Guild, Posted
from tests.servers.discord_rest import Answer

LIST = b"pretraining\ntokenisation\nconvolutoin\n"


async def finished(server: DiscordServer, answer: Answer) -> Posted:
    """Return the message of an answer that was announced first."""
    await server.wait_for(lambda: not answer.posted.loading)
    return answer.posted


async def shown(server: DiscordServer, content: bytes, guild: Guild | None = GUILD) -> Posted:
    answer = await server.slash_with_file("import", "file", content, guild=guild)
    return await finished(server, answer)


@pytest.mark.parametrize("guild", [GUILD, None])
async def test_a_file_is_shown_and_then_saved(
    server: DiscordServer, bot: Discord, guild: Guild | None
) -> None:
    preview = await shown(server, LIST, guild)
    assert preview.text.startswith("**I know 2 words of that file.**")
    assert preview.ephemeral is (guild is not None)
    before = preview.edits
    await server.press(preview, "Save these 2", guild=guild)
    await server.wait_for(lambda: preview.edits > before)
    assert preview.text.startswith("2 words saved.")


async def test_another_person_cannot_accept_the_list(server: DiscordServer, bot: Discord) -> None:
    preview = await shown(server, LIST)
    answer = await server.press(preview, "Save these 2", user=BOB)
    await server.wait_for(lambda: answer.followed)
    assert answer.followed[0].text.startswith("I no longer have that list")
    assert answer.followed[0].ephemeral


async def test_a_large_file_is_not_even_fetched(server: DiscordServer, bot: Discord) -> None:
    refused = await shown(server, b"x" * (2 * 2**20 + 1))
    assert refused.text.startswith("That file is larger than 2 MiB.")


async def test_a_file_that_is_gone_is_admitted(server: DiscordServer, bot: Discord) -> None:
    server.files_lost = True
    assert (await shown(server, LIST)).text.startswith("Something went wrong here.")


async def test_a_direct_message_may_bring_a_file(server: DiscordServer, bot: Discord) -> None:
    for text in ("/import", ""):
        preview = await server.dm(text, file=LIST)
        assert "Save these 2" in preview.labels or "保存这 2 个" in preview.labels


async def test_the_command_asks_for_its_file(server: DiscordServer, bot: Discord) -> None:
    await bot.sync()
    command = next(c for c in server.commands if c["name"] == "import")
    assert [(o["name"], o["type"], o["required"]) for o in command["options"]] == [
        ("file", 11, True)
    ]


async def test_files_and_pictures_leave(server: DiscordServer, bot: Discord) -> None:
    await server.slash("words", {"do": "add", "word": "pretraining"})
    stats = await finished(server, await server.slash("stats"))
    assert [file["filename"] for file in stats.attachments] == ["stats.png"]
    assert "1 word saved" in stats.text
    assert stats.ephemeral
    deck = await finished(server, await server.slash("export", {"format": "anki"}))
    assert [file["filename"] for file in deck.attachments] == ["cihui.apkg"]
    choice = await finished(server, await server.slash("export", user=ALICE))
    answer = await server.press(choice, "CSV for spreadsheets")
    await server.wait_for(lambda: answer.followed)
    assert [file["filename"] for file in answer.followed[0].attachments] == ["words.csv"]
    assert answer.followed[0].ephemeral
