"""Live news: told when it is in the database, to whoever may know, until their session ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from leeward.model.cases import State
from leeward.model.errors import Busy
from leeward.review.people.rights import CHILD_SAFETY, Role, Visitor
from leeward.review.people.sessions import Sessions
from leeward.review.reach.news import MOST_OF_ONE, NUMBERS, News, Newsroom, Stream, seen_by
from leeward.store.casework import cases
from leeward.store.casework.cases import Move
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from tests.desks import Now, ground
from tests.scenes import Scene, card, post, scene

PATIENCE_S = 20.0


@pytest.fixture
async def stage(fresh_database: str) -> AsyncIterator[Scene]:
    async with scene(fresh_database) as opened:
        await opened.add_server(card())
        yield opened


def _newsroom(stage: Scene, heartbeat_s: float = 60.0) -> Newsroom:
    return Newsroom(ground(stage.store, Now()), heartbeat_s)


async def _visitor(stage: Scene, name: str, *roles: Role, servers: frozenset[int] | None = None) -> Visitor:
    clock, join = Now(), "INSERT INTO memberships (person, server) VALUES ($1, $2)"
    async with stage.store.transaction() as connection:
        new = NewPerson(name, name, [str(one) for one in roles], servers is None, "a test")
        number = await people.add(connection, new, clock())
        for server in servers or ():
            await connection.execute(join, number, server)
    sessions = Sessions(ground(stage.store, clock))
    found = await sessions.recognise(await sessions.begin(number, "a test"))
    assert found is not None
    return found


class Listener:
    """Somebody's open page."""

    def __init__(self, stream: AsyncIterator[News | None]) -> None:
        self.stream = stream

    async def next(self, event: str) -> News:
        """The next news of this kind; others are passed over."""
        while True:
            told = await asyncio.wait_for(anext(self.stream), PATIENCE_S)
            if told is not None and told.event == event:
                return told


@asynccontextmanager
async def _listening(newsroom: Newsroom, visitor: Visitor) -> AsyncIterator[Listener]:
    stream = newsroom.follow(visitor)
    listener = Listener(stream)
    try:
        await listener.next(NUMBERS)
        await asyncio.wait_for(newsroom.is_listening.wait(), PATIENCE_S)
        yield listener
    finally:
        await stream.aclose()  # type: ignore[attr-defined]


