"""Replies as components, whatever they hold."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord import render
from bot.adapters.discord.markdown import escaped, styled
from bot.core.messages import (
    Ask,
    Block,
    Button,
    Caption,
    Correction,
    Example,
    Heading,
    Item,
    Option,
    OutgoingFile,
    Paragraph,
    Reply,
    Section,
    Select,
    Span,
    bold,
    italic,
    line,
    strike,
)
from tests.servers.discord_judge import COMPONENTS_V2, judge, judge_message, walked

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|\[\]<@]|^[^\S\n]*[#>+-]|^[^\S\n]*\d+[.)]", re.MULTILINE)


def accepted(reply: Reply) -> list[dict[str, Any]]:
    """Render a reply, and hold it against everything Discord refuses."""
    components = render.components(reply)
    message = {"components": components, "flags": COMPONENTS_V2}
    judge("POST", "/channels/{channel_id}/messages", message)
    judge_message(message)
    return components


def texts(reply: Reply) -> list[str]:
    return [part["content"] for part in walked(accepted(reply)) if part["type"] == 10]


def of_kind(kind: int, reply: Reply) -> list[dict[str, Any]]:
    return [part for part in walked(accepted(reply)) if part["type"] == kind]


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label=label, action=f"1w_{label}") for label in labels)


def test_a_card_is_written_as_the_example_shows() -> None:
    reply = Reply(
        blocks=(
            Heading("hallucination", "/həˌluːsɪˈneɪʃən/", "n. [C, U]", line(bold("幻觉"))),
            Paragraph(line("A statement."), line("一种说法。")),
            Example(line("One ", bold("hallucination"), "."), line("一处幻觉。")),
            Correction("has hallucination", "hallucinates"),
            Section("大模型", (Item(line("It drifts."), line("会漂移。")), Caption(line("也译")))),
            Caption(line("另见")),
        )
    )
    assert texts(reply) == [
        "# hallucination   幻觉\n-# /həˌluːsɪˈneɪʃən/ · n. \\[C, U\\]",
        "A statement.\n一种说法。",
        "> One **hallucination**.\n> 一处幻觉。",
        "⚠️ ~~has hallucination~~ → hallucinates",
        "**大模型**\n• It drifts.\n会漂移。\n-# 也译",
        "-# 另见",
    ]
    kinds = [part["type"] for part in accepted(reply)[0]["components"]]
    assert kinds == [10, 10, 14, 10, 10, 14, 10, 10]


def test_points_of_one_list_stand_together() -> None:
    assert texts(Reply(blocks=(Item(line("a")), Item(line("b")), Heading("c")))) == [
        "• a\n• b",
        "# c",
    ]


def test_a_notice_alone_is_a_line_and_an_empty_reply_nothing() -> None:
    assert accepted(Reply(notice="Saved. *ok*")) == [{"type": 10, "content": "Saved. \\*ok\\*"}]
    assert render.components(Reply()) == []


def test_styles_survive_and_do_not_run_together() -> None:
    assert styled(line(bold("a"), italic("b"), strike("c"))) == "**a**\u200b*b*~~c~~"
    assert styled((Span(" ", bold=True), Span("x", bold=True, italic=True))) == " ***x***"


@given(st.text(max_size=200))
def test_no_text_does_anything_but_stand_there(text: str) -> None:
    written = escaped(text)
    assert ESCAPE.sub(r"\1", written) == text
    assert not ACTIVE.search(ESCAPE.sub("x", written))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://example.org", "https\\://example.org"), ("http:", "http\\:"),
        (":smile:", "\\:smile\\:"), ("so: this", "so: this"), ("<@1>", "\\<\\@1>"),
        ("@everyone", "\\@everyone"), ("# h\n  ## h", "\\# h\n  \\## h"), ("> q", "\\> q"),
        ("1. x\n2) y", "1\\. x\n2\\) y"), ("-# small", "\\-# small"), ("+ x", "\\+ x"),
        ("[x](https://y)", "\\[x\\](https\\://y)"), ("a\\b_c", "a\\\\b\\_c"),
    ],
)  # fmt: skip
def test_links_mentions_emojis_and_marks_at_the_start_of_a_line_are_broken(
    text: str, written: str
) -> None:
    assert escaped(text) == written


def test_every_line_of_a_quotation_is_quoted() -> None:
    assert texts(Reply(blocks=(Example(line("a\nb"), line("c\nd")),))) == ["> a\n> b\n> c\n> d"]


def test_what_is_too_long_ends_at_a_block_with_an_ellipsis() -> None:
    sentence = Item(line("x" * 1_100))
    shown = texts(Reply(blocks=(Section("Title", (sentence,) * 5), Paragraph(line("never")))))
    assert shown == ["**Title**\n" + "\n".join(["• " + "x" * 1_100] * 3 + ["…"])]
    over = Reply(blocks=(Paragraph(line("x" * 3_990)), Paragraph(line("y" * 100))))
    assert texts(over) == ["x" * 3_990, "…"]


@pytest.mark.parametrize(
    "block",
    [
        Heading("*" * 5_000, "/" * 5_000, "_" * 5_000, line("`" * 5_000)),
        Paragraph(line("*" * 5_000), line("_" * 5_000)),
        Section("T", (Correction("~" * 5_000, "|" * 5_000),)),
    ],
)
def test_a_block_that_would_not_fit_alone_is_cut(block: Block) -> None:
    shown = "\n".join(texts(Reply(blocks=(block,))))
    assert "…" in shown
    assert len(shown) > 1_200


def test_a_page_with_many_buttons_keeps_its_texts_in_one_piece() -> None:
    blocks = tuple(Heading(f"h{n}") for n in range(12))
    rows = tuple(buttons(f"a{n}", f"b{n}") for n in range(12))
    reply = Reply(blocks=blocks, rows=rows)
    assert len(of_kind(2, reply)) == 24
    assert texts(reply) == ["\n".join(f"# h{n}" for n in range(12))]


def test_more_buttons_than_fit_are_packed_and_the_rest_left_out() -> None:
    rows = tuple(buttons(*(f"{row}-{n}" for n in range(7))) for row in range(6))
    select = Select("View", ((Option("One", "1w_one", selected=True), Option("Two", "1w_two")),))
    reply = Reply(blocks=(Heading("h"),), rows=rows, select=select)
    assert len(of_kind(2, reply)) == 25
    assert [len(row["components"]) for row in of_kind(1, reply)] == [1, 5, 5, 5, 5, 5]


def test_buttons_that_discord_cannot_show_are_left_out() -> None:
    row = (
        Button(label="Copy", copy="x"),
        Button(label="Page", url="https://example.org/"),
        Button(label="Again", action="1w_a"),
        Button(label="Twice", action="1w_a"),
        Button(label="Alone", action="1w_a", in_private=True),
    )
    shown = of_kind(2, Reply(blocks=(Heading("h"),), rows=(row, (row[0],))))
    assert [button["label"] for button in shown] == ["Page", "Again", "Alone"]
    assert [button.get("custom_id") for button in shown] == [None, "1w_a", "~1w_a"]


def test_a_menu_marks_one_view_and_holds_twenty_five() -> None:
    options = tuple(Option(f"{n}" * 120, f"1w_{n}", selected=n in {3, 4}) for n in range(30))
    menu = of_kind(3, Reply(blocks=(Heading("h"),), select=Select("", (options, options))))[0]
    assert [option["default"] for option in menu["options"]].index(True) == 3
    assert len(menu["options"]) == 25
    assert max(len(option["label"]) for option in menu["options"]) == 100
    assert not of_kind(3, Reply(blocks=(Heading("h"),), select=Select("Empty", ())))


def test_pictures_are_shown_and_other_files_offered() -> None:
    files = (
        OutgoingFile("a.PNG", b"", "A chart"),
        OutgoingFile("b.png", b""),
        OutgoingFile("c.csv", b""),
    )
    gallery, plain, file = accepted(Reply(files=files))[0]["components"]
    assert gallery["items"][0]["description"] == "A chart"
    assert plain["items"] == [{"media": {"url": "attachment://b.png"}}]
    assert file == {"type": 13, "file": {"url": "attachment://c.csv"}}


@pytest.mark.parametrize("question", ["What?", "What " * 30])
def test_a_question_of_any_length_makes_a_form(question: str) -> None:
    form = render.modal(Ask(question=question, action="1q_a", hint="h" * 200))
    judge(
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        {"type": 9, "data": form},
    )
    assert form["title"] == render.modal(Ask(question=question, action="1q_a"))["title"]


_lines = st.lists(
    st.builds(Span, st.text(max_size=300), st.booleans(), st.booleans(), st.booleans()), max_size=3
).map(tuple)
_simple = st.one_of(
    st.builds(Heading, st.text(max_size=50), st.text(max_size=50), st.text(), _lines),
    st.builds(Paragraph, _lines, _lines),
    st.builds(Example, _lines, _lines),
    st.builds(Item, _lines, _lines),
    st.builds(Correction, st.text(), st.text()),
    st.builds(Caption, _lines),
)
_blocks = st.one_of(
    _simple, st.builds(Section, st.text(max_size=50), st.lists(_simple, max_size=8).map(tuple))
)
_buttons = st.builds(
    lambda label, action, private: Button(label=label, action=action, in_private=private),
    st.text(min_size=1, max_size=120),
    st.from_regex(r"1[a-z]_[a-z0-9]{1,8}", fullmatch=True),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(_blocks, max_size=40).map(tuple),
    st.lists(st.lists(_buttons, max_size=8).map(tuple), max_size=14).map(tuple),
)
def test_discord_accepts_every_reply(
    blocks: tuple[Block, ...], rows: tuple[tuple[Button, ...], ...]
) -> None:
    accepted(Reply(blocks=(Paragraph(line("x")), *blocks), rows=rows))
