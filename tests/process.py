"""The program itself, as an operator starts it: a process with an environment."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.settings import Settings

_PROJECT = Path(__file__).parent.parent
_PATIENCE = 60.0


class Program:
    """`python -m bot run` with only the given settings; killed at the latest when a test ends.

    Args:
        folder: where it runs and keeps its data.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        known = {name.upper() for name in Settings.model_fields}
        inherited = {k: v for k, v in os.environ.items() if k.upper() not in known}
        self._environment = {**inherited, "PYTHONPATH": str(_PROJECT), **settings}
        self._folder = folder
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._more = asyncio.Event()
        self.output = ""

    async def start(self) -> None:
        """Start it; what it logs is kept in `output`."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-W", "ignore", "-m", "bot", "run"),
            cwd=self._folder,
            env=self._environment,
            stdout=PIPE,
            stderr=STDOUT,
        )
        self._reading = asyncio.create_task(self._read(self._process))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        await self.ended()

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.returncode is None

    def kill(self) -> None:
        """Take it down as a power cut would."""
        if self.running and self._process is not None:
            self._process.send_signal(signal.SIGKILL)

    def terminate(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to leave."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; return its exit status."""
        assert self._process is not None
        assert self._reading is not None
        await asyncio.shield(self._reading)
        return await self._process.wait()

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.output += line.decode(errors="replace")
            self._more.set()

    async def until_logged(self, *words: str) -> None:
        """Wait until it has logged a line that holds all of these."""
        async with asyncio.timeout(_PATIENCE):
            while not any(all(w in line for w in words) for line in self.output.splitlines()):
                self._more.clear()
                await self._more.wait()

    async def keep_running(self) -> None:
        """Start it again whenever it ends, until cancelled."""
        while True:
            await self.ended()
            await self.start()

    async def restart(self) -> None:
        """Kill it and start it again on the same data."""
        self.kill()
        await self.ended()
        await self.start()
