"""The command table as Discord registers it, and whether Discord's list still agrees.

The payloads are written out here, not made by discord.py's CommandTree: the tree reads commands
from the signatures of Python functions and answers what it does not know by an exception, while
our commands are rows of a table and every answer is the core's.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord

from bot.core.commands.declaration import (
    Access,
    Choice,
    Command,
    File,
    Integer,
    Parameter,
    Role,
    Text,
)
from bot.locales import N_, translate

Payload = dict[str, Any]

MESSAGE_MENU = N_("Look up terms")
"""The name of the entry in a message's menu."""

MOST_CHOICES = 25
_NAMES = frozenset(
    {
        N_("define"), N_("random"), N_("list"), N_("language"), N_("help"), N_("privacy"),
        N_("deletemydata"), N_("review"), N_("words"), N_("do"), N_("settings"), N_("city"),
        N_("cards"), N_("here"),
        N_("word"), N_("topic"), N_("to"), N_("sure"), N_("export"), N_("format"), N_("import"),
        N_("file"), N_("stats"), N_("quiz"), N_("count"), N_("leaderboard"),
        N_("wotd"), N_("time"), N_("setup"), N_("role"), N_("remind"),
    }
)  # fmt: skip
"""Names of commands and options that the catalogues translate."""

_LOCALES = {"en-US": "en", "en-GB": "en", "zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""Discord's locales to our languages. Without English of its own, British clients may be shown
another language."""

_SLASH, _MESSAGE = 1, 3
_STRING, _INTEGER, _ROLE, ATTACHMENT = 3, 4, 8, 11
_EVERYWHERE: Payload = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""Installed by servers and by people; used in servers, with the bot, and between people."""

_COMPARED = {
    "type", "name", "name_localizations", "description", "description_localizations", "options",
    "required", "autocomplete", "choices", "value", "min_value", "max_value",
    "default_member_permissions", "integration_types", "contexts",
}  # fmt: skip


def payloads(commands: Iterable[Command]) -> list[Payload]:
    """Return what Discord is to register: the listed commands and the message menu."""
    menu = {"type": _MESSAGE, **_translated("name", MESSAGE_MENU), **_EVERYWHERE}
    return [*(_slash(command) for command in commands if command.listed), menu]


def differences(wanted: Sequence[Payload], found: Sequence[Payload]) -> list[str]:
    """Return what registering `wanted` would change of what Discord returned."""
    before, after = _by_key(found), _by_key(wanted)
    added = [f"+{name}" for kind, name in after if (kind, name) not in before]
    removed = [f"-{name}" for kind, name in before if (kind, name) not in after]
    changed = [
        f"~{name}"
        for (kind, name), payload in after.items()
        if (kind, name) in before and _essence(before[kind, name]) != _essence(payload)
    ]
    return added + changed + removed


def _slash(command: Command) -> Payload:
    payload: Payload = {
        "type": _SLASH,
        **_named(command.name),
        **_translated("description", command.summary),
        "options": [_option(parameter) for parameter in command.typed],
        **_EVERYWHERE,
    }
    if command.access is Access.ADMIN:
        payload["default_member_permissions"] = discord.Permissions(manage_guild=True).value
    return payload


def _option(parameter: Parameter) -> Payload:
    common = {**_named(parameter.name), **_translated("description", parameter.summary)}
    match parameter:
        case Integer(least=least, most=most):
            return {"type": _INTEGER, **common, "min_value": least, "max_value": most}
        case Role():
            return {"type": _ROLE, **common}
        case File():
            return {"type": ATTACHMENT, **common, "required": True}
        case Choice(options=options):
            return {"type": _STRING, **common, "choices": _choices(options)}
        case Text(completes=what) if what:
            return {"type": _STRING, **common, "autocomplete": True}
        case _:
            return {"type": _STRING, **common}


def _choices(options: Mapping[str, str]) -> list[Payload]:
    pairs = list(options.items())[:MOST_CHOICES]
    return [{**_translated("name", label), "value": word} for word, label in pairs]


def _named(name: str) -> Payload:
    return _translated("name", name) if name in _NAMES else {"name": name}


def _translated(key: str, message: str) -> Payload:
    localised = {tag: translate(language, message) for tag, language in _LOCALES.items()}
    return {key: message, f"{key}_localizations": localised}


def _by_key(commands: Sequence[Payload]) -> dict[tuple[int, str], Payload]:
    return {(command.get("type", _SLASH), command["name"]): command for command in commands}


def _essence(command: Payload) -> Payload:
    """Return what tells two commands apart: nothing that Discord adds, nothing empty."""
    kept = {key: _comparable(command[key]) for key in _COMPARED if command.get(key)}
    permissions = kept.get("default_member_permissions")
    return {**kept, "default_member_permissions": str(permissions) if permissions else None}


def _comparable(value: Any) -> Any:
    """Return a value of a payload without what may differ in writing alone."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_essence(inner) for inner in value]
    return sorted(value) if isinstance(value, list) else value
