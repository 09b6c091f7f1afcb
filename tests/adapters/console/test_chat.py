import io
import re

import pytest
from rich.console import Console

from bot.adapters.console import chat as chat_module
from bot.adapters.console.chat import HOME, Chat
from bot.adapters.console.render import drawn, menu, plain
from bot.core.core import Core
from bot.core.messages import Button, Caption, Correction, Item, Reply, bold, italic, line, strike
from tests.talk import NOON


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def talk(core: Core, lines: str, *, language: str = "zh", terminal: bool = False) -> str:
    source = Terminal(lines) if terminal else io.StringIO(lines)
    output = Console(file=io.StringIO(), width=80, highlight=False, force_terminal=False)
    await Chat(core, lambda: NOON, language=language, lines=source, output=output).run()
    assert isinstance(output.file, io.StringIO)
    return output.file.getvalue()


async def test_a_script_gets_plain_lines(core: Core) -> None:
    said = await talk(core, "/define pretraining\n\n")
    assert said.startswith("pretraining  /ˌpriːˈtreɪnɪŋ/  n. [U]  预训练\n")
    assert re.search(r"^\[4\] 视觉$", said, re.MULTILINE)


@pytest.mark.parametrize("press", ["4", "press 4"])
async def test_a_number_presses_the_button(core: Core, press: str) -> None:
    said = await talk(core, f"/define pretraining\n{press}\n")
    assert "在ImageNet上进行预训练" in said
    assert "[4] • 视觉" in said


async def test_a_number_is_an_ordinary_word_where_no_button_is_shown(core: Core) -> None:
    assert "词库里没有这个词" in await talk(core, "99\n")


@pytest.mark.parametrize("number", ["press 99", "99", "0", "press 4096"])
async def test_a_number_no_button_has_is_refused_in_a_sentence(core: Core, number: str) -> None:
    said = await talk(core, f"/define pretraining\n{number}\n4\n")
    shown = number.removeprefix("press ")
    assert re.search(
        rf"^没有编号为 {shown} 的按钮；请输入 1 到 \d+ 之间的编号。$", said, re.MULTILINE
    )
    assert "词库里没有这个词" not in said
    assert "[4] • 视觉" in said


async def test_a_number_no_button_has_is_refused_in_the_language_chosen(core: Core) -> None:
    said = await talk(core, "/language en\n/define pretraining\n99\n")
    assert "No button has the number 99; type one from 1 up to" in said


async def test_a_number_may_answer_a_question(core: Core) -> None:
    assert "没有编号" not in await talk(core, "/settings\n1\n1\n99\n")


async def test_a_notice_leaves_the_last_cards_buttons_alive(core: Core) -> None:
    said = await talk(core, "/define pretraining\nblancmange\n4\n")
    assert "在ImageNet上进行预训练" in said


async def test_a_person_sees_a_box_and_a_menu(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["/define pretraining"])

    def read(_prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(chat_module, "input", read, raising=False)
    said = await talk(core, "", terminal=True)
    assert re.search(
        r"^╭─ pretraining  /ˌpriːˈtreɪnɪŋ/  n\. \[U\] ─+ 预训练 ─╮$", said, re.MULTILINE
    )
    assert " 2 机器学习" in said


async def test_long_chinese_wraps_instead_of_being_cut(core: Core) -> None:
    reply = Reply(blocks=(Item(line("x"), line("中文" * 200)),))
    console = Console(file=io.StringIO(), width=40)
    console.print(drawn(reply, 40))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count("中文") + console.file.getvalue().count("中\n") >= 195


def test_everything_a_reply_can_hold_is_shown() -> None:
    reply = Reply(
        notice="Told.",
        blocks=(
            Correction("wrong", "right"),
            Caption(line(bold("b"), italic("i"), strike("s"))),
            Item(line("point")),
        ),
        rows=((Button(label="Page", url="https://example.org"), Button(label="Copy", copy="x")),),
    )
    assert plain(reply).splitlines() == [
        "Told.", "✗ wrong  ✓ right", "bis", "• point", "Page https://example.org",
    ]  # fmt: skip
    console = Console(file=io.StringIO(), width=60)
    console.print(drawn(reply, 60))
    console.print(menu(reply))
    assert isinstance(console.file, io.StringIO)
    assert "wrong" in console.file.getvalue()
    assert "Page" in console.file.getvalue()


def test_a_notice_alone_is_a_line_without_a_menu() -> None:
    reply = Reply(notice="Told.")
    assert plain(reply) == "Told."
    assert str(drawn(reply, 80)) == "Told."
    assert menu(reply) is None


async def test_a_question_is_answered_by_the_next_line(core: Core) -> None:
    said = await talk(core, "/settings\n1\n1\n维也纳？\n1\nVienna\n")
    assert "你在哪个城市" in said


async def test_a_question_is_forgotten_when_a_command_is_typed(core: Core) -> None:
    said = await talk(core, "/settings\n1\n1\n/help\n")
    assert "/define <word>" in said


async def test_what_nobody_asked_for_is_shown_too(core: Core) -> None:
    output = Console(file=io.StringIO(), width=80, highlight=False, force_terminal=False)
    chat = Chat(core, lambda: NOON, lines=io.StringIO(""), output=output)
    reference = await chat.send(HOME, Reply(blocks=(Item(line("due")),)), silent=True)
    await chat.edit(HOME, reference, Reply(blocks=(Item(line("changed")),)))
    assert isinstance(output.file, io.StringIO)
    assert output.file.getvalue() == "• due\n• changed\n"
    assert "no list of commands" in await chat.sync()
