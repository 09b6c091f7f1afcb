"""A Bot API server on a local socket, as strict as the real one where our traffic meets it.

    async with TelegramServer() as server:
        # the bot is started with server.token and server.url
        server.say(ALICE, "/define pretraining")
        card = await server.wait_for(lambda: server.last(ALICE))
        server.press(card, "视觉")

A place is an int: positive for a private chat, negative for a group; `server.channel(id)` makes a
channel. Whatever `calls` counts can be made to fail (`fail`) or to run something (`at_request`).
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.servers import telegram_rules as rules
from tests.servers.telegram_methods import BotApi, Query, without_reply
from tests.servers.telegram_rules import Json, Refusal

__all__ = ["ALICE", "BOB", "GROUP", "Call", "Json", "Refusal", "TelegramServer"]

T = TypeVar("T")

ALICE = 1001
BOB = 1002
GROUP = -1000000000555
_PATIENCE = 10.0


@dataclass(frozen=True)
class Call:
    """A request as it came."""

    number: int
    method: str
    parameters: Json


@dataclass
class Failure:
    """How a request is to fail: with an answer, or by falling silent once it was carried out."""

    method: str
    refusal: Refusal | None
    chat: int | None = None


class TelegramServer(BotApi):
    """The server, and the hands of the people who write to the bot."""

    token = "7000000007:AAtest-token_of-the-stub-server"

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self._failures: list[Failure] = []
        self._acts: dict[int, tuple[Callable[[], object], bool]] = {}
        self._update_ids = itertools.count(500_000_001)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.add_routes(
            [
                web.post("/bot{token}/{method}", self._serve),
                web.get("/file/bot{token}/{path}", self._give_file),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        if self._pushing is not None:
            self._pushing.cancel()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        assert self._runner is not None
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    # What people do

    def say(
        self,
        chat: int,
        text: str | None,
        *,
        user: int | None = None,
        topic: int | None = None,
        reply_to: Json | None = None,
        language: str = "zh-hans",
        **fields: Any,
    ) -> Json:
        """Write a message; `fields` go into it as they are."""
        message: Json = {
            **self._new_message(chat),
            "from": self._user(user or abs(chat), language),
            **({"text": text} if text is not None else {}),
            **({"message_thread_id": topic, "is_topic_message": True} if topic else {}),
            **({"reply_to_message": without_reply(reply_to)} if reply_to else {}),
            **fields,
        }
        self._keep(message)
        kind = "channel_post" if chat in self._channels else "message"
        if kind == "channel_post":
            message.pop("from")
            message.setdefault("sender_chat", message["chat"])
        self.push({kind: message})
        return message

    def send_file(self, chat: int, content: bytes, name: str = "words.txt", **facts: Any) -> Json:
        """Send a document; `facts` as `say` takes them, a `caption` among them."""
        number = f"file-{len(self.files)}"
        self.files[number] = content
        document = {
            "file_id": number, "file_unique_id": number, "file_name": name,
            "file_size": len(content),
        }  # fmt: skip
        return self.say(chat, None, document=document, **facts)

    def press(self, message: Json, label: str, *, user: int = 0, inaccessible: bool = False) -> str:
        """Press the button whose text contains `label`; return the press's id."""
        buttons = [b for row in message["reply_markup"]["inline_keyboard"] for b in row]
        found = [b["callback_data"] for b in buttons if label in b["text"] and "callback_data" in b]
        assert found, f"no button {label!r} among {[b['text'] for b in buttons]}"
        return self.press_data(message, found[0], user=user, inaccessible=inaccessible)

    def press_data(
        self, message: Json | None, data: str, *, user: int = 0, inaccessible: bool = False
    ) -> str:
        """Press a button that carries `data`, which may be forged; no message is an inline one."""
        query = str(9_000_000 + next(self._numbers))
        self.queries[query] = Query()
        press: Json = {"id": query, "chat_instance": "1", "data": data}
        if message is None:
            press["inline_message_id"] = "inline"
        elif inaccessible:
            hidden = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
            press["message"] = hidden
        else:
            press["message"] = message
        presser = user or abs(message["chat"]["id"] if message else 0)
        self.push({"callback_query": {**press, "from": self._user(presser)}})
        return query

    def type_inline(
        self, text: str, *, user: int = ALICE, offset: str = "", language: str = "zh-hans"
    ) -> str:
        """Type after the bot's name in some chat; return the query's id."""
        query = str(9_000_000 + next(self._numbers))
        self.queries[query] = Query()
        sender = self._user(user, language)
        self.push({"inline_query": {"id": query, "from": sender, "query": text, "offset": offset}})
        return query

    def push(self, update: Json, *, judged: bool = True) -> int:
        """Hand an update over; one that is not judged may be malformed."""
        number = next(self._update_ids)
        full = json.loads(json.dumps({"update_id": number, **update}))
        if judged:
            rules.judge_update(full)
        else:
            self._malformed.add(number)
        self._pending.append(full)
        self._notify()
        return number

    def delete(self, message: Json) -> None:
        del self.messages[message["chat"]["id"], message["message_id"]]

    def channel(self, chat: int) -> int:
        self._channels.add(chat)
        return chat

    # What a test sees and arranges

    async def wait_for(
        self, predicate: Callable[[], T | None], *, patience: float = _PATIENCE
    ) -> T:
        """Return what `predicate` gives as soon as it is true; fail after `patience` seconds."""
        async with asyncio.timeout(patience):
            while not (value := predicate()):
                await self._changed.wait()
            return value

    def said(self, chat: int) -> list[Json]:
        """Return what the bot said in a chat, oldest first."""
        ours = (m for (where, _), m in sorted(self.messages.items()) if where == chat)
        return [m for m in ours if m.get("from", {}).get("id") == self.bot_id]

    def last(self, chat: int) -> Json | None:
        """Return what the bot said last in a chat."""
        return next(reversed(self.said(chat)), None)

    def called(self, method: str) -> list[Json]:
        """Return the parameters of each call of a method."""
        return [call.parameters for call in self.calls if call.method == method]

    def answers_to(self, query: str) -> list[Json]:
        """Return how a press was answered."""
        return self.queries[query].answers

    @property
    def waiting(self) -> int:
        """How many updates nobody has acknowledged."""
        return len(self._pending)

    def fail(
        self,
        method: str,
        refusal: Refusal | None = None,
        *,
        times: int = 1,
        chat: int | None = None,
    ) -> None:
        """Make the next calls of a method fail; without a refusal they are done and unanswered."""
        self._failures += [Failure(method, refusal, chat) for _ in range(times)]

    def at_request(self, number: int, act: Callable[[], object], *, answered: bool = False) -> None:
        """Run `act` at the request of this number (from 1), before or after it is answered."""
        self._acts[number] = (act, answered)

    # How it answers

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(len(self.calls) + 1, method, await _parameters(request))
        self.calls.append(call)
        act, late = self._acts.pop(call.number, (lambda: None, False))
        if not late:
            act()
        body = await self._outcome(request.match_info["token"], call)
        self._notify()
        if body is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        response = web.json_response(body, status=body.get("error_code", 200))
        with contextlib.suppress(ConnectionError):  # who asked may be dead by now
            await response.prepare(request)
            await response.write_eof()
        if late:
            act()
        return response

    async def _give_file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["path"])
        if request.match_info["token"] != self.token or content is None or self.files_lost:
            return web.Response(status=404)
        return web.Response(body=content)

    async def _outcome(self, token: str, call: Call) -> Json | None:
        """Return the body to answer with, or None to fall silent."""
        failure = self._failure_for(call)
        try:
            _let_in(token, failure)
            rules.judge_request(call.method, call.parameters)
            result = await self.carry_out(call.method, call.parameters)
        except Refusal as refusal:
            return refusal.body
        return None if failure is not None else {"ok": True, "result": result}

    def _failure_for(self, call: Call) -> Failure | None:
        for failure in self._failures:
            chat = failure.chat in (None, call.parameters.get("chat_id"))
            if failure.method == call.method and chat:
                self._failures.remove(failure)
                return failure
        return None


def _let_in(token: str, failure: Failure | None) -> None:
    if token != TelegramServer.token:
        raise Refusal(401, "Unauthorized")
    if failure is not None and failure.refusal is not None:
        raise failure.refusal


async def _parameters(request: web.Request) -> Json:
    if request.content_type == "application/json":
        parameters: Json = await request.json()
        return parameters
    form = await request.post()
    found: Json = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            found[name] = value.file.read()
        else:
            found[name] = _form_value(str(value), name)
    return found


def _form_value(value: str, name: str) -> Any:
    if name in {"text", "caption", "parse_mode"}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
