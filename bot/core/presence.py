"""When people were last seen, kept to the day and only where it matters.

Whoever gets a word of their own every day is not to get it for ever: it pauses for people who are
away. Their subscription holds the day; nothing is kept about anybody else.
"""

from collections import OrderedDict
from datetime import date, datetime

from bot.core.messages import Person
from bot.storage import daily
from bot.storage.store import Store

_KEPT = 10_000


class Presence:
    """Notes that people are there, at most once a day each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: OrderedDict[Person, date] = OrderedDict()

    async def note(self, person: Person, now: datetime) -> None:
        """Note that a person does something."""
        if self._noted.get(person) == now.date():
            return
        await self._store.write(daily.note_seen, person, int(now.timestamp()))
        self._noted[person] = now.date()
        self._noted.move_to_end(person)
        if len(self._noted) > _KEPT:
            self._noted.popitem(last=False)
