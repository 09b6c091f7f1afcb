"""What a card shows: the short part first, one part of the rest unfolded, the others a press away.

The view names the part unfolded: a domain (`d` and its id), `phrases`, `compare` or `more`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from urllib.parse import quote

from bot.core.commands.highlight import highlighted
from bot.core.commands.paging import clipped, pages
from bot.core.messages import (
    Block,
    Button,
    Caption,
    Correction,
    Example,
    Heading,
    Item,
    Line,
    Option,
    Paragraph,
    Reply,
    Section,
    Select,
    Simple,
    bold,
    italic,
    line,
)
from bot.core.vocabulary.entry import Entry, Sense
from bot.core.vocabulary.identity import short_id
from bot.core.vocabulary.matches import How, Match, Record
from bot.locales import Voice

PHRASES = "phrases"
COMPARE = "compare"
MORE = "more"
OTHERS = "others"
"""The view of the fields beyond those that have a view of their own."""
IN_PLACE = "card"
"""The view of a press that turns a question (`Did you mean …?`) into the card."""

_PARTS_OF_SPEECH = {
    "noun": "n.",
    "noun phrase": "n.",
    "verb": "v.",
    "verb phrase": "v.",
    "adjective": "adj.",
    "adjective phrase": "adj.",
    "adverb": "adv.",
    "preposition": "prep.",
    "abbreviation": "abbr.",
    "prefix": "pref.",
}
_MOST_DOMAINS = 15
"""Views of their own: Discord's menu holds 25 options, and a phone no more buttons."""
_LONGEST_NAME = 120
_LONGEST_LABEL = 40
_SENSE_NUMBERS = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True)
class Card:
    """The card of one record, in one language.

    Attributes:
        action: makes the action that shows a record's card: `action(entry=…, view=…)`.
        source: the token of the text the word was found in.
    """

    voice: Voice
    record: Record
    action: Callable[..., str]
    source: str = ""

    def full(self, view: str = "", match: Match | None = None, star: Button | None = None) -> Reply:
        """Return the card, the part that `view` names unfolded; the first where it names none."""
        views = self._views
        if match is not None and match.phrase is not None:
            view = PHRASES
        name, _, number = view.partition("-")
        chosen = name if name in views else next(iter(views), "")
        shown = pages(self._part(chosen, tail=chosen in self._domain_views))
        page = min(max(int(number) if number.isdigit() else 1, 1), len(shown))
        title = views.get(chosen, "") + (f"  {page}/{len(shown)}" if len(shown) > 1 else "")
        section = (Section(title, shown[page - 1]),) if shown[page - 1] else ()
        return Reply(
            blocks=(*self._reached_by(match), *self._short_part(), *section),
            rows=(
                (*([star] if star else []), *self._buttons()),
                *self._turning(chosen, page, len(shown)),
            ),
            select=self._select(chosen),
        )

    def brief(self, match: Match | None = None, star: Button | None = None) -> Reply:
        """Return the short part alone, with a link to the full card in the private chat."""
        link = Button(
            label=self.voice.t("Full card"),
            action=self.action(entry=self.record.id),
            in_private=True,
        )
        row = (star, link) if star else (link,)
        return Reply(blocks=(*self._reached_by(match), *self._short_part()), rows=(row,))

    def daily(self) -> tuple[Block, ...]:
        """Return the short part and one sentence of the first domain."""
        view, title = next(iter(self._domain_views.items()), ("", ""))
        sentences = tuple(islice(self._sentences(view), 1))
        section = (Section(title, sentences),) if sentences else ()
        return (*self._short_part(), *section)

    def unfolded(self, match: Match | None = None) -> Reply:
        """Return everything at once, without controls."""
        parts = (Section(title, tuple(self._part(view))) for view, title in self._views.items())
        # the part that has every error, with its reason, stands below
        short = (block for block in self._short_part() if not isinstance(block, Correction))
        return Reply(blocks=(*self._reached_by(match), *short, *parts))

    @property
    def _entry(self) -> Entry:
        return self.record.entry

    @property
    def _chinese(self) -> bool:
        """Whether the interface speaks the language of the translations."""
        return self.voice.language.startswith("zh")

    def _translation_of(self, text: str | None) -> Line:
        return line(text or "") if self._chinese else ()

    def _reached_by(self, match: Match | None) -> Iterable[Block]:
        if match is None or match.how is How.HEADWORD:
            return
        if match.how is How.SPELLING:
            yield Caption(line(self.voice.t("Spelling corrected: {word}", word=match.spelling)))
        if match.spelling != self._entry.word:
            yield Caption(line(f"{match.spelling} → {self._entry.word}"))
        if match.phrase is not None:
            yield Item(line(bold(match.phrase.phrase)), line(match.phrase.translation))

    def _short_part(self) -> Iterable[Block]:
        entry = self._entry
        yield Heading(
            title=clipped(entry.word, _LONGEST_NAME),
            pronunciation=clipped(entry.phonetics, _LONGEST_NAME),
            label=clipped(self._label(), _LONGEST_NAME),
            translation=self._translation(),
        )
        yield Paragraph(
            line(clipped(entry.definition)),
            self._translation_of(clipped(entry.definition_translation or "")),
        )
        yield Example(
            highlighted(clipped(entry.example), entry),
            line(clipped(entry.example_translation or "")),
        )
        if self._chinese:
            for error in entry.common_errors[:1]:
                yield Correction(clipped(error.wrong), clipped(error.right))

    def _clipped_texts(self) -> Iterable[Simple]:
        """Yield whole what the short part had no room for."""
        entry = self._entry
        for text, translation in (
            (entry.word, entry.translation),
            (entry.definition, entry.definition_translation or ""),
            (entry.example, entry.example_translation or ""),
        ):
            if clipped(text) != text or clipped(translation) != translation:
                yield Item(line(text), line(translation))

    def _label(self) -> str:
        part = self._entry.part_of_speech
        short = _PARTS_OF_SPEECH.get(part, part)
        grammar = self._entry.grammar
        return f"{short} [{grammar.label}]" if grammar else short

    def _translation(self) -> Line:
        translation = bold(clipped(self._entry.translation, _LONGEST_NAME))
        pinyin = clipped(self._entry.translation_pinyin or "", _LONGEST_NAME)
        if self._chinese or not pinyin:
            return line(translation)
        return line(translation, " ", italic(pinyin))

    @cached_property
    def _views(self) -> dict[str, str]:
        """Return the views of this entry with their labels: domains first, the general one last."""
        return {**self._domain_views, **self._other_views}

    @cached_property
    def _domain_views(self) -> dict[str, str]:
        usage = self._entry.usage
        order = sorted(usage, key=lambda domain: (domain == "general", -len(usage[domain])))
        views = {domain_view(d): self._domain_label(d) for d in order[:_MOST_DOMAINS] if usage[d]}
        if any(usage[domain] for domain in order[_MOST_DOMAINS:]):
            views[OTHERS] = self.voice.t("Other fields")
        return views

    @cached_property
    def _other_views(self) -> dict[str, str]:
        entry, t = self._entry, self.voice.t
        phrases = len(entry.phrases.examples) + len(entry.phrases.idioms)
        views = {}
        if phrases:
            views[PHRASES] = t("Phrases {count}", count=phrases)
        if entry.compare:
            views[COMPARE] = t("Compare {count}", count=len(entry.compare))
        if next(iter(self._more()), None) is not None:
            views[MORE] = t("More")
        return views

    def _domain_label(self, domain: str) -> str:
        label = self.record.pack.domain_label(domain, self.voice.language)
        return label or clipped(domain, _LONGEST_LABEL)

    def _part(self, view: str, *, tail: bool = False) -> Iterable[Simple]:
        """Yield what a view holds; its tail names the other senses and translations."""
        entry = self._entry
        if view == PHRASES:
            phrases = (*entry.phrases.examples, *entry.phrases.idioms)
            items: Iterable[Simple] = (
                Item(line(bold(p.phrase)), line(p.translation)) for p in phrases
            )
        elif view == COMPARE:
            items = (
                Item(line(bold(c.word), " ", c.text), self._translation_of(c.translation))
                for c in entry.compare
            )
        elif view == MORE:
            items = self._more()
        else:
            items = self._sentences(view)
        yield from items
        if tail:
            yield from self._tail()

    def _sentences(self, view: str) -> Iterable[Simple]:
        entry = self._entry
        own = self._domain_views
        for domain, sentences in entry.usage.items():
            if view == (name if (name := domain_view(domain)) in own else OTHERS):
                yield from (
                    Item(highlighted(s.sentence, entry), line(s.translation)) for s in sentences
                )

    def _tail(self) -> Iterable[Simple]:
        senses = self._entry.senses
        if senses:
            numbered = (
                f"{_number(index)} {self._sense_domain(sense)}{sense.translation}"
                for index, sense in enumerate(senses, start=2)
            )
            yield Caption(line(bold(self.voice.t("Other senses")), "  ", "  ".join(numbered)))
        alternatives = self._entry.alternative_translations
        if alternatives:
            names = " · ".join(a.translation for a in alternatives)
            yield Caption(line(bold(self.voice.t("Also")), "  ", names))

    def _sense_domain(self, sense: Sense) -> str:
        return f"{self._domain_label(sense.domain)} " if sense.domain else ""

    def _more(self) -> Iterable[Simple]:
        yield from self._clipped_texts()
        yield from self._sense_details()
        yield from self._alternative_details()
        yield from self._remarks()
        yield from self._neighbours()

    def _sense_details(self) -> Iterable[Simple]:
        for index, sense in enumerate(self._entry.senses, start=2):
            head = f"{_number(index)} {self._sense_domain(sense)}"
            yield Item(
                line(head, bold(sense.translation), " ", sense.definition),
                self._translation_of(sense.definition_translation),
            )
            yield Example(
                highlighted(sense.example, self._entry), line(sense.example_translation or "")
            )

    def _alternative_details(self) -> Iterable[Simple]:
        for alternative in self._entry.alternative_translations:
            note = alternative.note
            yield Item(
                line(bold(alternative.translation), f" {note.text}" if note else ""),
                self._translation_of(note.translation if note else None),
            )

    def _remarks(self) -> Iterable[Simple]:
        grammar, note = self._entry.grammar, self._entry.note
        if grammar:
            yield Item(
                line(bold(grammar.label), " ", grammar.text),
                self._translation_of(grammar.translation),
            )
        for error in self._entry.common_errors if self._chinese else ():
            yield Correction(error.wrong, error.right)
            yield Caption(line(error.translation))
        if note:
            yield Paragraph(line(note.text), self._translation_of(note.translation))

    def _neighbours(self) -> Iterable[Simple]:
        entry, t = self._entry, self.voice.t
        for label, words in (
            (t("Synonyms"), entry.synonyms),
            (t("Antonyms"), entry.antonyms),
            (t("See also"), entry.see_also),
        ):
            if words:
                yield Caption(line(bold(label), "  ", " · ".join(words)))

    def _select(self, chosen: str) -> Select | None:
        groups = (self._domain_views, self._other_views)
        rows = tuple(
            tuple(
                Option(label, self._shows(view), selected=view == chosen)
                for view, label in group.items()
            )
            for group in groups
            if group
        )
        return Select(self.voice.t("What to show"), rows) if rows else None

    def _turning(self, view: str, page: int, last: int) -> tuple[tuple[Button, ...], ...]:
        targets = ((self.voice.t("‹ Previous"), page - 1), (self.voice.t("Next ›"), page + 1))
        buttons = tuple(
            Button(label=label, action=self._shows(f"{view}-{target}"))
            for label, target in targets
            if 1 <= target <= last
        )
        return (buttons,) if buttons else ()

    def _shows(self, view: str) -> str:
        return self.action(entry=self.record.id, view=view, source=self.source)

    def _buttons(self) -> tuple[Button, ...]:
        entry, t = self._entry, self.voice.t
        return (
            Button(label=t("🔊 Listen"), url=_pronunciation_page(entry.word)),
            Button(
                label=t("📋 Copy “{text}”", text=clipped(entry.translation, _LONGEST_LABEL)),
                copy=entry.translation,
            ),
        )


@lru_cache(maxsize=1024)
def domain_view(domain: str) -> str:
    """Return the view that unfolds a domain: short whatever the domain is called."""
    return f"d{short_id(domain)}"


def _number(sense: int) -> str:
    return _SENSE_NUMBERS[sense - 1] if sense <= len(_SENSE_NUMBERS) else f"({sense})"


def _pronunciation_page(word: str) -> str:
    """Return a page on which people say the word in recorded talks."""
    return f"https://youglish.com/pronounce/{quote(word)}/english"
