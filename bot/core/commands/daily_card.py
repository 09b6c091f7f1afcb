"""The word of the day as a message: asked for by /wotd, or posted unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from bot.core import actions, schedule
from bot.core.commands.cards import Card
from bot.core.commands.define import DEFINE, SAVE
from bot.core.commands.quiz_views import LETTERS, TASKS
from bot.core.delivery import Composed, Delivery, DeliveryContext, Later
from bot.core.learning.questions import Kind, Question, question
from bot.core.messages import Button, Paragraph, Person, Place, Reply, Section, bold, line
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record
from bot.locales import Voice
from bot.storage import daily
from bot.storage.daily import Subscription
from bot.storage.store import Store

CODE = "d"
"""What actions carry for /wotd."""
LEVELS = ("core", "common")
"""Whose words a place is shown where nobody chose others."""

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a place wants its words to be; the defaults where nobody said anything."""

    topic: str = ""
    levels: tuple[str, ...] = LEVELS

    @classmethod
    def of(cls, subscription: Subscription | None) -> "Wishes":
        """Return the wishes of a subscription, whether on or off."""
        return cls(subscription.topic, subscription.levels) if subscription else cls()


def pool_of(dictionary: Dictionary, wishes: Wishes) -> Sequence[Record]:
    """Return the words that fit; where no word of the topic has such a level, or none is left of
    the topic, those that come nearest.
    """
    topical = [r for r in dictionary if not wishes.topic or wishes.topic in r.entry.topics]
    fitting = [r for r in topical if r.entry.level in wishes.levels]
    return fitting or topical or list(dictionary)


def key_of(place: Place) -> str:
    """Return what tells a place from others when its words are put in order."""
    return f"{place.platform}/{place.channel}/{place.thread or ''}"


async def word_for(
    store: Store,
    dictionary: Dictionary,
    place: Place,
    person: Person | None,
    wishes: Wishes,
    day: date,
    now: datetime,
) -> Record:
    """Return a place's word of a local date, chosen when first asked for and kept that day.

    Args:
        person: whose private chat the place is.
    """

    def pick(kept: str, history: Mapping[str, date]) -> str:
        if dictionary.get(kept) is not None:
            return kept
        pool = pool_of(dictionary, wishes)
        return schedule.word_of_day(key_of(place), day, pool, history).id

    entry = await store.write(daily.settle, place, person, day, pick, int(now.timestamp()))
    record = dictionary.get(entry)
    if record is None:  # settled by another process with other content
        return schedule.word_of_day(key_of(place), day, pool_of(dictionary, wishes), {})
    return record


def star(voice: Voice, record: Record) -> Button:
    """Return the button that saves a word."""
    return Button(label=voice.t("⭐ Save"), action=SAVE.action(entry=record.id, want="on"))


def full_card(voice: Voice, record: Record, *, shared: bool) -> Button:
    """Return the button that opens the whole card, away from where others read."""
    action = DEFINE.action(entry=record.id)
    return Button(label=voice.t("Full card"), action=action, in_private=shared)


def quiz_button(voice: Voice, record: Record, *, shared: bool) -> Button:
    """Return the button that asks a question about a word, away from where others read."""
    action = actions.encode(CODE, ["", "quiz", record.id])
    return Button(label=voice.t("Quiz me"), action=action, in_private=shared)


def card(voice: Voice, record: Record) -> Reply:
    """Return the short card of a word, without buttons."""
    return Reply(blocks=Card(voice, record, DEFINE.action).daily())


def question_about(dictionary: Dictionary, record: Record, seed: str) -> Question | None:
    """Return a question about a word, the same for the same seed; None where none can be asked."""
    rng = Random(seed)
    kinds = list(Kind)
    rng.shuffle(kinds)
    found = (question(dictionary, record, kind, rng) for kind in kinds)
    return next((asked for asked in found if asked is not None), None)


def question_section(voice: Voice, record: Record, asked: Question) -> Section:
    """Return what a question asks."""
    task = voice.t(TASKS[asked.kind], word=record.entry.word)
    return Section(task, (Paragraph(line(bold(asked.prompt)), line(asked.prompt_translation)),))


def choices(asked: Question) -> Buttons:
    """Return the choices of a question as rows of buttons.

    Each carries what was chosen and what would be right: nothing is won here, and so a question
    need not be kept to be answered years later.
    """
    right = LETTERS[asked.answer].lower()
    return tuple(
        (
            Button(
                label=f"{letter}  {text}",
                action=actions.encode(
                    CODE, ["", "answer", asked.record_id, f"{letter.lower()}-{right}"]
                ),
            ),
        )
        for letter, text in zip(LETTERS, asked.choices, strict=False)
    )


async def compose(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Return the post of a day, or nothing where the place no longer wants it."""
    subscription = await context.store.read(daily.find, delivery.place)
    now = context.now
    if subscription is None or not subscription.is_on:
        return None
    if subscription.is_away(int(now.timestamp())):
        return None
    day = date.fromisoformat(delivery.piece)
    due_at = schedule.fire_on(subscription.zone, subscription.wall_time, day)
    if due_at is not None and due_at > now:
        return Later(int(due_at.timestamp()))
    record = await word_for(
        context.store,
        context.dictionary,
        subscription.place,
        subscription.person,
        Wishes.of(subscription),
        day,
        now,
    )
    return await _post(context, subscription, record, day)


async def _post(
    context: DeliveryContext, subscription: Subscription, record: Record, day: date
) -> Reply:
    voice, shared = context.voice, subscription.person is None
    reply = card(voice, record)
    quiz = () if subscription.with_quiz else (quiz_button(voice, record, shared=shared),)
    row = (star(voice, record), *quiz, full_card(voice, record, shared=shared))
    if subscription.with_quiz:
        reply = await _with_question(context, subscription.place, reply, record, day)
    return replace(
        reply,
        rows=(*reply.rows, row),
        calls=subscription.role,
        thread=record.entry.word if subscription.with_thread else "",
    )


async def _with_question(
    context: DeliveryContext, place: Place, reply: Reply, record: Record, day: date
) -> Reply:
    """Put a question under a word: about the word before, since this one's answer is in sight."""
    shown = await context.store.read(daily.shown, place, day, 2)
    earlier = [known for _, entry in shown[1:] if (known := context.dictionary.get(entry))]
    about = earlier[0] if earlier else record
    asked = question_about(context.dictionary, about, f"{key_of(place)} {day}")
    if asked is None:
        return reply
    section = question_section(context.voice, about, asked)
    return replace(reply, blocks=(*reply.blocks, section), rows=choices(asked))
