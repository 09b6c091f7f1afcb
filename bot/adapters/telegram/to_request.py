"""An update as a Request, and where its answer belongs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.adapters.telegram.render import asked_action
from bot.adapters.telegram.updates import CallbackQuery, Message, Update, User
from bot.core.commands import FILE_COMMAND, PLAIN_TEXT_COMMAND
from bot.core.messages import Filled, IncomingFile, Person, Place, Pressed, Request, Typed

PLATFORM = "telegram"


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an update alone does not tell.

    Attributes:
        is_admin: asks Telegram whether a user may configure a chat.
        completed: what the action of an `Ask` says with an answer filled in.
        download: gives a file by its id, or where it is longer its first so many bytes at least.
    """

    me: Me
    now: datetime
    is_admin: Callable[[int, int], Awaitable[bool]]
    completed: Callable[[str, str], Filled | None]
    download: Callable[[str, int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update came from, and so where its answer goes.

    Attributes:
        chat: absent when a press came from a message of inline mode.
        message: the one said, or the one whose button was pressed.
        query: the press to be answered.
        action: what was pressed, and by which user.
    """

    chat: int | None
    private: bool = False
    topic: int | None = None
    message: int | None = None
    query: str = ""
    action: str = ""
    presser: int | None = None


def origin_of(update: Update) -> Origin:
    """Return where an update came from."""
    press = update.callback_query
    message = press.message if press else update.message or update.channel_post
    query, action = (press.id, press.data) if press else ("", "")
    if message is None:
        return Origin(None, query=query, action=action)
    return Origin(
        chat=message.chat.id,
        private=message.chat.type == "private",
        topic=message.topic,
        message=message.message_id,
        query=query,
        action=action,
        presser=press.sender.id if press else None,
    )


def move_of(update: Update) -> tuple[Place, Place] | None:
    """Return the group that has become a supergroup, and that supergroup; None for other updates.

    Telegram tells it in both, in either order.
    """
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return _whole(message.chat.id), _whole(message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return _whole(message.migrate_from_chat_id), _whole(message.chat.id)
    return None


def to_request(update: Update, around: Surroundings) -> Request | None:
    """Return what an update asks of the core, or None where it is not meant for this bot."""
    if update.callback_query is not None:
        return _from_press(update.callback_query, around)
    message = update.message or update.channel_post
    return _from_message(message, around) if message is not None else None


def _from_press(press: CallbackQuery, around: Surroundings) -> Request:
    message = press.message
    return Request(
        person=_person(press.sender),
        place=_place(message) if message else None,
        said=Pressed(press.data),
        now=around.now,
        name=press.sender.name,
        language=press.sender.language_code,
        asker=_asker(message) if message else None,
        is_admin=_admin_question(message, press.sender, around),
        can_post=_surely,
    )


def _from_message(message: Message, around: Surroundings) -> Request | None:
    said = _said(message, around)
    if said is None:
        return None
    speaks_for_itself = message.sender_chat is None
    sender = message.sender if speaks_for_itself else None
    return Request(
        person=_person(sender) if sender else None,
        place=_place(message),
        said=said,
        now=around.now,
        name=sender.name if sender else None,
        language=sender.language_code if sender else None,
        quoted=_quoted(message),
        files=_files(message, around),
        is_admin=_admin_question(message, sender, around),
        can_post=_surely,
    )


def _said(message: Message, around: Surroundings) -> Typed | Filled | None:
    private, text = message.chat.type == "private", message.text or ""
    chosen_inline = message.via_bot is not None and message.via_bot.id == around.me.id
    if message.is_automatic_forward or chosen_inline:
        return None
    if private and message.document is not None and not (message.forward_origin and message.words):
        caption = message.caption or ""
        return _command(caption, around.me) if caption.startswith("/") else Filled(FILE_COMMAND)
    if message.forward_origin is not None:
        return Filled(PLAIN_TEXT_COMMAND) if private and message.words else None
    if text.startswith("/"):
        return _command(text, around.me)
    answer = _answer(message, around)
    if answer is not None:
        return answer
    return Typed(text) if private and text else None


def _command(text: str, me: Me) -> Typed | None:
    """Return a command without the bot's name, or None where it names another bot."""
    name, *rest = text.split(maxsplit=1)
    command, at, addressee = name.partition("@")
    if at and addressee.casefold() != me.username.casefold():
        return None
    return Typed(" ".join((command, *rest)), addressed=bool(at))


def _answer(message: Message, around: Surroundings) -> Filled | None:
    """Return what a reply to one of the bot's questions completes."""
    question = message.reply_to_message
    if question is None or question.sender is None or question.sender.id != around.me.id:
        return None
    links = (entity.url for entity in question.entities if entity.url)
    actions = (asked_action(link, around.me.username) for link in links)
    action = next((action for action in actions if action), None)
    return around.completed(action, message.text or "") if action else None


def _quoted(message: Message) -> str | None:
    if message.forward_origin is not None:
        return message.words
    if message.quote is not None:
        return message.quote.text
    return message.reply_to_message.words if message.reply_to_message else None


def _files(message: Message, around: Surroundings) -> tuple[IncomingFile, ...]:
    """Return the file that a message brings, or answers."""
    answered = message.reply_to_message.document if message.reply_to_message else None
    document = message.document or answered
    if document is None:
        return ()
    fetch = partial(around.download, document.file_id)
    return (IncomingFile(document.file_name, document.file_size, fetch),)


def _person(user: User) -> Person:
    return Person(PLATFORM, str(user.id))


def _place(message: Message) -> Place:
    chat, topic = str(message.chat.id), message.topic
    return Place(
        PLATFORM,
        community=chat,
        channel=chat,
        thread=None if topic is None else str(topic),
        private=message.chat.type == "private",
    )


def _whole(chat: int) -> Place:
    return Place(PLATFORM, community=str(chat), channel=str(chat))


def _asker(pressed: Message) -> Person | None:
    """Return whom the pressed message answers, as far as a reply in a group tells."""
    asked = pressed.reply_to_message
    if asked is None or asked.sender is None or asked.sender_chat is not None:
        return None
    return _person(asked.sender)


async def _surely(_place: Place) -> bool:
    """Whether the bot may post: Telegram says no only to those who try."""
    return True


def _admin_question(
    message: Message | None, sender: User | None, around: Surroundings
) -> Callable[[], Awaitable[bool]]:
    """Return the question whether the sender may configure the chat.

    Who speaks as the chat itself is one of its admins; who speaks as another chat is a stranger.
    """

    async def ask() -> bool:
        if message is None:
            return False
        if sender is None:
            return message.sender_chat is not None and message.sender_chat.id == message.chat.id
        return await around.is_admin(message.chat.id, sender.id)

    return ask
