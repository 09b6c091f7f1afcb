"""What a person can say: one file a feature, every command declared once."""

from bot.core.commands.browse import LIST
from bot.core.commands.daily import WOTD
from bot.core.commands.declaration import Command
from bot.core.commands.define import CARD_CHANNEL, DEFINE, POST, RANDOM, SAVE
from bot.core.commands.export import EXPORT
from bot.core.commands.guide import HELP, START
from bot.core.commands.import_ import IMPORT
from bot.core.commands.language import LANGUAGE
from bot.core.commands.leaderboard import LEADERBOARD
from bot.core.commands.privacy import DELETE_MY_DATA, PRIVACY
from bot.core.commands.quiz import QUIZ
from bot.core.commands.remind import REMIND
from bot.core.commands.review import REVIEW
from bot.core.commands.settings import SETTINGS
from bot.core.commands.setup import SETUP
from bot.core.commands.stats import STATS
from bot.core.commands.words import WORDS

COMMANDS: tuple[Command, ...] = (
    DEFINE,
    RANDOM,
    WOTD,
    QUIZ,
    REVIEW,
    REMIND,
    WORDS,
    STATS,
    LEADERBOARD,
    LIST,
    SETTINGS,
    LANGUAGE,
    EXPORT,
    IMPORT,
    HELP,
    SETUP,
    CARD_CHANNEL,
    PRIVACY,
    DELETE_MY_DATA,
    START,
    SAVE,
    POST,
)
"""Every command, in the order menus show them."""

PLAIN_TEXT_COMMAND = DEFINE.name
"""The command that plain text in a private chat means."""

FILE_COMMAND = IMPORT.name
"""The command that a file in a private chat means."""

DEEP_LINK_COMMAND = START.name
"""The command whose parameter may be an action: a link that opens the private chat."""
