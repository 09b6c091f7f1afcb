"""Whatever arrives gets one clear sentence, nothing is echoed raw and nothing is raised."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.core import Core
from bot.core.messages import Filled, Pressed, Typed
from tests.talk import GROUP, Talk, text_of

NASTY = [
    "x" * 10_000,
    "🦜🔥",
    "@everyone",
    "<b>bold</b>",
    "*_~|",
    "'; DROP TABLE people; --",
    "\u202egniniarterp",
    "привет мир",
    "مرحبا",
    "{count} {0} %s",
    "\x00\x01",
    "a\u0301" * 500,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
async def test_what_is_no_word_gets_a_sentence(talk: Talk, text: str) -> None:
    reply = await talk.say(f"/define {text}")
    said = text_of(reply)
    assert said
    assert len(said) < 500
    assert text.strip("\x00\x01 ")[:20] not in said or not text.strip("\x00\x01 ")


@pytest.mark.parametrize("text", ["/nonsense", "/", "/ define", "/DEFINE"])
async def test_odd_commands_are_answered_in_private(talk: Talk, text: str) -> None:
    assert text_of(await talk.say(text))


async def test_an_unknown_command_in_a_group_is_somebody_elses(talk: Talk) -> None:
    talk.place = GROUP
    assert await talk.hears(Typed("/nonsense")) is None
    assert await talk.hears(Typed("hello all")) is None
    assert talk.answered(await talk.hears(Typed("/nonsense", addressed=True))).notice


@pytest.mark.parametrize("action", ["", "zzz", "1q_1", "1w_a_b_c_d", "1w_é", "9w_faekjw", "1x_no"])
async def test_a_forged_press_is_answered_politely(talk: Talk, action: str) -> None:
    reply = talk.answered(await talk.hears(Pressed(action)))
    assert reply.notice or reply.blocks


async def test_values_a_command_does_not_know_are_ignored(talk: Talk) -> None:
    reply = talk.answered(await talk.hears(Filled("define", {"word": "pretraining", "x": "y"})))
    assert "pretraining" in text_of(reply)


async def test_a_fault_of_ours_is_admitted(talk: Talk, core: Core) -> None:
    reply = talk.answered(await talk.hears(Filled("no-such-command")))
    assert reply.notice == "Something went wrong here. Try again in a minute."


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300))
async def test_no_text_at_all_makes_it_raise(talk: Talk, text: str) -> None:
    reply = await talk.hears(Typed(text))
    assert reply is None or "Something went wrong" not in reply.notice
