"""The word of the day on Telegram's wire."""

from datetime import UTC, datetime

from bot.adapters.telegram import Telegram
from bot.core.core import Core
from bot.core.messages import Person
from bot.storage import reminders
from bot.storage.store import Store
from tests.adapters.telegram.test_quiz import shown, toast
from tests.boards import delivering
from tests.deliveries.conftest import Clock
from tests.servers.telegram import ALICE, BOB, GROUP, TelegramServer


async def test_a_group_gets_its_word_at_its_hour(
    server: TelegramServer, bot: Telegram, core: Core, store: Store
) -> None:
    clock = Clock()
    server.say(GROUP, "/wotd 08:30", user=BOB)
    await shown(server, GROUP, "这里只有管理员")
    server.admins.add((GROUP, ALICE))
    server.say(GROUP, "/wotd 08:30", user=ALICE)
    clocks = await shown(server, GROUP, "大家那里现在几点？")
    server.press(clocks, "20:00 北京", user=ALICE)
    await shown(server, GROUP, "每日一词：周一至周五 08:30，北京时间。第一条：明天。")
    async with delivering(bot, core, store, clock) as worker:
        clock.seconds = datetime(2026, 3, 3, 0, 30, tzinfo=UTC).timestamp()
        before = len(server.said(GROUP))
        worker.wake()
        await server.wait_for(lambda: len(server.said(GROUP)) > before)
    post = server.said(GROUP)[-1]
    assert "reply_to_message" not in post
    assert server.called("sendMessage")[-1]["disable_notification"]
    query = server.press(post, "⭐", user=BOB)
    assert (await toast(server, query)).startswith("已收藏")


async def test_a_question_about_the_word_is_asked_in_the_private_chat(
    server: TelegramServer, bot: Telegram
) -> None:
    server.say(GROUP, "/wotd", user=ALICE)
    await server.wait_for(lambda: server.said(GROUP))
    card = server.said(GROUP)[-1]
    buttons = [button for row in card["reply_markup"]["inline_keyboard"] for button in row]
    (link,) = (b["url"] for b in buttons if b["text"] == "考考我")
    action = link.partition("?start=")[2]
    query = server.press_data(card, action, user=ALICE)  # of a post that is older than the link
    (answer,) = await server.wait_for(lambda: server.answers_to(query))
    assert answer["url"] == link
    for _ in range(2):
        server.say(ALICE, f"/start {action}")
    first, second = await server.wait_for(lambda: server.said(ALICE)[1:] and server.said(ALICE))
    assert first["text"] == second["text"]
    assert len(server.said(GROUP)) == 1


async def test_a_group_admins_button_does_nothing_in_private(
    server: TelegramServer, bot: Telegram
) -> None:
    server.admins.add((GROUP, ALICE))
    server.say(GROUP, "/wotd", user=ALICE)
    await server.wait_for(lambda: server.said(GROUP))
    card = server.said(GROUP)[-1]
    buttons = [button for row in card["reply_markup"]["inline_keyboard"] for button in row]
    (setting,) = (b["callback_data"] for b in buttons if b["text"] == "⚙ 设置")
    server.say(ALICE, f"/start {setting}")
    await shown(server, ALICE, "这个按钮属于别的聊天。")


async def test_a_learner_is_asked_and_reminded(
    server: TelegramServer, bot: Telegram, core: Core, store: Store
) -> None:
    clock = Clock()
    server.say(ALICE, "/settings 北京")
    await shown(server, ALICE, "已保存。")
    for word in ("pretraining", "dropout", "token"):
        server.say(ALICE, f"/define {word}")
        card = await shown(server, ALICE, word)
        assert (await toast(server, server.press(card, "⭐"))).startswith("已收藏")
    async with delivering(bot, core, store, clock) as worker:
        worker.wake()
        offer = await shown(server, ALICE, "每天 20:30 提醒你复习？")
        server.press(offer, "好")
        await server.wait_for(lambda: "北京时间 20:30 提醒你" in server.said(ALICE)[-1]["text"])
        clock.seconds += 1800
        worker.wake()
        await shown(server, ALICE, "有 3 个词可以复习。")
    assert (await store.read(reminders.find, Person("telegram", str(ALICE)))) is not None
