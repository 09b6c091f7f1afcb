"""What the stub Discord keeps, and how it answers the bot's requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.discord_judge import (
    EPHEMERAL,
    RefusedError,
    judge_commands,
    judge_message,
)
from tests.servers.discord_payloads import (
    APPLICATION_ID,
    Guild,
    Json,
    Posted,
    User,
    application_payload,
    bot_payload,
    new_id,
)

SECONDS_TO_ANSWER = 3.0
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5

_POST, _DEFER, _DEFER_EDIT, _EDIT, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9
_ANSWERS = {
    COMMAND: {_POST, _DEFER, _MODAL},
    COMPONENT: {_POST, _DEFER, _DEFER_EDIT, _EDIT, _MODAL},
    AUTOCOMPLETE: {_CHOICES},
    SUBMIT: {_POST, _DEFER, _DEFER_EDIT, _EDIT},
}
_UNKNOWN_INTERACTION, _ANSWERED, _UNKNOWN_MESSAGE = 10062, 40060, 10008
_MOST_FOLLOW_UPS_OF_GUESTS = 5

Handler = Callable[[web.Request, Any], Any]


@dataclass
class Answer:
    """What the bot did about an interaction.

    Attributes:
        kind: the type of its first response; 0 while there is none.
        message: what it posted or edited.
        choices: what it offers while a word is typed.
        form: the modal it opened.
        followed: what it posted after.
    """

    kind: int = 0
    message: Posted | None = None
    choices: list[Json] = field(default_factory=list)
    form: Json = field(default_factory=dict)
    followed: list[Posted] = field(default_factory=list)

    @property
    def posted(self) -> Posted:
        """The message; there must be one."""
        assert self.message is not None, f"an answer of type {self.kind} without a message"
        return self.message


@dataclass
class Interaction:
    kind: int
    user: User
    guild: Guild | None
    channel: str
    pressed: Posted | None
    created: float
    id: str = field(default_factory=new_id)
    token: str = field(default_factory=lambda: f"interaction-{new_id()}")
    answer: Answer = field(default_factory=Answer)


class Rest:
    """The state behind the REST interface, and its routes.

    Attributes:
        posted: every message, people's too, in order.
        interactions: what people did, by id.
        commands: the commands registered.
        gateway_url: what `/gateway/bot` answers.
        cdn_url: where the files that people attach are.
        files: their contents, by id.
        threads: the titles of threads, by the id of the message they are under.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.posted: list[Posted] = []
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.gateway_url = ""
        self.cdn_url = ""
        self.files: dict[str, bytes] = {}
        self.threads: dict[str, str] = {}
        self.clock = clock

    @property
    def messages(self) -> list[Posted]:
        """Every message of the bot that still stands, in order."""
        return [m for m in self.posted if m.author is None and not m.deleted]

    def attached(self, content: bytes, name: str) -> Json:
        """Keep a file that somebody attaches; return what Discord tells of it."""
        number = new_id()
        self.files[number] = content
        url = f"{self.cdn_url}/attachments/{number}/{name}"
        return {
            "id": number, "filename": name, "size": len(content), "url": url, "proxy_url": url,
        }  # fmt: skip

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Return method, path and handler of everything the bot may ask."""
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        channel = "/channels/{channel_id}/messages"
        return [
            ("GET", "/users/@me", lambda _request, _body: bot_payload()),
            ("GET", "/oauth2/applications/@me", lambda _request, _body: application_payload()),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", "/applications/{application_id}/commands", self._get_commands),
            ("PUT", "/applications/{application_id}/commands", self._put_commands),
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self._callback),
            ("PATCH", webhook + "/messages/@original", self._edit_original),
            ("DELETE", webhook + "/messages/@original", self._delete_original),
            ("POST", webhook, self._follow_up),
            ("POST", channel, self._create_message),
            ("PATCH", channel + "/{message_id}", self._edit_message),
            ("POST", channel + "/{message_id}/threads", self._open_thread),
        ]

    def _gateway_bot(self, _request: web.Request, _body: Any) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    def _get_commands(self, request: web.Request, _body: Any) -> list[Json]:
        full = request.query.get("with_localizations") == "true"
        hidden = () if full else ("name_localizations", "description_localizations")
        return [{k: v for k, v in command.items() if k not in hidden} for command in self.commands]

    def _put_commands(self, _request: web.Request, body: list[Json]) -> list[Json]:
        judge_commands(body)
        self.commands = [_registered(command) for command in body]
        return self.commands

    def _callback(self, request: web.Request, body: Json) -> Json | None:
        interaction = self.interactions.get(request.match_info["interaction_id"])
        token = request.match_info["interaction_token"]
        late = interaction and self.clock() - interaction.created > SECONDS_TO_ANSWER
        if interaction is None or interaction.token != token or late:
            raise RefusedError("Unknown interaction", status=404, code=_UNKNOWN_INTERACTION)
        if interaction.answer.kind:
            raise RefusedError("already been acknowledged", code=_ANSWERED)
        allowed = _ANSWERS[interaction.kind]
        if interaction.pressed is None:
            allowed = allowed - {_DEFER_EDIT, _EDIT}
        if body["type"] not in allowed:
            raise RefusedError(f"response {body['type']} to interaction {interaction.kind}")
        self._respond(interaction, body["type"], body.get("data") or {})
        interaction.answer.kind = body["type"]
        return _acknowledged(interaction) if request.query.get("with_response") else None

    def _respond(self, interaction: Interaction, kind: int, data: Json) -> None:
        answer = interaction.answer
        if kind == _POST:
            answer.message = self._post(data, interaction=interaction)
        elif kind == _DEFER:
            answer.message = self._announce(interaction, data)
        elif kind == _EDIT and interaction.pressed is not None:
            answer.message = self._change(interaction.pressed, data)
        elif kind == _DEFER_EDIT:
            answer.message = interaction.pressed
        elif kind == _CHOICES:
            answer.choices = data["choices"]
        else:
            answer.form = data

    def _edit_original(self, request: web.Request, body: Json) -> Json:
        interaction = self._of_token(request)
        message = interaction.answer.message
        if message is None or message.deleted:
            raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)
        return self._change(message, body).payload()

    def _delete_original(self, request: web.Request, _body: Any) -> None:
        message = self._of_token(request).answer.message
        if message is None or message.deleted:
            raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)
        message.deleted = True

    def _follow_up(self, request: web.Request, body: Json) -> Json:
        interaction = self._of_token(request)
        answer = interaction.answer
        if answer.message is not None and answer.message.loading and not answer.message.deleted:
            return self._change(answer.message, body).payload()
        guest = interaction.guild is not None and not interaction.guild.installed
        if guest and len(answer.followed) >= _MOST_FOLLOW_UPS_OF_GUESTS:
            raise RefusedError("too many follow-ups of an app the server lacks", code=40094)
        message = self._post(body, interaction=interaction)
        answer.followed.append(message)
        return message.payload()

    def _of_token(self, request: web.Request) -> Interaction:
        token = request.match_info["webhook_token"]
        for interaction in self.interactions.values():
            if interaction.token == token and interaction.answer.kind:
                return interaction
        raise RefusedError("Unknown Webhook", status=404, code=10015)

    def _create_message(self, request: web.Request, body: Json) -> Json:
        channel, nonce = request.match_info["channel_id"], body.get("nonce")
        for message in self.messages:
            same = message.channel == channel and message.nonce == nonce
            if nonce is not None and body.get("enforce_nonce") and same:
                return message.payload()
        return self._post(body, channel=channel).payload()

    def _open_thread(self, request: web.Request, body: Json) -> Json:
        message = request.match_info["message_id"]
        if message in self.threads:
            raise RefusedError("a thread has already been created", code=160004)
        self.threads[message] = body["name"]
        parent = request.match_info["channel_id"]
        return {"id": message, "type": 11, "name": body["name"], "parent_id": parent}

    def _edit_message(self, request: web.Request, body: Json) -> Json:
        wanted = request.match_info["message_id"]
        for message in self.messages:
            if message.id == wanted:
                return self._change(message, body).payload()
        raise RefusedError("Unknown Message", status=404, code=_UNKNOWN_MESSAGE)

    def _post(
        self, data: Json, *, interaction: Interaction | None = None, channel: str = ""
    ) -> Posted:
        judge_message(data)
        message = Posted(
            new_id(),
            interaction.channel if interaction else channel,
            interaction.guild if interaction else None,
            data.get("components") or [],
            data.get("content") or "",
            data.get("flags") or 0,
            interaction.user if interaction else None,
            data.get("nonce"),
            _attachments(data),
        )
        self.posted.append(message)
        return message

    def _announce(self, interaction: Interaction, data: Json) -> Posted:
        flags = data.get("flags", 0) & EPHEMERAL
        message = Posted(new_id(), interaction.channel, interaction.guild, flags=flags)
        message.loading, message.asker = True, interaction.user
        self.posted.append(message)
        return message

    def _change(self, message: Posted, data: Json) -> Posted:
        judge_message(data, v2_before=bool(message.components))
        message.components = data.get("components", message.components)
        message.flags |= data.get("flags") or 0
        message.attachments = _attachments(data) if "attachments" in data else message.attachments
        message.loading, message.edits = False, message.edits + 1
        return message


def _registered(command: Json) -> Json:
    """Return a command as Discord returns it, with what it adds."""
    permissions = command.get("default_member_permissions")
    added = {
        "id": new_id(), "application_id": APPLICATION_ID, "version": new_id(), "nsfw": False,
        "dm_permission": True, "default_permission": True, "description": "",
    }  # fmt: skip
    options = [{"required": False, **option} for option in command.get("options", [])]
    written = str(permissions) if permissions is not None else None
    whole = {**added, **command, "default_member_permissions": written}
    return {**whole, "options": options} if options else whole


def _acknowledged(interaction: Interaction) -> Json:
    answer = interaction.answer
    told: Json = {"id": interaction.id, "type": interaction.kind}
    if answer.message is None:
        return {"interaction": told}
    told["response_message_id"] = answer.message.id
    told["response_message_loading"] = answer.message.loading
    told["response_message_ephemeral"] = answer.message.ephemeral
    resource = {"type": answer.kind, "message": answer.message.payload()}
    return {"interaction": told, "resource": resource}


def _attachments(data: Json) -> list[Json]:
    return [
        {
            "id": new_id(), "filename": file["filename"], "size": 1,
            "url": f"https://cdn.invalid/{file['filename']}",
            "proxy_url": f"https://cdn.invalid/{file['filename']}",
        }
        for file in data.get("attachments") or []
    ]  # fmt: skip
