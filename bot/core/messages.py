"""What crosses the border between the core and the platforms: a Request in, a Reply out.

A Request says who did what where; a Reply says what is meant, never how a platform writes it.
Escaping, limits and markup are the adapters' business.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto

from bot.core.errors import UserError
from bot.locales import N_


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform; the same human on two platforms is two persons."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said or will be.

    Attributes:
        community: the Telegram chat, the Discord server or the private chat: owner of settings.
        channel: the Discord channel; on Telegram the chat once more.
        thread: the Telegram topic or Discord thread, where there is one.
        private: whether the person is alone with the bot here.
    """

    platform: str
    community: str
    channel: str
    thread: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as typed: `/define pretraining`, or plain text.

    Attributes:
        addressed: whether the line names this bot (`/define@cihui_bot`), so that it is certainly
            meant for it.
    """

    text: str
    addressed: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A command whose parameters the platform asked for by name; values are as given, unchecked."""

    command: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on a button, a choice from a select, or a deep link: the action it carries."""

    action: str


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file a person sent, read only when a command wants it.

    Attributes:
        name: what the person's device calls it.
        size: bytes, as the platform tells; 0 where it does not.
        fetch: gives the content, or where it is longer its first so many bytes at least.
    """

    name: str
    size: int
    fetch: Callable[[int], Awaitable[bytes]]

    async def read(self, limit: int) -> bytes:
        """Return the content.

        Raises:
            UserError: it holds more than `limit` bytes, a whole number of MiB.
        """
        content = await self.fetch(limit + 1) if self.size <= limit else b""
        if max(self.size, len(content)) > limit:
            raise UserError(
                N_("That file is larger than {limit} MiB. Send it in smaller parts."),
                limit=limit // 2**20,
            )
        return content


async def _no() -> bool:
    return False


async def _nowhere(_place: Place) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing one person did.

    Attributes:
        person: absent for anonymous admins and channels: they may set, and never score.
        place: absent where the platform does not tell (inline mode).
        name: how the platform shows the person; as they chose it, so whatever it may hold.
        now: an aware UTC time.
        language: the person's language as the platform reports it (any BCP 47 tag).
        community_language: likewise the community's.
        quoted: the text of the message replied to, forwarded or chosen from a message menu.
        asker: on a press, the person whose request the pressed message answered, as far as the
            platform tells; nobody else may change that message.
        can_whisper: whether the answer can be shown to this person alone.
        in_private: whether it will be, whatever the command declares: the person used a button
            that says so, a message only they see, or an entry of a message's menu.
        guest: whether only the person, not the community, installed the bot (Discord).
        has_threads: whether a thread can be opened under a message here, and a role called.
        is_admin: asks the platform whether the person may configure the community.
        can_post: asks the platform whether the bot may post in a place.
    """

    person: Person | None
    place: Place | None
    said: Typed | Filled | Pressed
    now: datetime
    name: str | None = None
    language: str | None = None
    community_language: str | None = None
    quoted: str | None = None
    asker: Person | None = None
    can_whisper: bool = False
    in_private: bool = False
    guest: bool = False
    has_threads: bool = False
    files: tuple[IncomingFile, ...] = ()
    is_admin: Callable[[], Awaitable[bool]] = _no
    can_post: Callable[[Place], Awaitable[bool]] = _nowhere

    @property
    def is_private(self) -> bool:
        """Whether nobody but the person reads the conversation."""
        return self.place is not None and self.place.private


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. Its text is data: an adapter escapes it."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False


Line = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """Return a line of plain strings and spans, empty parts left out."""
    spans = (part if isinstance(part, Span) else Span(part) for part in parts)
    return tuple(span for span in spans if span.text)


def bold(text: str) -> Span:
    """Return `text` as a bold span."""
    return Span(text, bold=True)


def italic(text: str) -> Span:
    """Return `text` as an italic span."""
    return Span(text, italic=True)


def strike(text: str) -> Span:
    """Return `text` as a struck-out span."""
    return Span(text, strike=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a card: headword, pronunciation, kind of word and translation."""

    title: str
    pronunciation: str = ""
    label: str = ""
    translation: Line = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, with its translation under it where there is one."""

    text: Line
    translation: Line = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A quoted sentence with its translation."""

    text: Line
    translation: Line = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A point in a list, with its translation under it where there is one."""

    text: Line
    translation: Line = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A learner's mistake beside what should be said instead."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Caption:
    """A small remark above or below the rest."""

    text: Line


Simple = Heading | Paragraph | Example | Item | Correction | Caption


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a card that may be folded away; the title may be empty."""

    title: str
    blocks: tuple[Simple, ...]


Block = Simple | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing to press. Exactly one of `action`, `url` and `copy` is set.

    Attributes:
        action: what a press sends back (`bot.core.actions`).
        url: a page to open.
        copy: text that lands on the clipboard; left out where a platform cannot do that.
        in_private: the action is to be carried out in the private chat with the bot: a deep
            link where a platform has them, an answer to the presser alone elsewhere.
    """

    label: str
    action: str = ""
    url: str = ""
    copy: str = ""
    in_private: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One alternative of a select."""

    label: str
    action: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A choice of views: one menu where a platform has menus, rows of buttons elsewhere."""

    label: str
    rows: tuple[tuple[Option, ...], ...]


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send, with a description for people who cannot see it."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a line of text: a modal, a forced reply or a prompt.

    Attributes:
        question: what is asked.
        action: the action whose last, free-text parameter the answer fills.
        hint: shown in the empty field.
    """

    question: str
    action: str
    hint: str = ""


class Audience(Enum):
    """Who sees a reply where the platform lets one choose."""

    EVERYONE = auto()
    ASKER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is to be said.

    Attributes:
        notice: one line for the person alone; with nothing else in the reply it is the whole
            answer (a toast on a press, an ordinary line otherwise).
        rows: buttons as rows; `select` stands beside them.
        replaces: whether a press changes the pressed message instead of adding one.
        language: the BCP 47 tag of the language it speaks.
        calls: the id of a role whose members are to be notified, where a platform has roles.
        thread: the title of a thread to be opened under the message, where a platform has them.
    """

    blocks: tuple[Block, ...] = ()
    notice: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    select: Select | None = None
    files: tuple[OutgoingFile, ...] = ()
    ask: Ask | None = None
    audience: Audience = Audience.EVERYONE
    replaces: bool = False
    language: str = "en"
    calls: str = ""
    thread: str = ""

    def to_asker(self) -> "Reply":
        """Return the same reply as a new message for the asker alone."""
        return replace(self, audience=Audience.ASKER, replaces=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """A card offered while a word is typed in somebody else's chat (Telegram's inline mode).

    Attributes:
        id: of the record.
        title: the headword with its pronunciation; `description` its translation.
        reply: what is posted when it is chosen.
    """

    id: str
    title: str
    description: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Completion:
    """A suggestion while a word is being typed.

    Attributes:
        value: what choosing it fills in; it is resolved again like anything typed.
        label: the headword with its translation.
    """

    value: str
    label: str
