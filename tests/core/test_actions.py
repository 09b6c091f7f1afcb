from pathlib import Path

import pytest

from bot.core import actions
from bot.core.core import Core

GOLDEN = Path(__file__).parent.parent / "golden" / "actions.txt"
SHIPPED = GOLDEN.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("action", SHIPPED)
def test_every_action_ever_shipped_is_still_understood(action: str) -> None:
    command = next(c for c in Core.commands.values() if c.code == actions.decode(action)[0])
    command.from_action(actions.decode(action)[1])


def test_every_command_has_shipped_an_action() -> None:
    codes = {actions.decode(action)[0] for action in SHIPPED}
    assert codes == {command.code for command in Core.commands.values()}


def test_codes_and_names_are_unique() -> None:
    assert len({c.code for c in Core.commands.values()}) == len(Core.commands)


def test_an_action_returns_what_was_put_in() -> None:
    assert actions.decode(actions.encode("w", ["4k9tqz", "", "phrases"])) == (
        "w",
        ["4k9tqz", "", "phrases"],
    )


def test_empty_arguments_at_the_end_take_no_room() -> None:
    assert actions.encode("w", ["4k9tqz", "", ""]) == "1w_4k9tqz"


@pytest.mark.parametrize("argument", ["a_b", "空", "a b", "x" * 70])
def test_what_an_action_cannot_carry_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match="action"):
        actions.encode("w", [argument])


@pytest.mark.parametrize(
    "forged", ["", "1", "2w_abc", "1W_abc", "1w abc", "1w_" + "a" * 80, "1w_é", "'; DROP TABLE--"]
)
def test_forged_data_is_no_action(forged: str) -> None:
    with pytest.raises(actions.UnknownActionError):
        actions.decode(forged)
