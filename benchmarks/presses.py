"""The lean Bot API server with another backlog: presses on the first questions of rounds.

Press `n` answers the first question of round `n`, which `person_of(n)` plays alone.
"""

import asyncio

from benchmarks.serving import server
from benchmarks.serving.server import Backlog, Connection

BATCH = 100
"""Presses handed over at once, as many as Telegram hands over."""
_PEOPLE = 400
"""Fewer than warm the bot up: whom it meets for the first time costs it a write."""
_DATE = 1_772_452_800


def person_of(number: int) -> int:
    """Return who plays a round."""
    return number % _PEOPLE + 1


def _press(number: int) -> dict[str, object]:
    person = {"id": person_of(number), "first_name": "A"}
    board = {
        "message_id": number,
        "date": _DATE,
        "chat": {**person, "type": "private"},
        "text": "ok",
    }
    press = {
        "id": str(number),
        "from": {**person, "is_bot": False, "language_code": "zh-hans"},
        "message": board,
        "chat_instance": "1",
        "data": f"1q__{number}_1_a",
    }
    return {"update_id": number, "callback_query": press}


class Presses(Backlog):
    """As many presses as the server's own backlog has updates."""

    def __init__(self) -> None:
        super().__init__()
        self._first = 1

    def next(self) -> bytes | None:
        """Return a response with the next presses, or None where there are no more."""
        if super().next() is None:
            return None
        numbers = range(self._first, self._first + BATCH)
        self._first += BATCH
        return server._response([_press(number) for number in numbers])  # noqa: SLF001


class PressConnection(Connection):
    """A connection on which a changed board ends an answer, as a sent message does elsewhere."""

    def _answer(self, method: str) -> None:
        super()._answer("sendMessage" if method == "editMessageText" else method)


async def main() -> None:
    """Serve until killed."""
    presses = Presses()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: PressConnection(presses), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", flush=True)
    print(await presses.pace, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
