"""The gateway: a websocket of compressed events that can be resumed."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.discord_payloads import (
    APPLICATION_ID,
    Guild,
    Json,
    bot_payload,
    guild_payload,
    new_id,
)

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT = 0, 1, 2, 6, 7
_INVALID_SESSION, _HELLO, _ACKNOWLEDGED = 9, 10, 11
_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_UNKNOWN_OPCODE, _BAD_TOKEN, _BAD_INTENTS = 4001, 4004, 4014


@dataclass
class _Session:
    """What a client may resume: the events it has been sent, by number."""

    id: str = field(default_factory=new_id)
    events: list[Json] = field(default_factory=list)


class _Socket:
    """One websocket, compressed as one stream."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.raw = socket
        self._stream = zlib.compressobj()

    async def send(self, payload: Json) -> None:
        data = self._stream.compress(json.dumps(payload).encode())
        await self.raw.send_bytes(data + self._stream.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    """The gateway's end of every connection of the bot.

    Attributes:
        intents: what the bot asked for.
        identified: how often it began a session.
        resumed: how often it took one up again.
        beats: how often it said it is alive.
        refusing: how many connections to refuse from now on.
    """

    def __init__(self, token: str, guilds: tuple[Guild, ...], changed: Callable[[], None]) -> None:
        self.url = ""
        self.intents = 0
        self.identified = 0
        self.resumed = 0
        self.beats = 0
        self.refusing = 0
        self._token = token
        self._guilds = guilds
        self._changed = changed
        self._session: _Session | None = None
        self._socket: _Socket | None = None

    @property
    def connected(self) -> bool:
        """Whether a bot is there that has said who it is."""
        return self._socket is not None

    async def emit(self, event: str, data: Json) -> None:
        """Send an event; a bot that is away gets it when it resumes."""
        if self._session is None:
            raise RuntimeError("no bot has connected yet")
        number = len(self._session.events) + 1
        payload = {"op": _DISPATCH, "t": event, "s": number, "d": data}
        self._session.events.append(payload)
        if self._socket is not None:
            await self._socket.send(payload)

    async def ask_for_a_beat(self) -> None:
        """Ask whether the bot is alive: its answer tells that it has read all that was sent."""
        assert self._socket is not None
        await self._socket.send({"op": _HEARTBEAT, "d": None})

    async def ask_to_reconnect(self) -> None:
        """Tell the bot to connect anew, as Discord does several times a day."""
        assert self._socket is not None
        socket, self._socket = self._socket, None
        await socket.send({"op": _RECONNECT, "d": None})

    async def hang_up(self, code: int = 1001) -> None:
        """Close the connection."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.raw.close(code=code)

    async def invalidate(self) -> None:
        """Forget the session, which the bot is told."""
        socket, self._socket, self._session = self._socket, None, None
        assert socket is not None
        await socket.send({"op": _INVALID_SESSION, "d": False})

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket until it closes."""
        if self.refusing:
            self.refusing -= 1
            raise web.HTTPServiceUnavailable
        if request.query.get("compress") != "zlib-stream":
            raise web.HTTPBadRequest(text="this gateway speaks zlib-stream")
        response = web.WebSocketResponse(autoping=True)
        await response.prepare(request)
        socket = _Socket(response)
        await socket.send({"op": _HELLO, "d": {"heartbeat_interval": 41_250}})
        try:
            async for message in response:
                if message.type is WSMsgType.TEXT:
                    await self._hear(socket, json.loads(message.data))
        finally:
            if self._socket is socket:
                self._socket = None
            self._changed()
        return response

    async def close(self) -> None:
        """Close what is open."""
        await self.hang_up(WSCloseCode.GOING_AWAY)

    async def _hear(self, socket: _Socket, payload: Json) -> None:
        if payload["op"] == _HEARTBEAT:
            self.beats += 1
            await socket.send({"op": _ACKNOWLEDGED, "d": None})
        elif payload["op"] == _IDENTIFY:
            await self._identify(socket, payload["d"])
        elif payload["op"] == _RESUME:
            await self._resume(socket, payload["d"])
        else:
            await socket.raw.close(code=_UNKNOWN_OPCODE)
        self._changed()

    async def _identify(self, socket: _Socket, data: Json) -> None:
        if data["token"] != self._token:
            await socket.raw.close(code=_BAD_TOKEN)
            return
        if data["intents"] & _PRIVILEGED:
            await socket.raw.close(code=_BAD_INTENTS)
            return
        self.intents = data["intents"]
        self.identified += 1
        self._session, self._socket = _Session(), socket
        await self.emit("READY", self._ready(data.get("shard", [0, 1])))
        for guild in self._guilds:
            if guild.installed:
                await self.emit("GUILD_CREATE", guild_payload(guild))

    def _ready(self, shard: list[int]) -> dict[str, Any]:
        assert self._session is not None
        return {
            "v": 10,
            "user": bot_payload(),
            "guilds": [{"id": g.id, "unavailable": True} for g in self._guilds if g.installed],
            "session_id": self._session.id,
            "resume_gateway_url": self.url,
            "shard": shard,
            "application": {"id": APPLICATION_ID, "flags": 0},
        }

    async def _resume(self, socket: _Socket, data: Json) -> None:
        session = self._session
        if session is None or data["session_id"] != session.id or data["token"] != self._token:
            await socket.send({"op": _INVALID_SESSION, "d": False})
            return
        self.resumed += 1
        for event in session.events[data["seq"] :]:
            await socket.send(event)
        self._socket = socket
        await self.emit("RESUMED", {})
