"""/start and /help: what the bot is, and what it can do."""

from collections.abc import Sequence

from bot.core.commands.declaration import Command, Text
from bot.core.commands.define import DEFINE
from bot.core.commands.language import buttons
from bot.core.context import Context
from bot.core.messages import Block, Button, Item, Paragraph, Reply, bold, line
from bot.locales import N_

_EXAMPLES = ("pretraining", "hallucination")


async def start(context: Context, word: str = "") -> Reply:  # noqa: ARG001 - what a stale link left
    """Greet, and ask once which language the person reads.

    Args:
        word: what a link carried that is no action.
    """
    request = context.request
    greeting = Paragraph(line(context.t("I explain the English of AI in Chinese. Send me a word.")))
    person = request.person
    chosen = await context.preferences.chosen_by(person, request.now) if person else None
    if request.is_private and not chosen:
        question = Paragraph(line(context.t("Which language do you read?")))
        return Reply(blocks=(greeting, question), rows=(buttons(),))
    return Reply(blocks=(greeting,), rows=(_examples(context),))


async def help_(context: Context) -> Reply:
    """List the commands, each with what it does."""
    intro = Paragraph(line(context.t("In a private chat, just send a word or a sentence.")))
    listed: Sequence[Block] = [
        Item(line(bold(usage_of(command)), "  ", context.t(command.summary)))
        for command in context.commands.values()
        if command.listed and (context.request.can_whisper or not command.whispering)
    ]
    return Reply(blocks=(*listed, intro), rows=(_examples(context),))


def usage_of(command: Command) -> str:
    """Return how a command is typed: `/define <word>`."""
    return " ".join((f"/{command.name}", *(f"<{p.name}>" for p in command.typed)))


def _examples(context: Context) -> tuple[Button, ...]:
    matches = [match for word in _EXAMPLES for match in context.dictionary.find(word)]
    return tuple(
        Button(label=match.record.entry.word, action=DEFINE.action(entry=match.record.id))
        for match in matches
    )


HELP = Command(name="help", code="h", summary=N_("What I can do"), run=help_)

START = Command(
    name="start",
    code="s",
    summary=N_("Begin"),
    run=start,
    parameters=(Text(name="word", summary=N_("A word, a phrase or a sentence")),),
    listed=False,
)
