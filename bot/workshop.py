"""What is made in a short-lived process of its own: pictures and Anki packages.

The libraries for them cost tens of megabytes and would hold the event loop up, so that the bot
itself never imports them. An order goes as JSON to the standard input of `python -m MODULE`, and
what was made comes back from its standard output.
"""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import ClassVar

import msgspec

SECONDS = 8.0
"""How long one piece may take: less than the program has for leaving."""
_AT_ONCE = 2
_REASON_LENGTH = 500

# threads begin with the first order, and no more processes run than there are threads
_hands = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="workshop")


class WorkshopError(Exception):
    """What was ordered could not be made; the text says why, for the log."""


class Order(msgspec.Struct, frozen=True):
    """Something to be made; `module` makes it."""

    module: ClassVar[str]


class Chart(Order, frozen=True):
    """A picture of how learning goes.

    Attributes:
        today: the last day of `past` and the first of `ahead`.
        past: the reviews of each day, the oldest first; 365 days at most.
        ahead: the words due on each day; 31 days at most.
    """

    module: ClassVar[str] = "bot.charts"
    today: date
    past: tuple[int, ...]
    ahead: tuple[int, ...]


class Note(msgspec.Struct, frozen=True):
    """A note of an Anki package, as plain text.

    Attributes:
        record: the id of its record.
        example: runs of text, each with whether it is the headword.
    """

    record: str
    word: str
    ipa: str
    translation: str
    definition: str
    example: tuple[tuple[str, bool], ...]
    example_translation: str = ""
    met_in: str = ""
    tags: tuple[str, ...] = ()


class AnkiPackage(Order, frozen=True):
    """An Anki package; `now` is in seconds of UTC."""

    module: ClassVar[str] = "bot.anki"
    now: int
    notes: tuple[Note, ...]


async def made(order: Order, seconds: float = SECONDS) -> bytes:
    """Return what was ordered, as the bytes of its file.

    Raises:
        WorkshopError: it failed, or took longer than `seconds`.
    """
    body = msgspec.json.encode(order)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_hands, _run, order.module, body, seconds)


def _run(module: str, body: bytes, seconds: float) -> bytes:
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=body, capture_output=True, timeout=seconds, check=True
        )
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise WorkshopError(f"{module} failed: {reason[-_REASON_LENGTH:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorkshopError(f"{module} did not finish ({type(error).__name__})") from error
    return done.stdout
