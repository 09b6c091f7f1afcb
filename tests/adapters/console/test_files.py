import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bot.adapters.console.chat import Chat
from bot.adapters.console.files import incoming, saved
from bot.core.core import Core
from bot.core.errors import UserError
from bot.core.messages import OutgoingFile
from tests.talk import NOON


async def talk(core: Core, folder: Path, lines: str) -> str:
    output = Console(file=io.StringIO(), width=80, highlight=False, force_terminal=False)
    source = io.StringIO(lines)
    chat = Chat(core, lambda: NOON, language="en", lines=source, output=output, folder=folder)
    await chat.run()
    assert isinstance(output.file, io.StringIO)
    return output.file.getvalue()


async def test_words_go_out_and_come_back(core: Core, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("pretraining\n过拟合\nconvolutoin\n")
    said = await talk(core, tmp_path, "/import list.txt\n1\n/stats\n/export json\n/export anki\n")
    assert "• convolutoin: did you mean convolution?" in said
    assert "2 words saved." in said
    for name in ("stats.png", "cihui.json", "cihui.apkg"):
        assert f"→ {tmp_path / name}" in said.splitlines()
        assert (tmp_path / name).stat().st_size > 100
    written = (tmp_path / "cihui.json").read_bytes()
    again = await talk(core, tmp_path, "/deletemydata yes\n/import cihui.json\n1\n/export json\n")
    assert "2 words saved." in again
    back = (tmp_path / "cihui-2.json").read_bytes()
    assert json.loads(back)["words"] == json.loads(written)["words"]


async def test_a_path_that_leads_nowhere_is_said(core: Core, tmp_path: Path) -> None:
    said = await talk(core, tmp_path, f"/import nowhere.txt\n/import {tmp_path}\n")
    assert said.splitlines() == ["I cannot read that file. Check its path."] * 2


async def test_a_path_may_be_absolute_and_hold_blanks(core: Core, tmp_path: Path) -> None:
    other = tmp_path / "my words.txt"
    other.write_text("dropout\n")
    assert "I know 1 word" in await talk(core, tmp_path / "elsewhere", f"/IMPORT {other}\n")


def test_no_file_is_written_over(tmp_path: Path) -> None:
    paths = [saved(tmp_path, OutgoingFile("a.csv", bytes([n]))) for n in range(3)]
    assert [path.name for path in paths] == ["a.csv", "a-2.csv", "a-3.csv"]
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2"]


def test_a_name_never_leaves_the_folder(tmp_path: Path) -> None:
    assert saved(tmp_path, OutgoingFile("../../a.csv", b"")).parent == tmp_path


async def test_no_more_of_a_file_is_read_than_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 3 * 2**20)
    file = incoming(tmp_path, "big.txt")
    assert len(await file.fetch(10)) == 10
    with pytest.raises(UserError, match="larger than"):
        await file.read(2**20)
