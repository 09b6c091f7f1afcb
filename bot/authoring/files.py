"""How entries are written to disk."""

import json
from collections.abc import Mapping
from pathlib import Path


def formatted(entry: Mapping[str, object]) -> bytes:
    """Return an entry as its file holds it: UTF-8 as it is, two blanks deep, one final newline."""
    # Half a surrogate pair goes through, for `check` to refuse.
    return (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode(errors="surrogatepass")


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that must not exist yet, all or none.

    Raises:
        FileExistsError: one exists; none was written.
        OSError: the disk refused one; those written before it are gone again.
    """
    written: list[Path] = []
    try:
        for name, data in files.items():
            path = folder / name
            with path.open("xb") as file:
                written.append(path)
                file.write(data)
    except OSError:
        for path in written:
            path.unlink()
        raise
