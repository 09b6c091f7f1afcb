"""The menus of commands: one for private chats and one for groups, each in both languages."""

from collections.abc import Iterable

from bot.adapters.telegram.api import Api
from bot.core.commands.declaration import Command
from bot.core.messages import Audience
from bot.locales import SOURCE_LANGUAGE, translate

_SCOPES = {"all_private_chats": "private chats", "all_group_chats": "groups"}
_LANGUAGES = {"": ("English", SOURCE_LANGUAGE), "zh": ("Chinese", "zh-Hans")}
"""Telegram's language code, which tells no scripts apart, to the language of ours; "" is for
everyone else."""

Menu = list[dict[str, str]]


async def set_menus(api: Api, commands: Iterable[Command]) -> list[str]:
    """Set the menus that differ from what Telegram has; return what was set."""
    listed = [command for command in commands if command.listed and not command.whispering]
    changed = []
    for scope, where in _SCOPES.items():
        for code, (name, language) in _LANGUAGES.items():
            key = {"scope": {"type": scope}, "language_code": code or None}
            wanted = menu_of(listed, scope, language)
            if await api.call("getMyCommands", key) != wanted:
                await api.call("setMyCommands", {**key, "commands": wanted})
                changed.append(f"{where} in {name}")
    return changed


def menu_of(commands: Iterable[Command], scope: str, language: str) -> Menu:
    """Return the menu of a scope; groups are not shown what is answered to one person alone."""
    return [
        {"command": command.name, "description": translate(language, command.summary)}
        for command in commands
        if scope == "all_private_chats" or command.audience is Audience.EVERYONE
    ]
