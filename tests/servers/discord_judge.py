"""What Discord refuses: judged by its OpenAPI document, and by the rules that stand beside it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

SPECIFICATION = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
_MOST_COMPONENTS = 40
_MOST_CHARACTERS = 4_000
_MOST_COMMAND_CHARACTERS = 8_000
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
_SNOWFLAKE_KEYS = re.compile(r"(message|channel|guild|application|user)_id")
# discord.py sends these to routes whose description lacks them; Discord ignores them there
_IGNORED = {"tts", "embeds"}

Json = dict[str, Any]


class RefusedError(Exception):
    """A request the real Discord would answer with an error."""

    def __init__(self, reason: str, *, status: int = 400, code: int = 50035) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code


def has_specification() -> bool:
    """Whether Discord's own document is at hand; without it, requests are judged less strictly."""
    return SPECIFICATION.exists()


def judge(method: str, path: str, body: object) -> None:
    """Refuse a body that does not fit the operation's description, unknown fields included.

    Raises:
        RefusedError: it does not fit.
    """
    if not has_specification():
        return
    validator = _validator(method.lower(), path)
    if validator is None:
        raise RefusedError(f"there is no {method} {path}", status=404, code=0)
    problem = next(validator.iter_errors(_with_text_snowflakes(_without_ignored(body))), None)
    if problem is not None:
        raise RefusedError(_deepest(problem))


def judge_message(body: Json, *, v2_before: bool = False) -> None:
    """Refuse a message that breaks the rules on components.

    Raises:
        RefusedError: it breaks one.
    """
    components = body.get("components") or []
    if not (body.get("flags", 0) & COMPONENTS_V2 or v2_before):
        if any(component["type"] != 1 for component in components):
            raise RefusedError("components of version 2 without their flag")
        return
    if body.get("content") or body.get("embeds") or body.get("poll"):
        raise RefusedError("content, embeds and polls cannot stand beside components of version 2")
    everything = list(walked(components))
    if not everything or len(everything) > _MOST_COMPONENTS:
        raise RefusedError(f"{len(everything)} components")
    if sum(len(c["content"]) for c in everything if c["type"] == 10) > _MOST_CHARACTERS:
        raise RefusedError("more than 4,000 characters of text")
    _judge_controls(everything)


def judge_commands(commands: list[Json]) -> None:
    """Refuse commands Discord would not register.

    Raises:
        RefusedError: one of them breaks a rule.
    """
    for locale in ("", "en-US", "en-GB", "zh-CN", "zh-TW"):
        names = [(c.get("type", 1), _in_locale(c, "name", locale)) for c in commands]
        if len(set(names)) < len(names):
            raise RefusedError(f"two commands of one name: {names}")
    for command in commands:
        if command.get("type", 1) == 1:
            _judge_slash(command)


def walked(components: list[Json]) -> Iterator[Json]:
    """Yield components and what stands inside them."""
    for component in components:
        yield component
        yield from walked(component.get("components", []))
        for key in ("component", "accessory"):
            if key in component:
                yield from walked([component[key]])


def _judge_controls(everything: list[Json]) -> None:
    for row in (c for c in everything if c["type"] == 1):
        if len(row["components"]) > 5:
            raise RefusedError("a sixth button in a row")
        if len(row["components"]) > 1 and any(c["type"] != 2 for c in row["components"]):
            raise RefusedError("a menu shares its row")
    ids = [c["custom_id"] for c in everything if "custom_id" in c]
    if len(set(ids)) < len(ids) or any(len(i) > 100 for i in ids):
        raise RefusedError(f"custom_ids that repeat or are too long: {ids}")
    for button in (c for c in everything if c["type"] == 2):
        if ("url" in button) != (button["style"] == 5) or ("url" in button) == (
            "custom_id" in button
        ):
            raise RefusedError("a button is a link or has a custom_id")
    for select in (c for c in everything if c["type"] == 3):
        values = [option["value"] for option in select["options"]]
        if len(set(values)) < len(values):
            raise RefusedError("two options of one value")
        if sum(bool(option.get("default")) for option in select["options"]) > 1:
            raise RefusedError("two options chosen beforehand")


