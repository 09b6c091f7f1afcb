"""The chat at the keyboard: reads a line, answers it, numbers the buttons."""

import asyncio
import contextlib
import re
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console

from bot.adapters.console.files import incoming, saved
from bot.adapters.console.render import drawn, menu, plain, pressables
from bot.core.commands.declaration import File
from bot.core.core import Core
from bot.core.messages import (
    Filled,
    IncomingFile,
    Person,
    Place,
    Pressed,
    Reply,
    Request,
    Typed,
)
from bot.locales import N_, SOURCE_LANGUAGE, translate

_PRESS = re.compile(r"(?:press\s+)?(\d{1,9})", re.IGNORECASE)
_PROMPT = "> "
PLATFORM = "console"
YOU = Person(PLATFORM, "you")
HOME = Place(PLATFORM, "home", "home", private=True)


async def _nothing_is_due() -> None:
    """Do nothing."""


class Chat:
    """One person's conversation with the core through a terminal or a pipe; also an adapter.

    Attributes:
        deliver: sends what is due, here; awaited after each line.

    Args:
        clock: gives the present as an aware UTC time.
        language: the person's, as the environment tells it.
        lines: where lines are read from, by default standard input; a terminal means a person.
        folder: where files go to and come from, by default the working folder.
    """

    name = PLATFORM

    def __init__(
        self,
        core: Core,
        clock: Callable[[], datetime],
        *,
        language: str | None = None,
        lines: TextIO | None = None,
        output: Console | None = None,
        folder: Path | None = None,
    ) -> None:
        self._core = core
        self._clock = clock
        self._language = language
        self._lines = lines or sys.stdin
        self._interactive = self._lines.isatty()
        self._output = output or Console(highlight=False)
        self._folder = folder or Path()
        self._actions: list[str] = []
        self._asked = ""
        self._spoken = SOURCE_LANGUAGE
        self.deliver: Callable[[], Awaitable[None]] = _nothing_is_due

    async def run(self) -> None:
        """Answer lines until there are no more; what is due is shown with them."""
        if self._interactive:
            await self._answer("/start")
        await self.deliver()
        async for text in _read_lines(self._lines, _PROMPT if self._interactive else ""):
            if text.strip():
                await self._answer(text.strip())
            await self.deliver()

    async def send(
        self,
        place: Place,  # noqa: ARG002 - there is but one
        reply: Reply,
        *,
        delivery_id: str | None = None,  # noqa: ARG002 - nothing is lost between here and there
        silent: bool = False,  # noqa: ARG002 - a terminal makes no sound
    ) -> str:
        """Show a reply nobody asked for."""
        self._show(reply)
        return PLATFORM

    async def edit(self, place: Place, reference: str, reply: Reply) -> None:  # noqa: ARG002
        """Show what a message became: a terminal changes none."""
        self._show(reply)

    async def sync(self) -> str:
        """Return a line that says there is nothing to register."""
        return "console: it needs no list of commands"

    async def _answer(self, text: str) -> None:
        missing = self._missing_button(text)
        if missing is not None:
            self._show(missing)
            return
        said, files = self._meant(text)
        reply = await self._core.handle(
            Request(
                person=YOU,
                place=HOME,
                said=said,
                now=self._clock(),
                name=YOU.id,
                language=self._language,
                files=files,
            )
        )
        if reply is not None:
            self._show(reply)

    def _meant(self, text: str) -> tuple[Typed | Pressed | Filled, tuple[IncomingFile, ...]]:
        """Return what a line says.

        It answers a question if one was asked; a number presses a button; a path after a command
        is a file.
        """
        asked, self._asked = self._asked, ""
        answered = None if text.startswith("/") else self._core.completed(asked, text)
        if answered is not None:
            return answered, ()
        match = _PRESS.fullmatch(text)
        number = int(match[1]) if match else 0
        if 1 <= number <= len(self._actions):
            return Pressed(self._actions[number - 1]), ()
        name, _, path = text.removeprefix("/").partition(" ")
        command = self._core.commands.get(name.casefold()) if text.startswith("/") else None
        if command and path and any(isinstance(p, File) for p in command.typed):
            return Filled(command.name), (incoming(self._folder, path.strip()),)
        return Typed(text), ()

    def _missing_button(self, text: str) -> Reply | None:
        """Return what to say to a number that none of the buttons shown has, None to the rest."""
        match = _PRESS.fullmatch(text)
        last = len(self._actions)
        if match is None or self._asked or not last or 1 <= int(match[1]) <= last:
            return None
        sentence = N_("No button has the number {number}; type one from 1 up to {last}.")
        notice = translate(self._spoken, sentence, number=int(match[1]), last=last)
        return Reply(notice=notice, language=self._spoken)

    def _show(self, reply: Reply) -> None:
        self._spoken = reply.language
        if reply.blocks:
            self._actions = [button.action for button in pressables(reply)]
        if reply.blocks or reply.notice:
            self._draw(reply)
        if reply.ask is not None:
            self._asked = reply.ask.action
            self._output.out(reply.ask.question, highlight=False)
        for file in reply.files:
            self._output.out(f"→ {saved(self._folder, file)}", highlight=False)

    def _draw(self, reply: Reply) -> None:
        if not self._interactive:
            self._output.out(plain(reply), highlight=False)
            return
        self._output.print(drawn(reply, self._output.width))
        choices = menu(reply)
        if choices is not None:
            self._output.print(choices)


async def _read_lines(source: TextIO, prompt: str) -> AsyncIterator[str]:
    """Yield the lines of `source`, read in a thread that does not keep the program from leaving."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    wanted = threading.Semaphore(0)

    def read() -> None:
        while True:
            wanted.acquire()
            line = _next_line(source, prompt)
            with contextlib.suppress(RuntimeError):  # the loop is closed: the program is leaving
                loop.call_soon_threadsafe(queue.put_nowait, line)
            if line is None:
                return

    threading.Thread(target=read, daemon=True, name="console").start()
    while True:
        wanted.release()
        line = await queue.get()
        if line is None:
            return
        yield line


def _next_line(source: TextIO, prompt: str) -> str | None:
    if prompt:
        try:
            return input(prompt)
        except EOFError:
            return None
    return source.readline() or None
