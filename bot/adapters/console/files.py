"""Files in the terminal: saved to a folder when the bot sends them, read when a path names them."""

import asyncio
from itertools import chain, count
from pathlib import Path, PurePath

from bot.core.errors import UserError
from bot.core.messages import IncomingFile, OutgoingFile
from bot.locales import N_


def saved(folder: Path, file: OutgoingFile) -> Path:
    """Write a file into a folder, beside what has its name already; return where it is."""
    name = PurePath(file.name)
    others = (f"{name.stem}-{number}{name.suffix}" for number in count(2))
    free = (folder / other for other in chain([name.name], others))
    target = next(path for path in free if not path.exists())
    target.write_bytes(file.content)
    return target


def incoming(folder: Path, path: str) -> IncomingFile:
    """Return the file that a path means, read when it is wanted."""
    target = folder / Path(path).expanduser()

    def beginning(limit: int) -> bytes:
        try:
            with target.open("rb") as opened:
                return opened.read(limit)
        except OSError as error:
            raise UserError(N_("I cannot read that file. Check its path.")) from error

    async def fetch(limit: int) -> bytes:
        return await asyncio.to_thread(beginning, limit)

    return IncomingFile(target.name, 0, fetch)
