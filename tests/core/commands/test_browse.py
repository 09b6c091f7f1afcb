from dataclasses import replace

import pytest

from bot.core.core import Core
from bot.core.messages import Heading, Pressed
from bot.core.vocabulary.dictionary import Dictionary
from tests.talk import Talk, options, text_of


async def test_list_alone_shows_the_shelves_with_their_counts(
    talk: Talk, dictionary: Dictionary
) -> None:
    reply = await talk.say("/list")
    labels = [option.label for option in options(reply)]
    assert f"{len(dictionary)} words" in text_of(reply)
    assert labels[0] == f"First course {dictionary.levels['core']}"
    assert f"Training {dictionary.topics['training']}" in labels


@pytest.mark.parametrize("shelf", ["training", "Training", "训练", "core"])
async def test_a_shelf_is_found_by_name_or_label(talk: Talk, shelf: str) -> None:
    assert "page 1 of" in text_of(await talk.say(f"/list {shelf}"))


async def test_traditional_readers_get_traditional_labels(talk: Talk, core: Core) -> None:
    reader = replace(talk, language="zh-TW")
    labels = [option.label for option in options(await reader.say("/list"))]
    assert any(label.startswith("訓練 ") for label in labels)
    assert not any(label.startswith("训练 ") for label in labels)
    for typed in ("訓練", "训练"):
        assert "training" in [c.value for c in core.complete(typed, 5, "topics", "zh-TW")]
    assert text_of(await reader.say("/list 訓練")).startswith("訓練：")
    domains = [option.label for option in options(await reader.say("/define pretraining"))]
    assert "視覺" in domains


async def test_pages_turn_in_place_and_end(talk: Talk, dictionary: Dictionary) -> None:
    reply = await talk.say("/list speech")
    seen = [o.label for o in options(reply)]
    while any(o.label == "Next ›" for o in options(reply)):
        reply = await talk.press(reply, "Next")
        assert reply.replaces
        seen += [o.label for o in options(reply)]
    speech = [r.entry.word for r in dictionary if "speech" in r.entry.topics]
    assert set(speech) <= set(seen)
    assert "page 1 of" in text_of(await talk.press(reply, "Previous")) or len(speech) > 24


async def test_a_word_on_a_page_opens_its_card(talk: Talk) -> None:
    reply = await talk.say("/list speech")
    word = options(reply)[-1].label
    card = await talk.press(reply, word)
    assert isinstance(card.blocks[0], Heading)
    assert not card.replaces


async def test_a_page_past_the_end_shows_the_last(talk: Talk) -> None:
    shelf = await talk.say("/list core")
    action = next(o.action for o in options(shelf) if o.label == "Next ›")
    reply = await talk.hears(Pressed(action.rsplit("_", 1)[0] + "_99999"))
    assert "Next ›" not in [o.label for o in options(talk.answered(reply))]


@pytest.mark.parametrize("text", ["/list astrology", "/random astrology"])
async def test_an_unknown_shelf_says_where_they_are_listed(talk: Talk, text: str) -> None:
    assert (await talk.say(text)).notice.startswith("I have no such topic")


async def test_random_keeps_to_the_topic(talk: Talk, dictionary: Dictionary) -> None:
    for _ in range(5):
        heading = (await talk.say("/random speech")).blocks[0]
        assert isinstance(heading, Heading)
        assert "speech" in dictionary.find(heading.title)[0].record.entry.topics


def test_topics_are_completed_by_name_and_label(core: Core) -> None:
    assert [c.value for c in core.complete("spee", 25, "topics", "en")] == ["speech"]
    assert "speech" in [c.value for c in core.complete("语音", 25, "topics", "zh")]
    assert len(core.complete("", 25, "topics")) == 25
