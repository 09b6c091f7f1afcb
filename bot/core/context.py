"""What a command's function is handed beside its arguments."""

from dataclasses import dataclass
from random import Random

from bot.core.messages import Request
from bot.core.preferences import Preferences
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import Voice
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """One request in hand.

    Attributes:
        voice: says sentences in the reply's language: the community's where others read it, else
            the person's.
        rng: the source of chance; seeded in tests.
    """

    request: Request
    dictionary: Dictionary
    store: Store
    preferences: Preferences
    voice: Voice
    rng: Random

    def t(self, message: str, /, **values: object) -> str:
        """Return a sentence of the catalogues in the reply's language."""
        return self.voice.t(message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form of a sentence that fits `count`, in the reply's language."""
        return self.voice.tn(one, many, count, **values)
