"""A Bot API server that keeps Telegram's limits, and people who look words up meanwhile.

    python -m benchmarks.broadcast.server POSTS LOOK_UPS

It prints its address. When it has accepted so many posts and so many look-ups were answered, it
prints its figures and ends.
"""

import asyncio
import sys
import time
from collections import Counter, deque

import msgspec
from aiohttp import web

from bot.deliveries.pace import LIMITS

ANSWER_SECONDS = 0.05
"""How long it takes to answer, as Telegram does."""
_SILENCE = 20
"""Seconds after which it says that nobody has said anything."""
LOOK_UPS_A_SECOND = 4
"""Few enough that answers and what a busy bot delivers keep to the limit together."""
_PEOPLE = 20
"""Their first look-ups do not count: whom the bot meets for the first time costs it more."""
_LIMITS = LIMITS["telegram"]
_ME = {"id": 7000000007, "is_bot": True, "first_name": "Cihui", "username": "cihui_bench_bot"}
_DATE = 1_772_452_800
_MESSAGE = {"message_id": 1, "date": _DATE, "chat": {"id": 1, "type": "private"}, "text": "ok"}


class Figures(msgspec.Struct):
    """What was seen.

    Attributes:
        posts: messages accepted that nobody had asked for.
        repeated: those beyond the first to a chat.
        seconds: from the first of them to the last.
        refused: messages refused, being too many.
        waits: seconds from each look-up that was handed over to its answer.
    """

    posts: int
    repeated: int
    seconds: float
    refused: int
    waits: list[float]


class Limiter:
    """Counts messages over any second and any minute, and says which are too many."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}

    def takes(self, chat: int, now: float) -> bool:
        """Count a message to a chat, unless it is one too many."""
        own = self._chats.setdefault(chat, deque())
        within = (
            _fewer(self._all, now - 1, _LIMITS.per_second)
            and _fewer(own, now - 60, _LIMITS.group_per_minute)
            and (not own or now - own[-1] >= _LIMITS.chat_seconds)
        )
        if within:
            self._all.append(now)
            own.append(now)
        return within


def _fewer(times: deque[float], since: float, most: float) -> bool:
    while times and times[0] <= since:
        times.popleft()
    return len(times) < most


class Telegram:
    """The server's side of a run."""

    def __init__(self, posts: int, look_ups: int) -> None:
        self._wanted = posts
        self._left = look_ups + _PEOPLE if look_ups else 0
        self._handed = 0
        self._limiter = Limiter()
        self._asked: dict[int, float] = {}
        self._waits: list[float] = []
        self._posts: Counter[int] = Counter()
        self._refused = 0
        self._first = self._last = 0.0
        self.ended = asyncio.Event()

    async def serve(self, request: web.Request) -> web.Response:
        """Answer a request."""
        method = request.match_info["method"]
        if method == "getUpdates":
            return _done(await self._look_ups())
        if method == "sendMessage":
            return await self._take(int((await request.json())["chat_id"]))
        return _done(_ME if method == "getMe" else [] if method.startswith("get") else True)

    def figures(self) -> Figures:
        """Return what was seen until now."""
        posts = self._posts.total()
        return Figures(
            posts,
            posts - len(self._posts),
            self._last - self._first,
            self._refused,
            self._waits[_PEOPLE:],
        )

    async def _look_ups(self) -> list[dict[str, object]]:
        """Return the next look-up when it is its time, or after a while that there is none."""
        if not self._left:
            await asyncio.sleep(_SILENCE)
            return []
        await asyncio.sleep(1 / LOOK_UPS_A_SECOND)
        self._left -= 1
        self._handed += 1
        chat = self._handed % _PEOPLE + 1
        self._asked[chat] = time.monotonic()
        return [_update(self._handed, chat)]

    async def _take(self, chat: int) -> web.Response:
        now = time.monotonic()
        if not self._limiter.takes(chat, now):
            self._refused += 1
            refusal = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
            return web.json_response({**refusal, "description": "Too Many Requests"}, status=429)
        if chat in self._asked:
            self._waits.append(now - self._asked.pop(chat))
        else:
            self._posts[chat] += 1
            self._first, self._last = self._first or now, now
        await asyncio.sleep(ANSWER_SECONDS)
        if self._posts.total() >= self._wanted and not self._left and not self._asked:
            self.ended.set()
        return _done({**_MESSAGE, "chat": {"id": chat, "type": "private", "first_name": "A"}})


def _update(number: int, chat: int) -> dict[str, object]:
    person = {"id": chat, "first_name": "A", "username": f"person_{chat}"}
    message = {
        "message_id": number,
        "date": _DATE,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False, "language_code": "zh-hans"},
        "text": "/define pretraining",
        "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    }
    return {"update_id": number, "message": message}


def _done(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


async def main(posts: int, look_ups: int) -> None:
    """Serve until everything wanted was seen."""
    telegram = Telegram(posts, look_ups)
    application = web.Application()
    application.add_routes([web.post("/bot{token}/{method}", telegram.serve)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await telegram.ended.wait()
    print(msgspec.json.encode(telegram.figures()).decode(), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    wanted_posts, wanted_look_ups = map(int, sys.argv[1:])
    asyncio.run(main(wanted_posts, wanted_look_ups))
