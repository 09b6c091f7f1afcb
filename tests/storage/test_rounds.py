import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.core.delivery import Delivery
from bot.core.learning.questions import Kind, Question
from bot.core.messages import Person, Place
from bot.storage import deliveries, group_rounds, members, moves, personal, presses, rounds
from bot.storage.deliveries import State
from bot.storage.group_rounds import ASK, CLOSE, QUESTION_SECONDS, REDRAW, Given
from bot.storage.members import Standing
from bot.storage.rounds import Round, Sheet
from bot.storage.store import Store
from bot.storage.tables import deliveries as planned_table
from bot.storage.tables import metadata

ALICE, BOB = Person("telegram", "1"), Person("telegram", "2")
ELSEWHERE = Person("discord", "1")
HOME = Place("telegram", "1", "1", private=True)
GROUP = Place("telegram", "-5", "-5")
TOPIC = Place("telegram", "-5", "-5", thread="9")
NEW_GROUP = Place("telegram", "-1005", "-1005")


def asked(count: int = 2) -> list[tuple[str, Question]]:
    """Return questions whose second choice is the right one."""
    return [
        (
            f"word {number}",
            Question(
                kind=Kind.WORD,
                record_id=f"entry{number}",
                prompt="词",
                prompt_translation="",
                choices=("a", "b", "c", "d"),
                answer=1,
                explanation="Why.",
                explanation_translation="因为。",
            ),
        )
        for number in range(1, count + 1)
    ]


async def alone(store: Store, person: Person = ALICE, **facts: Any) -> int:
    return await store.write(
        rounds.begin_alone, HOME, person, asked(), 100, language="en", revision="r", **facts
    )


async def shared(store: Store, place: Place = GROUP, now: int = 100) -> int:
    number = await store.write(
        group_rounds.begin, place, ALICE, asked(), now, language="en", revision="r"
    )
    assert number is not None
    return number


async def give(
    store: Store, number: int, question: int, person: Person, choice: int, now: int = 110
) -> Given:
    given = await store.write(
        presses.choose, number, lambda _: person, question, choice, person.id, now
    )
    assert isinstance(given, Given)
    return given


async def on_the_list(store: Store) -> list[tuple[str, str, int]]:
    """Return kind, piece and time of what is due."""

    def due(conn: Connection) -> list[tuple[str, str, int]]:
        table = planned_table.c
        query = select(table.kind, table.piece, table.due_at).where(table.state == State.DUE)
        return [tuple(row) for row in conn.execute(query.order_by(table.due_at, table.kind))]

    return await store.read(due)


async def send(store: Store, kind: str, number: int, question: int, now: int) -> Delivery:
    """Do what the worker does once it has sent a board, as message `m` and the question."""
    payload = {"round": number, "number": question}
    piece = f"{number}-{question}"
    sent = Delivery(place=GROUP, kind=kind, piece=piece, due_at=now, payload=payload)

    def record(conn: Connection) -> None:
        deliveries.cancel(conn, GROUP, kind, piece, now)
        if kind == ASK:
            group_rounds.opened(conn, sent, f"m{question}", now)
        elif kind == CLOSE:
            group_rounds.time_up(conn, number, question, now)
            group_rounds.closed(conn, sent, f"m{question}", now)

    await store.write(record)
    return sent


async def test_a_round_alone_keeps_its_questions_whole(store: Store) -> None:
    number = await alone(store)
    sheet = await store.read(rounds.sheet, number)
    assert [(q.word, q.question) for q in sheet.questions] == asked()
    assert [q.opened_at for q in sheet.questions] == [100, None]
    assert sheet.round.is_of(ALICE)
    assert not sheet.round.is_of(ELSEWHERE)
    assert sheet.round.place == HOME


async def test_an_answer_alone_counts_once_and_the_last_ends_the_round(store: Store) -> None:
    number = await alone(store)
    await store.write(rounds.hint, number, 1)
    sheet = await store.write(rounds.answer, number, 1, 1, 110)
    assert sheet == await store.read(rounds.sheet, number)
    assert sheet == await store.write(rounds.answer, number, 1, 0, 120)
    assert (sheet.score().points, sheet.seconds) == (0.5, 10)
    opened = await store.write(rounds.open_next, number, 2, 130)
    assert opened.latest.number == 2
    ended = await store.write(rounds.answer, number, 2, None, 140)
    assert ended == await store.read(rounds.sheet, number)
    assert ended.round.ended_at == 140
    assert ended.score().missed == ("entry2",)


async def test_what_does_not_fit_the_state_of_a_round_alone_changes_nothing(store: Store) -> None:
    number = await alone(store)
    before = await store.read(rounds.sheet, number)
    assert await store.write(rounds.open_next, number, 2, 110) == before
    assert await store.write(rounds.answer, number, 2, 1, 110) == before
    assert await store.write(rounds.hint, number, 2) == before
    stopped = await store.write(rounds.stop, number, 120)
    assert await store.write(rounds.stop, number, 130) == stopped
    assert await store.write(rounds.answer, number, 1, 1, 130) == stopped
    assert stopped.round.ended_at == 120


