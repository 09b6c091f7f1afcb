"""The webhook: Telegram calls, and is told 200 once its update is kept."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import web

from bot.adapters import AdapterError
from bot.adapters.telegram.intake import Intake

_log = structlog.get_logger(__name__)

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_MOST_BYTES = 1024 * 1024
_LEAVING_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls, and where it is heard.

    Attributes:
        url: the public address; its path is the one listened on.
        secret: what Telegram proves itself with.
        port: where the server listens.
        host: the interface; every one by default.
    """

    url: str
    secret: str = field(repr=False)
    port: int
    host: str | None = None

    @property
    def path(self) -> str:
        """The path that Telegram calls."""
        return urlsplit(self.url).path or "/"


class WebhookServer:
    """Listens for Telegram's calls, and for the host's question whether the program is well."""

    def __init__(self, webhook: Webhook, intake: Intake) -> None:
        self._webhook = webhook
        self._intake = intake
        application = web.Application(client_max_size=_MOST_BYTES)
        application.add_routes(
            [web.post(webhook.path, self._receive), web.get("/healthz", _say_well)]
        )
        self._runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=_LEAVING_SECONDS
        )

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            AdapterError: the port is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._webhook.host, self._webhook.port)
        try:
            await site.start()
        except OSError as error:
            raise AdapterError(
                f"PORT: {self._webhook.port} cannot be listened on ({error.strerror}); set another."
            ) from None

    async def stop(self) -> None:
        """Stop listening; calls under way are answered first."""
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        if not self._is_from_telegram(request):
            _log.warning("webhook_refused", reason="the secret is missing or wrong")
            return web.Response(status=403)
        if not self._intake.has_room:
            return web.Response(status=503)
        try:
            update = msgspec.json.decode(await request.read(), type=dict[str, object])
            await self._intake.take([update])
        except (msgspec.DecodeError, KeyError):
            _log.warning("webhook_refused", reason="the body is no update")
            return web.Response(status=400)
        return web.Response()

    def _is_from_telegram(self, request: web.Request) -> bool:
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._webhook.secret.encode())


async def _say_well(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
