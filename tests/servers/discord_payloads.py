"""What Discord sends about people, servers, channels and messages."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]

BOT_ID, APPLICATION_ID = "900000000000000001", "900000000000000001"
EPOCH = "2026-03-02T12:00:00+00:00"
EVERYTHING = (1 << 53) - 1
VIEW, SEND, MANAGE_SERVER, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 5, 1 << 38

_ids = count(800_000_000_000_000_000)


def new_id() -> str:
    """Return a snowflake nothing else has."""
    return str(next(_ids))


@dataclass(frozen=True)
class User:
    """Somebody on Discord."""

    id: str
    name: str
    locale: str = "en-US"
    permissions: int = VIEW | SEND

    @property
    def dm(self) -> str:
        """The id of their private channel with the bot."""
        return f"7{self.id[1:]}"


@dataclass(frozen=True)
class Guild:
    """A server.

    Attributes:
        installed: whether the bot is a member; without, people bring it along.
        app_permissions: what the bot may do in the channel an interaction comes from.
    """

    id: str
    locale: str = "en-US"
    channel: str = "600000000000000001"
    other_channel: str = "600000000000000002"
    installed: bool = True
    app_permissions: int = VIEW | SEND


ALICE = User("100000000000000001", "alice")
BOB = User("100000000000000002", "bob")
GUILD = Guild("500000000000000001")


@dataclass
class Posted:
    """A message on the stub's Discord.

    Attributes:
        asker: who used the command or button it answers.
        deleted: whether it is gone.
        loading: whether it only announces an answer.
    """

    id: str
    channel: str
    guild: Guild | None
    components: list[Json] = field(default_factory=list)
    content: str = ""
    flags: int = 0
    asker: User | None = None
    nonce: str | None = None
    attachments: list[Json] = field(default_factory=list)
    deleted: bool = False
    loading: bool = False
    edits: int = 0
    author: User | None = None
    snapshots: list[str] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.flags & (1 << 6))

    def parts(self, *kinds: int) -> list[Json]:
        """Return its components of some kinds, wherever they are nested."""
        return [c for c in _walked(self.components) if c["type"] in kinds]

    @property
    def text(self) -> str:
        """All its text as Discord is sent it: Markdown."""
        return "\n".join(
            [self.content] * bool(self.content) + [t["content"] for t in self.parts(10)]
        )

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons and options."""
        buttons = [button["label"] for button in self.parts(2)]
        return buttons + [o["label"] for s in self.parts(3) for o in s["options"]]

    def payload(self) -> Json:
        """Return the message as Discord sends it."""
        author = user_payload(self.author) if self.author else bot_payload()
        payload: Json = {
            "id": self.id,
            "channel_id": self.channel,
            "type": 0,
            "content": self.content,
            "author": author,
            "timestamp": EPOCH,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": self.attachments,
            "embeds": [],
            "pinned": False,
            "flags": self.flags,
            "components": self.components,
        }
        if self.nonce is not None:
            payload["nonce"] = self.nonce
        if self.asker is not None:
            payload["interaction_metadata"] = {
                "id": new_id(),
                "type": 2,
                "user": user_payload(self.asker),
                "authorizing_integration_owners": {},
            }
        if self.snapshots:
            payload["message_snapshots"] = [snapshot(text) for text in self.snapshots]
        return payload


def _walked(components: list[Json]) -> list[Json]:
    return [c for top in components for c in (top, *_walked(top.get("components", [])))]


def snapshot(text: str) -> Json:
    """Return a forwarded message."""
    return {
        "message": {
            "type": 0, "content": text, "embeds": [], "attachments": [], "timestamp": EPOCH,
            "edited_timestamp": None, "flags": 0, "mentions": [], "mention_roles": [],
        }
    }  # fmt: skip


def user_payload(user: User) -> Json:
    return {
        "id": user.id, "username": user.name, "discriminator": "0", "avatar": None,
        "global_name": user.name.title(),
    }  # fmt: skip


def bot_payload() -> Json:
    return {
        "id": BOT_ID, "username": "Cihui", "discriminator": "0", "avatar": None,
        "global_name": None, "bot": True,
    }  # fmt: skip


def application_payload() -> Json:
    return {
        "id": APPLICATION_ID, "name": "Cihui", "icon": None, "description": "", "bot_public": True,
        "bot_require_code_grant": False, "summary": "", "verify_key": "0" * 64, "flags": 0,
        "owner": user_payload(ALICE), "team": None,
    }  # fmt: skip


def guild_payload(guild: Guild) -> Json:
    role = {
        "id": guild.id, "name": "@everyone", "color": 0, "hoist": False, "position": 0,
        "permissions": str(guild.app_permissions), "managed": False, "mentionable": False,
        "flags": 0,
    }  # fmt: skip
    member = {"user": bot_payload(), "roles": [], "joined_at": EPOCH, "flags": 0}
    return {
        "id": guild.id, "name": "A server", "owner_id": ALICE.id, "preferred_locale": guild.locale,
        "roles": [role], "channels": [
            channel_payload(guild.channel, guild), channel_payload(guild.other_channel, guild),
        ],
        "members": [{**member, "deaf": False, "mute": False}], "threads": [], "member_count": 3,
        "emojis": [], "stickers": [], "features": [], "icon": None, "splash": None, "large": False,
        "unavailable": False, "joined_at": EPOCH, "voice_states": [], "presences": [],
    }  # fmt: skip


def channel_payload(channel: str, guild: Guild | None, *, is_thread: bool = False) -> Json:
    if guild is None:
        return {"id": channel, "type": 1, "last_message_id": None, "flags": 0}
    common = {"id": channel, "guild_id": guild.id, "name": "talk", "flags": 0}
    if not is_thread:
        return {**common, "type": 0, "position": 0, "permission_overwrites": []}
    metadata = {
        "archived": False, "auto_archive_duration": 60, "archive_timestamp": EPOCH, "locked": False,
    }  # fmt: skip
    return {
        **common, "type": 11, "parent_id": guild.channel, "owner_id": ALICE.id, "message_count": 1,
        "member_count": 1, "thread_metadata": metadata,
    }  # fmt: skip


def person_payload(user: User, guild: Guild | None) -> Json:
    """Return who did something: a member in a server, a user elsewhere."""
    if guild is None:
        return {"user": user_payload(user)}
    member = {
        "user": user_payload(user), "roles": [], "joined_at": EPOCH, "flags": 0, "deaf": False,
        "mute": False, "permissions": str(user.permissions),
    }  # fmt: skip
    return {"member": member}


def scene_payload(user: User, guild: Guild | None, *, between: bool) -> Json:
    """Return who uses the bot, in which server if any, and by whose installation.

    Args:
        between: it happens in a private chat of people, among whom the bot is not.
    """
    common = {"locale": user.locale, **person_payload(user, guild)}
    if guild is None:
        owners = {"1": user.id} if between else {"0": "0"}
        return {**common, "authorizing_integration_owners": owners, "app_permissions": "0"}
    return {
        **common, "guild_id": guild.id, "guild_locale": guild.locale,
        "guild": {"id": guild.id, "locale": guild.locale, "features": []},
        "authorizing_integration_owners": {"0": guild.id} if guild.installed else {"1": user.id},
        "app_permissions": str(guild.app_permissions),
    }  # fmt: skip
