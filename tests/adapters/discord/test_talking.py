"""People talk to the bot through Discord."""

import pytest

from bot.adapters.discord import Discord
from bot.core.messages import Reply
from tests.adapters.discord.conftest import Running, Scripted
from tests.servers.discord import DiscordServer
from tests.servers.discord_payloads import ALICE, BOB, EVERYTHING, GUILD, Guild, User

ZHANG = User("100000000000000003", "zhang", locale="zh-CN")
LIN = User("100000000000000004", "lin", locale="zh-TW")
ADMIN = User("100000000000000005", "admin", permissions=EVERYTHING)
CHINESE = Guild(GUILD.id, locale="zh-CN")
VISITED = Guild("500000000000000009", installed=False)

POSTED, EDITED = 4, 7


async def test_a_word_looked_up_is_answered_for_all_to_see(
    server: DiscordServer, bot: Discord
) -> None:
    answer = await server.slash("define", {"word": "pretraining"})
    assert answer.posted.text.startswith("# pretraining   ")
    assert not answer.posted.ephemeral


async def test_the_askers_choice_changes_the_card_in_place(
    server: DiscordServer, bot: Discord
) -> None:
    card = (await server.slash("define", {"word": "hallucination"})).posted
    answer = await server.select(card, "Compare")
    assert (answer.kind, answer.message) == (EDITED, card)
    assert "**Compare" in card.text
    assert server.messages == [card]


async def test_another_members_choice_opens_a_copy_for_them_alone(
    server: DiscordServer, bot: Discord
) -> None:
    card = (await server.slash("define", {"word": "hallucination"}, user=ZHANG)).posted
    before = card.text
    answer = await server.select(card, "Compare", user=BOB)
    assert answer.kind == POSTED
    assert answer.posted.ephemeral
    assert "**Compare" in answer.posted.text
    assert card.text == before


async def test_a_choice_in_a_private_copy_changes_that_copy(
    server: DiscordServer, bot: Discord
) -> None:
    card = (await server.slash("define", {"word": "hallucination"})).posted
    copy = (await server.select(card, "Compare", user=ZHANG)).posted
    answer = await server.select(copy, "搭配", user=ZHANG)
    assert (answer.kind, answer.message) == (EDITED, copy)
    assert "**搭配" in copy.text


async def test_an_error_is_shown_to_the_one_who_caused_it(
    server: DiscordServer, bot: Discord
) -> None:
    answer = await server.slash("define", {"word": "qqqqqqqqzzzzz"})
    assert answer.posted.ephemeral
    assert answer.posted.text.startswith("I don't have that word.")


async def test_what_only_the_asker_should_read_is_whispered_in_servers_alone(
    server: DiscordServer, bot: Discord
) -> None:
    assert (await server.slash("privacy")).posted.ephemeral
    assert not (await server.slash("privacy", guild=None)).posted.ephemeral


async def test_the_confirmation_of_a_private_command_changes_in_place(
    server: DiscordServer, bot: Discord
) -> None:
    for guild in (GUILD, None):
        asked = (await server.slash("deletemydata", guild=guild)).posted
        answer = await server.press(asked, "Delete everything", guild=guild)
        assert (answer.kind, answer.message) == (EDITED, asked)


async def test_the_menu_of_a_message_lists_its_terms_to_the_asker_alone(
    server: DiscordServer, bot: Discord
) -> None:
    text = "The tokenizer and the loss function matter in pretraining."
    answer = await server.menu("Look up terms", text, user=ZHANG)
    assert answer.posted.ephemeral
    assert "pretraining 预训练" in answer.posted.labels
    card = await server.press(answer.posted, "pretraining 预训练", user=ZHANG)
    assert card.posted.ephemeral
    assert card.posted.text.startswith("# pretraining")


async def test_the_menu_reads_a_forwarded_message_too(server: DiscordServer, bot: Discord) -> None:
    answer = await server.menu("Look up terms", "", forwarded="It is about pretraining.")
    assert answer.posted.text.startswith("# pretraining")


async def test_plain_text_in_a_direct_message_is_looked_up(
    server: DiscordServer, bot: Discord
) -> None:
    assert (await server.dm("pretraining")).text.startswith("# pretraining")
    assert (await server.dm("/define overfitting")).text.startswith("# overfitting")


async def test_a_forwarded_message_in_a_direct_message_is_searched_for_terms(
    server: DiscordServer, bot: Discord
) -> None:
    answer = await server.dm("", forwarded="The tokenizer matters in pretraining.")
    assert "pretraining 预训练" in answer.labels


async def test_an_unknown_word_in_a_direct_message_is_answered_there(
    server: DiscordServer, bot: Discord
) -> None:
    assert (await server.dm("qqqqqqqqzzzzz")).text


async def test_messages_without_words_and_messages_in_servers_are_let_be(
    server: DiscordServer, bot: Discord
) -> None:
    await server.say("")
    await server.say("pretraining", guild=GUILD)
    await server.dm("overfitting")
    assert [message.text.split()[1] for message in server.messages] == ["overfitting"]


