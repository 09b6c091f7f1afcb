"""The stub refuses what Discord refuses: it would prove nothing otherwise."""

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.servers.discord import TOKEN, DiscordServer
from tests.servers.discord_judge import (
    COMPONENTS_V2,
    RefusedError,
    has_specification,
    judge,
    judge_commands,
    judge_message,
)

MESSAGES = "/channels/{channel_id}/messages"


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "x", "custom_id": custom_id, **more}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def menu(*values: str, default: bool = False) -> dict[str, Any]:
    options = [{"label": "x", "value": value, "default": default} for value in values]
    return {"type": 3, "custom_id": "m", "options": options}


def message(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"components": list(components), "flags": COMPONENTS_V2, **more}


def test_the_document_of_discord_is_at_hand() -> None:
    if not has_specification():
        pytest.skip("no ../shared/specs: requests are not held against Discord's own document")
    judge("POST", MESSAGES, message(text(), row(button(), button("b")), row(menu("a", "b"))))


@pytest.mark.skipif(not has_specification(), reason="needs ../shared/specs")
@pytest.mark.parametrize(
    "body",
    [
        message(text(), unknown=1), message({**text(), "unknown": 1}), message({"type": 99}),
        message(text("x" * 4_001)), message(row(button("x" * 101))), message(row()),
        message(row(*(button(str(n)) for n in range(6)))), message(text(), nonce="x" * 26),
        message(row(menu(*map(str, range(26))))),
    ],
)  # fmt: skip
def test_what_the_document_forbids_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        judge("POST", MESSAGES, body)


@pytest.mark.parametrize(
    "body",
    [
        {"components": [text()]}, message(), message(text(), content="x"),
        message(*(text() for _ in range(41))), message(text("x" * 2_001), text("x" * 2_000)),
        message(row(button(), button())), message(row(button("x" * 101))),
        message(row(*(button(str(n)) for n in range(6)))), message(row(menu("a"), button())),
        message(row(menu("a", "a"))), message(row(menu("a", "b", default=True))),
        message(row(button(url="https://example.org"))), message(row({"type": 2, "style": 2})),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_of_components_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        judge_message(body)


def command(name: str, *options: dict[str, Any], description: str = "x") -> dict[str, Any]:
    return {"name": name, "description": description, "options": list(options)}


@pytest.mark.parametrize(
    "commands",
    [
        [command("a"), command("a")], [command("A")], [command("two words")], [command("x" * 33)],
        [command("a", description="")], [command("a", description="x" * 101)],
        [command("a", command("b"), command("b"))],
        [command("a"), {**command("b"), "name_localizations": {"zh-CN": "a"}, }],
    ],
)  # fmt: skip
def test_commands_discord_would_not_register_are_refused(commands: list[dict[str, Any]]) -> None:
    commands[0].setdefault("name_localizations", {"zh-CN": commands[0]["name"]})
    with pytest.raises(RefusedError):
        judge_commands(commands)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/interactions/1/x/callback", 404), ("POST", "/webhooks/1/x", 404),
        ("PATCH", "/webhooks/1/x/messages/@original", 404), ("GET", "/users/@me", 401),
        ("PATCH", "/channels/1/messages/2", 401),
    ],
)  # fmt: skip
async def test_strangers_and_strange_requests_are_turned_away(
    method: str, path: str, status: int
) -> None:
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        body = {"type": 6} if path.startswith("/interactions") else message(text())
        async with session.request(method, server.url + path, json=body) as response:
            assert response.status == status


async def test_a_hook_sees_every_request_before_and_after_it_is_handled() -> None:
    seen: list[tuple[str, int, str]] = []

    def note(when: str) -> Callable[..., None]:
        return lambda number, call: seen.append((when, number, call.path))

    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        server.on_request, server.on_answer = note("before"), note("after")
        headers = {"Authorization": f"Bot {TOKEN}"}
        for _ in range(2):
            await (await session.get(server.url + "/users/@me", headers=headers)).read()
    assert seen == [(w, n, "/users/@me") for n in (1, 2) for w in ("before", "after")]
