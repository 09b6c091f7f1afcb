"""What becomes of an answer when Telegram refuses it, is slow, or is away."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.telegram.answering import Answers
from bot.adapters.telegram.sending import Sender
from bot.adapters.telegram.to_request import Me, Origin
from bot.adapters.telegram.waiting import Floods
from bot.core.messages import (
    Ask,
    Audience,
    Button,
    OutgoingFile,
    Paragraph,
    Pressed,
    Reply,
    Request,
    Typed,
    line,
)
from bot.storage import inbox
from bot.storage.store import Store
from tests.adapters.telegram.conftest import FakeTimer, Running, Scripted
from tests.servers.telegram import ALICE, BOB, GROUP, Json, Refusal, TelegramServer

FLOOD = Refusal(429, "Too Many Requests: retry after 30", {"retry_after": 30})
BROKEN = Refusal(500, "Internal Server Error")
HELLO = Reply(blocks=(Paragraph(line("Hello.")),))


class HeldTimer(FakeTimer):
    """A clock on which a flood lasts until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = asyncio.Event()
        self.released = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds > 20:
            self.waiting.set()
            await self.released.wait()
        await super().sleep(seconds)


async def _answered(server: TelegramServer, chat: int = ALICE) -> Json:
    return await server.wait_for(lambda: server.last(chat))


async def _waiting(store: Store) -> int:
    return len(await store.read(inbox.waiting, "telegram"))


async def test_a_flooded_chat_waits_and_no_other(
    server: TelegramServer, running: Running, timer: FakeTimer
) -> None:
    server.fail("sendMessage", FLOOD, chat=ALICE)
    async with running():
        server.say(ALICE, "/help")
        await _answered(server)
        assert timer.slept[0] == 30
        server.say(BOB, "/help")
        await _answered(server, BOB)
    assert timer.slept.count(30) == 1


async def test_a_flood_of_inline_queries_keeps_no_press_waiting(
    server: TelegramServer, running: Running
) -> None:
    held = HeldTimer()
    server.fail("answerInlineQuery", FLOOD)
    async with running(timer=held):
        server.say(ALICE, "/help")
        card = await _answered(server)
        server.type_inline("token", user=BOB)
        await asyncio.wait_for(held.waiting.wait(), 10)
        query = server.press_data(card, "1h")
        await server.wait_for(lambda: server.answers_to(query))
        held.released.set()


async def test_many_floods_at_once_hold_everything(timer: FakeTimer) -> None:
    floods = Floods(timer)
    assert [floods.note(chat, 30) for chat in range(1, 6)] == [False] * 4 + [True]
    assert floods.everywhere
    assert floods.left(99) == 30
    await floods.passed(99)
    assert timer.slept == [30]
    assert not floods.everywhere


@pytest.mark.parametrize("refusal", [BROKEN, None], ids=["an error", "silence"])
async def test_an_outage_is_waited_out(
    server: TelegramServer, running: Running, timer: FakeTimer, refusal: Refusal | None
) -> None:
    server.fail("sendMessage", refusal, times=3)
    async with running():
        server.say(ALICE, "/help")
        await server.wait_for(lambda: len(server.called("sendMessage")) == 4)
        await _answered(server)
    pauses = [seconds for seconds in timer.slept if seconds > 0.25]
    assert pauses == sorted(pauses)


async def test_an_answer_that_was_shown_is_not_repeated_where_the_press_cannot_be_ended(
    server: TelegramServer, running: Running, scripted: Scripted, store: Store
) -> None:
    core = scripted(HELLO)
    async with running(core=core):
        server.say(ALICE, "/help")
        shown = await _answered(server)
        server.fail("answerCallbackQuery", BROKEN, times=15)
        server.press_data(shown, "1h")
        server.say(ALICE, "/privacy")
        await server.wait_for(lambda: core.requests[-1].said == Typed("/privacy"))
        await server.wait_for(lambda: len(server.said(ALICE)) > 2)
    assert len(core.requests) == len(server.said(ALICE)) == 3
    assert not await _waiting(store)


async def test_an_answer_that_never_gets_through_is_set_aside(
    server: TelegramServer, running: Running, store: Store
) -> None:
    server.fail("sendMessage", BROKEN, times=15)
    async with running():
        server.say(ALICE, "/help")
        server.say(ALICE, "/privacy")
        text = (await _answered(server))["text"]
    assert not await _waiting(store)
    assert "/deletemydata" in text
    assert len(server.called("sendMessage")) == 16


