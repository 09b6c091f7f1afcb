"""The two sides of a review: what is shown first, and what the answer shows.

Fronts take turns from review to review (word, gap in a sentence, translation), so that a word is
known and not just its place on a card. A word saved from a sentence comes back in that sentence.
"""

from collections.abc import Iterable, Sequence

from bot.core.commands.highlight import highlighted
from bot.core.learning.blanks import Family, blanked, occurrences
from bot.core.messages import Block, Caption, Example, Heading, Paragraph, bold, line
from bot.core.vocabulary.entry import Entry, Sentence
from bot.core.vocabulary.matches import Record
from bot.locales import Voice
from bot.storage.cards import SavedWord

_FRONTS = 3


def front(voice: Voice, record: Record, word: SavedWord) -> Iterable[Block]:
    """Yield what is shown before the answer."""
    entry = record.entry
    if word.met_in:
        yield Caption(line(voice.t("You met it here. What does it mean?")))
        yield Example(highlighted(word.met_in, entry))
        return
    turn = word.reviews % _FRONTS
    sentence = _sentence(entry, word)
    if turn == 1 and sentence is not None:
        yield Caption(line(voice.t("Which word is missing?")))
        places = occurrences(Family.of(entry.family), sentence.sentence)
        yield Example(line(blanked(sentence.sentence, places)), line(sentence.translation))
    elif turn == 2:
        yield Caption(line(voice.t("What is it in English?")))
        yield Heading(title=entry.translation)
    else:
        yield Caption(line(voice.t("What does it mean?")))
        yield Heading(title=entry.word, pronunciation=entry.phonetics)


def back(voice: Voice, record: Record, word: SavedWord) -> Iterable[Block]:
    """Yield the answer: the word with its translation, its definition and a sentence."""
    entry = record.entry
    chinese = voice.language.startswith("zh")
    yield Heading(
        title=entry.word,
        pronunciation=entry.phonetics,
        translation=line(bold(entry.translation)),
    )
    translated = entry.definition_translation if chinese else None
    yield Paragraph(line(entry.definition), line(translated or ""))
    sentence = _sentence(entry, word)
    if word.met_in:
        yield Example(highlighted(word.met_in, entry))
    elif sentence is not None:
        yield Example(highlighted(sentence.sentence, entry), line(sentence.translation))


def _sentence(entry: Entry, word: SavedWord) -> Sentence | None:
    """Return another sentence from review to review."""
    sentences: Sequence[Sentence] = [
        s for each in entry.usage.values() for s in each if s.sense == 1
    ]
    return sentences[word.reviews % len(sentences)] if sentences else None
