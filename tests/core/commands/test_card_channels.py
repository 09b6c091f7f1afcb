from dataclasses import replace

from bot.core.messages import Audience, Place
from tests.talk import GROUP, HOME, Talk, options, text_of

ELSEWHERE = Place("test", GROUP.community, "-200")


def in_server(talk: Talk, place: Place = GROUP) -> Talk:
    facts = {**talk.facts, "can_whisper": True, "community_language": "en"}
    return replace(talk, place=place, facts=facts)


async def test_cards_are_for_everybody_until_an_admin_chooses_a_channel(talk: Talk) -> None:
    card = await in_server(talk).say("/define token")
    assert card.audience is Audience.EVERYONE


async def test_elsewhere_the_asker_alone_sees_a_card_and_may_post_it(talk: Talk) -> None:
    told = await in_server(talk.as_admin()).say("/cards on")
    assert told.notice.startswith("Cards are shown to everybody here;")
    assert (await in_server(talk).say("/define token")).audience is Audience.EVERYONE
    apart = await in_server(talk, ELSEWHERE).say("/define token")
    assert apart.audience is Audience.ASKER
    posted = await in_server(talk, ELSEWHERE).press(apart, "Post here", in_private=True)
    assert posted.audience is Audience.EVERYONE
    assert not posted.replaces
    assert "Post here" not in [option.label for option in options(posted)]


async def test_the_choice_can_be_taken_back(talk: Talk) -> None:
    admin = in_server(talk.as_admin())
    await admin.say("/cards on")
    await replace(admin, place=ELSEWHERE).say("/cards on")
    assert "asker alone here" in (await admin.say("/cards off")).notice
    last = await replace(admin, place=ELSEWHERE).say("/cards off")
    assert last.notice == "Cards are shown to everybody in every channel."


async def test_only_admins_choose_and_only_in_a_server(talk: Talk) -> None:
    refused = (await in_server(talk).say("/cards on")).notice
    assert refused == "Only admins can do that here. Ask one of them."
    assert "nothing to choose" in (await talk.say("/cards on")).notice
    guest = await in_server(talk.as_admin()).say("/cards on", guest=True)
    assert "channels of a server" in guest.notice
    group = replace(talk.as_admin(), place=GROUP)
    told = await group.say("/cards on", community_language="en")
    assert "short here already" in told.notice


async def test_the_private_chat_is_never_apart(talk: Talk) -> None:
    await in_server(talk.as_admin()).say("/cards on")
    talk.place = HOME
    assert "Post here" not in text_of(await talk.say("/define token"))