def _judge_slash(command: Json) -> None:
    for locale in ("", "en-US", "en-GB", "zh-CN", "zh-TW"):
        options = command.get("options", [])
        names = [_in_locale(item, "name", locale) for item in (command, *options)]
        if len(set(names[1:])) < len(names[1:]):
            raise RefusedError(f"two options of one name: {names}")
        for name in names:
            if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
                raise RefusedError(f"{name!r} is no command name")
        texts = [_in_locale(item, "description", locale) for item in (command, *options)]
        if not all(1 <= len(text) <= 100 for text in texts):
            raise RefusedError(f"descriptions of 1 to 100 characters are needed: {texts}")
        if sum(map(len, names + texts)) > _MOST_COMMAND_CHARACTERS:
            raise RefusedError("a command of more than 8,000 characters")


def _in_locale(item: Json, key: str, locale: str) -> str:
    return str((item.get(f"{key}_localizations") or {}).get(locale, item[key]))


@cache
def _document() -> Json:
    document: Json = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
    for schema in document["components"]["schemas"].values():
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
    schemas: Json = document["components"]["schemas"]
    return {**document, "components": {"schemas": _told_apart(schemas, schemas)}}


def _told_apart(value: Any, schemas: Json) -> Any:
    """Return a schema whose alternatives are chosen by their `type` instead of all being tried.

    It means the same, names the true fault, and is judged several times as fast.
    """
    if isinstance(value, list):
        return [_told_apart(item, schemas) for item in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _told_apart(inner, schemas) for key, inner in value.items()}
    for key in ("oneOf", "anyOf"):
        kinds = [_kinds(branch, schemas) for branch in value.get(key, ())]
        if kinds and all(kinds):
            cases = [
                {"if": {"properties": {"type": {"enum": kind}}}, "then": branch}
                for kind, branch in zip(kinds, value[key], strict=True)
            ]
            every = [number for kind in kinds for number in kind]
            known = {"properties": {"type": {"enum": every}}, "required": ["type"]}
            del whole[key]
            whole["allOf"] = [known, *cases]
    return whole


def _kinds(branch: Json, schemas: Json) -> list[int]:
    """Return the numbers that an alternative's `type` may have; none where it has no such key."""
    schema = schemas.get(branch.get("$ref", "").rpartition("/")[2], {})
    kinds: list[int] = schema.get("properties", {}).get("type", {}).get("enum", [])
    return kinds


@cache
def _validator(method: str, path: str) -> Draft202012Validator | None:
    document = _document()
    operation = document["paths"].get(path, {}).get(method)
    if operation is None:
        return None
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    schema = _told_apart(schema, document["components"]["schemas"])
    return Draft202012Validator({**schema, "components": document["components"]})


def _without_ignored(body: object) -> object:
    if not isinstance(body, dict):
        return body
    kept = {key: value for key, value in body.items() if key not in _IGNORED}
    data = kept.get("data")
    return {**kept, "data": _without_ignored(data)} if isinstance(data, dict) else kept


def _with_text_snowflakes(value: Any, key: str = "") -> Any:
    """Return a body with its ids as text: the document refuses numbers, Discord does not."""
    if isinstance(value, dict):
        return {k: _with_text_snowflakes(v, k) for k, v in value.items()}
    if isinstance(value, list):
        if key == "attachments":
            return [{**item, "id": str(item["id"])} for item in value]
        if key == "roles":
            return [str(item) for item in value]
        return [_with_text_snowflakes(item) for item in value]
    is_snowflake = isinstance(value, int) and bool(_SNOWFLAKE_KEYS.fullmatch(key))
    return str(value) if is_snowflake else value


def _deepest(problem: Any) -> str:
    """Return the most telling of the reasons why none of several forms fits."""
    while problem.context:
        problem = max(problem.context, key=lambda inner: len(inner.absolute_path))
    return f"{'/'.join(map(str, problem.absolute_path))}: {problem.message[:300]}"
