"""How a command is declared: once, for every platform, menu, help page and README."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum, auto
from typing import Any, Literal

from bot.core import actions
from bot.core.errors import BadValueError
from bot.core.messages import Audience, Reply
from bot.core.text import clean
from bot.locales import LANGUAGES, N_, translate

_TOKEN = re.compile(r"[A-Za-z0-9-]{0,40}")
_WALL_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))? ?(am|pm)?")
_ROLE = re.compile(r"(?:<@&)?(\d{1,20})>?")


class Access(Enum):
    """Who may use a command."""

    ANYONE = auto()
    ADMIN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a command can be told.

    Attributes:
        name: lower case, as typed on Discord and named in the function.
        summary: a message id, 100 characters at most in any language.
        hidden: carried by buttons only, never typed.
    """

    name: str
    summary: str = ""
    hidden: bool = False

    def parse(self, text: str) -> object:
        """Return the value that `text` spells.

        Raises:
            BadValueError: `text` spells none.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Parameter):
    """Free text; in a typed line it takes the rest of the line.

    Attributes:
        completes: what is offered while it is typed: `words`, `topics` or nothing.
    """

    completes: Literal["", "words", "topics"] = ""

    def parse(self, text: str) -> str:
        """Return the text as it stands: what it means is the command's to judge."""
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Parameter):
    """One of a few words.

    Attributes:
        options: the word as typed and carried, to its label (a message id).
        reads: returns the option that another way of saying it means, in lower case; None for
            none.
    """

    options: Mapping[str, str]
    reads: Callable[[str], str | None] = lambda _: None

    def parse(self, text: str) -> str:
        """Return the option, by its word or by its label in any language, whatever the case."""
        typed = text.casefold()
        option = typed if typed in self.options else self._labelled(typed) or self.reads(typed)
        if option is None:
            raise BadValueError(
                N_("That is not one of the choices. Choose from: {choices}."),
                choices=", ".join(self.options),
            )
        return option

    def _labelled(self, typed: str) -> str | None:
        """Return the option whose label, as buttons and menus show it, was typed."""
        for option, label in self.options.items():
            if typed in {translate(language, label).casefold() for language in LANGUAGES}:
                return option
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Parameter):
    """A whole number within bounds, both included."""

    least: int
    most: int

    def parse(self, text: str) -> int:
        """Return the number."""
        if (
            not text.isascii()
            or not text.isdigit()
            or len(text) > 9
            or not self.least <= int(text) <= self.most
        ):
            raise BadValueError(
                N_("A whole number from {least} to {most} is needed here."),
                least=self.least,
                most=self.most,
            )
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTime(Parameter):
    """A time of day to the minute: `08:30`, `8:30pm`; `0830`, as actions carry it."""

    def parse(self, text: str) -> time:
        """Return the time."""
        match = _WALL_TIME.fullmatch(clean(text).casefold())
        if match is not None:
            hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "pm" else 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise BadValueError(N_("A time such as 08:30 is needed here."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Parameter):
    """A role of a Discord server, by its id; nothing else has roles."""

    def parse(self, text: str) -> str:
        """Return the role's id."""
        match = _ROLE.fullmatch(text)
        if match is None:
            raise BadValueError(N_("A role of this server is needed here."))
        return match[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(Parameter):
    """An id or the name of a view; buttons carry it and nobody types it."""

    hidden: bool = True

    def parse(self, text: str) -> str:
        """Return the token."""
        if not _TOKEN.fullmatch(text):
            raise BadValueError(N_("This button is not one of mine. Send the command again."))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Parameter):
    """A file that is sent along: no text spells it, and it comes as `Request.files`."""

    def parse(self, text: str) -> object:
        """Refuse any text."""
        del text
        raise BadValueError(N_("Send the file itself, not its name."))


Run = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person can do.

    Attributes:
        name: what is typed after the slash.
        code: what actions carry in its stead: one to three lower-case letters, for ever.
        summary: a message id, 100 characters at most in any language (Discord's limit).
        run: the function that answers; it takes the Context and the parameters by name.
        audience: who sees the answer where a platform must know beforehand (Discord).
        slow: whether answering may take longer than a platform waits (3 s on Discord).
        listed: whether menus and `/help` show it.
        public: whether its answer is for everybody even where it was asked for in private.
        whispering: whether it is about answers that only the asker sees among others; menus and
            `/help` leave it out where a platform has none.
    """

    name: str
    code: str
    summary: str
    run: Run
    parameters: tuple[Parameter, ...] = ()
    access: Access = Access.ANYONE
    audience: Audience = Audience.EVERYONE
    slow: bool = False
    listed: bool = True
    public: bool = False
    whispering: bool = False

    @property
    def typed(self) -> tuple[Parameter, ...]:
        """The parameters a person can fill in."""
        return tuple(p for p in self.parameters if not p.hidden)

    @property
    def carried(self) -> tuple[Parameter, ...]:
        """The parameters an action can carry, in its order: all but free text and files."""
        return tuple(p for p in self.parameters if not isinstance(p, Text | File))

    @property
    def free_text(self) -> tuple[Parameter, ...]:
        """The parameters no action can carry."""
        return tuple(p for p in self.parameters if isinstance(p, Text))

    def action(self, **arguments: object) -> str:
        """Return the action that says this command with these arguments."""
        words = [str(arguments.pop(p.name, "")) for p in self.carried]
        if arguments:
            raise ValueError(f"/{self.name} carries no {', '.join(arguments)}")
        return actions.encode(self.code, words)

    def from_action(self, words: Sequence[str]) -> dict[str, Any]:
        """Return the arguments an action's words give, checked like typed ones."""
        if len(words) > len(self.carried):
            raise BadValueError(N_("This button is not one of mine. Send the command again."))
        pairs = zip(self.carried, words, strict=False)
        return {p.name: p.parse(word) for p, word in pairs if word}

    def from_values(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Return the arguments named values give; names this command lacks are ignored."""
        return {p.name: p.parse(values[p.name]) for p in self.parameters if p.name in values}

    def from_text(self, text: str) -> dict[str, Any]:
        """Return the arguments of a typed line.

        Each word goes to the first unfilled parameter that accepts it; a trailing free text takes
        the rest. A word nobody accepts raises what the last parameter asked says of it.
        """
        arguments: dict[str, Any] = {}
        words = text.split()
        while words:
            unfilled = [p for p in self.typed if p.name not in arguments]
            if not unfilled:
                break
            name, value, words = _take(unfilled, words)
            arguments[name] = value
        return arguments


def _take(unfilled: Sequence[Parameter], words: list[str]) -> tuple[str, object, list[str]]:
    """Return the first parameter that accepts the first word, its value, and the words left."""
    refusal = BadValueError("")
    for parameter in unfilled:
        if isinstance(parameter, Text):
            return parameter.name, parameter.parse(" ".join(words)), []
        try:
            return parameter.name, parameter.parse(words[0]), words[1:]
        except BadValueError as error:
            refusal = error
    raise refusal
