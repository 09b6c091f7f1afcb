"""Warnings that somebody looked at and accepted, with the reason: `content/accepted.toml`."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.core.vocabulary.check.findings import RULES, Finding

FILE_NAME = "accepted.toml"


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted warning.

    Attributes:
        file: as findings name it, `ai/pretraining.json`.
        code: the warning's.
        reason: why the content is right as it is.
        key: where in the file; empty accepts the warning anywhere in it.
    """

    file: str
    code: str
    reason: str
    key: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that was accepted."""
        same = (self.file, self.code) == (finding.file, finding.code)
        return same and self.key in {"", finding.key}


@dataclass(frozen=True, slots=True)
class Acceptances:
    """What `accepted.toml` says, and what is wrong with it."""

    accepted: Sequence[Acceptance] = ()
    problems: Sequence[Finding] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    accepted: list[Acceptance] = []


def read_acceptances(content: Path) -> Acceptances:
    """Return the acceptances of a content folder; none where it has no such file."""
    path = content / FILE_NAME
    if not path.exists():
        return Acceptances()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        accepted = msgspec.convert(data, _File).accepted
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        return Acceptances((), [_bad("", str(error))])
    problems = [
        _bad(f"accepted[{index}]", problem)
        for index, acceptance in enumerate(accepted)
        if (problem := _problem_of(acceptance))
    ]
    return Acceptances(accepted, problems)


def settle(
    findings: Iterable[Finding],
    acceptances: Acceptances,
    folders: Iterable[str],
    left_out: Iterable[str],
) -> list[Finding]:
    """Return the findings that remain, and those that the acceptances themselves give rise to.

    Args:
        findings: of all the packs in `folders`.
        acceptances: of the content folder the packs are in.
        folders: names of the packs that were checked; acceptances of others are let be.
        left_out: codes of checks that could not run, whose acceptances cannot be stale.
    """
    kept: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        covering = {i for i, a in enumerate(acceptances.accepted) if a.covers(finding)}
        used |= covering
        if not covering or finding.severity == "error":
            kept.append(finding)
    checked, unchecked = set(folders), set(left_out)
    stale = [
        _stale(index, acceptance)
        for index, acceptance in enumerate(acceptances.accepted)
        if index not in used
        and acceptance.file.split("/")[0] in checked
        and acceptance.code not in unchecked
    ]
    return [*kept, *acceptances.problems, *stale]


def _problem_of(acceptance: Acceptance) -> str | None:
    rule = RULES.get(acceptance.code)
    if rule is None:
        return f"no warning is called “{acceptance.code}”"
    if rule.severity == "error":
        return f"“{acceptance.code}” is an error, and errors cannot be accepted"
    return None if acceptance.reason.strip() else "the reason is empty"


def _bad(key: str, problem: str) -> Finding:
    return Finding(FILE_NAME, key, "bad-acceptance", {"problem": problem})


def _stale(index: int, acceptance: Acceptance) -> Finding:
    target = f"{acceptance.file} {acceptance.key}".strip()
    parameters = {"code": acceptance.code, "target": target}
    return Finding(FILE_NAME, f"accepted[{index}]", "stale-acceptance", parameters)
