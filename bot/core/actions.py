"""Actions: what a button carries. A command already typed, in at most 64 harmless characters.

`1define…` would overflow, so an action is the version `1`, the command's code, and its arguments,
each after a `_`: `1w_4k9tqz_p`. The same string is Telegram's callback data and `/start`
parameter and Discord's custom_id, whose common limits are 64 characters of `[A-Za-z0-9_-]`.
Buttons live as long as the messages they hang on: a code, once shipped, keeps its meaning, and
`tests/golden/actions.txt` holds every kind ever shipped.
"""

import re
from collections.abc import Sequence

VERSION = "1"
MAX_LENGTH = 64
_ARGUMENT = re.compile(r"[A-Za-z0-9-]*")
_ACTION = re.compile(r"1([a-z]{1,3})((?:_[A-Za-z0-9-]*)*)")


class UnknownActionError(ValueError):
    """A string that is no action: forged, or made by something else."""


def encode(code: str, arguments: Sequence[str] = ()) -> str:
    """Return the action of a command's code and arguments; empty arguments at the end are dropped.

    Raises:
        ValueError: an argument holds another character than `[A-Za-z0-9-]`, or the whole is
            longer than 64: free text belongs into a saved action.
    """
    kept = list(arguments)
    while kept and not kept[-1]:
        kept.pop()
    for argument in kept:
        if not _ARGUMENT.fullmatch(argument):
            raise ValueError(f"an action cannot carry {argument!r}")
    action = "_".join((VERSION + code, *kept))
    if len(action) > MAX_LENGTH:
        raise ValueError(f"an action of {len(action)} characters is too long")
    return action


def decode(action: str) -> tuple[str, list[str]]:
    """Return the command's code and the arguments that `action` carries.

    Raises:
        UnknownActionError: `action` is none.
    """
    match = _ACTION.fullmatch(action) if len(action) <= MAX_LENGTH else None
    if match is None:
        raise UnknownActionError(action[:MAX_LENGTH])
    code, tail = match.groups()
    return code, tail.split("_")[1:]
