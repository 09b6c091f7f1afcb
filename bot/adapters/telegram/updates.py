"""What is read of Telegram's updates; everything else in them is skipped unseen."""

from typing import Any

import msgspec

ALLOWED_UPDATES = ["message", "channel_post", "callback_query", "inline_query"]
"""The kinds asked for, at every poll: unnamed, Telegram keeps what was set before."""


class User(msgspec.Struct, frozen=True):
    """A user or a bot."""

    id: int
    first_name: str = ""
    last_name: str = ""
    language_code: str | None = None

    @property
    def name(self) -> str:
        """How Telegram shows the user."""
        return f"{self.first_name} {self.last_name}".strip()


class Chat(msgspec.Struct, frozen=True):
    """A private chat, group, supergroup or channel."""

    id: int
    type: str


class Quote(msgspec.Struct, frozen=True):
    """The part of a message that a reply quotes."""

    text: str


class Entity(msgspec.Struct, frozen=True):
    """A styled run of a text."""

    type: str
    url: str | None = None


class Document(msgspec.Struct, frozen=True):
    """A file that was sent."""

    file_id: str
    file_name: str = ""
    file_size: int = 0


class Message(msgspec.Struct, frozen=True):
    """A message; one the bot may no longer read has its id and chat alone.

    Attributes:
        sender_chat: the chat that speaks in its own name: an anonymous admin's group, a channel.
        message_thread_id: the topic, when `is_topic_message`; replies in the General topic carry
            an id that is none.
        via_bot: the bot in whose inline mode it was chosen.
        migrate_to_chat_id: the supergroup that this group has become.
        migrate_from_chat_id: the group that this supergroup was.
    """

    message_id: int
    chat: Chat
    sender: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    text: str | None = None
    caption: str | None = None
    document: Document | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    forward_origin: dict[str, Any] | None = None
    via_bot: User | None = None
    reply_to_message: "Message | None" = None
    quote: Quote | None = None
    entities: tuple[Entity, ...] = ()
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None

    @property
    def topic(self) -> int | None:
        """The topic the message stands in."""
        return self.message_thread_id if self.is_topic_message else None

    @property
    def words(self) -> str | None:
        """The message's text, or its picture's."""
        return self.text or self.caption


class CallbackQuery(msgspec.Struct, frozen=True):
    """A press on a button."""

    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class InlineQuery(msgspec.Struct, frozen=True):
    """A word being typed after the bot's name in any chat.

    Attributes:
        offset: what the last answer gave to go on with; empty at first.
    """

    id: str
    query: str
    offset: str
    sender: User = msgspec.field(name="from")


class Update(msgspec.Struct, frozen=True):
    """One update."""

    update_id: int
    message: Message | None = None
    channel_post: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None


_decoder = msgspec.json.Decoder(Update)


def read(body: str) -> Update:
    """Return the update that `body` holds.

    Raises:
        msgspec.ValidationError: it is malformed.
    """
    return _decoder.decode(body)


def lane_of(update: dict[str, Any]) -> str:
    """Return the key of the updates among which this one keeps its order: its chat.

    An update so malformed that it names none shares a lane with its like.
    """
    for kind in ALLOWED_UPDATES:
        match update.get(kind):
            case {"message": {"chat": {"id": int(chat)}}} | {"chat": {"id": int(chat)}}:
                return str(chat)
            case {"from": {"id": int(user)}}:
                return str(user)
    return "?"
