"""Which words a person has saved, kept at hand since every card shows it."""

from collections import OrderedDict

from bot.core.messages import Person
from bot.storage import cards
from bot.storage.store import Store

_KEPT = 2_000


class Bookmarks:
    """The saved words of people who look words up.

    What another process saves may go unnoticed for as long as a person is remembered here; their
    star then says "save" once more, and pressing it is harmless.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[Person, frozenset[str]] = OrderedDict()

    async def of(self, person: Person) -> frozenset[str]:
        """Return the ids of the records a person saved."""
        if person not in self._kept:
            words = await self._store.read(cards.saved, person)
            self._keep(person, frozenset(word.entry for word in words))
        return self._kept[person]

    def forget(self, person: Person) -> None:
        """Drop what is at hand about a person, whose words have changed."""
        self._kept.pop(person, None)

    def _keep(self, person: Person, entries: frozenset[str]) -> None:
        self._kept[person] = entries
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
