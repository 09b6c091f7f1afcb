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


WRONG = {
    "TELEGRAM_TOKEN": "hush-1",
    "TELEGRAM_API_URL": "http://[hush-2",
    "TELEGRAM_WEBHOOK_URL": "https://hush-3:port/",
    "TELEGRAM_WEBHOOK_SECRET": "hush 4",
    "DISCORD_TOKEN": "hush-5",
    "DISCORD_API_URL": "ftp://hush-6",
    "PORT": "65536",
    "DATABASE_URL": "mysql://u:hush-7@h/x",
    "LATE_LIMIT_HOURS": "soon",
    "DEFAULT_LANGUAGE": "tlh",
    "HTTPS_PROXY": "hush-8",
    "LOG_LEVEL": "LOUD",
    "CONTENT_DIR": "/nope",
}


def refused() -> dict[str, str]:
    """Return what is said of each variable that is refused."""
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    said = [line.split(": ", 1) for line in str(refusal.value).splitlines()]
    assert len(dict(said)) == len(said)
    return dict(said)


def test_every_wrong_variable_is_named_at_once_with_what_to_do_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    said = refused()
    assert set(said) == set(WRONG) == {name.upper() for name in Settings.model_fields}
    for sentence in said.values():
        assert ";" in sentence
        assert "hush" not in sentence
        assert "Input should" not in sentence
        assert "String should" not in sentence


@pytest.mark.parametrize("value", ["0", "-1", "8.5", "²", "9" * 5000])
def test_a_number_out_of_range_is_refused_in_our_own_words(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PORT", value)
    assert refused() == {"PORT": "is out of range or no number; use a whole one, 1 to 65535"}


@pytest.mark.parametrize("value", ["{folder}/empty", "/nope", "x" * 5000])
def test_a_folder_of_content_without_a_pack_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("CONTENT_DIR", value.format(folder=tmp_path))
    assert "pack.toml" in refused()["CONTENT_DIR"]


def test_a_missing_secret_is_named_beside_what_else_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://[bad")
    monkeypatch.setenv("PORT", "0")
    assert set(refused()) == {"TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET", "PORT"}


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("DEFAULT_LANGUAGE=中".encode("gbk"))
    assert "UTF-8" in refused()[".env"]


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


def test_a_password_is_hidden_as_it_is_written_and_as_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p%40ss@host/db")
    monkeypatch.setenv("HTTPS_PROXY", "http://u:s3same@proxy:3128")
    assert set(load_settings().secrets) == {"p%40ss", "p@ss", "s3same"}


@pytest.mark.parametrize("url", ["postgresql://u:p/ss@h/db", "postgresql:///db?password=p%2Fss"])
def test_a_password_is_hidden_wherever_an_address_may_hold_it(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert load_settings().secrets == ("p/ss",)


def test_the_example_file_names_every_setting_with_its_default() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    lines = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(lines) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert lines[name.upper()] == ("" if field.default is None else str(field.default))


def test_the_example_file_is_itself_valid(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes((PROJECT / ".env.example").read_bytes())
    assert load_settings() == Settings()
