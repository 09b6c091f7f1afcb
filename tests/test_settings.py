import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from tests.conftest import PROJECT

TELEGRAM = "123456:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIi"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789ab"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let every test begin without a variable and without a file."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def test_nothing_is_required() -> None:
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.database_url == "sqlite:///data/cihui.db"


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TELEGRAM)
    monkeypatch.setenv("DISCORD_TOKEN", DISCORD)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TELEGRAM
    assert settings.telegram_api_url == "http://127.0.0.1:8081"


def test_every_wrong_variable_is_named_at_once_and_no_value_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {
        "TELEGRAM_TOKEN": "se-cret",
        "DISCORD_TOKEN": "hush",
        "PORT": "seventy",
        "DEFAULT_LANGUAGE": "tlh",
        "LOG_LEVEL": "LOUD",
        "HTTPS_PROXY": "nowhere",
        "DISCORD_API_URL": "ftp://x",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    lines = str(refusal.value).splitlines()
    assert {line.split(":")[0] for line in lines} == set(wrong)
    assert not [value for value in ("se-cret", "hush") if value in str(refusal.value)]


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        load_settings()
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "abc_123")
    assert load_settings().telegram_webhook_url == "https://bot.example.org/hook"


def test_secrets_are_not_in_the_repr_and_are_known_to_be_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TELEGRAM)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p4ssw0rd@host/db")
    settings = load_settings()
    assert TELEGRAM not in repr(settings)
    assert set(settings.secrets) == {TELEGRAM, "p4ssw0rd"}
    assert "p4ssw0rd" not in repr(settings)


def test_the_example_file_names_every_setting_with_its_default() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    lines = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(lines) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert lines[name.upper()] == ("" if field.default is None else str(field.default))


def test_the_example_file_is_itself_valid(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((PROJECT / ".env.example").read_bytes())
    assert load_settings() == Settings()