async def test_a_request_of_ours_that_is_refused_is_not_repeated(
    server: TelegramServer, running: Running, store: Store
) -> None:
    server.fail("sendMessage", Refusal(400, "Bad Request: can't parse entities"), chat=ALICE)
    async with running():
        server.say(ALICE, "/help")
        server.say(BOB, "/help")
        await _answered(server, BOB)
    assert not await _waiting(store)
    assert len(server.called("sendMessage")) == 2


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(403, "Forbidden: bot was blocked by the user"),
        Refusal(400, "Bad Request: user is deactivated"),
        Refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_nobody_there_means_no_answer(
    server: TelegramServer,
    running: Running,
    capsys: pytest.CaptureFixture[str],
    refusal: Refusal,
) -> None:
    server.gone[ALICE] = refusal
    async with running():
        server.say(ALICE, "/help")
        server.say(BOB, "/help")
        await _answered(server, BOB)
    assert "answer_dropped" in capsys.readouterr().out
    assert len(server.called("sendMessage")) == 2


async def test_a_group_that_moved_is_followed(server: TelegramServer, running: Running) -> None:
    old, new = -77, GROUP
    server.say(new, "we moved here", user=BOB)
    server.gone[old] = Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new},
    )
    async with running():
        server.say(old, "/help", user=ALICE)
        await _answered(server, new)


async def test_an_answer_to_a_deleted_topic_goes_to_the_chat(
    server: TelegramServer, running: Running
) -> None:
    server.topics_gone.add((GROUP, 77))
    async with running():
        server.say(GROUP, "/help", user=ALICE, topic=77)
        assert "message_thread_id" not in await _answered(server, GROUP)


async def test_an_answer_to_a_deleted_command_stands_alone(
    server: TelegramServer, running: Running
) -> None:
    async with running():
        server.delete(server.say(GROUP, "/help", user=ALICE))
        server.say(GROUP, "hm", user=ALICE)
        assert "reply_to_message" not in await _answered(server, GROUP)


async def _pressed(
    server: TelegramServer, running: Running, scripted: Scripted, reply: Reply | None, chat: int
) -> tuple[list[Json], list[Json]]:
    """Press a button that gets `reply`; return how the press was answered and what was said."""
    first = Reply(blocks=(Paragraph(line("Press.")),), rows=((Button(label="go", action="1w_x"),),))
    core = scripted(lambda request: reply if isinstance(request.said, Pressed) else first)
    async with running(core=core):
        server.say(chat, "/help", user=ALICE)
        card = await _answered(server, chat)
        query = server.press(card, "go", user=ALICE)
        await server.wait_for(lambda: server.answers_to(query))
        server.say(BOB, "/help")
        await _answered(server, BOB)
    return server.answers_to(query), server.said(chat)


class Meeting(Sender):
    """A sender that lets no request through before two are on their way."""

    def __init__(self) -> None:
        self.methods: set[str] = set()
        self._met = asyncio.Barrier(2)

    async def insist(self, method: str, chat: int, parameters: dict[str, Any]) -> Any:
        del chat, parameters
        self.methods.add(method)
        await self._met.wait()


@pytest.mark.parametrize("method", ["editMessageText", "sendMessage"])
async def test_a_press_is_ended_while_its_answer_is_shown(method: str) -> None:
    sender, origin = Meeting(), Origin(ALICE, private=True, message=1, query="1", action="1w_x")
    reply = replace(HELLO, replaces=method == "editMessageText")
    async with asyncio.timeout(60):
        await Answers(sender, Me(1, "cihui_bot")).answer(origin, reply)
    assert sender.methods == {"answerCallbackQuery", method}


