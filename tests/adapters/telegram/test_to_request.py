"""How updates read: the pure half of what the wire tests show."""

import json
from typing import Any

import msgspec
import pytest

from bot.adapters.telegram.to_request import Me, Origin, Surroundings, origin_of, to_request
from bot.adapters.telegram.updates import lane_of, read
from bot.core.messages import Filled, Person, Place, Pressed, Request, Typed
from tests.talk import NOON

ME = Me(7, "cihui_test_bot")
ALICE = {"id": 1, "is_bot": False, "first_name": "A", "language_code": "zh-hans"}
PRIVATE = {"id": 1, "type": "private", "first_name": "A"}
GROUP = {"id": -100, "type": "supergroup", "title": "G"}


async def _is_one(chat: int, user: int) -> bool:
    return (chat, user) == (-100, 1)


def _completed(action: str, text: str) -> Filled | None:
    return Filled("define", {"view": action, "word": text}) if action.startswith("1") else None


async def _download(_file: str, _limit: int) -> bytes:
    return b""


AROUND = Surroundings(ME, NOON, _is_one, _completed, _download)


def _message(text: str | None = None, chat: dict[str, Any] = PRIVATE, **fields: Any) -> Any:
    words = {} if text is None else {"text": text}
    return {"message_id": 5, "date": 1, "chat": chat, "from": ALICE, **words, **fields}


def _request(**update: Any) -> Request | None:
    return to_request(read(json.dumps({"update_id": 1, **update})), AROUND)


def _said(text: str | None = None, chat: dict[str, Any] = PRIVATE, **fields: Any) -> Any:
    request = _request(message=_message(text, chat, **fields))
    return request.said if request else None


def test_a_private_line_tells_who_where_and_in_which_language() -> None:
    request = _request(message=_message("/define x"))
    assert request is not None
    assert request.person == Person("telegram", "1")
    assert request.place == Place("telegram", "1", "1", private=True)
    assert request.language == "zh-hans"
    assert not request.can_whisper


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/define x y", Typed("/define x y")),
        ("/define\nx", Typed("/define x")),
        ("/define@cihui_test_bot x", Typed("/define x", addressed=True)),
        ("/define@Cihui_Test_Bot", Typed("/define", addressed=True)),
        ("/define@other_bot x", None),
        ("/", Typed("/")),
        ("", None),
        (None, None),
    ],
)
def test_commands_lose_the_bots_name(text: str | None, meant: Typed | None) -> None:
    assert _said(text) == meant


def test_plain_text_is_for_the_bot_in_private_alone() -> None:
    assert _said("pretraining") == Typed("pretraining")
    assert _said("pretraining", GROUP) is None


def test_a_forwarded_message_is_something_to_explain() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "C"}
    request = _request(message=_message(None, caption="About GANs", forward_origin=origin))
    assert request is not None
    assert request.said == Filled("define")
    assert request.quoted == "About GANs"
    assert _said(None, forward_origin=origin) is None
    assert _said("/define x", GROUP, forward_origin=origin) is None


def test_a_post_forwarded_into_its_discussion_group_was_answered_in_the_channel() -> None:
    assert _said("/define x", GROUP, is_automatic_forward=True) is None


def test_the_part_quoted_counts_more_than_the_whole_message() -> None:
    original = _message("all of it", GROUP)
    request = _request(message=_message("/define", GROUP, reply_to_message=original))
    assert request is not None
    assert request.quoted == "all of it"
    quote = {"text": "a part", "position": 0}
    request = _request(message=_message("/define", GROUP, reply_to_message=original, quote=quote))
    assert request is not None
    assert request.quoted == "a part"


def _question(url: str, sender: int = ME.id) -> Any:
    bot = {"id": sender, "is_bot": True, "first_name": "C"}
    entities = [{"type": "bold", "offset": 0, "length": 1}]
    entities.append({"type": "text_link", "offset": 0, "length": 1, "url": url})
    return _message("Which?", GROUP, **{"from": bot}, entities=entities)


def test_an_answer_to_a_question_completes_its_action() -> None:
    question = _question("https://t.me/cihui_test_bot?start=1w_x")
    said = _said("pretraining", GROUP, reply_to_message=question)
    assert said == Filled("define", {"view": "1w_x", "word": "pretraining"})


@pytest.mark.parametrize(
    "question",
    [
        _question("https://t.me/cihui_test_bot?start=zzz"),
        _question("https://t.me/cihui_test_bot?start="),
        _question("https://example.org"),
        _question("https://t.me/cihui_test_bot?start=1w_x", sender=8),
    ],
)
def test_a_reply_to_anything_else_is_none(question: Any) -> None:
    assert _said("pretraining", GROUP, reply_to_message=question) is None


def _press(message: Any, data: str = "1w_x") -> dict[str, Any]:
    query = {"id": "q", "from": ALICE, "chat_instance": "1", "data": data}
    return {"callback_query": {**query, "message": message} if message else query}


def test_the_asker_is_whom_the_pressed_message_answers() -> None:
    pressed = _message("card", GROUP, reply_to_message=_message("/define x", GROUP))
    request = _request(**_press(pressed))
    assert request is not None
    assert request.said == Pressed("1w_x")
    assert request.asker == Person("telegram", "1")


def test_nobody_is_the_asker_of_an_anonymous_admins_card() -> None:
    asked = _message("/define x", GROUP, sender_chat=GROUP)
    for pressed in (_message("card", GROUP, reply_to_message=asked), _message("card", GROUP)):
        request = _request(**_press(pressed))
        assert request is not None
        assert request.asker is None


async def test_a_press_without_a_message_has_no_place() -> None:
    request = _request(**_press(None))
    assert request is not None
    assert request.place is None
    assert not await request.is_admin()
    update = read(json.dumps({"update_id": 1, **_press(None)}))
    assert origin_of(update) == Origin(None, query="q", action="1w_x")


async def test_admins_are_asked_about_by_chat_and_user() -> None:
    request = _request(message=_message("/language en", GROUP))
    assert request is not None
    assert await request.is_admin()


def test_an_update_of_another_kind_is_nothing() -> None:
    assert _request(poll={"id": "1"}) is None


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": {"id": -5}}}, "-5"),
        ({"channel_post": {"chat": {"id": -6}}}, "-6"),
        ({"callback_query": {"message": {"chat": {"id": 7}}, "from": {"id": 8}}}, "7"),
        ({"callback_query": {"from": {"id": 8}}}, "8"),
        ({"message": "?"}, "?"),
        ({}, "?"),
    ],
)
def test_updates_of_one_chat_share_a_lane(update: dict[str, Any], lane: str) -> None:
    assert lane_of(update) == lane


@pytest.mark.parametrize("body", ["{}", "[", '{"update_id": 1, "message": {"chat": 5}}'])
def test_a_malformed_update_is_refused(body: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        read(body)
