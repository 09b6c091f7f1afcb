"""What is a person's alone, asked for where others would read the answer."""

from bot.core.commands.declaration import Command
from bot.core.context import Context
from bot.core.messages import Audience, Button, Paragraph, Reply, line


def overheard(context: Context) -> bool:
    """Whether others would read the answer."""
    return not (context.request.is_private or context.request.can_whisper)


def in_private(context: Context, command: Command, **arguments: object) -> Reply:
    """Return a reply that leads to the private chat, where the command is carried out."""
    button = Button(
        label=context.t("Open in private"), action=command.action(**arguments), in_private=True
    )
    text = context.t("That is for you alone, so I answer it in our private chat.")
    return Reply(blocks=(Paragraph(line(text)),), rows=((button,),), audience=Audience.ASKER)
