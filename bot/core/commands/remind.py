"""/remind: whether and when a person is reminded of their reviews; and the reminders themselves.

They are off until a person wants them, come only when something is due, never at night, and fall
silent when nobody answers.
"""

from dataclasses import replace
from datetime import date, time
from typing import cast

from bot.core import schedule
from bot.core.commands import clock
from bot.core.commands.declaration import Choice, Command, Text, Token, WallTime
from bot.core.commands.out_of_reach import why_silent
from bot.core.commands.review import REVIEW, known_to
from bot.core.context import Context
from bot.core.delivery import Composed, Delivery, DeliveryContext, Later
from bot.core.errors import BadValueError
from bot.core.messages import Ask, Audience, Button, Paragraph, Person, Place, Pressed, Reply, line
from bot.core.schedule import LAST_REMINDER
from bot.locales import N_, Voice
from bot.storage import agenda, deliveries, reminders, residence, settings
from bot.storage.reminders import USUAL_TIME, Reminder
from bot.storage.store import Store

_STEPS = ("on", "off", "time", "zone", "city")
_CLOCK = WallTime(name="time", summary=N_("When to remind you, such as 20:30"))


async def remind(
    context: Context, time: time | None = None, step: str = "", value: str = "", answer: str = ""
) -> Reply:
    """Answer with when the person is reminded, or change it.

    Args:
        time: the hour to remind them at.
        step: what a button is about, and `value` what it chooses.
        answer: what was typed for a button's question.
    """
    person = context.person()
    if not context.request.is_private:
        return _elsewhere(context)
    if step == "time":
        if not answer:
            return _ask_for_time(context)
        time = _CLOCK.parse(answer)
    if step in ("zone", "city"):
        reply = await _zone(context, person, time or USUAL_TIME, step, value, answer)
    elif step == "off":
        reply = await _turn_off(context, person)
    elif time is not None or step == "on":
        reply = await _turn_on(context, person, time or USUAL_TIME)
    else:
        reply = await _state(context, person)
    pressed = isinstance(context.request.said, Pressed)
    return replace(reply, replaces=pressed and reply.ask is None)


def _elsewhere(context: Context) -> Reply:
    button = Button(label=context.t("Reminders"), action=REMIND.action(), in_private=True)
    text = context.t("You are reminded in private. Send /remind in a private chat with me.")
    # where the answer would be whispered, the button would lead here again
    return _answer(text, () if context.request.can_whisper else (button,))


async def _state(context: Context, person: Person) -> Reply:
    reminder = await context.store.read(reminders.find, person)
    if reminder is None or not reminder.is_on:
        text = context.t("You are not reminded of reviews.")
        why = await context.store.read(deliveries.why_off, reminder.place) if reminder else None
        told = f"{text} {why_silent(context.voice, why)}" if why is not None else text
        hour = reminder.wall_time if reminder is not None else USUAL_TIME
        return _answer(told, _buttons(context.voice, hour)[:2])
    profile = await context.store.read(settings.profile, person)
    return _told(context, reminder, profile.zone or "UTC")


async def _turn_on(context: Context, person: Person, at: time) -> Reply:
    """Remind a person at an hour of theirs; ask where they are if they never said."""
    if schedule.is_quiet(at):
        raise BadValueError(
            N_("Nobody is reminded at night. Choose a time from 08:00 to 22:29, such as 20:30.")
        )
    profile = await context.store.read(settings.profile, person)
    if profile.zone is None:
        return _clocks(context, at)
    before = await _present(context, person)
    reminder = replace(before, wall_time=at, is_on=True, unanswered=0, first_on=None)
    await context.store.write(reminders.save, reminder, context.seconds)
    return _told(context, reminder, profile.zone)


async def _turn_off(context: Context, person: Person) -> Reply:
    off = replace(await _present(context, person), is_on=False)
    await context.store.write(reminders.save, off, context.seconds)
    return _answer(context.t("No reminders then. /remind 20:30 turns them on."), ())


async def _present(context: Context, person: Person) -> Reminder:
    """Return how a person is reminded, in the private chat they are in now."""
    before = await context.store.read(reminders.find, person)
    place, language = cast("Place", context.request.place), context.voice.language
    fresh = Reminder(person=person, place=place, language=language, is_on=False)
    return replace(before, place=place, language=language) if before is not None else fresh


def _told(context: Context, reminder: Reminder, zone: str) -> Reply:
    text = context.t(
        "You are reminded at {time}, {zone}, on days on which something is due.",
        time=f"{reminder.wall_time:%H:%M}",
        zone=clock.time_of(context.voice, zone),
    )
    at = f"{reminder.wall_time:%H%M}"
    buttons = (
        Button(label=context.t("Another time"), action=REMIND.action(step="time")),
        Button(label=context.t("Change time zone"), action=REMIND.action(step="zone", time=at)),
        Button(label=context.t("No reminders"), action=REMIND.action(step="off")),
    )
    return _answer(text, buttons)


