from typing import Any

from tests.adapters.telegram.conftest import Running
from tests.servers.telegram import ALICE, BOB, TelegramServer


async def offered(server: TelegramServer, text: str, **facts: Any) -> dict[str, Any]:
    query = server.type_inline(text, **facts)
    answers = await server.wait_for(lambda: server.answers_to(query))
    return answers[0]


async def test_typing_in_any_chat_offers_cards(running: Running, server: TelegramServer) -> None:
    async with running():
        answer = await offered(server, "pretr")
    first = answer["results"][0]
    assert first["title"] == "pretraining  /ˌpriːˈtreɪnɪŋ/"
    assert first["description"] == "预训练"
    assert "<b>pretraining</b>" in first["input_message_content"]["message_text"]
    assert answer["is_personal"]


async def test_a_card_chosen_in_the_chat_with_the_bot_is_not_looked_up(
    running: Running, server: TelegramServer
) -> None:
    async with running():
        answer = await offered(server, "pretraining", user=ALICE)
        chosen = answer["results"][0]["input_message_content"]["message_text"]
        me = {"id": server.bot_id, "is_bot": True, "first_name": "Cihui"}
        server.say(ALICE, chosen, via_bot=me)
        server.say(ALICE, "/privacy")
        await server.wait_for(lambda: "/deletemydata" in str(server.last(ALICE)))
    assert len(server.said(ALICE)) == 1


async def test_cards_speak_the_persons_language(running: Running, server: TelegramServer) -> None:
    async with running():
        english = await offered(server, "pretraining", user=BOB, language="en")
    text = english["results"][0]["input_message_content"]["message_text"]
    assert "先在大规模数据集上" not in text


async def test_offers_go_on_where_they_ended(running: Running, server: TelegramServer) -> None:
    async with running():
        first = await offered(server, "a")
        second = await offered(server, "a", offset=first["next_offset"])
        forged = await offered(server, "a", offset="99999999999")
        nothing = await offered(server, "qqqqqqqqqqqq")
    ids = [result["id"] for answer in (first, second) for result in answer["results"]]
    assert len(ids) == len(set(ids)) == 40
    assert forged["results"] == []
    assert (nothing["results"], nothing["next_offset"]) == ([], "")


async def test_chinese_and_misspellings_are_offered_too(
    running: Running, server: TelegramServer
) -> None:
    async with running():
        chinese = await offered(server, "预训")
        misspelt = await offered(server, "pretrainig")
    for answer in (chinese, misspelt):
        assert "pretraining" in [r["title"].split("  ")[0] for r in answer["results"]]


async def test_a_query_typed_too_long_ago_does_no_harm(
    running: Running, server: TelegramServer
) -> None:
    async with running():
        query = server.type_inline("token")
        server.queries[query].expired = True
        answer = await offered(server, "token")
    assert answer["results"]
    assert server.answers_to(query) == []