async def test_a_case_that_opens_and_moves_is_told_whoever_moved_it(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    async with _listening(newsroom, ada) as listener:
        case = await stage.add_case()
        assert await listener.next("case.opened") == News("case.opened", case, stage.server, "held")
        async with stage.store.transaction() as connection:
            step = Move(State.DECIDED, State.WAITING, cases.JOB, stage.clock())
            assert await cases.move(connection, case, step)
        assert (await listener.next("case.moved")).case == case


async def _move_and_break(stage: Scene, case: int) -> None:
    async with stage.store.transaction() as connection:
        await cases.move(connection, case, Move(State.DECIDED, State.CLOSED, cases.JOB, stage.clock()))
        raise ZeroDivisionError


async def test_what_is_rolled_back_was_never_told(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    case = await stage.add_case()
    async with _listening(newsroom, ada) as listener:
        with pytest.raises(ZeroDivisionError):
            await _move_and_break(stage, case)
        other = await stage.add_case(about=post(2))
        told = await asyncio.wait_for(anext(listener.stream), PATIENCE_S)
        while told == News(NUMBERS):
            told = await asyncio.wait_for(anext(listener.stream), PATIENCE_S)
        assert told is not None
        assert (told.event, told.case) == ("case.opened", other)


async def _say(stage: Scene, person: int, case: int) -> None:
    await stage.ask(
        "INSERT INTO verdicts (cases, person, kind, without_looking, said_at, due_at) "
        "VALUES (ARRAY[$1::bigint], $2, 'remove', true, $3, $3)",
        *(case, person, stage.clock()),
    )


async def test_of_a_verdict_streams_tell_that_numbers_changed_and_not_in_which_case(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    case = await stage.add_case()
    async with _listening(newsroom, ada) as listener:
        await _say(stage, ada.person, case)
        other = await stage.add_case(about=post(2))
        told = await asyncio.wait_for(anext(listener.stream), PATIENCE_S)
        while told == News(NUMBERS):
            told = await asyncio.wait_for(anext(listener.stream), PATIENCE_S)
        assert told is not None
        assert (told.event, told.case) == ("case.opened", other)


async def test_hooks_of_others_hear_of_a_verdict_when_the_case_does_not_wait_any_more(stage: Scene) -> None:
    ada, bob = [await _visitor(stage, name, Role.MODERATOR) for name in ("ada", "bob")]
    for one in (ada, bob):
        await stage.ask(
            "INSERT INTO hooks (person, url, secret, events, made_at) "
            "VALUES ($1, 'https://x.example', '', '{verdict.said,verdict.applied}', $2)",
            *(one.person, stage.clock()),
        )
    case = await stage.add_case()
    heard = "SELECT h.person, c.event FROM hook_calls c JOIN hooks h ON h.id = c.hook ORDER BY c.id"
    await stage.ask("UPDATE cases SET state = 'waiting'")
    await _say(stage, ada.person, case)
    await stage.ask("UPDATE verdicts SET applied_at = said_at")
    mine = [(ada.person, "verdict.said"), (ada.person, "verdict.applied")]
    assert await stage.ask(heard) == mine
    await stage.ask("UPDATE cases SET state = 'confirmed'")
    await stage.ask("UPDATE verdicts SET applied_at = said_at + interval '1 second'")
    told = {(one.person, "verdict.applied") for one in (ada, bob)}
    assert {*(await stage.ask(heard))[2:]} == told


async def test_a_lost_connection_is_made_again_and_everybody_counts_anew(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    async with _listening(newsroom, ada) as listener:
        await stage.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE '%LISTEN%' AND pid <> pg_backend_pid()"
        )
        async with asyncio.timeout(PATIENCE_S):
            while newsroom.is_listening.is_set():
                await asyncio.sleep(0.01)
            await newsroom.is_listening.wait()
        await listener.next(NUMBERS)
        case = await stage.add_case()
        assert (await listener.next("case.opened")).case == case


async def test_the_stream_ends_with_the_session_and_keeps_none_alive(stage: Scene) -> None:
    newsroom = _newsroom(stage, heartbeat_s=0.01)
    ada = await _visitor(stage, "ada", Role.MODERATOR)
    seen = await stage.ask("SELECT seen_at FROM visits")
    stream = newsroom.follow(ada)
    assert await anext(stream) == News(NUMBERS)
    while await anext(stream) is not None:
        pass
    assert await stage.ask("SELECT seen_at FROM visits") == seen
    await stage.ask("DELETE FROM visits")
    async with asyncio.timeout(PATIENCE_S):
        assert [one async for one in stream if one is not None and one.event != NUMBERS] == []


async def test_the_stream_ends_when_the_person_becomes_another(stage: Scene) -> None:
    newsroom = _newsroom(stage, heartbeat_s=0.01)
    ada = await _visitor(stage, "ada", Role.LEAD)
    stream = newsroom.follow(ada)
    await anext(stream)
    await stage.ask("UPDATE people SET roles = '{observer}'")
    async with asyncio.timeout(PATIENCE_S):
        assert [one async for one in stream if one is not None and one.event != NUMBERS] == []


async def test_the_stream_ends_with_the_process(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    stream = newsroom.follow(ada)
    await anext(stream)
    newsroom.end()
    async with asyncio.timeout(PATIENCE_S):
        assert [one async for one in stream if one is not None and one.event != NUMBERS] == []


async def test_one_person_follows_only_so_many_pages(stage: Scene) -> None:
    newsroom, ada = _newsroom(stage), await _visitor(stage, "ada", Role.MODERATOR)
    bo = await _visitor(stage, "bo", Role.MODERATOR)
    streams = [newsroom.follow(ada) for _ in range(MOST_OF_ONE)]
    for stream in streams:
        await anext(stream)
    with pytest.raises(Busy, match="too many"):
        await anext(newsroom.follow(ada))
    other = newsroom.follow(bo)
    assert await anext(other) == News(NUMBERS)
    for stream in [*streams, other]:
        await stream.aclose()  # type: ignore[attr-defined]
    again = newsroom.follow(ada)
    assert await anext(again) == News(NUMBERS)
    await again.aclose()  # type: ignore[attr-defined]


async def test_whoever_reads_too_slowly_counts_again_and_fills_no_memory() -> None:
    stream = Stream(Visitor(1, "ada", frozenset({Role.LEAD}), None))
    for case in range(1, 1_000):
        stream.offer(News("case.moved", case, 1, "held"))
    assert stream.waiting.qsize() <= 100
    assert await stream.next(0.0) == News(NUMBERS)
    stream.offer(News("case.moved", 7, 1, "held"))
    assert await stream.next(PATIENCE_S) == News("case.moved", 7, 1, "held")


MOVED = News("case.moved", 4, 1, "held")
SECRET = News("case.moved", 4, 1, CHILD_SAFETY)


@pytest.mark.parametrize(
    ("roles", "servers", "news", "told"),
    [
        ({Role.MODERATOR}, None, MOVED, MOVED),
        ({Role.MODERATOR}, {1}, MOVED, MOVED),
        ({Role.MODERATOR}, {2}, MOVED, None),
        ({Role.MODERATOR}, None, SECRET, News(NUMBERS)),
        ({Role.CHILD_SAFETY}, None, SECRET, SECRET),
        ({Role.CHILD_SAFETY}, {2}, SECRET, None),
        ({Role.OBSERVER}, None, MOVED, News(NUMBERS)),
        ({Role.OBSERVER}, {2}, MOVED, None),
        ({Role.OPERATOR}, None, MOVED, News(NUMBERS)),
        ({Role.MODERATOR}, {2}, News("queue.changed"), News(NUMBERS)),
        (set(), None, News("queue.changed"), None),
        (set(), None, MOVED, None),
    ],
)
def test_who_may_not_see_a_case_is_told_no_number_of_it(
    roles: set[Role], servers: set[int] | None, news: News, told: News | None
) -> None:
    visitor = Visitor(1, "ada", frozenset(roles), None if servers is None else frozenset(servers))
    assert seen_by(visitor, news) == told


def test_a_granted_case_is_told_whatever_its_queue() -> None:
    visitor = Visitor(1, "ada", frozenset({Role.MODERATOR}), frozenset({2}), grants=frozenset({4}))
    assert seen_by(visitor, SECRET) == SECRET
    assert seen_by(visitor, News("case.moved", 5, 1, CHILD_SAFETY)) is None