async def test_a_choice_alone_counts_if_the_person_may(store: Store) -> None:
    def nobody(_found: Round) -> Person:
        raise PermissionError

    number = await alone(store)
    with pytest.raises(PermissionError):
        await store.write(presses.choose, number, nobody, 1, 1, "", 110)
    assert (await store.read(rounds.sheet, number)).answers == ()
    sheet = await store.write(presses.choose, number, lambda _: ALICE, 1, 1, "", 120)
    assert isinstance(sheet, Sheet)
    assert sheet == await store.read(rounds.sheet, number)
    assert [(given.choice, given.answered_at) for given in sheet.answers] == [(1, 120)]


async def test_no_choice_counts_in_a_round_that_is_gone(store: Store) -> None:
    assert await store.write(presses.choose, 7, lambda _: ALICE, 1, 1, "", 110) is None


async def test_the_missed_words_are_asked_in_one_round_at_a_time(store: Store) -> None:
    parent = await alone(store)
    children = await asyncio.gather(*(alone(store, parent=parent) for _ in range(4)))
    assert len(set(children)) == 1
    await store.write(rounds.stop, children[0], 120)
    assert await alone(store, parent=parent) not in children


async def test_a_round_that_is_gone_is_none(store: Store) -> None:
    assert await store.read(rounds.find, 7) is None


async def test_a_place_has_one_round_of_a_group_at_a_time(store: Store) -> None:
    async def begin() -> int | None:
        return await store.write(
            group_rounds.begin, GROUP, None, asked(), 100, language="en", revision="r"
        )

    begun = await asyncio.gather(*(begin() for _ in range(4)))
    assert sorted(number is None for number in begun) == [False, True, True, True]
    assert await shared(store, TOPIC)
    running = await store.read(group_rounds.running, GROUP, 100)
    assert running is not None
    assert running.round.starter is None
    assert await store.read(group_rounds.running, HOME, 100) is None


async def test_each_step_of_a_groups_round_plans_the_next(store: Store) -> None:
    number = await shared(store)
    first, second = f"{number}-1", f"{number}-2"
    assert await on_the_list(store) == [(ASK, first, 100)]
    await send(store, ASK, number, 1, 101)
    assert await on_the_list(store) == [(CLOSE, first, 101 + QUESTION_SECONDS)]
    await give(store, number, 1, ALICE, 1)
    assert (REDRAW, first, 110) in await on_the_list(store)
    await send(store, REDRAW, number, 1, 110)
    await send(store, CLOSE, number, 1, 121)
    assert await on_the_list(store) == [(ASK, second, 126)]
    await send(store, ASK, number, 2, 126)
    await give(store, number, 2, ALICE, 0, now=130)
    assert await on_the_list(store) == [(CLOSE, second, 130)]
    await send(store, CLOSE, number, 2, 130)
    assert await on_the_list(store) == []
    board = await store.read(group_rounds.board, number)
    assert board.sheet.round.ended_at == 130
    assert board.names == {}


async def test_presses_at_once_count_once_each(store: Store) -> None:
    number = await shared(store)
    await send(store, ASK, number, 1, 101)
    given = await asyncio.gather(
        *(give(store, number, 1, person, c) for person in (ALICE, BOB) for c in (1, 0, 1, 2))
    )
    assert sum(one.is_new for one in given) == 2
    assert sum(one.is_first for one in given) == 2
    for mine in (given[:4], given[4:]):
        assert len({one.answer and one.answer.choice for one in mine}) == 1
    board = await store.read(group_rounds.board, number)
    assert {answer.person for answer in board.sheet.answers} == {ALICE, BOB}
    assert board.names == {ALICE: "1", BOB: "2"}


async def test_a_question_is_closed_once(store: Store) -> None:
    number = await shared(store)
    await send(store, ASK, number, 1, 101)
    closed = await asyncio.gather(*(store.write(group_rounds.close, number, 1, 105) for _ in "ab"))
    assert sorted(closed) == [False, True]
    assert await store.write(group_rounds.close, number, 2, 105) is True
    assert await store.write(group_rounds.close, number, 3, 105) is False


async def test_a_miss_ends_only_a_round_that_cannot_go_on(store: Store) -> None:
    number = await shared(store)
    await send(store, ASK, number, 1, 101)
    sent = await send(store, CLOSE, number, 1, 121)
    await store.write(group_rounds.missed, sent, State.FAILED, 122)
    assert (await store.read(rounds.sheet, number)).round.ended_at is None
    await store.write(group_rounds.missed, sent, State.OFF, 123)
    assert (await store.read(rounds.sheet, number)).round.ended_at == 123


