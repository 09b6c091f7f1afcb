import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import cli, main
from bot.settings import Settings
from tests.conftest import PROJECT


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let every test begin in an empty folder without a variable."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setattr("bot.logs.configure", lambda *_: None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def run(*words: str, text: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, list(words), input=text)
    return result.exit_code, result.stdout, result.stderr


def leave(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["cihui", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert isinstance(leaving.value.code, int)
    return leaving.value.code


def test_define_prints_everything_unfolded() -> None:
    status, said, _ = run("define", "pretraining", "--language", "zh")
    assert status == 0
    assert "ImageNet" in said
    assert "自监督预训练" in said


def test_define_takes_several_words() -> None:
    assert "transfer learning" in run("define", "transfer", "learning")[1]


def test_define_prints_the_entrys_file_as_json() -> None:
    status, said, _ = run("define", "pretraining", "--json")
    assert status == 0
    assert json.loads(said)["word"] == "pretraining"


def test_define_prints_one_array_of_entries_that_share_a_name() -> None:
    said = run("define", "LR", "--json")[1]
    assert {entry["word"] for entry in json.loads(said)} == {
        "learning rate",
        "logistic regression",
    }


def test_define_draws_entries_that_share_a_name_on_one_picture(tmp_path: Path) -> None:
    run("define", "LR", "--svg", "card.svg", "--language", "en")
    drawing = (tmp_path / "card.svg").read_text(encoding="utf-8").replace("&#160;", " ")
    assert "learning rate" in drawing
    assert "logistic regression" in drawing


def test_define_draws_and_prints_json_when_asked_for_both(tmp_path: Path) -> None:
    status, said, _ = run("define", "pretraining", "--json", "--svg", "card.svg")
    assert (status, json.loads(said)["word"]) == (0, "pretraining")
    assert (tmp_path / "card.svg").exists()


def test_a_picture_that_cannot_be_written_is_refused_in_a_sentence() -> None:
    status, said, error = run("define", "pretraining", "--svg", "nowhere/card.svg")
    assert (status, said) == (2, "")
    assert "Invalid value for --svg: nowhere/card.svg cannot be written" in error


@pytest.mark.parametrize("language", ["klingon", "fr", "english2", ""])
def test_a_language_the_bot_does_not_speak_is_refused(language: str) -> None:
    status, _, error = run("define", "pretraining", "--language", language)
    assert (status, "use one of zh-Hans, zh-Hant, en" in error) == (2, True)


@pytest.mark.parametrize(("language", "label"), [("en-GB", "Phrases"), ("zh_TW", "更多")])
def test_a_language_may_be_named_by_a_region(language: str, label: str) -> None:
    assert label in run("define", "pretraining", "--language", language)[1]


def test_no_common_error_is_said_twice() -> None:
    said = run("define", "pretraining", "--language", "zh")[1]
    errors = [line for line in said.splitlines() if "✗" in line]
    assert errors
    assert len(errors) == len(set(errors))


def test_define_draws_the_card_without_loading_anything_from_elsewhere(tmp_path: Path) -> None:
    assert run("define", "pretraining", "--svg", "card.svg")[0] == 0
    drawing = (tmp_path / "card.svg").read_text(encoding="utf-8")
    assert "pretraining" in drawing
    assert "https://" not in drawing.replace("https://www.textualize.io", "")


def test_an_unknown_word_leaves_with_suggestions_and_status_1() -> None:
    status, said, error = run("define", "quantum pretraining")
    assert (status, said) == (1, "")
    assert "Nearest: pretraining" in error


def test_a_hopeless_word_has_no_suggestions() -> None:
    error = run("define", "qqqqqqqq")[2]
    assert "Nearest" not in error
    assert "Check the spelling" in error


def test_chat_answers_a_script() -> None:
    status, said, _ = run("chat", text="/define pretraining\npress 4\n")
    assert status == 0
    assert "[4] • Vision" in said


def test_the_chats_clock_can_be_set_and_what_falls_due_is_shown() -> None:
    evening = run("chat", "--now", "2026-03-02T12:00Z", text="/settings Beijing\n/wotd 08:30\n")
    assert "at 08:30, Beijing time. The first: tomorrow." in evening[1]
    assert "⭐ Save" in run("chat", "--now", "2026-03-03T00:30", text="/language en\n")[1]
    assert "⭐ Save" not in run("chat", "--now", "2026-03-03T00:31+00:00", text="/language en\n")[1]


def test_a_clock_is_set_to_a_moment_or_not_at_all() -> None:
    status, _, error = run("chat", "--now", "soon", text="")
    assert (status, "soon is no moment; write 2026" in error) == (2, True)


def test_the_coming_words_of_a_place_can_be_seen() -> None:
    run("chat", text="/settings UTC\n/wotd 08:30\n")
    status, said, _ = run("wotd", "preview", "--place", "console:home", "--days", "14")
    assert (status, len(said.splitlines()) in {9, 10}) == (0, True)
    assert " 08:30 UTC (08:30Z)  " in said
    away = run("wotd", "preview", "--place", "console:away:7")[1]
    assert away == "console:away:7: has no word of the day; /wotd 08:30 sent there begins one.\n"
    run("chat", text="/setup\n1\n")
    off = run("wotd", "preview", "--place", "console:home")[1]
    assert off == "console:home: is off; /wotd 08:30 sent there resumes it.\n"


@pytest.mark.parametrize("place", ["", "telegram", "irc:3", "telegram:", "telegram:1:2:3"])
def test_what_is_no_place_is_refused_with_how_to_write_one(place: str) -> None:
    status, _, error = run("wotd", "preview", "--place", place)
    assert status == 2
    assert "is no place; write telegram:CHAT" in " ".join(error.split())


def test_run_without_tokens_says_so_and_chats() -> None:
    status, said, _ = run("run", text="/help\n")
    assert status == 0
    assert said.startswith("No token is set")
    assert "Set TELEGRAM_TOKEN or DISCORD_TOKEN" in said
    assert "/define" in said


def test_sync_without_tokens_has_nothing_to_do() -> None:
    said = run("sync")[1]
    assert "nothing to register" in said
    assert "Set TELEGRAM_TOKEN or DISCORD_TOKEN" in said


def test_migrate_makes_the_database(tmp_path: Path) -> None:
    assert "The database has schema" in run("migrate")[1]
    assert (tmp_path / "data" / "cihui.db").exists()


def test_wrong_settings_are_all_named_with_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "x")
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert leave(monkeypatch, "run") == 2
    lines = capsys.readouterr().err.splitlines()
    assert {line.split(":")[0] for line in lines} == {"TELEGRAM_TOKEN", "DATABASE_URL"}


def test_a_broken_entry_is_named_with_status_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "packs" / "ai"
    pack.mkdir(parents=True)
    manifest = PROJECT / "content" / "ai" / "pack.toml"
    (pack / "pack.toml").write_bytes(manifest.read_bytes())
    (pack / "token.json").write_text('{"word": "token"}', encoding="utf-8")
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "packs"))
    assert leave(monkeypatch, "define", "token") == 1
    assert "token.json: Object missing required field `phonetics`" in capsys.readouterr().err


def test_a_folder_without_a_pack_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path))
    assert leave(monkeypatch, "chat") == 2
    assert "CONTENT_DIR: holds no pack" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "word"), [("C", "查单词"), ("", "查单词"), ("en_GB.UTF-8", "Look up")]
)
def test_the_terminal_speaks_the_environments_language(
    monkeypatch: pytest.MonkeyPatch, value: str, word: str
) -> None:
    monkeypatch.setenv("LANG", value)
    assert word in run("chat", text="/help\n")[1]


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bot", "--help"],
        capture_output=True, text=True, check=True, cwd=PROJECT,
    )  # fmt: skip
    for command in ("run", "chat", "define", "check", "sync", "migrate"):
        assert command in done.stdout
