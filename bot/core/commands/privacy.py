"""/privacy and /deletemydata: what is kept about a person, and how it goes."""

from bot.core.commands.declaration import Choice, Command
from bot.core.context import Context
from bot.core.errors import NotAllowedError
from bot.core.messages import Audience, Button, Item, Paragraph, Pressed, Reply, line
from bot.locales import N_
from bot.storage import personal

_YES = "yes"
_KEPT = (
    N_("Kept until you delete it: the language you chose, under the number of your account."),
    N_(
        "Kept until it is answered: the message that asks me something. One I cannot read is "
        "kept for 30 days, so that the fault can be mended."
    ),
    N_("Never kept: your name, what you look up, what others write."),
    N_("Send /deletemydata to have everything about you deleted at once."),
)


async def privacy(context: Context) -> Reply:
    """Say what is kept, for how long, and how to have it deleted."""
    return Reply(blocks=tuple(Item(line(context.t(sentence))) for sentence in _KEPT))


async def delete_my_data(context: Context, sure: str = "") -> Reply:
    """Say what will go and ask once; then delete everything about the person.

    Args:
        sure: `yes` once the person has confirmed.
    """
    request = context.request
    if request.person is None:
        raise NotAllowedError(
            N_("I cannot tell who you are here. Send this in a private chat with me.")
        )
    if sure != _YES:
        return _confirmation(context)
    await context.store.write(personal.forget, request.person)
    context.preferences.forget(request.person)
    return Reply(
        blocks=(
            Paragraph(
                line(context.t("Everything I kept about you is deleted. /start begins anew."))
            ),
        ),
        replaces=isinstance(request.said, Pressed),
        audience=Audience.ASKER,
    )


def _confirmation(context: Context) -> Reply:
    text = context.t("This deletes the language you chose, and it cannot be undone. Delete it?")
    button = Button(label=context.t("Delete everything"), action=DELETE_MY_DATA.action(sure=_YES))
    return Reply(blocks=(Paragraph(line(text)),), rows=((button,),), audience=Audience.ASKER)


PRIVACY = Command(
    name="privacy",
    code="p",
    summary=N_("What I keep, for how long, how to delete it"),
    run=privacy,
    audience=Audience.ASKER,
)

DELETE_MY_DATA = Command(
    name="deletemydata",
    code="x",
    summary=N_("Delete everything I keep about you"),
    run=delete_my_data,
    parameters=(
        Choice(name="sure", summary=N_("yes deletes without asking again"), options={_YES: _YES}),
    ),
    audience=Audience.ASKER,
)
