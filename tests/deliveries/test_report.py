"""What `cihui due` prints."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.core.delivery import Delivery
from bot.core.messages import Place
from bot.deliveries.report import lines
from bot.settings import Settings
from bot.storage import deliveries
from bot.storage.deliveries import State
from bot.storage.delivery_overview import Missed, Overview, Waiting
from bot.storage.store import Store

DELIVERY = Delivery(
    place=Place("telegram", "-5", "-5", "7"), kind="daily", piece="2026-03-02", due_at=1_772_452_800
)


def test_it_names_what_is_due_in_flight_and_failed_and_why() -> None:
    overview = Overview(
        waiting=[Waiting("telegram", "daily", 2, 1, DELIVERY.due_at)],
        in_flight=[replace(DELIVERY, attempts=1, worker="host/12/ab")],
        retried=[replace(DELIVERY, attempts=3, failure="again in 5 s")],
        missed=[Missed("discord", "daily", State.OFF, "kicked", 4, DELIVERY.due_at)],
    )
    what = "daily 2026-03-02 to telegram/-5/7, for 2026-03-02 12:00:00"
    assert list(lines(overview)) == [
        "Due",
        "  telegram daily: 2 due, 1 later, the first 2026-03-02 12:00:00",
        "In flight",
        f"  {what}, attempt 1, by host/12/ab",
        "Tried in vain",
        f"  {what}, attempt 3: again in 5 s",
        "Not sent",
        "  discord daily: 4 off, last 2026-03-02 12:00:00: kicked",
    ]


def test_it_says_that_nothing_is_planned() -> None:
    assert list(lines(Overview([], [], [], []))) == ["Due", "  nothing is planned"]


def test_due_reads_the_database_while_the_bot_has_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cihui.db")
    monkeypatch.setattr("bot.logs.configure", lambda *_: None)

    async def hold() -> str:
        store = await Store.open(f"sqlite:///{tmp_path}/cihui.db")
        try:
            await store.write(deliveries.plan, DELIVERY)
            result = await asyncio.to_thread(CliRunner().invoke, cli, ["due"])
            return result.stdout
        finally:
            await store.close()

    assert "telegram daily: 1 due, 0 later" in asyncio.run(hold())
