"""What a person can say: one file a feature, every command declared once."""

from bot.core.commands.browse import LIST
from bot.core.commands.declaration import Command
from bot.core.commands.define import DEFINE, RANDOM, SAVE
from bot.core.commands.export import EXPORT
from bot.core.commands.guide import HELP, START
from bot.core.commands.import_ import IMPORT
from bot.core.commands.language import LANGUAGE
from bot.core.commands.privacy import DELETE_MY_DATA, PRIVACY
from bot.core.commands.review import REVIEW
from bot.core.commands.settings import SETTINGS
from bot.core.commands.stats import STATS
from bot.core.commands.words import WORDS

COMMANDS: tuple[Command, ...] = (
    DEFINE,
    RANDOM,
    REVIEW,
    WORDS,
    STATS,
    LIST,
    SETTINGS,
    LANGUAGE,
    EXPORT,
    IMPORT,
    HELP,
    PRIVACY,
    DELETE_MY_DATA,
    START,
    SAVE,
)
"""Every command, in the order menus show them."""

PLAIN_TEXT_COMMAND = DEFINE.name
"""The command that plain text in a private chat means."""

FILE_COMMAND = IMPORT.name
"""The command that a file in a private chat means."""

DEEP_LINK_COMMAND = START.name
"""The command whose parameter may be an action: a link that opens the private chat."""
