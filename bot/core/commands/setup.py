"""/setup: how a place's word of the day is posted; in private the person's own, elsewhere admins'.

Every button names the place it belongs to: pressed in another (a link of Telegram's leads to the
private chat), it changes nothing.
"""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.core.commands import clock
from bot.core.commands.declaration import Access, Choice, Command, Role, Text, Token, WallTime
from bot.core.commands.setup_views import (
    OFF,
    ON,
    SetupView,
    date_typed,
    topic_with,
)
from bot.core.context import Context
from bot.core.errors import BadValueError, NotAllowedError, OutdatedError, UserError
from bot.core.messages import Ask, Audience, Button, Paragraph, Place, Pressed, Reply, line
from bot.core.schedule import EVERY_DAY
from bot.core.vocabulary.entry import LEVELS
from bot.core.vocabulary.identity import short_id
from bot.locales import N_
from bot.storage import daily, residence, settings
from bot.storage.daily import Subscription

USUAL_TIME = time(8, 30)
_STEPS = (
    "all", "on", "time", "days", "topic", "level", "silent", "quiz", "thread", "role", "pause",
    "until", "zone", "city", "move",
)  # fmt: skip
_SWITCHES = {"on": "is_on", "silent": "silent", "quiz": "with_quiz", "thread": "with_thread"}
_LONGEST_PAUSE = timedelta(days=366)
_NOT_MINE = N_("This button is not one of mine. Send the command again.")
_CLOCK = WallTime(name="time", summary=N_("When to post it, such as 08:30"))


async def setup(
    context: Context,
    time: time | None = None,
    role: str = "",
    step: str = "",
    value: str = "",
    here: str = "",
    answer: str = "",
) -> Reply:
    """Answer with how the word of the day is set up here, or change it.

    Args:
        time: the hour to post it at.
        role: the id of a role to call.
        step: what a button is about, and `value` what it chooses.
        here: the place a button belongs to.
        answer: what was typed for a button's question.
    """
    place = place_of(context)
    if here and here != _token(place):
        raise OutdatedError(N_("That button belongs to another chat. Send /wotd there."))
    if step == "time" and answer:
        time = _CLOCK.parse(answer)
    if step in ("zone", "city"):
        reply = await _zone(context, time, role, step, value, answer)
    elif time is not None:
        reply = await subscribe(context, time, role=role)
    else:
        subscription = await context.store.read(daily.find, place)
        if subscription is None:
            reply = await _offer(context, place, step, value)
        elif role:
            reply = await _keep(context, replace(subscription, role=role), "")
        else:
            reply = await _step(context, subscription, step, value, answer)
    return _in_place(context, reply, step)


def place_of(context: Context) -> Place:
    """Return the place that a word of the day is for.

    Raises:
        NotAllowedError: there is none, or the bot is only a guest there.
    """
    place = context.request.place
    if place is None or context.request.guest:
        raise NotAllowedError(
            N_("There is no word of the day here. Send /wotd in a chat that I am a member of.")
        )
    return place


def here(context: Context) -> str:
    """Return what buttons carry for the place they belong to."""
    return _token(place_of(context))


async def subscribe(context: Context, at: time, zone: str | None = None, role: str = "") -> Reply:
    """Have the word posted here at an hour; ask for the zone where nobody has said it.

    Raises:
        NotAllowedError: the person is no admin here.
        UserError: the bot may not post here.
    """
    place, person = place_of(context), context.request.person
    await _require_consent(context, place)
    before = await context.store.read(daily.find, place)
    if zone is None and before is not None:
        zone = before.zone
    elif zone is None and person is not None:
        zone = (await context.store.read(settings.profile, person)).zone
    if zone is None:
        return _clocks(context, at, role)
    fresh = Subscription(
        place=place,
        person=person if place.private else None,
        zone=zone,
        wall_time=at,
        language=context.voice.language,
        seen_at=context.seconds if place.private else 0,
    )
    subscription = replace(
        before or fresh,
        zone=zone,
        wall_time=at,
        role=role or (before or fresh).role,
        is_on=True,
        off_reason="",
        paused_until=None,
    )
    await context.store.write(daily.save, subscription, context.seconds)
    return _view(context, subscription).summary()


def when_next(context: Context, subscription: Subscription) -> str:
    """Return when the word comes next, or why it does not."""
    return _view(context, subscription).when_next()


async def _require_consent(context: Context, place: Place) -> None:
    if place.private:
        return
    if not await context.request.is_admin():
        raise NotAllowedError(
            N_("Only admins can do that here. Ask one, or do it in a private chat with me.")
        )
    if not await context.request.can_post(place):
        raise UserError(
            N_("I may not post here. Let me see this channel and send messages, then try again.")
        )


async def _offer(context: Context, place: Place, step: str, value: str) -> Reply:
    """Offer the word where there is none yet, or carry out what such an offer's button says."""
    if step == "on" and value == ON:
        return await subscribe(context, USUAL_TIME)
    if step == "time":
        return _ask_for_time(context)
    elsewhere = await context.store.read(daily.of_community, place)
    if step == "move" and elsewhere:
        await _require_consent(context, place)
        moved = await context.store.write(daily.move, elsewhere[0], place, context.seconds)
        return _view(context, moved).summary()
    at = f"{USUAL_TIME:%H:%M}"
    buttons = [
        Button(
            label=context.t("Turn on: {time}", time=at), action=_act(context, step="on", value=ON)
        ),
        Button(label=context.t("Another time"), action=_act(context, step="time")),
    ]
    if elsewhere:
        move = _act(context, step="move")
        buttons.append(Button(label=context.t("Move it here"), action=move))
    text = context.t("The word of the day is off here.")
    return Reply(blocks=(Paragraph(line(text)),), rows=(tuple(buttons),))