async def test_a_group_that_moved_keeps_rounds_members_and_points(store: Store) -> None:
    number = await shared(store)
    await send(store, ASK, number, 1, 101)
    for person in (ALICE, BOB):
        await give(store, number, 1, person, 1)
        await store.write(members.join, GROUP, person, person.id, 111)
    await store.write(members.leave, NEW_GROUP, BOB, 112)
    await store.write(moves.everything, GROUP, NEW_GROUP)
    await store.write(moves.everything, GROUP, NEW_GROUP)
    assert (await store.read(rounds.sheet, number)).round.place == NEW_GROUP
    there = await store.read(members.standings, NEW_GROUP, 0, BOB, 10)
    assert there == [Standing(1, ALICE, "1", 1.0)]
    assert await store.read(members.standings, GROUP, 0, BOB, 10) == []


async def test_a_round_that_moves_to_where_another_one_runs_is_lost(store: Store) -> None:
    old, new = await shared(store, GROUP), await shared(store, NEW_GROUP)
    await store.write(moves.everything, GROUP, NEW_GROUP)
    lost = (await store.read(rounds.sheet, old)).round
    assert (lost.place, lost.ended_at) == (NEW_GROUP, 100)
    assert (await store.read(rounds.sheet, new)).round.ended_at is None


async def test_a_round_in_a_topic_that_is_gone_has_ended(store: Store) -> None:
    number, other = await shared(store, TOPIC), await shared(store, GROUP)
    await store.write(group_rounds.moved, TOPIC, GROUP)
    assert (await store.read(rounds.sheet, number)).round.ended_at is not None
    assert (await store.read(rounds.sheet, other)).round.ended_at is None


async def test_equal_points_share_a_rank_and_the_earlier_stands_first(store: Store) -> None:
    number = await shared(store)
    await send(store, ASK, number, 1, 101)
    people = [Person("telegram", str(n)) for n in range(4)]
    for person, choice, now in zip(people, (1, 1, 0, 1), (113, 112, 110, 110), strict=True):
        await give(store, number, 1, person, choice, now)
        await store.write(members.join, GROUP, person, f"p{person.id}", 120)
    await store.write(members.leave, GROUP, people[3], 121)
    standings = await store.read(members.standings, GROUP, 0, None, 10)
    assert standings == [Standing(1, people[1], "p1", 1.0), Standing(1, people[0], "p0", 1.0)]
    assert await store.read(members.standings, GROUP, 114, None, 10) == []
    assert await store.read(members.standings, GROUP, 0, people[0], 1) == standings


async def test_a_person_is_asked_once_in_each_community(store: Store) -> None:
    assert await store.write(members.ask, GROUP, ALICE, 1)
    assert not await store.write(members.ask, TOPIC, ALICE, 2)
    assert await store.write(members.ask, NEW_GROUP, ALICE, 3)


async def test_forgetting_a_person_reaches_every_column_that_names_one(store: Store) -> None:
    own, others = await alone(store), await alone(store, BOB)
    await store.write(rounds.answer, own, 1, 1, 110)
    group = await shared(store)
    await send(store, ASK, group, 1, 101)
    for person in (ALICE, BOB):
        await give(store, group, 1, person, 1)
        await store.write(members.join, GROUP, person, "name", 111)
    await store.write(personal.forget, ELSEWHERE)
    assert set(await _named(store, ALICE)) == {
        "rounds.starter", "answers.person", "players.person", "members.person",
    }  # fmt: skip
    before = await _named(store, BOB)
    await store.write(personal.forget, ALICE)
    assert await _named(store, ALICE) == {}
    assert await _named(store, BOB) == before
    assert await store.read(rounds.find, own) is None
    assert await store.read(rounds.find, others) is not None
    kept = await store.read(rounds.find, group)
    assert kept is not None
    assert kept.starter is None


async def _named(store: Store, person: Person) -> dict[str, int]:
    """Return how many rows name a person, by table and column."""

    def count(conn: Connection) -> dict[str, int]:
        columns = [
            column
            for table in metadata.sorted_tables
            for column in table.c
            if column.name in {"person", "starter"}
        ]
        counts = {
            str(column): conn.scalar(
                select(func.count())
                .select_from(column.table)
                .where(column.table.c.platform == person.platform, column == person.id)
            )
            for column in columns
        }
        return {name: number for name, number in counts.items() if number}

    return await store.read(count)


@pytest.mark.parametrize("question", [0, 3])
async def test_a_question_that_is_not_there_is_none(store: Store, question: int) -> None:
    number = await alone(store)
    assert await store.read(rounds.question_of, number, question) is None


async def test_a_round_that_is_gone_leaves_its_number_to_no_other(store: Store) -> None:
    gone = await alone(store)
    await store.write(personal.forget, ALICE)
    assert await alone(store) != gone
    assert await store.read(rounds.find, gone) is None
