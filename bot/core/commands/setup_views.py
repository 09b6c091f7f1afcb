"""How a place's word of the day is set up, and the choices there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from babel.dates import get_day_names

from bot.core import actions, schedule
from bot.core.commands import clock, daily_card
from bot.core.commands.out_of_reach import why_silent
from bot.core.commands.shelves import LEVEL_LABELS, shelves
from bot.core.context import Context
from bot.core.messages import Button, Item, Option, Paragraph, Reply, Select, bold, line
from bot.core.schedule import EVERY_DAY, WORKDAYS
from bot.core.vocabulary.entry import LEVELS
from bot.core.vocabulary.identity import short_id
from bot.locales import N_, Voice
from bot.storage.daily import AWAY, Subscription

ON, OFF = "on", "off"
NO_TOPIC = "all"
_COLUMNS = 3
_PAUSES = (
    (7, N_("A week")),
    (14, N_("Two weeks")),
    (30, N_("A month")),
)

Act = Callable[..., str]
"""Makes the action of /setup for this place: `act(step=…, value=…)`."""


@dataclass(frozen=True, slots=True)
class SetupView:
    """Draws a subscription as it stands."""

    context: Context
    subscription: Subscription
    act: Act

    @property
    def _voice(self) -> Voice:
        return self.context.voice

    @property
    def _today(self) -> date:
        return schedule.local_date(self.subscription.zone, self.context.request.now)

    def overview(self) -> Reply:
        """Return everything that is set, and a button for each."""
        return Reply(
            blocks=tuple(Item(line(bold(label), f"  {value}")) for label, value in self._facts()),
            rows=tuple(self._rows()),
        )

    def summary(self) -> Reply:
        """Return in one line what was just set, and what people want to do next."""
        t, subscription = self.context.t, self.subscription
        text = t(
            "Word of the day: {days} at {time}, {zone}. The first: {first}.",
            days=days_label(self._voice, subscription.weekdays),
            time=f"{subscription.wall_time:%H:%M}",
            zone=clock.time_of(self._voice, subscription.zone),
            first=self._next_day(),
        )
        row = (
            Button(label=t("Change time zone"), action=self.act(step="zone")),
            Button(label=t("See one now"), action=actions.encode(daily_card.CODE)),
            Button(label=t("⚙ Set up"), action=self.act(step="all")),
        )
        return Reply(blocks=(Paragraph(line(text)),), rows=(row,))

    def when_next(self) -> str:
        """Return when the word comes next, or why it does not."""
        t, subscription = self.context.t, self.subscription
        if not subscription.is_on:
            return t("Off. {reason}", reason=self._why_off()).strip()
        return t(
            "Next: {day} {time}, {zone}",
            day=self._next_day(),
            time=f"{subscription.wall_time:%H:%M}",
            zone=clock.time_of(self._voice, subscription.zone),
        )

    def days(self) -> Reply:
        """Return the sets of weekdays to choose from: two usual ones, and each day in or out."""
        chosen = self.subscription.weekdays
        usual = [
            Option(days_label(self._voice, days), self._shows("days", days), days == chosen)
            for days in (WORKDAYS, EVERY_DAY)
        ]
        each = [
            Option(_marked(name, chosen & bit), self._shows("days", chosen ^ bit))
            for bit, name in _days(self._voice)
            if chosen ^ bit
        ]
        return self._choice(self.context.t("On which days?"), [usual, each[:4], each[4:]])

    def topics(self) -> Reply:
        """Return the topics to choose from."""
        chosen = self.subscription.topic
        named = [
            Option(shelf.label, self._shows("topic", shelf.id), shelf.name == chosen)
            for shelf in shelves(self.context.dictionary, self._voice)
            if shelf.name not in LEVELS
        ]
        every = Option(self.context.t("All topics"), self._shows("topic", NO_TOPIC), not chosen)
        return self._choice(self.context.t("Words of which topic?"), _in_rows([every, *named]))

    def levels(self) -> Reply:
        """Return the levels, each to be put in or left out."""
        chosen = self.subscription.levels
        options = []
        for level in LEVELS:
            wanted = tuple(one for one in LEVELS if (one in chosen) != (one == level))
            if wanted:
                label = _marked(self.context.t(LEVEL_LABELS[level]), level in chosen)
                options.append(Option(label, self._shows("level", "-".join(wanted))))
        return self._choice(self.context.t("Words of which levels?"), [options])

    def pauses(self) -> Reply:
        """Return how long it can be paused, or what ends the pause."""
        t = self.context.t
        options = [
            Option(t(label), self._shows("pause", (self._today + timedelta(days=days)).isoformat()))
            for days, label in _PAUSES
        ]
        if self._is_paused():
            options.append(Option(t("No pause"), self._shows("pause", OFF)))
        reply = self._choice(t("For how long?"), [options])
        other = Button(label=t("Until another date"), action=self.act(step="until"))
        return Reply(blocks=reply.blocks, select=reply.select, rows=((other,),))

    def _facts(self) -> Iterable[tuple[str, str]]:
        t, subscription = self.context.t, self.subscription
        yield t("Word of the day"), self.when_next()
        if self._is_paused():
            until = subscription.paused_until or self._today
            yield t("Paused until"), clock.day_label(self._voice, until, self._today)
        yield t("Days"), days_label(self._voice, subscription.weekdays)
        yield t("Topic"), self._topic()
        levels = (t(LEVEL_LABELS[level]) for level in subscription.levels if level in LEVEL_LABELS)
        yield t("Level"), " · ".join(levels)
        yield t("Sound"), t("silent") if subscription.silent else t("with a sound")
        yield t("Question under it"), t("yes") if subscription.with_quiz else t("no")
        if self.context.request.has_threads and not subscription.place.private:
            yield t("Thread under it"), t("yes") if subscription.with_thread else t("no")
            yield t("Role called"), t("yes") if subscription.role else t("no, /setup names one")

    def _rows(self) -> Iterable[tuple[Button, ...]]:
        t, subscription = self.context.t, self.subscription
        turned = t("Turn off") if subscription.is_on else t("Turn on")
        yield (
            self._switch("on", turned, subscription.is_on),
            Button(label=t("Time"), action=self.act(step="time")),
            Button(label=t("Time zone"), action=self.act(step="zone")),
        )
        yield (
            Button(label=t("Days"), action=self.act(step="days")),
            Button(label=t("Topic"), action=self.act(step="topic")),
            Button(label=t("Level"), action=self.act(step="level")),
        )
        quiz = t("No question") if subscription.with_quiz else t("With a question")
        yield (
            self._switch(
                "silent", t("With a sound") if subscription.silent else t("Silent"),
                subscription.silent,
            ),
            self._switch("quiz", quiz, subscription.with_quiz),
            Button(label=t("Pause"), action=self.act(step="pause")),
        )  # fmt: skip
        if self.context.request.has_threads and not subscription.place.private:
            yield tuple(self._of_servers())
        yield (Button(label=t("See one now"), action=actions.encode(daily_card.CODE)),)

    def _of_servers(self) -> Iterable[Button]:
        t, subscription = self.context.t, self.subscription
        thread = t("No thread") if subscription.with_thread else t("With a thread")
        yield self._switch("thread", thread, subscription.with_thread)
        if subscription.role:
            yield Button(label=t("Call no role"), action=self.act(step="role", value=OFF))

    def _switch(self, step: str, label: str, is_on: bool) -> Button:
        return Button(label=label, action=self.act(step=step, value=OFF if is_on else ON))

    def _choice(self, question: str, rows: Iterable[list[Option]]) -> Reply:
        back = Button(label=self.context.t("‹ Back"), action=self.act(step="all"))
        return Reply(
            blocks=(Paragraph(line(question)),),
            select=Select(self.context.t("Choose"), tuple(tuple(row) for row in rows)),
            rows=((back,),),
        )

    def _shows(self, step: str, value: object) -> str:
        return self.act(step=step, value=value)

    def _next_day(self) -> str:
        fire = next(self.subscription.fires(self.context.request.now.astimezone(UTC)))
        return clock.day_label(self._voice, fire.day, self._today)

    def _why_off(self) -> str:
        reason = self.subscription.off_reason
        if reason == AWAY:
            return self.context.t("It paused while you were away.")
        return why_silent(self._voice, reason) if reason else ""

    def _is_paused(self) -> bool:
        until = self.subscription.paused_until
        return until is not None and until > self._today

    def _topic(self) -> str:
        name = self.subscription.topic
        found = (s.label for s in shelves(self.context.dictionary, self._voice) if s.name == name)
        return next(found, self.context.t("All topics"))


def days_label(voice: Voice, weekdays: int) -> str:
    """Return a set of weekdays as people say it."""
    if weekdays == WORKDAYS:
        return voice.t("Monday to Friday")
    if weekdays == EVERY_DAY:
        return voice.t("every day")
    names = (name for bit, name in _days(voice) if weekdays & bit)
    return voice.t(", ").join(names)


def _days(voice: Voice) -> list[tuple[int, str]]:
    """Return each weekday's bit and short name, Monday first."""
    names = get_day_names("abbreviated", locale=voice.language.replace("-", "_"))
    return [(1 << number, names[number]) for number in range(7)]


def _marked(label: str, is_in: object) -> str:
    return f"✓ {label}" if is_in else label


def _in_rows(options: list[Option]) -> list[list[Option]]:
    return [options[start : start + _COLUMNS] for start in range(0, len(options), _COLUMNS)]


def topic_with(context: Context, value: str) -> str | None:
    """Return the topic that a button's id means, empty for all; None where there is none."""
    if value == NO_TOPIC:
        return ""
    return next((name for name in context.dictionary.topics if short_id(name) == value), None)


def date_typed(text: str, now: datetime) -> date | None:
    """Return the date a person typed (`2026-03-15` or `3-15`), the next of its kind."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if not all(part.strip().isdecimal() for part in parts) or len(parts) not in (2, 3):
        return None
    numbers = [int(part) for part in parts]
    for year in [numbers.pop(0)] if len(numbers) == 3 else [now.year, now.year + 1]:
        try:
            day = date(year, *numbers)
        except ValueError:
            continue
        if day > now.date():
            return day
    return None