@pytest.mark.parametrize("forged", ["1w_nothere_more", "9zz", "~", "x" * 100, "1l_klingon"])
async def test_a_forged_press_is_answered_politely_to_the_presser(
    server: DiscordServer, bot: Discord, forged: str
) -> None:
    card = (await server.slash("define", {"word": "pretraining"})).posted
    answer = await server.press(card, forged)
    assert answer.posted.ephemeral
    assert answer.posted.text
    assert answer.posted is not card


async def test_headwords_are_offered_while_a_word_is_typed(
    server: DiscordServer, bot: Discord
) -> None:
    choices = await server.autocomplete("define", "word", "hallu")
    assert choices[0] == {"name": "hallucination 幻觉", "value": "hallucination"}
    assert len(await server.autocomplete("define", "word", "a")) == 25


async def test_nothing_is_offered_where_nothing_completes(
    server: DiscordServer, bot: Discord
) -> None:
    assert await server.autocomplete("language", "to", "e") == []
    assert await server.autocomplete("gone", "word", "e") == []


async def test_a_shared_answer_speaks_the_servers_language_and_a_private_one_the_persons(
    server: DiscordServer, bot: Discord
) -> None:
    shared = await server.slash("help", user=BOB, guild=CHINESE)
    assert "查单词或短语" in shared.posted.text
    private = await server.slash("privacy", user=BOB, guild=CHINESE)
    assert "Never kept" in private.posted.text
    assert "查單詞" in (await server.slash("help", user=LIN, guild=None)).posted.text


async def test_only_admins_choose_a_servers_language(server: DiscordServer, bot: Discord) -> None:
    refused = await server.slash("language", {"to": "zh"}, user=BOB)
    assert refused.posted.ephemeral
    chosen = await server.slash("language", {"to": "zh"}, user=ADMIN)
    assert "简体中文" in chosen.posted.text
    assert "查单词或短语" in (await server.slash("help", user=BOB)).posted.text


async def test_a_guest_of_a_server_chooses_for_themselves(
    server: DiscordServer, bot: Discord
) -> None:
    chosen = await server.slash("language", {"to": "zh-hant"}, user=BOB, guild=VISITED)
    assert not chosen.posted.ephemeral
    assert "刪除" in (await server.slash("privacy", user=BOB, guild=VISITED)).posted.text
    assert (
        "until you delete" in (await server.slash("privacy", user=ADMIN, guild=VISITED)).posted.text
    )


async def test_the_bot_answers_between_people_who_brought_it_along(
    server: DiscordServer, bot: Discord
) -> None:
    answer = await server.slash("define", {"word": "pretraining"}, between=True)
    assert answer.posted.text.startswith("# pretraining")
    assert (await server.slash("privacy", between=True)).posted.ephemeral


async def test_a_command_that_is_gone_is_answered_politely(
    server: DiscordServer, bot: Discord
) -> None:
    answer = await server.slash("gone", {"word": "pretraining"})
    assert answer.posted.text.startswith("I don't know that command.")
    assert answer.posted.ephemeral


@pytest.mark.parametrize(
    "word",
    [
        "x" * 6_000, "😀", "@everyone <@100000000000000001>", "<b>bold</b>", "*_~|`", "' OR 1=1 --",
        "\u202egnippot", " ", "[link](https://example.org)", "Größenordnung übrigens", "# h\n> q",
    ],
)  # fmt: skip
async def test_strange_words_are_answered_and_never_echoed(
    server: DiscordServer, bot: Discord, word: str
) -> None:
    answer = await server.slash("define", {"word": word})
    assert answer.posted.text
    assert word.strip() == "" or word not in answer.posted.text
    assert server.calls[-1].body["data"]["allowed_mentions"] == {"parse": []}


async def test_commands_are_registered_once_in_every_language(
    server: DiscordServer, running: Running
) -> None:
    async with running() as bot:
        assert await bot.sync() != await bot.sync() == "discord: the commands are up to date"
    puts = [call for call in server.calls if call.method == "PUT"]
    assert len(puts) == 1
    define = next(command for command in server.commands if command["name"] == "define")
    assert define["name_localizations"]["zh-CN"] == "查词"
    assert define["description_localizations"]["en-GB"] == define["description"]


async def test_where_and_by_whom_something_is_said_is_told_to_the_core(
    server: DiscordServer, running: Running, scripted: Scripted
) -> None:
    core = scripted(lambda _request: Reply(notice="Heard."))
    thread = "600000000000000077"
    async with running(core):
        for where in ({}, {"thread": thread}, {"guild": None}, {"between": True}):
            await server.slash("help", **where)
        await server.slash("help", guild=VISITED)
    places = [request.place for request in core.requests]
    assert [(p.community, p.channel, p.thread, p.private) for p in places if p] == [
        (GUILD.id, GUILD.channel, None, False),
        (GUILD.id, GUILD.channel, thread, False),
        (ALICE.dm, ALICE.dm, None, True),
        ("6" + ALICE.dm[1:], "6" + ALICE.dm[1:], None, False),
        (VISITED.id, VISITED.channel, None, False),
    ]
    assert [request.guest for request in core.requests] == [False, False, False, True, True]
