"""The Bot API through aiohttp: `telegram.Bot` without its httpx, its Application and its updater.

No error raised here carries an address, since the token is part of every one.
"""

import os
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
import telegram
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# python-telegram-bot's switch for a RetryAfter that tells a timedelta and raises no warning
os.environ.setdefault("PTB_TIMEDELTA", "1")

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_UPLOAD_SECONDS = 60.0
_CONNECTIONS = 64


class AiohttpRequest(BaseRequest):
    """Sends python-telegram-bot's requests through aiohttp.

    Args:
        connections: how many requests may be under way; more wait for their turn.
        proxy: the address of the proxy to go through.
    """

    def __init__(self, *, connections: int = _CONNECTIONS, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may keep silent, in seconds."""
        return _READ_SECONDS

    async def initialize(self) -> None:
        """Open the session, unless it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                proxy=self._proxy,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: D102 - the shape of the method it stands in for
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has none
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - ours serves
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - ours serves
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("The connection to Telegram is closed")
        read = read_timeout if isinstance(read_timeout, int | float) else _READ_SECONDS
        body, headers = _body(request_data)
        if isinstance(body, aiohttp.FormData):
            read = max(read, _UPLOAD_SECONDS)
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=read)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"No answer from Telegram ({type(error).__name__})") from None

    async def download(self, url: str, limit: int) -> bytes:
        """Return what is at an address; of more than `limit` bytes, a beginning longer than that.

        Raises:
            TelegramError: it could not be fetched.
        """
        if self._session is None:
            raise NetworkError("The connection to Telegram is closed")
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=_READ_SECONDS)
        content = bytearray()
        try:
            async with self._session.get(url, timeout=timeout) as response:
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"Telegram does not give the file ({response.status})")
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > limit:
                        break
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"No file from Telegram ({type(error).__name__})") from None
        return bytes(content)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer that `payload` holds."""
        try:
            return msgspec.json.decode(payload, type=dict[str, Any])
        except msgspec.DecodeError:
            raise TelegramError("Telegram's answer is unreadable") from None


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return msgspec.json.encode(data.parameters), {"Content-Type": "application/json"}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


class Api(telegram.Bot):
    """The Bot API as methods and plain parameters, which is what `render` makes.

    Args:
        token: the bot's.
        url: the address of the Bot API server.
        proxy: the address of the proxy to go through.
    """

    def __init__(self, token: str, url: str, *, proxy: str | None = None) -> None:
        self._polling = AiohttpRequest(connections=1, proxy=proxy)
        self._calling = AiohttpRequest(proxy=proxy)
        self._files = f"{url}/file/bot{token}"
        super().__init__(
            token,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=self._calling,
            get_updates_request=self._polling,
        )

    def __repr__(self) -> str:
        """Return a name without the token, which python-telegram-bot prints."""
        return "<Api>"

    async def connect(self) -> None:
        """Get ready to send requests."""
        await self._polling.initialize()
        await self._calling.initialize()

    async def disconnect(self) -> None:
        """Close every connection."""
        await self._polling.shutdown()
        await self._calling.shutdown()

    async def call(
        self, method: str, parameters: dict[str, Any] | None = None, *, silence: float = 0
    ) -> Any:
        """Return what a method of the Bot API answers.

        Args:
            silence: for how many seconds more than usual the answer may be awaited.

        Raises:
            TelegramError: a kind for each way it can fail.
        """
        return await self._post(method, api_kwargs=parameters, read_timeout=_READ_SECONDS + silence)

    async def download(self, file_id: str, limit: int) -> bytes:
        """Return a file a person sent; of more than `limit` bytes, a beginning longer than that.

        Raises:
            TelegramError: it could not be fetched.
        """
        file = await self.call("getFile", {"file_id": file_id})
        return await self._calling.download(f"{self._files}/{file['file_path']}", limit)
