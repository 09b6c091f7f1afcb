from dataclasses import replace

import pytest

from bot.core.messages import Audience, Filled, Heading, Pressed, Section
from tests.talk import ALICE, BOB, GROUP, Talk, options, text_of


async def test_a_word_gets_its_card(talk: Talk) -> None:
    reply = await talk.say("/define pretraining", language="zh")
    assert reply.blocks[0] == Heading(
        title="pretraining",
        pronunciation="/ˌpriːˈtreɪnɪŋ/",
        label="n. [U]",
        translation=reply.blocks[0].translation,  # type: ignore[union-attr]
    )
    text = text_of(reply)
    assert "先在大规模数据集上训练机器学习模型" in text
    assert "Pretraining on a large corpus of text data" in text
    assert "✗ We use a pretrain model." in text


async def test_an_english_reader_sees_pinyin_and_no_translated_definition(talk: Talk) -> None:
    text = text_of(await talk.say("/define hallucination"))
    assert "huànjué" in text
    assert "模型说得流畅又笃定" not in text
    assert "✗" not in text


async def test_plain_text_in_private_is_a_look_up(talk: Talk) -> None:
    assert text_of(await talk.say("pretraining")) == text_of(await talk.say("/define pretraining"))


async def test_a_form_says_how_it_led_to_the_headword(talk: Talk) -> None:
    assert text_of(await talk.say("/define hallucinated")).startswith(
        "hallucinated → hallucination"
    )


async def test_a_press_switches_the_domain_in_place(talk: Talk) -> None:
    card = await talk.say("/define pretraining")
    switched = await talk.press(card, "Vision")
    assert switched.replaces
    assert "ImageNet" in text_of(switched)
    assert [o.label for o in options(switched) if o.selected] == ["Vision"]


@pytest.mark.parametrize("part", ["Phrases", "Compare", "More"])
async def test_the_folded_parts_unfold(talk: Talk, part: str) -> None:
    reply = await talk.press(await talk.say("/define hallucination"), part)
    section = reply.blocks[-1]
    assert isinstance(section, Section)
    assert section.title.startswith(part)
    assert section.blocks


async def test_a_misspelling_with_one_near_word_gets_its_card_and_a_note(talk: Talk) -> None:
    assert text_of(await talk.say("/define pretrainig")).startswith(
        "Spelling corrected: pretraining"
    )


async def test_a_misspelling_with_several_near_words_offers_them_as_buttons(talk: Talk) -> None:
    reply = await talk.say("/define modle")
    card = await talk.press(reply, "model")
    assert card.replaces
    assert isinstance(card.blocks[0], Heading)


async def test_a_word_that_headwords_end_in_offers_them_as_buttons(talk: Talk) -> None:
    reply = await talk.say("/define learning")
    assert text_of(reply).startswith("These words have it in them:")
    assert isinstance((await talk.press(reply, "deep learning")).blocks[0], Heading)


async def test_known_words_that_are_no_known_phrase_are_listed_and_not_respelled(
    talk: Talk,
) -> None:
    reply = await talk.say("/define L1 loss")
    assert text_of(reply).startswith("I don't have the whole phrase, but this in it:")


async def test_a_word_inside_chinese_is_never_called_misspelt(talk: Talk) -> None:
    for asked in ("BERT模型", "请问 dropout 是什么意思？", "GPU显存"):
        assert "Spelling corrected" not in text_of(await talk.say(f"/define {asked}"))


async def test_a_pasted_chinese_text_is_no_phrase(talk: Talk) -> None:
    reply = await talk.say("/define 模型在训练集上出现过拟合，需要正则化和早停。")
    assert text_of(reply).startswith("I know ")
    reply = await talk.say("/define 过拟合与梯度下降")
    assert text_of(reply).startswith("I don't have the whole phrase, but this in it:")


async def test_a_word_without_neighbours_is_refused_in_a_sentence(talk: Talk) -> None:
    reply = await talk.say("/define blancmange")
    assert reply.notice == (
        "I don't have that word. Check the spelling, or meet another with /random."
    )


async def test_define_without_a_word_explains_itself_with_an_example(talk: Talk) -> None:
    reply = await talk.say("/define")
    assert "/define pretraining" in text_of(reply)
    assert isinstance((await talk.press(reply, "pretraining")).blocks[0], Heading)


async def test_a_quoted_text_gets_its_terms_as_buttons(talk: Talk) -> None:
    reply = await talk.say("/define", quoted="Pretraining reduces hallucination, they claim.")
    assert text_of(reply).startswith("I know 2 terms in it:")
    card = await talk.press(reply, "hallucination")
    assert not card.replaces


async def test_a_quoted_text_with_one_term_gets_its_card(talk: Talk) -> None:
    reply = await talk.hears(Filled("define"), quoted="“hallucination”?!")
    assert isinstance(talk.answered(reply).blocks[0], Heading)


async def test_a_quoted_text_without_a_term_says_so(talk: Talk) -> None:
    reply = await talk.say("/define", quoted="Lovely weather.")
    assert reply.notice.startswith("No term I know")


async def test_a_group_gets_the_short_card_with_a_link(talk: Talk) -> None:
    talk.place = GROUP
    reply = await talk.say("/define pretraining")
    assert reply.select is None
    assert [button.in_private for row in reply.rows for button in row] == [False, True]
    assert not [block for block in reply.blocks if isinstance(block, Section)]


async def test_where_answers_can_be_whispered_a_group_gets_the_full_card(talk: Talk) -> None:
    talk.place = GROUP
    reply = await talk.say("/define pretraining", can_whisper=True)
    assert reply.select is not None
    assert reply.audience is Audience.EVERYONE


async def test_another_members_press_opens_a_private_copy(talk: Talk) -> None:
    talk.place = GROUP
    card = await talk.say("/define pretraining", can_whisper=True, community_language="en")
    pressing = replace(talk, person=BOB, language="zh")
    copy = await pressing.press(card, "Vision", can_whisper=True, asker=ALICE)
    assert copy.audience is Audience.ASKER
    assert not copy.replaces
    assert copy.language == "zh-Hans"


async def test_the_askers_own_press_stays_in_place(talk: Talk) -> None:
    talk.place = GROUP
    card = await talk.say("/define pretraining", can_whisper=True, community_language="en")
    assert (await talk.press(card, "Vision", can_whisper=True, asker=ALICE)).replaces


async def test_a_button_of_a_removed_word_says_so(talk: Talk) -> None:
    reply = await talk.hears(Pressed("1w_000000_phrases"))
    assert "no longer in the dictionary" in talk.answered(reply).notice


async def test_a_view_the_entry_lacks_shows_the_first_part(talk: Talk) -> None:
    card = await talk.say("/define pretraining")
    action = next(o.action for o in options(card) if o.selected)
    forged = await talk.hears(Pressed(action.rsplit("_", 1)[0] + "_d000000"))
    assert text_of(talk.answered(forged)) == text_of(card)


async def test_a_deep_link_shows_the_card(talk: Talk) -> None:
    reply = await talk.say("/start 1w_faekjw")
    assert isinstance(reply.blocks[0], Heading)
    assert not reply.replaces


async def test_random_shows_a_card(talk: Talk) -> None:
    assert isinstance((await talk.say("/random")).blocks[0], Heading)
