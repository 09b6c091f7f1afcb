"""A Bot API server as lean as can be: it hands out a backlog and counts the answers.

It prints its address, a line once the bot is warm, and once every update is answered how many were
answered a second since then.
"""

import asyncio
import json
import time

TOKEN = "7000000007:AAbenchmark-token_of-no-bot-at-all"  # noqa: S105 - nobody's
TEXT = "/define pretraining"
UPDATES = 4_000
_WARMING_UP = 500
_CHATS = 400
"""Fewer than warm the bot up: whom it meets for the first time costs it a write."""
_BATCH = 100

_ME = {"id": 7000000007, "is_bot": True, "first_name": "Cihui", "username": "cihui_bench_bot"}
_SENT = {
    "message_id": 1,
    "date": 1_772_452_800,
    "chat": {"id": 1, "type": "private", "first_name": "A"},
    "from": _ME,
    "text": "ok",
}


def _response(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body)}\r\n\r\n".encode() + body


def _update(number: int) -> dict[str, object]:
    chat = number % _CHATS + 1
    person = {"id": chat, "first_name": "A", "username": f"person_{chat}"}
    message = {
        "message_id": number,
        "date": 1_772_452_800,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False, "language_code": "zh-hans"},
        "text": TEXT,
        "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    }
    return {"update_id": number, "message": message}


_OTHERS = {"getMe": _response(_ME), "getMyCommands": _response([])}
_DONE = _response(True)  # noqa: FBT003 - what most methods return
_MESSAGE = _response(_SENT)


class Backlog:
    """The updates not yet handed out, and the count of the answers."""

    def __init__(self) -> None:
        starts = range(1, _WARMING_UP + UPDATES, _BATCH)
        self._batches = [_response([_update(s + i) for i in range(_BATCH)]) for s in starts]
        self._batches.reverse()
        self._answers = 0
        self._started = 0.0
        self.pace = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        """Return a response with the next updates, or None where there are no more."""
        return self._batches.pop() if self._batches else None

    def count(self) -> None:
        """Note an answer."""
        self._answers += 1
        if self._answers == _WARMING_UP:
            print("warm", flush=True)
            self._started = time.perf_counter()
        if self._answers == _WARMING_UP + UPDATES:
            self.pace.set_result(UPDATES / (time.perf_counter() - self._started))


class Connection(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            length = _content_length(head)
            if len(self._received) < end + 4 + length:
                return
            self._received = self._received[end + 4 + length :]
            self._answer(head[: head.index(b"\r\n")].split(b" ")[1].rpartition(b"/")[2].decode())

    def _answer(self, method: str) -> None:
        response: bytes | None = _OTHERS.get(method, _DONE)
        if method == "getUpdates":
            response = self._backlog.next()
        elif method == "sendMessage":
            self._backlog.count()
            response = _MESSAGE
        if response is not None:
            self._transport.write(response)


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def main() -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    backlog = Backlog()
    server = await loop.create_server(lambda: Connection(backlog), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    print(await backlog.pace, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
