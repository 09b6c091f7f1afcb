"""What a Reply looks like on Telegram, judged by Telegram's own parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.telegram.render import (
    MESSAGE_UNITS,
    asked_action,
    forced_reply,
    render,
    render_question,
    units_of,
)
from bot.core.commands.cards import Card
from bot.core.commands.define import DEFINE
from bot.core.messages import (
    Ask,
    Button,
    Caption,
    Correction,
    Example,
    Heading,
    Item,
    Option,
    Paragraph,
    Reply,
    Section,
    Select,
    bold,
    italic,
    line,
    strike,
)
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import LANGUAGES, Voice
from tests.servers.telegram_rules import judge_keyboard, judge_text, units

NAME = "cihui_test_bot"


def _html(*blocks: object) -> str:
    return render(Reply(blocks=blocks), NAME).html  # type: ignore[arg-type]


def _labels(reply: Reply) -> list[list[str]]:
    return [[button["text"] for button in row] for row in render(reply, NAME).keyboard]


def test_a_card_looks_as_drawn() -> None:
    section = Section(
        "大模型",
        (
            Item(line("Retrieval lowers the ", bold("hallucination"), " rate."), line("检索……")),
            Item(line("Ask again.")),
            Caption(line(bold("其他义项"), "  ② 视觉")),
            Caption(line(bold("也译"), "  编造")),
        ),
    )
    assert _html(
        Caption(line("hallucinated → hallucination")),
        Heading("hallucination", "/həˌluː/", "n. [C, U]", line(bold("幻觉"))),
        Paragraph(line("A statement."), line("说法。")),
        Example(line("One ", bold("hallucination"), "."), line("幻觉。")),
        Correction("The model has hallucination.", "The model hallucinates."),
        section,
    ) == (
        "<i>hallucinated → hallucination</i>\n"
        "<b>hallucination</b>  /həˌluː/  <i>n. [C, U]</i>\n"
        "<b>幻觉</b>\n"
        "\n"
        "A statement.\n"
        "说法。\n"
        "\n"
        "One <b>hallucination</b>.\n"
        "幻觉。\n"
        "\n"
        "⚠️ <s>The model has hallucination.</s> → The model hallucinates.\n"
        "<blockquote expandable><b>大模型</b>\n"
        "• Retrieval lowers the <b>hallucination</b> rate.\n"
        "检索……\n"
        "• Ask again.\n"
        "\n"
        "<b>其他义项</b>  ② 视觉\n"
        "<b>也译</b>  编造</blockquote>"
    )


def test_a_heading_may_be_a_title_alone() -> None:
    assert _html(Heading("pretraining")) == "<b>pretraining</b>"


def test_a_section_may_have_no_title() -> None:
    assert _html(Section("", (Item(line("x")),))) == "<blockquote expandable>• x</blockquote>"


def test_styles_combine() -> None:
    styled = line(bold("a"), italic("b"), strike("c"))
    assert _html(Paragraph(styled)) == "<b>a</b><i>b</i><s>c</s>"


def test_a_notice_stands_first() -> None:
    reply = Reply(notice="Saved.", blocks=(Paragraph(line("More.")),))
    assert render(reply, NAME).html == "Saved.\n\nMore."


@pytest.mark.parametrize("text", ["<b>x</b>", "&lt;", "</blockquote>", "<a href='tg://x'>x</a>"])
def test_nothing_typed_becomes_markup(text: str) -> None:
    html = _html(Heading(text, text, text), Section(text, (Correction(text, text),)))
    plain, entities = judge_text(html, "HTML", MESSAGE_UNITS)
    assert plain.count(text) == 6
    assert {e["type"] for e in entities} == {
        "bold",
        "italic",
        "strikethrough",
        "expandable_blockquote",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_of_the_content_is_accepted(dictionary: Dictionary, language: str) -> None:
    for record in dictionary:
        card = Card(Voice(language), record, DEFINE.action)
        for reply in (card.full(), card.brief()):
            made = render(reply, NAME)
            judge_text(made.html, "HTML", MESSAGE_UNITS)
            judge_keyboard({"inline_keyboard": made.keyboard})


_SENTENCE = "A sentence with <angles> & 语言 🦜 in it. " * 5


@pytest.mark.parametrize("count", [1, 2, 40, 500])
def test_what_is_too_long_ends_at_a_block_with_an_ellipsis(count: int) -> None:
    items = tuple(Item(line(f"{n} {_SENTENCE}")) for n in range(count))
    reply = Reply(blocks=(Paragraph(line(_SENTENCE)), Section("S", items), *items))
    html = render(reply, NAME).html
    plain, _ = judge_text(html, "HTML", MESSAGE_UNITS)
    shown = plain.removesuffix("\n…")
    assert (shown != plain) is (count > 2)
    assert shown.rstrip().endswith("in it.")


def test_a_single_block_that_is_too_long_is_cut() -> None:
    plain, _ = judge_text(_html(Paragraph(line("🦜&" * 3000))), "HTML", MESSAGE_UNITS)
    assert plain.endswith("…")
    assert units(plain) > MESSAGE_UNITS - 4


@settings(deadline=None)
@given(st.lists(st.text(max_size=900), max_size=12))
def test_no_text_makes_a_message_too_long_or_unreadable(texts: list[str]) -> None:
    blocks = tuple(Paragraph(line(text, bold(text))) for text in ("Here:", *texts))
    html = render(Reply(blocks=blocks), NAME).html
    plain, _ = judge_text(html, "HTML", MESSAGE_UNITS)
    assert units_of(html) == units(plain)


def test_buttons_do_what_they_say() -> None:
    rows = (
        (
            Button(label="card", action="1w_x"),
            Button(label="page", url="https://example.org"),
            Button(label="copy", copy="幻觉"),
            Button(label="long", copy="x" * 257),
            Button(label="full", action="1w_x", in_private=True),
        ),
    )
    assert render(Reply(rows=rows), NAME).keyboard == [
        [
            {"text": "card", "callback_data": "1w_x"},
            {"text": "page", "url": "https://example.org"},
            {"text": "copy", "copy_text": {"text": "幻觉"}},
            {"text": "full", "url": "https://t.me/cihui_test_bot?start=1w_x"},
        ]
    ]


def test_a_select_is_rows_of_buttons_with_a_mark() -> None:
    row = (Option("大模型", "1a", selected=True), Option("NLP", "1b"), Option("视觉", "1c"))
    select = Select("Show", (row, (Option("更多", "1d"),)))
    assert _labels(Reply(select=select)) == [["• 大模型", "NLP", "视觉"], ["更多"]]


def test_rows_wrap_to_what_a_phone_shows() -> None:
    wide = tuple(Button(label=f"gradient descent {n}", action="1w") for n in range(3))
    narrow = tuple(Button(label=str(n), action="1w") for n in range(10))
    assert _labels(Reply(rows=(wide, (), narrow))) == [
        ["gradient descent 0", "gradient descent 1"],
        ["gradient descent 2"],
        ["0", "1", "2", "3", "4"],
        ["5", "6", "7", "8", "9"],
    ]


def test_a_keyboard_ends_at_a_hundred_buttons() -> None:
    rows = tuple((Button(label="a", action="1w"),) * 8 for _ in range(20))
    keyboard = render(Reply(rows=rows), NAME).keyboard
    judge_keyboard({"inline_keyboard": keyboard})
    assert sum(map(len, keyboard)) == 100


def test_a_question_carries_its_action_out_of_sight() -> None:
    ask = Ask("Which <word>?", action="1w_abc", hint="x" * 100)
    plain, (entity,) = judge_text(render_question(ask, NAME), "HTML", MESSAGE_UNITS)
    assert plain == "\u200bWhich <word>?"
    assert asked_action(entity["url"], NAME) == "1w_abc"
    assert asked_action("https://example.org", NAME) is None
    assert "input_field_placeholder" not in forced_reply(Ask("?", "1w"), selective=True)
    assert len(forced_reply(ask, selective=True)["input_field_placeholder"]) == 64
