"""The environment becomes one frozen Settings; every wrong variable is named at once."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.vocabulary.pack import MANIFEST, pack_folders
from bot.locales import LANGUAGES
from bot.storage.address import database_address

_TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_DISCORD_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_DATABASE_PASSWORD = re.compile(r"://[^:/]*:([^@]*)@")


class SettingsError(Exception):
    """Variables that cannot be used: one line each, `VARIABLE: what is wrong; what to do`."""


def _shaped(pattern: re.Pattern[str], advice: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not pattern.fullmatch(secret.get_secret_value()):
            raise ValueError(advice)
        return secret

    return AfterValidator(check)


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # half a bracket, or a port that is no number
        usable = False
    if not usable or re.search(r"\s", url):
        raise ValueError("is no address; use http://host or https://host, with :port if need be")
    return url.rstrip("/")


def _database(url: str) -> str:
    database_address(url)
    return url


def _number(low: int, high: int) -> BeforeValidator:
    def check(value: object) -> int:
        text = str(value).strip()
        if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError(f"is out of range or no number; use a whole one, {low} to {high}")
        return int(text)

    return BeforeValidator(check)


def _one_of(choices: Collection[str]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f"is not known; use one of {', '.join(choices)}")
        return value

    return AfterValidator(check)


def _folder_of_packs(folder: Path) -> Path:
    try:
        holds_packs = bool(pack_folders(folder))
    except OSError:  # a name too long, or a folder that may not be read
        holds_packs = False
    if not holds_packs:
        raise ValueError(f"holds no pack; name a folder whose subfolders have a {MANIFEST}")
    return folder


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """What the operator decides. An unset variable means the default given here.

    Attributes:
        telegram_token: from BotFather; unset, Telegram is not served.
        telegram_api_url: of a self-hosted Bot API server.
        telegram_webhook_url: the public address Telegram is to call; unset, the bot polls.
        telegram_webhook_secret: what Telegram proves itself with when it calls.
        discord_token: of the bot; unset, Discord is not served.
        discord_api_url: of another Discord API.
        port: where the webhook and `/healthz` listen.
        database_url: `sqlite:///path` or `postgresql://…`.
        late_limit_hours: how late a message sent unasked may be before it is left out.
        default_language: spoken where nobody chose one and the platform reports none.
        https_proxy: the proxy through which both platforms are reached.
        log_level: the least serious event that is logged.
        content_dir: the folder of packs; unset, the one that came with the program.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: (
        Annotated[
            SecretStr,
            _shaped(_TELEGRAM_TOKEN, "is no bot token; copy it from BotFather (123456:ABC…)"),
        ]
        | None
    ) = None
    telegram_api_url: WebAddress = "https://api.telegram.org"
    telegram_webhook_url: WebAddress | None = None
    telegram_webhook_secret: (
        Annotated[
            SecretStr,
            _shaped(
                _WEBHOOK_SECRET,
                "is missing or malformed; whoever calls the webhook must know it, so set 1 to 256 "
                "characters of A-Z a-z 0-9 _ -",
            ),
        ]
        | None
    ) = None
    discord_token: (
        Annotated[
            SecretStr, _shaped(_DISCORD_TOKEN, "is no bot token; copy it from the Developer Portal")
        ]
        | None
    ) = None
    discord_api_url: WebAddress = "https://discord.com/api/v10"
    port: Annotated[int, _number(1, 65535)] = 8080
    database_url: Annotated[str, AfterValidator(_database), Field(repr=False)] = (
        "sqlite:///data/cihui.db"
    )
    late_limit_hours: Annotated[int, _number(1, 24)] = 3
    default_language: Annotated[str, _one_of(LANGUAGES)] = "zh-Hans"
    https_proxy: Annotated[WebAddress | None, Field(repr=False)] = None
    log_level: Annotated[str, _one_of(("DEBUG", "INFO", "WARNING", "ERROR"))] = "INFO"
    content_dir: Annotated[Path, AfterValidator(_folder_of_packs)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _webhook_is_guarded(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Judge a missing secret with the values, since a check after them waits for all."""
        if given.get("telegram_webhook_url"):
            return {"telegram_webhook_secret": "", **given}
        return given

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every value that must never be shown."""
        kept = (self.telegram_token, self.telegram_webhook_secret, self.discord_token)
        found = [secret.get_secret_value() for secret in kept if secret is not None]
        address = database_address(self.database_url)
        found += [str(address.password or ""), str(address.query.get("password", ""))]
        found += _DATABASE_PASSWORD.findall(self.database_url)  # as it is written: p%40ss
        proxy = urlsplit(self.https_proxy or "").password or ""
        found += [proxy, unquote(proxy)]
        return tuple(dict.fromkeys(filter(None, found)))


def load_settings() -> Settings:
    """Return the settings of the environment and of `.env` beside it.

    Raises:
        SettingsError: one line for each variable that is wrong; values are never shown.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise SettingsError("\n".join(_sentence(p["loc"], p["msg"]) for p in problems)) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            ".env: cannot be read; save it as UTF-8, in a file that this user may open"
        ) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    return f"{str(location[0]).upper()}: {message.removeprefix('Value error, ')}"
