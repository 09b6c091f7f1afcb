"""The program as a process that is measured."""

import os
from collections.abc import Mapping
from pathlib import Path

from benchmarks.serving.server import TOKEN


def environment(url: str, database: Path) -> Mapping[str, str]:
    """Return what has Cihui serve a Bot API server from a SQLite file, and nothing else."""
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "TELEGRAM_WEBHOOK_URL": "",
        "DISCORD_TOKEN": "",
        "HTTPS_PROXY": "",
        "DATABASE_URL": f"sqlite:///{database}",
        "LOG_LEVEL": "WARNING",
    }


def processor_time(process: int) -> float:
    """Return the seconds of processor time a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
