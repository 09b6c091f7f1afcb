"""What people do, and what they get, over the wire."""

import pytest

from bot.adapters.telegram import Telegram
from tests.servers.telegram import ALICE, BOB, GROUP, TelegramServer

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_word_gets_its_card(server: TelegramServer) -> None:
    server.say(ALICE, "/define pretraining")
    card = await server.wait_for(lambda: server.last(ALICE))
    assert card["text"].startswith("pretraining  /ˌpriːˈtreɪnɪŋ/  n. [U]\n预训练\n\n")
    assert "reply_to_message" not in card