async def _zone(
    context: Context, person: Person, at: time, step: str, value: str, answer: str
) -> Reply:
    """Ask where a person is, or keep the answer and remind them there."""
    if step == "city" and not answer:
        return clock.city_question(context, REMIND.action(step="city", time=f"{at:%H%M}"))
    if not (value or answer):
        return _clocks(context, at)
    zone = clock.zone_typed(answer) if answer else clock.zone_chosen(value)
    profile = await context.store.read(settings.profile, person)
    changed = replace(profile, zone=zone)
    await context.store.write(residence.keep, person, changed, context.seconds)
    return await _turn_on(context, person, at)


def _clocks(context: Context, at: time) -> Reply:
    carried = f"{at:%H%M}"
    return clock.clocks(
        context,
        context.t("What time is it where you are?"),
        lambda zone: REMIND.action(step="zone", value=zone, time=carried),
        REMIND.action(step="city", time=carried),
    )


def _ask_for_time(context: Context) -> Reply:
    question = context.t("At what time? For example 20:30.")
    return Reply(ask=Ask(question, REMIND.action(step="time"), hint="20:30"))


def _answer(text: str, buttons: tuple[Button, ...]) -> Reply:
    return Reply(
        blocks=(Paragraph(line(text)),),
        rows=(buttons,) if buttons else (),
        audience=Audience.ASKER,
    )


def _buttons(voice: Voice, hour: time) -> tuple[Button, ...]:
    yes = REMIND.action(step="on", time=f"{hour:%H%M}")
    return (
        Button(label=voice.t("Yes, at {time}", time=f"{hour:%H:%M}"), action=yes),
        Button(label=voice.t("Another time"), action=REMIND.action(step="time")),
        Button(label=voice.t("No, thanks"), action=REMIND.action(step="off")),
    )


async def compose_offer(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Return the question, asked once, whether a person wants to be reminded."""
    reminder = await _reminder_of(context.store, delivery)
    if reminder is None or reminder.is_on:
        return None
    hour = f"{reminder.wall_time:%H:%M}"
    text = context.voice.t("Shall I remind you of reviews, every day at {time}?", time=hour)
    buttons = _buttons(context.voice, reminder.wall_time)
    return Reply(blocks=(Paragraph(line(text)),), rows=(buttons,))


async def compose(context: DeliveryContext, delivery: Delivery) -> Composed:
    """Return a reminder, or nothing where nothing is due, it is night, or nobody answers."""
    reminder = await _reminder_of(context.store, delivery)
    if reminder is None or not reminder.is_on:
        return None
    profile = await context.store.read(settings.profile, reminder.person)
    day = date.fromisoformat(delivery.piece)
    zone = profile.tzinfo
    due_at = schedule.fire_on(zone.key, reminder.wall_time, day)
    if due_at is not None and due_at > context.now:
        return Later(int(due_at.timestamp()))
    wanted = schedule.is_reminded(day, reminder.first_on, reminder.unanswered)
    if not wanted or schedule.is_quiet(context.now.astimezone(zone).time()):
        return None
    known, now = known_to(context.dictionary), int(context.now.timestamp())
    today = await context.store.read(agenda.agenda, reminder.person, known, now)
    # how many wait beyond the day's limits is nobody's business
    return _reminding(context.voice, reminder, len(today.queue)) if today.queue else None


async def _reminder_of(store: Store, delivery: Delivery) -> Reminder | None:
    person = delivery.person
    return await store.read(reminders.present, person) if person is not None else None


def _reminding(voice: Voice, reminder: Reminder, count: int) -> Reply:
    text = voice.tn(
        "{count} word is ready for review.", "{count} words are ready for review.", count
    )
    buttons = [Button(label=voice.t("Begin"), action=REVIEW.action(step="start"))]
    if reminder.unanswered + 1 < LAST_REMINDER:
        buttons.append(Button(label=voice.t("No reminders"), action=REMIND.action(step="off")))
        return Reply(blocks=(Paragraph(line(text)),), rows=(tuple(buttons),))
    last = voice.t("I won't remind you again; /review is there whenever you like.")
    return Reply(blocks=(Paragraph(line(text)), Paragraph(line(last))), rows=(tuple(buttons),))


REMIND = Command(
    name="remind",
    code="m",
    summary=N_("Be reminded of reviews, or not any more"),
    run=remind,
    parameters=(
        _CLOCK,
        Choice(name="step", options={step: step for step in _STEPS}, hidden=True),
        Token(name="value"),
        Text(name="answer", hidden=True),
    ),
    audience=Audience.ASKER,
)
