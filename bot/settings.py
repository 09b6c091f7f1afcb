"""The environment becomes one frozen Settings; every wrong variable is named at once."""

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.locales import LANGUAGES

_TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_DISCORD_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(Exception):
    """Variables that cannot be used: one line each, `VARIABLE: what is wrong; what to do`."""


def _shaped(pattern: re.Pattern[str], advice: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not pattern.fullmatch(secret.get_secret_value()):
            raise ValueError(advice)
        return secret

    return AfterValidator(check)


def _address(*schemes: str) -> AfterValidator:
    return AfterValidator(lambda url: _checked_address(url, *schemes))


def _checked_address(url: str, *schemes: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"is no address; use {' or '.join(f'{s}://host' for s in schemes)}")
    return url.rstrip("/")


def _language(tag: str) -> str:
    if tag not in LANGUAGES:
        raise ValueError(f"is no language of the bot; use one of {', '.join(LANGUAGES)}")
    return tag


WebAddress = Annotated[str, _address("http", "https")]


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
    telegram_webhook_url: Annotated[str, _address("https", "http")] | None = None
    telegram_webhook_secret: (
        Annotated[
            SecretStr, _shaped(_WEBHOOK_SECRET, "must be 1 to 256 characters of A-Z a-z 0-9 _ -")
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
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    database_url: Annotated[str, Field(repr=False)] = "sqlite:///data/cihui.db"
    late_limit_hours: Annotated[int, Field(ge=1, le=24)] = 3
    default_language: Annotated[str, AfterValidator(_language)] = "zh-Hans"
    https_proxy: Annotated[str | None, Field(repr=False)] = None
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    content_dir: Path | None = None

    @field_validator("https_proxy")
    @classmethod
    def _proxy_is_an_address(cls, url: str | None) -> str | None:
        return url and _checked_address(url, "http", "https")

    @model_validator(mode="after")
    def _webhook_is_guarded(self) -> Self:
        if self.telegram_webhook_url and self.telegram_webhook_secret is None:
            raise ValueError(
                "TELEGRAM_WEBHOOK_SECRET: is missing; whoever calls the webhook must know it, "
                "so set 1 to 256 characters of A-Z a-z 0-9 _ -"
            )
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every value that must never be shown."""
        kept = (self.telegram_token, self.telegram_webhook_secret, self.discord_token)
        found = [secret.get_secret_value() for secret in kept if secret is not None]
        password = urlsplit(self.database_url).password
        proxy_password = urlsplit(self.https_proxy or "").password
        return tuple(found + [value for value in (password, proxy_password) if value])


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


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    text = message.removeprefix("Value error, ")
    return f"{str(location[0]).upper()}: {text}" if location else text
