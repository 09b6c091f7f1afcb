"""/leaderboard: who has the most points in a community's rounds, of those who wish to be seen."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.core.commands.declaration import Choice, Command
from bot.core.context import Context
from bot.core.errors import NotAllowedError
from bot.core.messages import (
    Audience,
    Block,
    Button,
    Item,
    Paragraph,
    Place,
    Reply,
    Section,
    Simple,
    bold,
    line,
)
from bot.core.names import isolated, tidied
from bot.locales import N_, Voice
from bot.storage import daily, members
from bot.storage.members import Standing

_TOP = 10
_JOIN, _LEAVE = "join", "leave"


async def leaderboard(context: Context, want: str = "") -> Reply:
    """Answer with the leaderboard, or put the person on it or off it.

    Args:
        want: `join` or `leave`.
    """
    request = context.request
    place = request.place
    if place is None or place.private or request.guest:
        text = context.t(
            "A leaderboard belongs to a group. Add me to one, and begin a round there with /quiz."
        )
        return Reply(blocks=(Paragraph(line(text)),))
    if want:
        return await _decide(context, place, joins=want == _JOIN)
    monday = week_start(request.now, await _zone(context, place))
    week = await _standings(context, place, monday)
    ever = await _standings(context, place, 0)
    return Reply(
        blocks=(
            *_section(context, context.t("Leaderboard: this week"), week),
            *_section(context, context.t("Leaderboard: all time"), ever),
        ),
        rows=((join_button(context.voice), _leave_button(context.t("Leave it"))),),
    )


def week_start(now: datetime, zone: tzinfo) -> int:
    """Return when the week of `now` began in a zone, on Monday, in seconds of UTC."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return int(datetime.combine(monday, time(), zone).timestamp())


def join_button(voice: Voice) -> Button:
    """Return the button that puts whoever presses it on the leaderboard."""
    return Button(label=voice.t("Join the leaderboard"), action=LEADERBOARD.action(want=_JOIN))


def invitation(voice: Voice, notice: str, *, whispering: bool) -> Reply:
    """Return a notice and, for the person alone, the question whether to join.

    Args:
        whispering: whether more than a notice can be shown to the person alone.
    """
    if not whispering:
        how = voice.t("To stand on the leaderboard, press the button under the answer.")
        return Reply(notice=f"{notice} {how}", audience=Audience.ASKER)
    question = voice.t("Shall your points stand on this community's leaderboard, with your name?")
    refusing = _leave_button(voice.t("No, thanks"))
    return Reply(
        blocks=(Paragraph(line(notice)), Paragraph(line(question))),
        rows=((join_button(voice), refusing),),
        audience=Audience.ASKER,
    )


def _leave_button(label: str) -> Button:
    return Button(label=label, action=LEADERBOARD.action(want=_LEAVE))


async def _decide(context: Context, place: Place, *, joins: bool) -> Reply:
    person = context.request.person
    if person is None:
        raise NotAllowedError(N_("I cannot tell who you are here, so you cannot be listed."))
    voice = Voice(await context.preferences.personal(context.request))
    if joins:
        name = tidied(context.request.name)
        await context.store.write(members.join, place, person, name, context.seconds)
        notice = voice.t("You are on the leaderboard. /leaderboard shows it.")
    else:
        await context.store.write(members.leave, place, person, context.seconds)
        notice = voice.t("You are not on the leaderboard, and your name is not kept for it.")
    return Reply(notice=notice, audience=Audience.ASKER)


async def _zone(context: Context, place: Place) -> tzinfo:
    """Return the zone a community has named, which it does for its word of the day; else UTC."""
    words = await context.store.read(daily.of_community, place)
    return ZoneInfo(words[0].zone) if words else UTC


async def _standings(context: Context, place: Place, since: int) -> Sequence[Standing]:
    return await context.store.read(members.standings, place, since, context.request.person, _TOP)


def _section(context: Context, title: str, standings: Sequence[Standing]) -> Iterable[Block]:
    items: Iterable[Simple] = (
        Item(line(f"{standing.rank}. ", bold(_name(context, standing)), f"  {standing.points:g}"))
        for standing in standings
    )
    yield Section(
        title,
        tuple(items) or (Paragraph(line(context.t("Nobody yet. /quiz begins a round."))),),
    )


def _name(context: Context, standing: Standing) -> str:
    name = isolated(standing.name or context.t("Somebody"))
    is_own = standing.person == context.request.person
    return context.t("{name} (you)", name=name) if is_own else name


LEADERBOARD = Command(
    name="leaderboard",
    code="t",
    summary=N_("Who has the most points in this community"),
    run=leaderboard,
    parameters=(Choice(name="want", options={_JOIN: _JOIN, _LEAVE: _LEAVE}, hidden=True),),
)
