from pathlib import Path

from bot.core.vocabulary.check import Finding
from bot.core.vocabulary.check.acceptance import Acceptances, read_acceptances, settle

RATIO = Finding("ai/a.json", "example_translation", "length-ratio", {"ratio": 1, "median": 2})
EMPTY = Finding("ai/a.json", "word", "empty")


def acceptances(folder: Path, text: str) -> Acceptances:
    (folder / "accepted.toml").write_text(text, encoding="utf-8")
    return read_acceptances(folder)


def accept(code: str, file: str = "ai/a.json", key: str = "", reason: str = "It is so.") -> str:
    return f'[[accepted]]\nfile = "{file}"\ncode = "{code}"\nkey = "{key}"\nreason = "{reason}"\n'


def test_an_accepted_warning_is_no_longer_found(tmp_path: Path) -> None:
    anywhere = acceptances(tmp_path, accept("length-ratio"))
    there = acceptances(tmp_path, accept("length-ratio", key="example_translation"))

    assert settle([RATIO], anywhere, ["ai"], []) == []
    assert settle([RATIO], there, ["ai"], []) == []


def test_a_warning_elsewhere_is_still_found_and_the_acceptance_is_stale(tmp_path: Path) -> None:
    elsewhere = acceptances(tmp_path, accept("length-ratio", key="definition_translation"))

    found, stale = settle([RATIO], elsewhere, ["ai"], [])

    assert found == RATIO
    assert (stale.file, stale.key, stale.code) == (
        "accepted.toml",
        "accepted[0]",
        "stale-acceptance",
    )
    assert stale.parameters["target"] == "ai/a.json definition_translation"


def test_an_acceptance_is_not_stale_while_its_pack_or_check_is_left_out(tmp_path: Path) -> None:
    both = acceptances(tmp_path, accept("pinyin") + accept("length-ratio", file="law/b.json"))

    assert settle([], both, ["ai"], ["pinyin"]) == []


def test_an_error_cannot_be_accepted(tmp_path: Path) -> None:
    found, problem = settle([EMPTY], acceptances(tmp_path, accept("empty")), ["ai"], [])

    assert found == EMPTY
    assert problem.code == "bad-acceptance"


def test_an_acceptance_names_a_warning_and_a_reason(tmp_path: Path) -> None:
    wrong = acceptances(tmp_path, accept("no-such") + accept("pinyin", reason=" "))

    assert [(p.key, p.parameters["problem"]) for p in wrong.problems] == [
        ("accepted[0]", "no warning is called “no-such”"),
        ("accepted[1]", "the reason is empty"),
    ]


def test_a_broken_file_is_one_finding(tmp_path: Path) -> None:
    for text in ("[[accepted]\n", '[[accepted]]\nfile = "ai/a.json"\n', "other = 1\n"):
        broken = acceptances(tmp_path, text)

        assert not broken.accepted
        assert [problem.code for problem in broken.problems] == ["bad-acceptance"]


def test_without_the_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert read_acceptances(tmp_path) == Acceptances()
