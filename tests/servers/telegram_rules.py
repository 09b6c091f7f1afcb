"""What the real Bot API refuses: judged by TDLib's own parser and by the API's specification."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import tdjson
from aiogram.types import Update

SPECIFICATION = Path(__file__).parents[3] / "shared/specs/telegram-bot-api.json"
MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
_ENTITIES = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeCode": "code",
}
_KINDS = ("url", "callback_data", "copy_text", "web_app", "switch_inline_query")

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it names what the server does
    """A request that the real server refuses, with the words it uses."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def _execute(request: Json) -> Json:
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    parsed: Json = json.loads(answer)
    return parsed


@cache
def _quiet() -> None:
    _execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parsed(text: str, parse_mode: str | None) -> tuple[str, list[Json]]:
    """Return a text and its entities as TDLib reads them."""
    if parse_mode is None:
        return text.strip(), []
    _quiet()
    mode = {"HTML": "textParseModeHTML", "MarkdownV2": "textParseModeMarkdown"}[parse_mode]
    answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": mode}})
    if answer["@type"] == "error":
        raise bad(answer["message"].replace("Can't", "can't", 1))
    return answer["text"], [_entity(entity) for entity in answer["entities"]]


def linked(text: str) -> list[str]:
    """Return what of a plain text TDLib makes a mention, a command, a tag or a link."""
    _quiet()
    found = _execute({"@type": "getTextEntities", "text": text})["entities"]
    return [entity["type"]["@type"] for entity in found]


def _entity(entity: Json) -> Json:
    made: Json = {
        "type": _ENTITIES[entity["type"]["@type"]],
        "offset": entity["offset"],
        "length": entity["length"],
    }
    if made["type"] == "text_mention":
        user = {"id": entity["type"]["user_id"], "is_bot": False, "first_name": "Somebody"}
        return {**made, "user": user}
    return {**made, "url": entity["type"]["url"]} if made["type"] == "text_link" else made


def judge_text(text: str, parse_mode: str | None, most: int) -> tuple[str, list[Json]]:
    """Return the text and entities of a message or caption that fits."""
    plain, entities = parsed(text, parse_mode)
    if most == MESSAGE_UNITS and not plain.strip():
        raise bad("message text is empty")
    if units(plain) > most:
        raise bad("message is too long" if most == MESSAGE_UNITS else "message caption is too long")
    return plain, entities


def judge_keyboard(markup: Json | None) -> None:
    rows = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        kinds = [kind for kind in _KINDS if kind in button]
        if not button["text"].strip() or len(kinds) != 1:
            raise bad("can't parse inline keyboard button: text buttons are unallowed")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
        if not 1 <= len(button.get("copy_text", {"text": "x"})["text"]) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        if not re.match(r"(https?|tg)://\S+$", button.get("url", "https://x")):
            raise bad("inline keyboard button URL is invalid")


def judge_commands(commands: list[Json]) -> None:
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def judge_update(update: Json) -> None:
    """Hold an update of ours against aiogram's models: what is sent must be what Telegram sends."""
    Update.model_validate(update)


@cache
def _specification() -> Json | None:
    if not SPECIFICATION.exists():
        return None
    loaded: Json = json.loads(SPECIFICATION.read_text())
    return loaded


def judge_request(method: str, parameters: Json) -> None:
    """Hold a request against the specification, where it is at hand."""
    specification = _specification()
    if specification is None:
        return
    known = specification["methods"].get(method)
    if known is None:
        raise Refusal(404, "Not Found")
    _judge_fields(method, known.get("fields", []), parameters)


def _judge_fields(owner: str, fields: list[Json], values: Json) -> None:
    by_name = {field["name"]: field for field in fields}
    unknown = sorted(values.keys() - by_name.keys())
    if unknown:
        raise bad(f"{owner} has no {', '.join(unknown)}")
    for name, field in by_name.items():
        if name in values:
            if not any(_fits(kind, values[name]) for kind in field["types"]):
                raise bad(f"{owner}.{name} is none of {field['types']}")
        elif field["required"]:
            raise bad(f"{owner}.{name} is missing")


def _fits(kind: str, value: object) -> bool:
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_fits(inner, item) for item in value)
    simple: dict[str, type | tuple[type, ...]] = {
        "Integer": int,
        "String": str,
        "Boolean": bool,
        "Float": (int, float),
        "InputFile": bytes,
    }
    if kind in simple:
        return isinstance(value, simple[kind]) and isinstance(value, bool) is (kind == "Boolean")
    return isinstance(value, dict) and _fits_type(kind, value)


def _fits_type(kind: str, value: Json) -> bool:
    specification = _specification()
    assert specification is not None
    found = specification["types"][kind]
    if "subtypes" in found and not found.get("fields"):
        return any(_fits_type(subtype, value) for subtype in found["subtypes"])
    try:
        _judge_fields(kind, found.get("fields", []), value)
    except Refusal:
        return False
    return True
