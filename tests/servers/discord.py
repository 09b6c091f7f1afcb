"""A small Discord: REST and gateway on a real socket, with people who use the bot.

It refuses what the real one refuses (`discord_judge`) and keeps what was refused in `refusals`.
"""

import asyncio
import inspect
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.discord_gateway import Gateway
from tests.servers.discord_judge import RefusedError, judge
from tests.servers.discord_payloads import (
    ALICE,
    APPLICATION_ID,
    GUILD,
    Guild,
    Json,
    Posted,
    User,
    channel_payload,
    new_id,
    scene_payload,
)
from tests.servers.discord_rest import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    SUBMIT,
    Answer,
    Handler,
    Interaction,
    Rest,
)

TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAx.made-up.nothing-real-behind-it-0000"
PREFIX = "/api/v10"
PATIENCE = 20.0
"""How long a test waits for the bot at most: long, for a test that waits so long has failed."""


@dataclass(frozen=True)
class Call:
    """One request of the bot."""

    method: str
    path: str
    body: Any


@dataclass
class _Failure:
    pattern: re.Pattern[str]
    how: int | str
    times: int
    code: int
    retry_after: float


Hook = Callable[[int, Call], Awaitable[None] | None]


class DiscordServer:
    """Discord, as far as the bot sees it.

    Attributes:
        url: what `DISCORD_API_URL` is set to.
        calls: every request, in order.
        refusals: why requests were refused, except where a failure was asked for.
        on_request: called with a request and its number, from 1, before it is handled.
        on_answer: likewise when it is handled and its answer not yet sent.
        files_lost: whether the files that people attached cannot be fetched.
    """

    def __init__(
        self,
        *guilds: Guild,
        token: str = TOKEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        self.on_request: Hook | None = None
        self.on_answer: Hook | None = None
        self.clock = clock
        self.files_lost = False
        self.rest = Rest(clock)
        self._failures: list[_Failure] = []
        self._token = token
        self._changed = asyncio.Event()
        self.gateway = Gateway(token, guilds or (GUILD,), self._changed.set)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._middleware], client_max_size=1 << 25)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/attachments/{id}/{name}", self._give_file)
        for method, path, handler in self.rest.routes():
            app.router.add_route(method, PREFIX + path, _as_web(handler))
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}{PREFIX}"
        self.gateway.url = self.rest.gateway_url = f"ws://127.0.0.1:{port}/gateway/"
        self.rest.cdn_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.gateway.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def messages(self) -> list[Posted]:
        """Every message of the bot that still stands, in order."""
        return self.rest.messages

    @property
    def commands(self) -> list[Json]:
        """The commands registered."""
        return self.rest.commands

    # --- what people do ---------------------------------------------------------------------------

    async def slash(
        self, name: str, values: Json | None = None, *, wait: bool = True, **where: Any
    ) -> Answer:
        """Use a slash command; `where` says who, where and in which language."""
        data = {"id": new_id(), "name": name, "type": 1, "options": _options(values or {})}
        return await self._interact(COMMAND, data, wait=wait, **where)

    async def slash_with_file(self, name: str, option: str, content: bytes, **where: Any) -> Answer:
        """Use a slash command with a file."""
        attachment = self.rest.attached(content, "words.txt")
        data = {
            "id": new_id(), "name": name, "type": 1,
            "options": [{"name": option, "type": 11, "value": attachment["id"]}],
            "resolved": {"attachments": {attachment["id"]: attachment}},
        }  # fmt: skip
        return await self._interact(COMMAND, data, **where)

    async def autocomplete(self, name: str, option: str, typed: str, **where: Any) -> list[Json]:
        """Type into an option; return the choices offered."""
        options = [{**o, "focused": True} for o in _options({option: typed})]
        data = {"id": new_id(), "name": name, "type": 1, "options": options}
        return (await self._interact(AUTOCOMPLETE, data, **where)).choices

    async def menu(self, name: str, text: str, *, forwarded: str = "", **where: Any) -> Answer:
        """Use an entry of the menu of a message that says `text`."""
        target = Posted(new_id(), GUILD.channel, None, content=text, author=ALICE)
        target.snapshots = [forwarded] if forwarded else []
        data = {
            "id": new_id(), "name": name, "type": 3, "target_id": target.id,
            "resolved": {"messages": {target.id: target.payload()}},
        }  # fmt: skip
        return await self._interact(COMMAND, data, **where)

    async def press(self, message: Posted, button: str, **where: Any) -> Answer:
        """Press the button of a label or custom_id; one that is not there is a forged press."""
        found = [b for b in message.parts(2) if button in (b["label"], b.get("custom_id"))]
        custom_id = found[0]["custom_id"] if found else button
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(COMPONENT, data, pressed=message, **where)

    async def select(self, message: Posted, option: str, **where: Any) -> Answer:
        """Choose the option whose label begins so."""
        menu = message.parts(3)[0]
        value = next(o["value"] for o in menu["options"] if o["label"].startswith(option))
        data = {"custom_id": menu["custom_id"], "component_type": 3, "values": [value]}
        return await self._interact(COMPONENT, data, pressed=message, **where)

    async def submit(self, answer: Answer, text: str, **where: Any) -> Answer:
        """Fill in the form of an answer and send it."""
        label = answer.form["components"][0]
        value = {"type": 4, "custom_id": label["component"]["custom_id"], "value": text}
        filled = [{"type": 18, "component": value}]
        data = {"custom_id": answer.form["custom_id"], "components": filled}
        return await self._interact(SUBMIT, data, **where)

    async def dm(
        self, text: str, *, user: User = ALICE, forwarded: str = "", file: bytes | None = None
    ) -> Posted:
        """Write to the bot; return its answer."""
        await self.say(text, user=user, forwarded=forwarded, file=file)
        before = len(self.messages)
        await self.wait_for(lambda: len(self.messages) > before)
        return self.messages[-1]

    async def say(
        self,
        text: str,
        *,
        user: User = ALICE,
        forwarded: str = "",
        guild: Guild | None = None,
        at_once: bool = False,
        file: bytes | None = None,
    ) -> None:
        """Write to the bot, or in a server, without waiting for an answer.

        Args:
            at_once: even while the bot's connection is interrupted.
        """
        if not at_once:
            await self.ready()
        message = Posted(new_id(), guild.channel if guild else user.dm, guild, content=text)
        message.author, message.snapshots = user, [forwarded] if forwarded else []
        if file is not None:
            message.attachments = [self.rest.attached(file, "words.txt")]
        self.rest.posted.append(message)
        where = {"guild_id": guild.id} if guild else {"channel_type": 1}
        await self.gateway.emit("MESSAGE_CREATE", {**message.payload(), **where})

    async def ready(self) -> None:
        """Wait until a bot is connected."""
        await self.wait_for(lambda: self.gateway.connected)

    async def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait until something is so; it is looked at again whenever the bot did something."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def heard(self) -> None:
        """Wait until the bot has read all that it was sent."""
        before = self.gateway.beats
        await self.gateway.ask_for_a_beat()
        await self.wait_for(lambda: self.gateway.beats > before)

    def fail(
        self, pattern: str, how: int | str, *, times: int = 1, code: int = 0, after: float = 0
    ) -> None:
        """Make the next requests whose `METHOD path` matches fail.

        Args:
            how: a status, `drop` (the connection breaks, nothing is done) or `drop after`.
            code: Discord's own code of the error.
            after: the seconds a 429 says to wait.
        """
        self._failures.append(_Failure(re.compile(pattern), how, times, code, after))

    async def _interact(
        self,
        kind: int,
        data: Json,
        *,
        user: User = ALICE,
        guild: Guild | None = GUILD,
        thread: str | None = None,
        between: bool = False,
        pressed: Posted | None = None,
        wait: bool = True,
    ) -> Answer:
        """Let the bot hear of an interaction; return its answer.

        Args:
            guild: the server; None means the private chat with the bot.
            thread: the thread of the server's channel it happens in.
            between: it happens in a private chat of people, among whom the bot is not.
            wait: whether to wait for the answer.
        """
        await self.ready()
        own = None if between else guild
        channel = thread or (own.channel if own else "6" + user.dm[1:] if between else user.dm)
        interaction = Interaction(kind, user, own, channel, pressed, self.clock())
        self.rest.interactions[interaction.id] = interaction
        payload = {
            "id": interaction.id, "application_id": APPLICATION_ID, "type": kind, "data": data,
            "token": interaction.token, "version": 1, "entitlements": [],
            "attachment_size_limit": 10_485_760, "channel_id": channel,
            "channel": channel_payload(channel, own, is_thread=thread is not None),
            "context": 0 if own else 2 if between else 1,
            **scene_payload(user, own, between=between),
        }  # fmt: skip
        if pressed is not None:
            payload["message"] = pressed.payload()
        await self.gateway.emit("INTERACTION_CREATE", payload)
        if wait:
            await self.wait_for(lambda: interaction.answer.kind)
        return interaction.answer

    @web.middleware
    async def _middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return await handler(request)
        body = await _body(request)
        call = Call(request.method, request.path.removeprefix(PREFIX), body)
        self.calls.append(call)
        number = len(self.calls)
        await _call(self.on_request, number, call)
        try:
            response = await self._handled(request, call, handler)
        finally:
            self._changed.set()
        await _call(self.on_answer, number, call)
        return response

    async def _handled(
        self,
        request: web.Request,
        call: Call,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        failure = self._failure_of(call)
        if failure is not None and failure.how != "drop after":
            return _failing(request, failure)
        try:
            self._authorize(request, call)
            resource = request.match_info.route.resource
            if resource is not None and request.method != "GET":
                judge(request.method, resource.canonical.removeprefix(PREFIX), call.body)
            request["body"] = call.body
            response = await handler(request)
        except RefusedError as refusal:
            self.refusals.append(f"{call.method} {call.path}: {refusal}")
            return _json({"code": refusal.code, "message": str(refusal)}, refusal.status)
        if failure is not None:
            return _failing(request, failure)
        return response

    async def _give_file(self, request: web.Request) -> web.Response:
        content = None if self.files_lost else self.rest.files.get(request.match_info["id"])
        return web.Response(body=content, status=404 if content is None else 200)

    def _failure_of(self, call: Call) -> _Failure | None:
        for failure in self._failures:
            if failure.times and failure.pattern.search(f"{call.method} {call.path}"):
                failure.times -= 1
                return failure
        return None

    def _authorize(self, request: web.Request, call: Call) -> None:
        free = call.path.startswith(("/interactions/", "/webhooks/"))
        if not free and request.headers.get("Authorization") != f"Bot {self._token}":
            raise RefusedError("401: Unauthorized", status=401, code=0)


def _options(values: Json) -> list[Json]:
    kinds = {str: 3, int: 4}
    return [{"name": k, "type": kinds[type(v)], "value": v} for k, v in values.items()]


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return json.loads(str(form["payload_json"]))
    text = await request.text()
    return json.loads(text) if text else None


def _as_web(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        result = handler(request, request["body"])
        return web.Response(status=204) if result is None else _json(result)

    return serve


def _json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # exactly this type: discord.py misreads one that names a charset
    body = json.dumps(data).encode()
    kind = "application/json"
    return web.Response(body=body, status=status, headers=headers, content_type=kind)


def _failing(request: web.Request, failure: _Failure) -> web.Response:
    if isinstance(failure.how, str):
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)
    body = {"code": failure.code, "message": "asked to fail"}
    if failure.how == 429:
        body |= {"retry_after": failure.retry_after, "global": False}
    return _json(body, failure.how, {"Via": "1.1 stub"})


async def _call(hook: Hook | None, number: int, call: Call) -> None:
    if hook is not None:
        result = hook(number, call)
        if inspect.isawaitable(result):
            await result
