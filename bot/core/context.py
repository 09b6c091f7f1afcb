"""What a command's function is handed beside its arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bot.core.bookmarks import Bookmarks
from bot.core.errors import NotAllowedError
from bot.core.messages import Person, Request
from bot.core.preferences import Preferences
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import N_, Voice
from bot.storage.store import Store

if TYPE_CHECKING:
    from bot.core.commands.declaration import Command


@dataclass(frozen=True, slots=True)
class Context:
    """One request in hand.

    Attributes:
        voice: says sentences in the reply's language: the community's where others read it, else
            the person's.
        rng: the source of chance; seeded in tests.
        commands: every command by name, in the order menus show them.
    """

    request: Request
    dictionary: Dictionary
    store: Store
    preferences: Preferences
    bookmarks: Bookmarks
    voice: Voice
    rng: Random
    commands: Mapping[str, "Command"]

    @property
    def seconds(self) -> int:
        """The present in whole seconds of UTC, as storage keeps times."""
        return int(self.request.now.timestamp())

    def person(self) -> Person:
        """Return who asks.

        Raises:
            NotAllowedError: the platform does not tell (an anonymous admin, a channel).
        """
        if self.request.person is None:
            raise NotAllowedError(
                N_("I cannot tell who you are here. Send this in a private chat with me.")
            )
        return self.request.person

    def t(self, message: str, /, **values: object) -> str:
        """Return a sentence of the catalogues in the reply's language."""
        return self.voice.t(message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form of a sentence that fits `count`, in the reply's language."""
        return self.voice.tn(one, many, count, **values)
