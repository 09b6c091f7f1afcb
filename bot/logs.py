"""Logging: lines to read on a terminal, JSON elsewhere, and no secret in either."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

_HIDDEN = "[hidden]"
_TOKENS = re.compile(
    r"(?<=/bot)\d+:[A-Za-z0-9_-]{20,}"
    r"|\b\d{6,}:[A-Za-z0-9_-]{30,}"
    r"|\b[MNO][A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{25,}"
)
"""What looks like a Telegram or a Discord token, wherever a library prints it."""


class Redaction:
    """Replaces secrets in whatever is about to be written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({s for s in secrets if s}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return `text` without the secrets, and without anything that looks like a token."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _TOKENS.sub(_HIDDEN, text)


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    def __init__(self, redaction: Redaction) -> None:
        super().__init__(sys.stderr)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        return self._redaction(super().format(record))


def configure(level: str, secrets: Iterable[str], *, human: bool | None = None) -> None:
    """Send the log of the program and of its libraries to standard error.

    Args:
        level: the least serious event to write.
        secrets: values that are never written.
        human: lines for people instead of JSON; by default when standard error is a terminal.
    """
    readable = sys.stderr.isatty() if human is None else human
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _short_logger_name,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Handler(Redaction(secrets))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=_writing(readable=readable)
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "aiosqlite", "asyncio", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def _writing(*, readable: bool) -> list[structlog.typing.Processor]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if readable:
        # plain tracebacks: the rich ones print local variables, and with them what people wrote
        plain = structlog.dev.plain_traceback
        return [remove, structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [
        remove,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _short_logger_name(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Name the package an event comes from, not the module: `bot.adapters.telegram.run` is long."""
    event["logger"] = ".".join(str(event.get("logger", "")).split(".")[:3])
    return event
