"""Shelves: the topics and levels under which the words of the packs stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.context import Context
from bot.core.errors import BadValueError
from bot.core.text import look_up_key
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.entry import Entry
from bot.core.vocabulary.identity import short_id
from bot.core.vocabulary.pack import label_in
from bot.locales import N_, Voice

LEVEL_LABELS = {
    "core": N_("First course"),
    "common": N_("Most papers"),
    "advanced": N_("Specialist"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The words of one topic or level.

    Attributes:
        name: as entries say it; `label` as people read it.
        count: how many words stand on it.
    """

    name: str
    label: str
    count: int

    @property
    def id(self) -> str:
        """What actions carry for it."""
        return short_id(self.name)

    def holds(self, entry: Entry) -> bool:
        """Whether a word stands on it."""
        return entry.level == self.name or self.name in entry.topics


def shelves(dictionary: Dictionary, voice: Voice) -> Iterator[Shelf]:
    """Yield every shelf: the levels in their order, then the topics, the fullest first."""
    for name, count in dictionary.levels.items():
        yield Shelf(name, voice.t(LEVEL_LABELS[name]), count)
    labels = dictionary.topic_labels
    for name, count in dictionary.topics.items():
        yield Shelf(name, label_in(labels.get(name, {}), voice.language) or name, count)


def shelf_named(context: Context, text: str) -> Shelf:
    """Return the shelf that a name, a label in any language or an id means.

    Raises:
        BadValueError: there is none.
    """
    wanted = look_up_key(text)
    labels = context.dictionary.topic_labels
    for shelf in shelves(context.dictionary, context.voice):
        names = (shelf.name, shelf.label, shelf.id, *labels.get(shelf.name, {}).values())
        if wanted in map(look_up_key, names):
            return shelf
    raise BadValueError(N_("I have no such topic. /list shows the topics and levels."))
