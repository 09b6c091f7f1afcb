"""The command table as Discord registers it."""

from copy import deepcopy
from typing import Any

import pytest

from bot.adapters.discord.commands import differences, payloads
from bot.core.commands import COMMANDS
from bot.core.commands.declaration import Access, Choice, Command, Integer, Text
from bot.core.messages import Reply
from tests.servers.discord_judge import judge, judge_commands
from tests.servers.discord_rest import _registered


async def _never(*_: Any) -> Reply:
    raise NotImplementedError


SURVEY = Command(
    name="survey",
    code="zz",
    summary="Look up a word or phrase",
    run=_never,
    access=Access.ADMIN,
    parameters=(
        Integer(name="count", summary="How many", least=1, most=20),
        Choice(name="kind", summary="Which", options={f"k{n}": f"Kind {n}" for n in range(30)}),
        Text(name="note", summary="What else"),
    ),
)


def of(name: str, *commands: Command) -> dict[str, Any]:
    return next(p for p in payloads(commands or COMMANDS) if p["name"] == name)


def test_discord_accepts_every_command() -> None:
    wanted = payloads((*COMMANDS, SURVEY))
    judge("PUT", "/applications/{application_id}/commands", wanted)
    judge_commands(wanted)


def test_menus_show_the_listed_commands_and_the_menu_of_messages() -> None:
    names = [payload["name"] for payload in payloads(COMMANDS)]
    assert names == [c.name for c in COMMANDS if c.listed] + ["Look up terms"]


@pytest.mark.parametrize("name", ["define", "Look up terms"])
def test_commands_work_in_servers_with_the_bot_and_between_people(name: str) -> None:
    assert of(name)["integration_types"] == [0, 1]
    assert of(name)["contexts"] == [0, 1, 2]


def test_names_and_descriptions_are_chinese_where_the_reader_is() -> None:
    define = of("define")
    assert define["name_localizations"] == {
        "en-US": "define", "en-GB": "define", "zh-CN": "查词", "zh-TW": "查詞",
    }  # fmt: skip
    assert define["description_localizations"]["zh-TW"] == "查單詞或短語"
    assert define["options"][0]["name_localizations"]["zh-CN"] == "词"
    assert of("Look up terms")["name_localizations"]["zh-CN"] == "查术语"


def test_every_listed_command_has_a_chinese_name() -> None:
    for payload in payloads(COMMANDS):
        for part in (payload, *payload.get("options", [])):
            assert part["name_localizations"]["zh-CN"] != part["name"], part["name"]


def test_parameters_become_options_of_their_kind() -> None:
    survey = of("survey", SURVEY)
    count, kind, note = survey["options"]
    assert (count["type"], count["min_value"], count["max_value"]) == (4, 1, 20)
    assert kind["choices"][0] | {"name_localizations": {}} == {
        "name": "Kind 0", "value": "k0", "name_localizations": {},
    }  # fmt: skip
    assert len(kind["choices"]) == 25
    assert "autocomplete" not in note
    assert of("define")["options"][0]["autocomplete"]
    assert "name_localizations" not in survey


def test_what_admins_do_is_hidden_from_others() -> None:
    assert of("survey", SURVEY)["default_member_permissions"] == 1 << 5
    assert "default_member_permissions" not in of("define")


def test_nothing_differs_from_what_discord_returns_of_it() -> None:
    wanted = payloads((*COMMANDS, SURVEY))
    found = [_registered(deepcopy(payload)) for payload in wanted]
    for payload in found:
        payload["contexts"].reverse()
    assert differences(wanted, found) == []


def test_every_difference_is_named() -> None:
    found = [_registered(deepcopy(payload)) for payload in payloads(COMMANDS)]
    found[0]["options"][0]["description"] = "Something else"
    del found[1]
    found.append({**found[0], "name": "gone"})
    assert differences(payloads(COMMANDS), found) == ["+random", "~define", "-gone"]
