"""A small Discord: REST and gateway on a real socket, with people who use the bot.

It refuses what the real one refuses (`discord_judge`) and keeps what was refused in `refusals`.
"""

import asyncio
import inspect
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.discord_gateway import Gateway
from tests.servers.discord_judge import (
    EPHEMERAL,
    RefusedError,
    judge,
    judge_commands,
    judge_message,
)
from tests.servers.discord_payloads import (
    ALICE,
    APPLICATION_ID,
    GUILD,
    Guild,
    Json,
    Posted,
    User,
    application_payload,
    bot_payload,
    channel_payload,
    new_id,
    person_payload,
)

TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAx.made-up.nothing-real-behind-it-0000"
PREFIX = "/api/v10"
SECONDS_TO_ANSWER = 3.0
PATIENCE = 20.0
"""How long a test waits for the bot at most: long, for a test that waits so long has failed."""

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _SUBMIT = 2, 3, 4, 5
_POST, _DEFER, _DEFER_EDIT, _EDIT, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9
_ANSWERS = {
    _COMMAND: {_POST, _DEFER, _MODAL},
    _COMPONENT: {_POST, _DEFER, _DEFER_EDIT, _EDIT, _MODAL},
    _AUTOCOMPLETE: {_CHOICES},
    _SUBMIT: {_POST, _DEFER, _DEFER_EDIT, _EDIT},
}
_UNKNOWN_INTERACTION, _ANSWERED, _UNKNOWN_MESSAGE = 10062, 40060, 10008
_MOST_FOLLOW_UPS_OF_GUESTS = 5


@dataclass(frozen=True)
class Call:
    """One request of the bot."""

    method: str
    path: str
    body: Any


@dataclass
class Answer:
    """What the bot did about an interaction.

    Attributes:
        kind: the type of its first response; 0 while there is none.
        message: what it posted or edited.
        choices: what it offers while a word is typed.
        form: the modal it opened.
        followed: what it posted after.
    """

    kind: int = 0
    message: Posted | None = None
    choices: list[Json] = field(default_factory=list)
    form: Json = field(default_factory=dict)
    followed: list[Posted] = field(default_factory=list)

    @property
    def posted(self) -> Posted:
        """The message; there must be one."""
        assert self.message is not None, f"an answer of type {self.kind} without a message"
        return self.message


@dataclass
class _Interaction:
    kind: int
    user: User
    guild: Guild | None
    channel: str
    pressed: Posted | None
    created: float
    id: str = field(default_factory=new_id)
    token: str = field(default_factory=lambda: f"interaction-{new_id()}")
    answer: Answer = field(default_factory=Answer)


@dataclass
class _Failure:
    pattern: re.Pattern[str]
    how: int | str
    times: int
    code: int
    retry_after: float


Hook = Callable[[int, Call], Awaitable[None] | None]
Handler = Callable[[web.Request, Any], Any]


