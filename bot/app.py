"""Joins settings, content, storage, core, deliveries and adapters. Nothing else does."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import structlog

from bot.adapters import Adapter, AdapterError
from bot.adapters.console.chat import Chat
from bot.core.core import Core
from bot.core.learning import questions
from bot.core.messages import Reply, Request
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.pack import ContentError, load_pack, pack_folders
from bot.deliveries.courier import Courier
from bot.deliveries.kinds import KINDS
from bot.deliveries.pace import Pace
from bot.deliveries.worker import Worker
from bot.settings import Settings
from bot.storage import daily
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

LEAVING_SECONDS = 10
"""How long what is in hand may take after a signal: Docker kills after 10 s."""

_MENDED_AT_ONCE = 500
_LITTER = 20_000
"""Objects made before those that only hold one another are looked for: Python's own 700 are less
than a request makes."""
_PACKAGE = Path(__file__).parent


def content_folder(settings: Settings | None = None) -> Path:
    """Return the folder of packs: the operator's, the wheel's, or the checkout's."""
    if settings is not None and settings.content_dir is not None:
        return settings.content_dir
    shipped = _PACKAGE / "content"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "content"


def load_dictionary(content: Path) -> Dictionary:
    """Return the dictionary of every pack under `content`, ready to answer at once.

    Raises:
        ContentError: there is no pack, or an entry cannot be used: file and key are named.
    """
    folders = pack_folders(content)
    if not folders:
        raise ContentError(f"{content}: holds no pack; set CONTENT_DIR to a folder that does")
    problems: list[str] = []
    packs = []
    for folder in folders:
        try:
            packs.append(load_pack(folder))
        except ContentError as error:
            problems.append(str(error))
    if problems:
        raise ContentError("\n".join(problems))
    dictionary = Dictionary(packs)
    dictionary.prepare()
    return dictionary


def utc_now() -> datetime:
    """Return the present: the only clock the program reads."""
    return datetime.now(UTC)


class _PacedCore(Core):
    """A core that has deliveries go slower while somebody talks to it."""

    def __init__(
        self, pace: Pace, dictionary: Dictionary, store: Store, *, default_language: str
    ) -> None:
        super().__init__(dictionary, store, default_language=default_language)
        self._pace = pace

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer to `request`, which its platform's deliveries make way for."""
        asked = request.place or request.person
        if asked is not None:
            self._pace.person_answered(asked.platform)
        return await super().handle(request)


@contextlib.contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Keep the garbage collector, now and later, from visiting what is loaded meanwhile.

    It lives as long as the program.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.asynccontextmanager
async def opened_core(
    settings: Settings, pace: Pace | None = None
) -> AsyncIterator[tuple[Core, Store]]:
    """Yield the core on its opened store, and close the store afterwards.

    Args:
        pace: of the deliveries that are sent beside the core's answers.

    Raises:
        ContentError: content cannot be used.
        StorageError: the database cannot be used.
    """
    with _collecting_nothing():
        dictionary = load_dictionary(content_folder(settings))
        questions.prepare(dictionary)
    store = await Store.open(settings.database_url)
    gc.set_threshold(_LITTER)
    try:
        language = settings.default_language
        yield _PacedCore(pace or Pace(), dictionary, store, default_language=language), store
    finally:
        await store.close()


def adapters_of(settings: Settings, core: Core, store: Store) -> list[Adapter]:
    """Return an adapter for each platform whose token is set."""
    chosen: list[Adapter] = []
    if settings.telegram_token is not None:
        token = settings.telegram_token.get_secret_value()
        chosen.append(_telegram(token, settings, core, store))
    if settings.discord_token is not None:
        chosen.append(_discord(settings.discord_token.get_secret_value(), settings, core))
    return chosen


