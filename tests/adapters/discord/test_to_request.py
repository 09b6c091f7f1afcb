"""What Discord's own payloads mean, where no person of the stub would send them."""

from typing import Any

import discord
import pytest

from bot.adapters.discord.client import Client
from bot.adapters.discord.to_request import from_interaction
from bot.core.core import Core
from bot.core.messages import Pressed, Request
from tests.servers.discord_payloads import ALICE, APPLICATION_ID, bot_payload, person_payload
from tests.talk import NOON


def request_of(core: Core, kind: int, data: dict[str, Any], **more: Any) -> Request:
    client = Client(core, lambda: NOON, None)
    state: Any = client._connection
    state.user = discord.ClientUser(state=state, data=bot_payload())  # type: ignore[arg-type]
    payload: Any = {
        "id": "1", "application_id": APPLICATION_ID, "type": kind, "data": data, "token": "t",
        "version": 1, "attachment_size_limit": 0, **person_payload(ALICE, None), **more,
    }  # fmt: skip
    interaction: discord.Interaction[Client] = discord.Interaction(data=payload, state=state)
    return from_interaction(interaction, core, NOON)


async def test_an_interaction_without_a_channel_has_no_place(core: Core) -> None:
    request = request_of(core, 2, {"id": "1", "name": "help", "type": 1})
    assert request.place is None
    assert request.person is not None
    assert not request.is_private


@pytest.mark.parametrize("values", [{"values": []}, {}])
async def test_a_choice_of_nothing_is_a_press_the_core_refuses(
    core: Core, values: dict[str, Any]
) -> None:
    request = request_of(core, 3, {"custom_id": "view", "component_type": 3, **values})
    assert request.said == Pressed("")


async def test_a_form_without_text_is_a_press_of_its_action(core: Core) -> None:
    request = request_of(core, 5, {"custom_id": "1h", "components": []})
    assert request.said == Pressed("1h")


async def test_a_group_of_people_is_no_private_chat(core: Core) -> None:
    channel = {"id": "5", "type": 3, "name": "Us", "icon": None, "flags": 0}
    data = {"id": "1", "name": "help", "type": 1}
    request = request_of(core, 2, data, channel=channel, context=2)
    assert request.place is not None
    assert not request.place.private
    assert request.guest
