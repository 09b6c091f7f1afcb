"""What a command's function is handed beside its arguments."""

from dataclasses import dataclass
from random import Random

from bot.core.messages import Request
from bot.core.preferences import Preferences
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import translate, translate_count
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """One request in hand.

    Attributes:
        language: of the reply: the community's where others read it, else the person's.
        rng: the source of chance; seeded in tests.
    """

    request: Request
    dictionary: Dictionary
    store: Store
    preferences: Preferences
    language: str
    rng: Random

    def t(self, message: str, /, **values: object) -> str:
        """Return a sentence of the catalogues in the reply's language."""
        return translate(self.language, message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the form of a sentence that fits `count`, in the reply's language."""
        return translate_count(self.language, one, many, count, **values)