async def test_silence_still_ends_a_press(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    answers, said = await _pressed(server, running, scripted, None, ALICE)
    assert answers[0].keys() == {"callback_query_id"}
    assert len(said) == 1


async def test_a_long_notice_is_a_message(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    answers, said = await _pressed(server, running, scripted, Reply(notice="x" * 201), ALICE)
    assert "text" not in answers[0]
    assert said[-1]["text"] == "x" * 201


async def test_a_notice_beside_a_new_message_is_a_toast(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    reply = Reply(notice="Saved.", blocks=HELLO.blocks)
    answers, said = await _pressed(server, running, scripted, reply, GROUP)
    assert answers[0]["text"] == "Saved."
    assert said[-1]["text"] == "Hello."
    assert said[-1]["reply_to_message"]["text"] == "Press."


async def test_what_is_for_the_presser_opens_the_private_chat(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    reply = Reply(blocks=HELLO.blocks, audience=Audience.ASKER)
    answers, said = await _pressed(server, running, scripted, reply, GROUP)
    assert answers[0]["url"] == f"https://t.me/{server.username}?start=1w_x"
    assert len(said) == 1


async def test_a_press_in_private_on_what_is_for_the_presser_is_answered_there(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    reply = Reply(blocks=HELLO.blocks, audience=Audience.ASKER)
    _, said = await _pressed(server, running, scripted, reply, ALICE)
    assert said[-1]["text"] == "Hello."


async def test_files_cannot_replace_a_message(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    chart = OutgoingFile("chart.png", b"\x89PNG")
    reply = Reply(blocks=HELLO.blocks, files=(chart,), replaces=True)
    _, said = await _pressed(server, running, scripted, reply, ALICE)
    assert said[-1]["caption"] == "Hello."
    assert server.called("sendPhoto")[0]["photo"] == b"\x89PNG"


async def test_an_edit_that_is_refused_for_another_reason_is_a_failure(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    server.fail("editMessageText", Refusal(400, "Bad Request: something else"))
    reply = Reply(blocks=HELLO.blocks, replaces=True)
    _, said = await _pressed(server, running, scripted, reply, ALICE)
    assert [message["text"] for message in said] == ["Press."]


async def test_a_press_that_cannot_be_answered_for_an_outage_is_tried_again(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    server.fail("answerCallbackQuery", BROKEN, times=5)
    answers, _ = await _pressed(server, running, scripted, Reply(notice="Done."), ALICE)
    assert answers[0]["text"] == "Done."


async def test_a_press_on_an_inline_message_gets_a_toast_or_a_link(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    replies = iter([HELLO, Reply(notice="x" * 201)])
    async with running(core=scripted(lambda _: next(replies))):
        for wanted in ("url", "text"):
            query = server.press_data(None, "1w_x", user=ALICE)
            (answer,) = await server.wait_for(lambda: server.answers_to(query))  # noqa: B023
            assert wanted in answer


async def test_several_files_follow_the_text(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    files = (OutgoingFile("a.csv", b"a"), OutgoingFile("b.apkg", b"b", "A deck."))
    async with running(core=scripted(Reply(blocks=HELLO.blocks, files=files))):
        server.say(ALICE, "/export")
        await server.wait_for(lambda: len(server.said(ALICE)) == 3)
    assert [m.get("text") or m.get("caption") for m in server.said(ALICE)] == [
        "Hello.",
        None,
        "A deck.",
    ]


async def test_a_question_is_answered_by_a_reply_to_it(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    def answer(request: Request) -> Reply:
        if len(core.requests) > 1:
            return HELLO
        return Reply(ask=Ask("Which word?", action="1w", hint="a word"))

    core = scripted(answer)
    async with running(core=core):
        server.say(GROUP, "/define", user=ALICE)
        question = await _answered(server, GROUP)
        server.say(GROUP, "pretraining", user=ALICE, reply_to=question)
        await server.wait_for(lambda: len(server.said(GROUP)) == 2)
    assert server.called("sendMessage")[0]["reply_markup"] == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "a word",
    }
    assert core.requests[1].said.values == {"word": "pretraining"}  # type: ignore[union-attr]


async def test_a_question_to_who_pressed_in_a_group_opens_in_nobody_elses_app(
    server: TelegramServer, running: Running, scripted: Scripted
) -> None:
    def answer(request: Request) -> Reply:
        if len(core.requests) == 2:
            return Reply(ask=Ask("Which word?", action="1w"))
        return HELLO

    core = scripted(answer)
    async with running(core=core):
        server.say(GROUP, "/define", user=ALICE)
        server.press_data(await _answered(server, GROUP), "1w", user=BOB)
        await server.wait_for(lambda: len(server.said(GROUP)) == 2)
        question = server.said(GROUP)[1]
        server.say(GROUP, "pretraining", user=BOB, reply_to=question)
        await server.wait_for(lambda: len(server.said(GROUP)) == 3)
    assert server.called("sendMessage")[1]["reply_markup"]["selective"]
    assert [e["user"]["id"] for e in question["entities"] if "user" in e] == [BOB]
    assert core.requests[2].said.values == {"word": "pretraining"}  # type: ignore[union-attr]
