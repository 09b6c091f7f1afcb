import pytest

from bot.core.names import isolated, tidied
from tests.servers.telegram_rules import linked


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Alice", "Alice"),
        ("  张  三\n", "张 三"),
        ("\u202eevil\u202c\u2066x\u2069", "evilx"),
        ("a\u200b\u200db", "ab"),
        ("Z" + "\u0335" * 40 + "algo", "Z" + "\u0335" * 3 + "algo"),
        ("\u0335\u0336a", "a"),
        ("ที่รัก", "ที่รัก"),
        ("x" * 40, "x" * 32),
        ("x" * 31 + " y", "x" * 31),
        ("\x00\x07", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_is_kept_as_one_harmless_line(name: str | None, kept: str) -> None:
    assert tidied(name) == kept


@pytest.mark.parametrize(
    "name",
    [
        "@victim", "Al@victim", "/deletemydata now", "https://evil.example/x", "evil.com",
        "t.me/evil", "tg://user?id=5", "#tag", "$USD", "me@evil.com", "/help@some_bot",
    ],
)  # fmt: skip
def test_a_name_calls_nobody_and_leads_nowhere(name: str) -> None:
    assert linked(isolated(name)) == []
    assert isolated(name).replace("\u2060", "") == name


def test_a_name_from_right_to_left_leaves_the_line_around_it_alone() -> None:
    assert isolated("أليس") == "\u2068أليس\u2069"
    assert isolated("Alice 张三") == "Alice 张三"
