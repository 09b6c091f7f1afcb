"""Cards at their limits: a monstrous entry is paged, not cut, and fits every platform."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.discord.render import components
from bot.adapters.telegram.render import MESSAGE_UNITS, units_of
from bot.adapters.telegram.render import render as render_for_telegram
from bot.core.core import Core
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.pack import Pack, decode_entry
from bot.storage.store import Store
from tests.servers.discord_judge import COMPONENTS_V2, judge_message
from tests.talk import Talk, options, text_of

LONG = "A sentence with monster in it, and the <b>*odd* & _odd_</b> mark. "
HAN = "一句很长很长的中文，里面有怪物。"


def monster() -> dict[str, Any]:
    sentences = [{"sentence": f"{n} {LONG * 8}", "translation": HAN * 12} for n in range(5)]
    note = {"text": LONG * 30, "translation": HAN * 30}
    return {
        "word": "monster " + "very " * 60,
        "phonetics": "/" + "ˈmɑnstər " * 40 + "/",
        "part_of_speech": "noun",
        "translation": "怪物" * 80,
        "definition": LONG * 60,
        "definition_translation": HAN * 80,
        "example": LONG * 40,
        "example_translation": HAN * 60,
        "synonyms": [f"synonym {n}" for n in range(200)],
        "antonyms": [],
        "usage": {f"domain_{n}": sentences for n in range(24)},
        "phrases": {
            "examples": [{"phrase": f"monster {n}", "translation": HAN} for n in range(150)],
            "idioms": [],
        },
        "compare": [{"word": f"w{n}", **note} for n in range(20)],
        "common_errors": [{"wrong": LONG * 9, "right": LONG * 9, "translation": HAN}] * 5,
        "senses": [
            {
                "part_of_speech": "noun",
                "domain": "general",
                "translation": f"义{n}",
                "definition": LONG * 5,
                "example": LONG,
                "example_translation": HAN,
            }
            for n in range(30)
        ],
        "note": note,
    }


@pytest.fixture
def monstrous(store: Store, tmp_path: Path) -> Core:
    entry = decode_entry(json.dumps(monster()).encode())
    empty: dict[str, Any] = {"title": {}, "domains": {}, "topics": {}}
    pack = Pack("m", "en", "zh-Hans", "none", entries={"monster": entry}, **empty)
    return Core(Dictionary([pack]), store)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_page_of_a_monstrous_card_fits_every_platform(
    monstrous: Core, language: str
) -> None:
    talk = Talk(monstrous, language=language)
    todo = {"1w_" + next(iter(monstrous.dictionary)).id}
    seen: set[str] = set()
    read = ""
    while todo:
        action = todo.pop()
        seen.add(action)
        reply = await talk.say(f"/start {action}")
        read += text_of(reply)
        card = render_for_telegram(reply, "cihui_bot")
        assert units_of(card.html) <= MESSAGE_UNITS
        assert not card.html.endswith("\n…")
        assert sum(map(len, card.keyboard)) <= 100
        judge_message({"components": components(reply), "flags": COMPONENTS_V2})
        offered = {option.action for option in options(reply)}
        todo |= {a for a in offered if a.startswith("1w_")} - seen
    assert "149" in read
    assert "synonym 199" in read
    for number in range(5):
        assert f"{number} A sentence with monster" in read