async def _step(
    context: Context, subscription: Subscription, step: str, value: str, answer: str
) -> Reply:
    """Carry out what a button says about a place that has its word, or show what can be chosen."""
    if step == "on" and value == ON:
        return await subscribe(context, subscription.wall_time)
    if step == "until" and answer:
        return await _keep(context, _paused(context, subscription, answer), "")
    if value:
        return await _keep(context, _changed(context, subscription, step, value), step)
    questions = {"time": _ask_for_time, "until": _ask_for_date}
    if step in questions:
        return questions[step](context)
    return _shown(_view(context, subscription), step)


async def _keep(context: Context, subscription: Subscription, step: str) -> Reply:
    """Keep a change, and show what was changed; days and levels are often several changes."""
    await context.store.write(daily.save, subscription, context.seconds)
    reply = _shown(_view(context, subscription), step if step in ("days", "level") else "")
    return replace(reply, notice=context.t("Kept."))


def _shown(view: SetupView, step: str) -> Reply:
    choices = {
        "days": view.days,
        "topic": view.topics,
        "level": view.levels,
        "pause": view.pauses,
    }
    return choices.get(step, view.overview)()


def _changed(context: Context, subscription: Subscription, step: str, value: str) -> Subscription:
    """Return a subscription with one thing changed; a forged button changes nothing.

    Raises:
        BadValueError: the choice is none of those offered.
    """
    changes: dict[str, Any] = {}
    number = int(value) if value.isascii() and value.isdigit() else 0
    levels = tuple(level for level in LEVELS if level in value.split("-"))
    if step in _SWITCHES and value in (ON, OFF):
        changes = {_SWITCHES[step]: value == ON, "off_reason": ""}
    elif step == "days" and 0 < number <= EVERY_DAY:
        changes["weekdays"] = number
    elif step == "topic" and (topic := topic_with(context, value)) is not None:
        changes["topic"] = topic
    elif step == "level" and levels:
        changes["levels"] = levels
    elif step == "role" and value == OFF:
        changes["role"] = ""
    elif step == "pause" and value == OFF:
        changes["paused_until"] = None
    elif step == "pause":
        return _paused(context, subscription, value)
    if not changes:
        raise BadValueError(_NOT_MINE)
    return replace(subscription, **changes)


def _paused(context: Context, subscription: Subscription, text: str) -> Subscription:
    now = context.request.now
    until = date_typed(text, now)
    if until is None or until > now.date() + _LONGEST_PAUSE:
        raise BadValueError(N_("A date within a year is needed, such as 2026-03-15."))
    return replace(subscription, paused_until=until)


async def _zone(
    context: Context, at: time | None, role: str, step: str, value: str, answer: str
) -> Reply:
    """Ask where the place is, or keep the answer and have the word follow."""
    place = place_of(context)
    subscription = await context.store.read(daily.find, place)
    hour = at or (subscription.wall_time if subscription is not None else USUAL_TIME)
    if step == "city" and not answer:
        action = _act(context, step="city", time=f"{hour:%H%M}", role=role)
        return clock.city_question(context, action)
    if not (answer or value):
        return _clocks(context, hour, role)
    zone = clock.zone_typed(answer) if answer else clock.zone_chosen(value)
    person = context.request.person
    if place.private and person is not None:
        profile = await context.store.read(settings.profile, person)
        changed = replace(profile, zone=zone)
        await context.store.write(residence.keep, person, changed, context.seconds)
    return await subscribe(context, hour, zone, role)


def _clocks(context: Context, at: time, role: str) -> Reply:
    carried = {"time": f"{at:%H%M}", "role": role}
    question = (
        context.t("What time is it where you are?")
        if context.request.is_private
        else context.t("What time is it where the members are?")
    )
    return clock.clocks(
        context,
        question,
        lambda zone: _act(context, step="zone", value=zone, **carried),
        _act(context, step="city", **carried),
    )


def _ask_for_time(context: Context) -> Reply:
    question = context.t("At what time? For example 08:30.")
    return Reply(ask=Ask(question, _act(context, step="time"), hint="08:30"))


def _ask_for_date(context: Context) -> Reply:
    question = context.t("On which date should it begin again? For example 2026-03-15.")
    return Reply(ask=Ask(question, _act(context, step="until"), hint="2026-03-15"))


def _in_place(context: Context, reply: Reply, step: str) -> Reply:
    """Return a reply in place of the pressed message, unless that is a word's card; to the asker
    alone where that goes.
    """
    whispered = context.request.can_whisper and not context.request.is_private
    return replace(
        reply,
        replaces=isinstance(context.request.said, Pressed) and bool(step) and reply.ask is None,
        audience=Audience.ASKER if whispered else Audience.EVERYONE,
    )


def _view(context: Context, subscription: Subscription) -> SetupView:
    return SetupView(context, subscription, lambda **words: _act(context, **words))


def _act(context: Context, **words: object) -> str:
    return SETUP.action(here=here(context), **words)


def _token(place: Place) -> str:
    return short_id(f"{place.platform}/{place.channel}/{place.thread or ''}")


SETUP = Command(
    name="setup",
    code="u",
    summary=N_("Set up the word of the day here"),
    run=setup,
    parameters=(
        _CLOCK,
        Role(name="role", summary=N_("A role of the Discord server to call at each post")),
        Choice(name="step", options={step: step for step in _STEPS}, hidden=True),
        Token(name="value"),
        Token(name="here"),
        Text(name="answer", hidden=True),
    ),
    access=Access.ADMIN,
)
