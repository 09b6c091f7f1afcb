"""The documents tell the truth."""

import re
from pathlib import Path

import pytest
from discord import Permissions

from bot.__main__ import cli
from bot.adapters.discord.client import NEEDED
from bot.core.commands.declaration import Command
from bot.core.commands.guide import usage_of
from bot.core.core import Core
from bot.settings import Settings
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]


LISTED = [command for command in Core.commands.values() if command.listed]


@pytest.mark.parametrize("command", LISTED, ids=lambda command: command.name)
def test_every_command_is_in_the_readme_as_it_is_typed(command: Command) -> None:
    assert f"| `{usage_of(command)}` |" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    default = Settings.model_fields[name].default
    shown = "" if default is None else f"`{default}`"
    row = re.search(rf"^\| `{name.upper()}` \| (.*?) ?\|", README, re.MULTILINE)
    assert row is not None
    assert row[1] == shown


def test_the_readme_asks_for_the_permissions_that_the_invitation_asks_for() -> None:
    listed = re.search(r"permissions (\*[^)]*)\)", README)
    assert listed is not None
    names = re.findall(r"\*([^*]+)\*", " ".join(listed[1].split()))
    flags = [name.lower().replace(" ", "_").replace("channels", "channel") for name in names]
    assert Permissions(**dict.fromkeys(flags, True)) == NEEDED


@pytest.mark.parametrize("name", cli.commands)
def test_every_subcommand_explains_itself(name: str) -> None:
    assert cli.commands[name].help


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in script
    assert "make test" in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in targets if not (PROJECT / target).exists()] == []


def test_the_lock_holds_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (PROJECT / name).read_text(encoding="utf-8")
