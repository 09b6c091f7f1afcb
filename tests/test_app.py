"""How the parts are joined, in one process with the test."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import app
from bot.core.vocabulary.pack import ContentError
from bot.settings import Settings
from tests.servers.discord import TOKEN as DISCORD_TOKEN
from tests.servers.discord import DiscordServer
from tests.servers.telegram import ALICE, TelegramServer

BAD = SecretStr("7000000007:AAwrong-token_of-the-stub-server")


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


def settings_for(folder: Path, server: TelegramServer, **changes: object) -> Settings:
    values: dict[str, object] = {
        "telegram_token": SecretStr(server.token),
        "telegram_api_url": server.url,
        "database_url": f"sqlite:///{folder}/cihui.db",
        **changes,
    }
    return Settings.model_validate(values)


async def test_platforms_are_served_until_a_signal(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    async with DiscordServer() as discord:
        settings = settings_for(
            tmp_path, telegram, discord_token=DISCORD_TOKEN, discord_api_url=discord.url
        )
        serving = asyncio.create_task(app.run_platforms(settings))
        telegram.say(ALICE, "pretraining")
        await telegram.wait_for(lambda: telegram.last(ALICE))
        await discord.ready()
        os.kill(os.getpid(), signal.SIGTERM)
        assert await serving == 0


async def test_without_a_usable_platform_it_ends_with_status_1(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    assert await app.run_platforms(settings_for(tmp_path, telegram, telegram_token=BAD)) == 1


async def test_a_fault_in_one_adapter_is_not_the_programs(
    tmp_path: Path, telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "broken"

        async def run(self) -> None:
            raise RuntimeError("no idea")

    monkeypatch.setattr(app, "adapters_of", lambda *_: [Broken()])
    assert await app.run_platforms(settings_for(tmp_path, telegram)) == 1


def test_every_pack_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_text("[", encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        app.load_dictionary(tmp_path)
    assert len(str(refusal.value).splitlines()) == 2