class DiscordServer:
    """Discord, as far as the bot sees it.

    Attributes:
        url: what `DISCORD_API_URL` is set to.
        calls: every request, in order.
        messages: every message of the bot that still stands, in order.
        commands: the commands registered.
        refusals: why requests were refused, except where a failure was asked for.
        on_request: called with a request and its number, from 1, before it is handled.
        on_answer: likewise when it is handled and its answer not yet sent.
    """

    def __init__(
        self,
        *guilds: Guild,
        token: str = TOKEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.commands: list[Json] = []
        self.refusals: list[str] = []
        self.on_request: Hook | None = None
        self.on_answer: Hook | None = None
        self.clock = clock
        self._posted: list[Posted] = []
        self._interactions: dict[str, _Interaction] = {}
        self._failures: list[_Failure] = []
        self._token = token
        self._changed = asyncio.Event()
        self.gateway = Gateway(token, guilds or (GUILD,), self._changed.set)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._middleware], client_max_size=1 << 25)
        app.router.add_get("/gateway/", self.gateway.serve)
        for method, path, handler in self._routes():
            app.router.add_route(method, PREFIX + path, _as_web(handler))
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}{PREFIX}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"
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
        return [m for m in self._posted if m.author is None and not m.deleted]

    # --- what people do ---------------------------------------------------------------------------

    async def slash(
        self, name: str, values: Json | None = None, *, wait: bool = True, **where: Any
    ) -> Answer:
        """Use a slash command; `where` says who, where and in which language."""
        data = {"id": new_id(), "name": name, "type": 1, "options": _options(values or {})}
        return await self._interact(_COMMAND, data, wait=wait, **where)

    async def autocomplete(self, name: str, option: str, typed: str, **where: Any) -> list[Json]:
        """Type into an option; return the choices offered."""
        options = [{**o, "focused": True} for o in _options({option: typed})]
        data = {"id": new_id(), "name": name, "type": 1, "options": options}
        return (await self._interact(_AUTOCOMPLETE, data, **where)).choices

    async def menu(self, name: str, text: str, *, forwarded: str = "", **where: Any) -> Answer:
        """Use an entry of the menu of a message that says `text`."""
        target = Posted(new_id(), GUILD.channel, None, content=text, author=ALICE)
        target.snapshots = [forwarded] if forwarded else []
        data = {
            "id": new_id(), "name": name, "type": 3, "target_id": target.id,
            "resolved": {"messages": {target.id: target.payload()}},
        }  # fmt: skip
        return await self._interact(_COMMAND, data, **where)

    async def press(self, message: Posted, button: str, **where: Any) -> Answer:
        """Press the button of a label or custom_id; one that is not there is a forged press."""
        found = [b for b in message.parts(2) if button in (b["label"], b.get("custom_id"))]
        custom_id = found[0]["custom_id"] if found else button
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(_COMPONENT, data, pressed=message, **where)

    async def select(self, message: Posted, option: str, **where: Any) -> Answer:
        """Choose the option whose label begins so."""
        menu = message.parts(3)[0]
        value = next(o["value"] for o in menu["options"] if o["label"].startswith(option))
        data = {"custom_id": menu["custom_id"], "component_type": 3, "values": [value]}
        return await self._interact(_COMPONENT, data, pressed=message, **where)

    async def submit(self, answer: Answer, text: str, **where: Any) -> Answer:
        """Fill in the form of an answer and send it."""
        label = answer.form["components"][0]
        value = {"type": 4, "custom_id": label["component"]["custom_id"], "value": text}
        filled = [{"type": 18, "component": value}]
        data = {"custom_id": answer.form["custom_id"], "components": filled}
        return await self._interact(_SUBMIT, data, **where)

    async def dm(self, text: str, *, user: User = ALICE, forwarded: str = "") -> Posted:
        """Write to the bot; return its answer."""
        await self.say(text, user=user, forwarded=forwarded)
        before = len(self.messages)
        await self.wait_for(lambda: len(self.messages) > before)
        return self.messages[-1]

    async def say(
        self, text: str, *, user: User = ALICE, forwarded: str = "", guild: Guild | None = None
    ) -> None:
        """Write to the bot, or in a server, without waiting for an answer."""
        await self.ready()
        message = Posted(new_id(), guild.channel if guild else user.dm, guild, content=text)
        message.author, message.snapshots = user, [forwarded] if forwarded else []
        self._posted.append(message)
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
        interaction = _Interaction(kind, user, own, channel, pressed, self.clock())
        self._interactions[interaction.id] = interaction
        installed = own.installed if own is not None else not between
        owners = {"0": own.id if own else "0"} if installed else {"1": user.id}
        payload = {
            "id": interaction.id, "application_id": APPLICATION_ID, "type": kind, "data": data,
            "token": interaction.token, "version": 1, "locale": user.locale, "entitlements": [],
            "channel": channel_payload(channel, own, is_thread=thread is not None),
            "channel_id": channel, "context": 0 if own else 2 if between else 1,
            "app_permissions": str(own.app_permissions if own else 0),
            "authorizing_integration_owners": owners, "attachment_size_limit": 10_485_760,
            **person_payload(user, own),
        }  # fmt: skip
        if own is not None:
            payload |= {"guild_id": own.id, "guild_locale": own.locale}
            payload["guild"] = {"id": own.id, "locale": own.locale, "features": []}
        if pressed is not None:
            payload["message"] = pressed.payload()
        await self.gateway.emit("INTERACTION_CREATE", payload)
        if wait:
            await self.wait_for(lambda: interaction.answer.kind)
        return interaction.answer

    # --- what the bot asks ------------------------------------------------------------------------

    def _routes(self) -> list[tuple[str, str, Handler]]:
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        channel = "/channels/{channel_id}/messages"
        return [
            ("GET", "/users/@me", lambda _request, _body: bot_payload()),
            ("GET", "/oauth2/applications/@me", lambda _request, _body: application_payload()),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", "/applications/{application_id}/commands", self._get_commands),
            ("PUT", "/applications/{application_id}/commands", self._put_commands),
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self._callback),
            ("PATCH", webhook + "/messages/@original", self._edit_original),
            ("DELETE", webhook + "/messages/@original", self._delete_original),
            ("POST", webhook, self._follow_up),
            ("POST", channel, self._create_message),
            ("PATCH", channel + "/{message_id}", self._edit_message),
        ]

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

    def _gateway_bot(self, _request: web.Request, _body: Any) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    def _get_commands(self, request: web.Request, _body: Any) -> list[Json]:
        full = request.query.get("with_localizations") == "true"
        hidden = () if full else ("name_localizations", "description_localizations")
        return [{k: v for k, v in command.items() if k not in hidden} for command in self.commands]

    def _put_commands(self, _request: web.Request, body: list[Json]) -> list[Json]:
        judge_commands(body)
        self.commands = [_registered(command) for command in body]
        return self.commands

    def _callback(self, request: web.Request, body: Json) -> Json | None:
        interaction = self._interactions.get(request.match_info["interaction_id"])
        token = request.match_info["interaction_token"]
        late = interaction and self.clock() - interaction.created > SECONDS_TO_ANSWER
        if interaction is None or interaction.token != token or late:
            raise RefusedError("Unknown interaction", status=404, code=_UNKNOWN_INTERACTION)
        if interaction.answer.kind:
            raise RefusedError("already been acknowledged", code=_ANSWERED)
        allowed = _ANSWERS[interaction.kind]
        if interaction.pressed is None:
            allowed = allowed - {_DEFER_EDIT, _EDIT}
        if body["type"] not in allowed:
            raise RefusedError(f"response {body['type']} to interaction {interaction.kind}")
        self._respond(interaction, body["type"], body.get("data") or {})
        interaction.answer.kind = body["type"]
        return _acknowledged(interaction) if request.query.get("with_response") else None

    def _respond(self, interaction: _Interaction, kind: int, data: Json) -> None:
        answer = interaction.answer
        if kind == _POST:
            answer.message = self._post(data, interaction=interaction)
        elif kind == _DEFER:
            answer.message = self._announce(interaction, data)
        elif kind == _EDIT and interaction.pressed is not None:
            answer.message = self._change(interaction.pressed, data)
        elif kind == _DEFER_EDIT:
            answer.message = interaction.pressed
        elif kind == _CHOICES:
            answer.choices = data["choices"]
        else:
            answer.form = data

    def _edit_original(self, request: web.Request, body: Json) -> Json:
        interaction = self._of_token(request)
        message = interaction.answer.message
        if message is None or message.deleted:
            raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)
        return self._change(message, body).payload()

    def _delete_original(self, request: web.Request, _body: Any) -> None:
        message = self._of_token(request).answer.message
        if message is None or message.deleted:
            raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)
        message.deleted = True

    def _follow_up(self, request: web.Request, body: Json) -> Json:
        interaction = self._of_token(request)
        answer = interaction.answer
        if answer.message is not None and answer.message.loading and not answer.message.deleted:
            return self._change(answer.message, body).payload()
        guest = interaction.guild is not None and not interaction.guild.installed
        if guest and len(answer.followed) >= _MOST_FOLLOW_UPS_OF_GUESTS:
            raise RefusedError("too many follow-ups of an app the server lacks", code=40094)
        message = self._post(body, interaction=interaction)
        answer.followed.append(message)
        return message.payload()

    def _of_token(self, request: web.Request) -> _Interaction:
        token = request.match_info["webhook_token"]
        for interaction in self._interactions.values():
            if interaction.token == token and interaction.answer.kind:
                return interaction
        raise RefusedError("Unknown Webhook", status=404, code=10015)

    def _create_message(self, request: web.Request, body: Json) -> Json:
        channel, nonce = request.match_info["channel_id"], body.get("nonce")
        for message in self.messages:
            same = message.channel == channel and message.nonce == nonce
            if nonce is not None and body.get("enforce_nonce") and same:
                return message.payload()
        return self._post(body, channel=channel).payload()

    def _edit_message(self, request: web.Request, body: Json) -> Json:
        wanted = request.match_info["message_id"]
        for message in self.messages:
            if message.id == wanted:
                return self._change(message, body).payload()
        raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)

    def _post(
        self, data: Json, *, interaction: _Interaction | None = None, channel: str = ""
    ) -> Posted:
        judge_message(data)
        message = Posted(
            new_id(),
            interaction.channel if interaction else channel,
            interaction.guild if interaction else None,
            data.get("components") or [],
            data.get("content") or "",
            data.get("flags") or 0,
            interaction.user if interaction else None,
            data.get("nonce"),
            _attachments(data),
        )
        self._posted.append(message)
        return message

    def _announce(self, interaction: _Interaction, data: Json) -> Posted:
        flags = data.get("flags", 0) & EPHEMERAL
        message = Posted(new_id(), interaction.channel, interaction.guild, flags=flags)
        message.loading, message.asker = True, interaction.user
        self._posted.append(message)
        return message

    def _change(self, message: Posted, data: Json) -> Posted:
        judge_message(data, v2_before=bool(message.components))
        message.components = data.get("components", message.components)
        message.flags |= data.get("flags") or 0
        message.attachments = _attachments(data) if "attachments" in data else message.attachments
        message.loading, message.edits = False, message.edits + 1
        return message


