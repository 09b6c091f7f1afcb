"""How replies of every kind become answers, whatever happens on the way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.discord import Discord
from bot.core.commands.declaration import Command, Text, Token
from bot.core.core import Core
from bot.core.messages import (
    Ask,
    Audience,
    Button,
    Filled,
    OutgoingFile,
    Paragraph,
    Pressed,
    Reply,
    Request,
    Typed,
    line,
)
from tests.adapters.discord.conftest import Log, Running, Scripted, ScriptedCore
from tests.servers.discord import Call, DiscordServer
from tests.servers.discord_payloads import BOB, EVERYTHING, GUILD, VIEW, Guild, User

POSTED, DEFERRED, DEFERRED_EDIT, EDITED, FORM = 4, 5, 6, 7, 9
OTHER = Guild(GUILD.id, app_permissions=VIEW)
CALLBACK = "POST /interactions/.*/callback"


async def _never(*_: Any, **__: Any) -> Reply:
    raise NotImplementedError


REPORT = Command(
    name="report",
    code="q",
    summary="Say what is wrong",
    run=_never,
    parameters=(Token(name="entry"), Text(name="text", summary="What is wrong")),
)
SLOW = Command(name="slow", code="qs", summary="Take a while", run=_never, slow=True)
SECRET = Command(
    name="secret", code="qp", summary="Whisper", run=_never, slow=True, audience=Audience.ASKER
)


def said(text: str, **more: Any) -> Reply:
    return Reply(blocks=(Paragraph(line(text)),), **more)


BUTTON = said("Here.", rows=((Button(label="Go", action=SLOW.action()),),))


@pytest.fixture
def answering(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """Give a core with commands of every kind, which answers as a test wants."""
    extra = (REPORT, SLOW, SECRET)
    names = {**Core.commands, **{command.name: command for command in extra}}
    codes = {**Core._by_code, **{command.code: command for command in extra}}
    monkeypatch.setattr(ScriptedCore, "commands", names)
    monkeypatch.setattr(ScriptedCore, "_by_code", codes)
    return scripted


def by_command(**replies: Reply) -> Callable[[Request], Reply]:
    def answer(request: Request) -> Reply:
        said = request.said
        return replies[said.command if isinstance(said, Filled) else "pressed"]

    return answer


async def test_a_slow_command_is_announced_and_answered_later(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    async with running(answering(lambda _request: said("Done."))):
        answer = await server.slash("slow")
        assert (answer.kind, answer.posted.ephemeral) == (DEFERRED, False)
        await server.wait_for(lambda: not answer.posted.loading)
    assert answer.posted.text == "Done."


async def test_a_slow_private_command_is_announced_to_the_asker(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    async with running(answering(lambda _request: said("Done."))):
        for guild in (GUILD, None):
            answer = await server.slash("secret", guild=guild)
            await server.wait_for(lambda: not answer.posted.loading)  # noqa: B023
            assert answer.posted.ephemeral is (guild is not None)


async def test_an_error_after_a_public_announcement_still_goes_to_the_asker(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    async with running(answering(lambda _request: Reply(notice="No."))):
        answer = await server.slash("slow")
        await server.wait_for(lambda: answer.followed)
    assert answer.posted.deleted
    assert [(m.text, m.ephemeral) for m in answer.followed] == [("No.", True)]


async def test_a_slow_press_changes_its_message_or_leaves_it_alone(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    replies = by_command(help=BUTTON, pressed=said("Changed.", replaces=True))
    async with running(answering(replies)):
        card = (await server.slash("help")).posted
        answer = await server.press(card, "Go")
        assert answer.kind == DEFERRED_EDIT
        await server.wait_for(lambda: card.edits)
    assert card.text == "Changed."
    async with running(answering(by_command(help=BUTTON, pressed=said("New.")))):
        card = (await server.slash("help")).posted
        answer = await server.press(card, "Go")
        await server.wait_for(lambda: answer.followed)
    assert (card.text, answer.followed[0].text) == ("Here.", "New.")


async def test_a_question_opens_a_form_whose_text_completes_its_action(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    ask = Ask(question="What is wrong?", action=REPORT.action(entry="abc123"), hint="A typo")
    core = answering(by_command(help=Reply(ask=ask), report=said("Thank you.")))
    async with running(core):
        form = await server.slash("help")
        assert (form.kind, form.form["title"]) == (FORM, "What is wrong?")
        answer = await server.submit(form, "all of it")
    assert answer.posted.text == "Thank you."
    assert core.requests[-1].said == Filled("report", {"entry": "abc123", "text": "all of it"})


async def test_the_form_of_an_action_that_takes_no_text_counts_as_a_press(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    ask = Ask(question="Well?", action=SLOW.action())
    core = answering(by_command(help=Reply(ask=ask), pressed=said("So be it.")))
    async with running(core):
        answer = await server.submit(await server.slash("help"), "hm")
        assert answer.kind == DEFERRED
        await server.wait_for(lambda: not answer.posted.loading)
    assert core.requests[-1].said == Pressed(SLOW.action())


async def test_a_question_is_put_as_a_button_where_no_form_can_open(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    ask = Ask(question="What is wrong?", action=REPORT.action())
    async with running(answering(lambda _request: Reply(ask=ask))):
        message = await server.dm("report")
        assert message.labels == ["What is wrong?"]
        assert (await server.press(message, "What is wrong?", guild=None)).kind == FORM


async def test_a_notice_beside_a_change_is_whispered_after_it(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    button = replace(BUTTON, rows=((Button(label="Save", action=REPORT.action()),),))
    changed = said("Saved.", notice="It is in your list.", replaces=True)
    async with running(answering(by_command(help=button, pressed=changed))):
        card = (await server.slash("help")).posted
        answer = await server.press(card, "Save")
        await server.wait_for(lambda: answer.followed)
    assert card.text == "Saved."
    assert [(m.text, m.ephemeral) for m in answer.followed] == [("It is in your list.", True)]


async def test_a_private_button_answers_its_presser_alone_and_leaves_the_message(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    button = Button(label="Full card", action=REPORT.action(), in_private=True)
    replies = by_command(
        help=said("Short.", rows=((button,),)), pressed=said("Long.", replaces=True)
    )
    core = answering(replies)
    async with running(core):
        card = (await server.slash("help")).posted
        answer = await server.press(card, "Full card", user=BOB)
    assert (answer.posted.text, answer.posted.ephemeral, card.text) == ("Long.", True, "Short.")
    assert core.requests[-1].said == Pressed(REPORT.action())
    assert core.requests[-1].in_private


async def test_files_are_shown_in_the_message(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    files = (OutgoingFile("chart.png", b"png", "A chart"), OutgoingFile("words.csv", b"a,b"))
    async with running(answering(lambda _request: said("Look.", files=files))):
        answer = await server.slash("help")
        message = await server.dm("chart")
    for posted in (answer.posted, message):
        assert [a["filename"] for a in posted.attachments] == ["chart.png", "words.csv"]
        assert [part["type"] for part in posted.parts(12, 13)] == [12, 13]


async def test_silence_is_kept_where_the_core_keeps_it(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    quiet = answering(lambda r: said("Yes.") if r.said == Typed("hello") else None)
    async with running(quiet):
        await server.slash("help", wait=False)
        await server.say("hush")
        await server.dm("hello")
    assert [message.text for message in server.messages] == ["Yes."]


async def test_the_core_may_ask_for_permissions(
    server: DiscordServer, running: Running, answering: Scripted
) -> None:
    told: list[list[bool]] = []

    async def ask(request: Request) -> Reply:
        place = request.place
        assert place is not None
        nearby = replace(place, channel=GUILD.other_channel)
        gone = replace(place, channel="1")
        thread = replace(place, thread="600000000000000077")
        may = [await request.can_post(p) for p in (place, nearby, gone, thread)]
        told.append([await request.is_admin(), *may])
        return said("Asked.")

    async with running(answering(ask)):
        await server.slash("help")
        await server.slash("help", user=User("1" + "0" * 17, "boss", permissions=EVERYTHING))
        await server.slash("help", guild=OTHER)
        await server.slash("help", guild=None)
    assert told[0] == [False, True, True, False, False]
    assert told[1][0]
    assert told[2] == [False, False, True, False, False]
    assert told[3] == [False, True, True, True, True]


def failures(log: Log) -> list[str]:
    """Return the reasons the log gives for answers that could not be given."""
    return [entry["reason"] for entry in log.of("discord_answer_failed")]


# --- accidents ------------------------------------------------------------------------------------


async def test_an_answer_is_given_again_when_the_connection_breaks(
    server: DiscordServer, bot: Discord
) -> None:
    server.fail(CALLBACK, "drop")
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    server.fail("POST /channels/.*", "drop")
    assert (await server.dm("pretraining")).text


async def test_an_answer_that_arrived_before_the_connection_broke_counts_once(
    server: DiscordServer, bot: Discord, log: Log
) -> None:
    server.fail(CALLBACK, "drop after")
    server.fail("POST /channels/.*", "drop after")
    answer = await server.slash("define", {"word": "pretraining"})
    await server.dm("pretraining")
    await server.wait_for(lambda: len(server.calls) >= 2 and server.refusals)
    assert len(server.messages) == 2
    assert answer.kind == POSTED
    assert not failures(log)
    assert server.refusals.pop().endswith("already been acknowledged")


async def test_an_answer_that_cannot_be_given_is_logged_and_the_next_one_is_given(
    server: DiscordServer, bot: Discord, log: Log
) -> None:
    server.fail(CALLBACK, 403, code=50001)
    await server.slash("define", {"word": "pretraining"}, wait=False)
    await log.until("discord_answer_failed")
    server.fail(CALLBACK, "drop", times=2)
    await server.slash("define", {"word": "pretraining"}, wait=False)
    await log.until("discord_answer_failed", 2)
    assert (await server.slash("define", {"word": "overfitting"})).posted.text
    assert failures(log) == ["403, code 50001", "ServerDisconnectedError"]


async def test_an_answer_after_three_seconds_is_refused_and_logged(
    running: Running, log: Log
) -> None:
    now = [0.0]

    def delay(_number: int, call: Call) -> None:
        now[0] += 4 if call.path.endswith("/callback") else 0

    async with DiscordServer(clock=lambda: now[0]) as server, running(at=server):
        server.on_request = delay
        await server.slash("define", {"word": "pretraining"}, wait=False)
        await log.until("discord_answer_failed")
        assert server.refusals.pop().endswith("Unknown interaction")
    assert failures(log) == ["404, code 10062"]


async def test_a_busy_or_failing_discord_is_asked_again(
    server: DiscordServer, bot: Discord, no_waiting: list[float]
) -> None:
    server.fail(CALLBACK, 500)
    server.fail("POST /channels/.*", 429, after=0.5)
    assert (await server.slash("define", {"word": "pretraining"})).posted.text
    assert (await server.dm("pretraining")).text
    assert no_waiting == [1, 0.5]
