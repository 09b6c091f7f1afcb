"""On which leaderboards a person stands, to be joined or left from their settings."""

from bot.core.commands.leaderboard import LEADERBOARD, join_button
from bot.core.context import Context
from bot.core.messages import Audience, Button, Paragraph, Place, Reply, line
from bot.storage import members


async def standing(context: Context, leaving: str) -> Reply:
    """Say where the person stands, with what joins or leaves; in private, all communities' at once.

    Args:
        leaving: the action that leaves all.
    """
    place = context.request.place
    if place is None or place.private or context.request.guest:
        text, button = await _everywhere(context, leaving)
    else:
        text, button = await _here(context, place)
    rows = ((button,),) if button else ()
    return Reply(blocks=(Paragraph(line(text)),), rows=rows, audience=Audience.ASKER)


async def _here(context: Context, place: Place) -> tuple[str, Button]:
    if not await context.store.read(members.boards_of, context.person(), place.community):
        text = context.t("You do not stand on this community's leaderboard.")
        return text, join_button(context.voice)
    leave = Button(label=context.t("Leave it"), action=LEADERBOARD.action(want="leave"))
    return context.t("You stand on this community's leaderboard."), leave


async def _everywhere(context: Context, leaving: str) -> tuple[str, Button | None]:
    count = await context.store.read(members.boards_of, context.person())
    if not count:
        text = context.t(
            "You stand on no leaderboard. To join one, send /leaderboard in its group."
        )
        return text, None
    text = context.tn(
        "You stand on the leaderboard of {count} community. To join another, send /leaderboard "
        "there.",
        "You stand on the leaderboards of {count} communities. To join another, send /leaderboard "
        "there.",
        count,
    )
    return text, Button(label=context.t("Leave them all"), action=leaving)
