import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

TELEGRAM = "123456789:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("human", [True, False])
def test_secrets_never_reach_a_line(capsys: pytest.CaptureFixture[str], human: bool) -> None:
    logs.configure("INFO", ["hook-secret"], human=human)
    structlog.get_logger("t").warning("asked", url=f"https://api.example.org/bot{TELEGRAM}/getMe")
    logging.getLogger("lib").error("token %s and %s", DISCORD, "hook-secret")
    try:
        raise ValueError(f"refused {TELEGRAM}")
    except ValueError:
        structlog.get_logger("t").exception("failed")
    said = capsys.readouterr().err
    assert said.count("[hidden]") >= 4
    assert not [s for s in (TELEGRAM, DISCORD, "hook-secret") if s in said]


def test_machines_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", [], human=False)
    structlog.get_logger("bot.adapters.telegram.run").info("started", bots=1)
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["bots"], event["level"]) == ("started", 1, "info")
    assert event["logger"] == "bot.adapters.telegram"


def test_less_serious_events_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING", [], human=False)
    structlog.get_logger("t").info("small talk")
    assert capsys.readouterr().err == ""


def test_tracebacks_show_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", [], human=True)
    diary = "dear diary"
    try:
        raise ValueError(len(diary))
    except ValueError:
        structlog.get_logger("t").exception("failed")
    assert "dear diary" not in capsys.readouterr().err.replace('diary = "dear diary"', "")
