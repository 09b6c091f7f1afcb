"""Which language to speak: what was chosen, else what the platform reports, else the default."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.core.messages import Person, Place, Request
from bot.locales import supported
from bot.storage import settings
from bot.storage.store import Store

_KEPT = 10_000
_FRESH = timedelta(minutes=1)
"""How long a choice made through another process may go unnoticed."""

_Owner = tuple[str, str, str]


class Preferences:
    """The languages people and communities chose, kept at hand since every request asks."""

    def __init__(self, store: Store, default_language: str) -> None:
        self._store = store
        self._default = default_language
        self._kept: OrderedDict[_Owner, tuple[datetime, str | None]] = OrderedDict()

    async def personal(self, request: Request) -> str:
        """Return the language for what only the person reads."""
        chosen = await self.chosen_by(request.person, request.now) if request.person else None
        return chosen or supported(request.language) or self._default

    async def shared(self, request: Request, place: Place) -> str:
        """Return the language for what everybody in a place reads."""
        chosen = await self._recall(
            _owner_of(place),
            request.now,
            lambda: self._store.read(settings.community_language, place),
        )
        return chosen or supported(request.community_language) or self._default

    async def chosen_by(self, person: Person, now: datetime) -> str | None:
        """Return the language a person chose, or None."""
        return await self._recall(
            _owner_of(person), now, lambda: self._store.read(settings.person_language, person)
        )

    async def choose(self, owner: Person | Place, language: str, now: datetime) -> None:
        """Keep the language a person chose, or an admin for the community of a place."""
        seconds = int(now.timestamp())
        if isinstance(owner, Person):
            await self._store.write(settings.set_person_language, owner, language, seconds)
        else:
            await self._store.write(settings.set_community_language, owner, language, seconds)
        self._keep(_owner_of(owner), now, language)

    def forget(self, owner: Person | Place) -> None:
        """Drop what is at hand about a person or a place's community: it is no longer so."""
        self._kept.pop(_owner_of(owner), None)

    async def _recall(
        self, owner: _Owner, now: datetime, load: Callable[[], Awaitable[str | None]]
    ) -> str | None:
        kept = self._kept.get(owner)
        if kept is None or abs(now - kept[0]) > _FRESH:
            kept = self._keep(owner, now, await load())
        return kept[1]

    def _keep(
        self, owner: _Owner, now: datetime, language: str | None
    ) -> tuple[datetime, str | None]:
        self._kept[owner] = (now, language)
        self._kept.move_to_end(owner)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[owner]


def _owner_of(owner: Person | Place) -> _Owner:
    if isinstance(owner, Person):
        return owner.platform, "person", owner.id
    return owner.platform, "community", owner.community