def _options(values: Json) -> list[Json]:
    kinds = {str: 3, int: 4}
    return [{"name": k, "type": kinds[type(v)], "value": v} for k, v in values.items()]


def _registered(command: Json) -> Json:
    """Return a command as Discord returns it, with what it adds."""
    permissions = command.get("default_member_permissions")
    added = {
        "id": new_id(), "application_id": APPLICATION_ID, "version": new_id(), "nsfw": False,
        "dm_permission": True, "default_permission": True, "description": "",
    }  # fmt: skip
    options = [{"required": False, **option} for option in command.get("options", [])]
    written = str(permissions) if permissions is not None else None
    whole = {**added, **command, "default_member_permissions": written}
    return {**whole, "options": options} if options else whole


def _acknowledged(interaction: _Interaction) -> Json:
    answer = interaction.answer
    told: Json = {"id": interaction.id, "type": interaction.kind}
    if answer.message is None:
        return {"interaction": told}
    told["response_message_id"] = answer.message.id
    told["response_message_loading"] = answer.message.loading
    told["response_message_ephemeral"] = answer.message.ephemeral
    resource = {"type": answer.kind, "message": answer.message.payload()}
    return {"interaction": told, "resource": resource}


def _attachments(data: Json) -> list[Json]:
    return [
        {
            "id": new_id(), "filename": file["filename"], "size": 1,
            "url": f"https://cdn.invalid/{file['filename']}",
            "proxy_url": f"https://cdn.invalid/{file['filename']}",
        }
        for file in data.get("attachments") or []
    ]  # fmt: skip


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