def _telegram(token: str, settings: Settings, core: Core, store: Store) -> Adapter:
    # imported late: each platform's library costs tens of megabytes and half a second
    from bot.adapters.telegram import Telegram, Webhook  # noqa: PLC0415

    webhook = None
    if settings.telegram_webhook_url and settings.telegram_webhook_secret:
        secret = settings.telegram_webhook_secret.get_secret_value()
        webhook = Webhook(settings.telegram_webhook_url, secret, settings.port)
    return Telegram(
        core,
        store,
        utc_now,
        token=token,
        api_url=settings.telegram_api_url,
        proxy=settings.https_proxy,
        webhook=webhook,
    )


def _discord(token: str, settings: Settings, core: Core) -> Adapter:
    from bot.adapters.discord import Discord  # noqa: PLC0415 - as above

    return Discord(
        core, token, utc_now, api_url=settings.discord_api_url, proxy=settings.https_proxy
    )


async def run_platforms(settings: Settings) -> int:
    """Serve every platform whose token is set until a signal; return the exit status.

    One platform that can never work is reported and does not stop the others; when none can, the
    status is 1.
    """
    pace = Pace()
    async with opened_core(settings, pace) as (core, store):
        adapters = adapters_of(settings, core, store)
        await _mend(store)
        return await _serve(adapters, _worker(settings, core, store, adapters, pace, utc_now))


async def run_chat(settings: Settings, language: str | None, begin: datetime | None) -> None:
    """Talk to the person at the terminal until there are no more lines.

    Args:
        language: the person's, as the environment tells it.
        begin: what time it is to be now; by default it is what it is.
    """
    ahead = begin - utc_now() if begin is not None else timedelta()
    pace = Pace()

    def now() -> datetime:
        return utc_now() + ahead

    async with opened_core(settings, pace) as (core, store):
        chat = Chat(core, now, language=language)
        chat.deliver = _worker(settings, core, store, [chat], pace, now).drain
        await chat.run()


async def _mend(store: Store) -> None:
    """Plan the words of the day that a fault left unplanned."""
    while await store.write(daily.plan_missing, int(utc_now().timestamp()), _MENDED_AT_ONCE):
        pass


def _worker(
    settings: Settings,
    core: Core,
    store: Store,
    adapters: Sequence[Adapter],
    pace: Pace,
    clock: Callable[[], datetime],
) -> Worker:
    by_platform = {adapter.name: adapter for adapter in adapters}
    courier = Courier(
        store,
        core.dictionary,
        by_platform,
        KINDS,
        pace,
        clock=clock,
        late_limit=settings.late_limit_hours * 3600,
        default_language=settings.default_language,
        rng=Random(),
    )
    return Worker(store, courier, pace, by_platform)


async def _serve(adapters: Sequence[Adapter], worker: Worker) -> int:
    """Run the adapters with the worker beside them; it ends first, since it needs them."""
    leaving = asyncio.Event()
    _on_signal(leaving.set)
    tasks = [asyncio.create_task(_run(adapter), name=adapter.name) for adapter in adapters]
    delivering = asyncio.create_task(worker.run(), name="deliveries")
    signalled = asyncio.create_task(leaving.wait())
    ended = asyncio.create_task(asyncio.wait(tasks))
    await asyncio.wait([ended, signalled], return_when=asyncio.FIRST_COMPLETED)
    if leaving.is_set():
        _log.info("leaving", seconds_at_most=LEAVING_SECONDS)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LEAVING_SECONDS):
            await _ended(delivering)
            await _ended(*tasks)
    signalled.cancel()
    return 0 if leaving.is_set() or any(task.result() for task in tasks) else 1


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _run(adapter: Adapter) -> bool:
    """Serve one platform; return whether it ever could."""
    try:
        await adapter.run()
    except AdapterError as error:
        _log.error("platform_unusable", platform=adapter.name, reason=str(error))
        return False
    except Exception:  # noqa: BLE001 - a fault in one adapter must not stop the other
        _log.exception("platform_failed", platform=adapter.name)
        return False
    return True


def _on_signal(act: Callable[[], None]) -> None:
    """Call `act` at each SIGTERM and SIGINT; hosts send either, and some several."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, act)
