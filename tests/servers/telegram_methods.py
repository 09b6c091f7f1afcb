"""The methods of the Bot API that the stub server carries out, and what they change."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.servers import telegram_rules as rules
from tests.servers.telegram_rules import Json, Refusal, bad

_NAMES = {1001: "Alice", 1002: "Bob"}
BOT = {"id": 7000000007, "is_bot": True, "first_name": "Cihui", "username": "cihui_test_bot"}


@dataclass
class Query:
    """A press, and how it was answered."""

    answered: bool = False
    expired: bool = False
    answers: list[Json] = field(default_factory=list)


class BotApi:
    """One bot's messages, presses and menus, and the methods that read and change them."""

    username = str(BOT["username"])
    bot_id = int(str(BOT["id"]))

    def __init__(self) -> None:
        self.messages: dict[tuple[int, int], Json] = {}
        self.queries: dict[str, Query] = {}
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.admins: set[tuple[int, int]] = set()
        self.gone: dict[int, Refusal] = {}
        self.topics_gone: set[tuple[int, int]] = set()
        self.files: dict[str, bytes] = {}
        self.files_lost = False
        self.webhook: Json = {}
        self._channels: set[int] = set()
        self._pending: list[Json] = []
        self._malformed: set[int] = set()
        self._numbers = itertools.count(1)
        self._poll = 0
        self._changed = asyncio.Event()
        self._pushing: asyncio.Task[None] | None = None

    async def carry_out(self, method: str, parameters: Json) -> Any:
        """Return the result of a method; raise the Refusal it meets."""
        return await self._methods()[method](parameters)

    def _methods(self) -> dict[str, Callable[[Json], Awaitable[Any]]]:
        return {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_file,
            "sendDocument": self._send_file,
            "getFile": self._get_file,
            "editMessageText": self._edit_message_text,
            "answerCallbackQuery": self._answer_callback_query,
            "answerInlineQuery": self._answer_inline_query,
            "getChatMember": self._get_chat_member,
            "getMyCommands": self._get_my_commands,
            "setMyCommands": self._set_my_commands,
        }

    async def _get_me(self, _parameters: Json) -> Json:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }

    async def _get_updates(self, parameters: Json) -> list[Json]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        self._notify()
        offset = parameters.get("offset", 0)
        self._pending = [u for u in self._pending if u["update_id"] >= offset]
        try:
            async with asyncio.timeout(parameters.get("timeout", 0)):
                while not (batch := self._batch(parameters)) and self._poll == mine:
                    await self._changed.wait()
        except TimeoutError:
            return []
        if self._poll != mine:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return batch

    def _batch(self, parameters: Json) -> list[Json]:
        """Return the next updates, those of kinds that were not asked for dropped."""
        kinds = {*parameters["allowed_updates"]}
        self._pending = [
            u for u in self._pending if kinds & u.keys() or u["update_id"] in self._malformed
        ]
        return self._pending[: parameters.get("limit", 100)]

    async def _set_webhook(self, parameters: Json) -> bool:
        self.webhook = parameters
        self._pushing = asyncio.create_task(self._push_to_webhook())
        return True

    async def _delete_webhook(self, _parameters: Json) -> bool:
        self.webhook = {}
        return True

    async def _push_to_webhook(self) -> None:
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        async with aiohttp.ClientSession(headers=secret) as session:
            while True:
                while not self._pending:
                    await self._changed.wait()
                async with session.post(self.webhook["url"], json=self._pending[0]) as answer:
                    if answer.status == 200:
                        self._pending.pop(0)
                self._notify()

    async def _send_message(self, parameters: Json) -> Json:
        text, entities = rules.judge_text(
            parameters["text"], parameters.get("parse_mode"), rules.MESSAGE_UNITS
        )
        return self._posted(parameters, {"text": text, "entities": entities})

    async def _send_file(self, parameters: Json) -> Json:
        caption, entities = rules.judge_text(
            parameters.get("caption", ""), parameters.get("parse_mode"), rules.CAPTION_UNITS
        )
        content: Json = {"caption": caption, "caption_entities": entities} if caption else {}
        return self._posted(parameters, content)

    async def _get_file(self, parameters: Json) -> Json:
        number = parameters["file_id"]
        if number not in self.files:
            raise bad("invalid file_id")
        return {"file_id": number, "file_unique_id": number, "file_path": number}

    def _posted(self, parameters: Json, content: Json) -> Json:
        markup = parameters.get("reply_markup")
        rules.judge_keyboard(markup)
        chat, topic = parameters["chat_id"], parameters.get("message_thread_id")
        self._judge_chat(chat)
        if (chat, topic) in self.topics_gone:
            raise bad("message thread not found")
        message: Json = {**self._new_message(chat), "from": BOT, **content}
        quoted = self._quoted(chat, parameters.get("reply_parameters"))
        if quoted is not None:
            message["reply_to_message"] = without_reply(quoted)
        if topic is not None:
            message.update(message_thread_id=topic, is_topic_message=True)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        self._keep(message)
        return message

    def _quoted(self, chat: int, wanted: Json | None) -> Json | None:
        if wanted is None:
            return None
        quoted = self.messages.get((chat, wanted["message_id"]))
        if quoted is None and not wanted.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return quoted

    def _judge_chat(self, chat: int) -> None:
        if chat in self.gone:
            raise self.gone[chat]
        if not any(where == chat for where, _ in self.messages):
            raise bad("chat not found")

    async def _edit_message_text(self, parameters: Json) -> Json:
        key = (parameters["chat_id"], parameters["message_id"])
        self._judge_chat(key[0])
        message = self.messages.get(key)
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != self.bot_id:
            raise bad("message can't be edited")
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        text, entities = rules.judge_text(
            parameters["text"], parameters.get("parse_mode"), rules.MESSAGE_UNITS
        )
        markup = parameters.get("reply_markup")
        rules.judge_keyboard(markup)
        old = (message["text"], message["entities"], message.get("reply_markup"))
        if old == (text, entities, markup):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        edited = {**message, "text": text, "entities": entities, "edit_date": message["date"]}
        edited.pop("reply_markup", None)
        self.messages[key] = {**edited, **({"reply_markup": markup} if markup else {})}
        return self.messages[key]

    async def _answer_callback_query(self, parameters: Json) -> bool:
        query = self.queries.get(parameters["callback_query_id"])
        if query is None or query.answered or query.expired:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(parameters.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        url = parameters.get("url", "")
        if url and not url.startswith(f"https://t.me/{self.username}?start="):
            raise bad("URL_INVALID")
        query.answered = True
        query.answers.append(parameters)
        return True

    async def _answer_inline_query(self, parameters: Json) -> bool:
        query = self.queries.get(parameters["inline_query_id"])
        if query is None or query.answered or query.expired:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(parameters["results"]) > 50 or len(parameters.get("next_offset", "")) > 64:
            raise bad("RESULTS_TOO_MUCH")
        ids = [result["id"] for result in parameters["results"]]
        if len(set(ids)) < len(ids):
            raise bad("RESULT_ID_DUPLICATE")
        for result in parameters["results"]:
            content = result["input_message_content"]
            rules.judge_text(
                content["message_text"], content.get("parse_mode"), rules.MESSAGE_UNITS
            )
            rules.judge_keyboard(result.get("reply_markup"))
        query.answered = True
        query.answers.append(parameters)
        return True

    async def _get_chat_member(self, parameters: Json) -> Json:
        who = (parameters["chat_id"], parameters["user_id"])
        user = self._user(parameters["user_id"])
        if who in self.admins:
            return {"status": "creator", "user": user, "is_anonymous": False}
        return {"status": "member", "user": user}

    async def _get_my_commands(self, parameters: Json) -> list[Json]:
        return self.menus.get(_menu_key(parameters), [])

    async def _set_my_commands(self, parameters: Json) -> bool:
        rules.judge_commands(parameters["commands"])
        self.menus[_menu_key(parameters)] = parameters["commands"]
        return True

    def _new_message(self, chat: int) -> Json:
        number = next(self._numbers)
        return {"message_id": number, "date": 1_772_452_800 + number, "chat": self._chat(chat)}

    def _chat(self, chat: int) -> Json:
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": _NAMES.get(chat, "Somebody")}
        if chat in self._channels:
            return {"id": chat, "type": "channel", "title": "A channel"}
        kind = "supergroup" if chat < -1_000_000_000_000 + 1 else "group"
        return {"id": chat, "type": kind, "title": "A group"}

    def _user(self, user: int, language: str = "zh-hans") -> Json:
        name = _NAMES.get(user, "Somebody")
        return {"id": user, "is_bot": False, "first_name": name, "language_code": language}

    def _keep(self, message: Json) -> None:
        self.messages[message["chat"]["id"], message["message_id"]] = message

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def without_reply(message: Json) -> Json:
    """Return a message as it is shown where it is replied to: one level deep."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _menu_key(parameters: Json) -> tuple[str, str]:
    scope = parameters.get("scope", {"type": "default"})["type"]
    return scope, parameters.get("language_code", "")
