"""/privacy and /deletemydata: what is kept about a person, and how it goes."""

from bot.core.commands.declaration import Choice, Command
from bot.core.context import Context
from bot.core.messages import (
    Audience,
    Button,
    Filled,
    Item,
    Paragraph,
    Pressed,
    Reply,
    Request,
    Typed,
    line,
)
from bot.locales import N_
from bot.storage import personal

_YES = "yes"
_KEPT = (
    N_(
        "Kept until you delete it, under the number of your account: your settings, the words you "
        "saved, your reviews and your answers in quizzes."
    ),
    N_(
        "Kept likewise, for your word of the day and reminders: the hours you chose, the words "
        "shown, how many reminders you let pass, and on which day you were last here."
    ),
    N_(
        "Kept for 30 days: a text you sent me in private to find its terms, so that a word saved "
        "from it remembers its sentence."
    ),
    N_("Kept for 30 days: what you search your own words for, so that the pages can be turned."),
    N_("Kept for 30 days: the words of a file you sent with /import, until you send another."),
    N_(
        "Kept until it is answered: the message that asks me something. One I cannot read is "
        "kept for 30 days, so that the fault can be mended."
    ),
    N_("Never kept: which words you look up, and what others write."),
    N_("Your name is kept only where you join a leaderboard, and while a group's round lasts."),
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
    person = context.person()
    if sure != _YES or not _is_meant(request):
        return _confirmation(context)
    await context.store.write(personal.forget, person)
    context.preferences.forget(person)
    context.bookmarks.forget(person)
    return Reply(
        blocks=(
            Paragraph(
                line(context.t("Everything I kept about you is deleted. /start begins anew."))
            ),
        ),
        replaces=isinstance(request.said, Pressed),
        audience=Audience.ASKER,
    )


def _is_meant(request: Request) -> bool:
    """Whether a confirmation is the person's own: no link somebody sent, no other's button."""
    match request.said:
        case Pressed():
            return request.asker in (None, request.person)
        case Typed(text=text):
            return text.startswith(f"/{DELETE_MY_DATA.name}")
        case Filled():
            return True


def _confirmation(context: Context) -> Reply:
    text = context.t(
        "This deletes your settings, words, reviews and answers, and cannot be undone. Delete them?"
    )
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
