"""What a visitor sees: in Python and behind the walls the same."""

from datetime import timedelta
from itertools import chain, combinations

from leeward.review.people.rights import CHILD_SAFETY, Role, Visitor
from leeward.review.people.roster import Wish
from leeward.review.people.sessions import Sessions
from leeward.review.people.sight import Sight, seen
from tests.desks import served_desk
from tests.scenes import card, post, scene

QUEUES = ("held", CHILD_SAFETY)
SERVERS = (frozenset[int](), frozenset({1}), frozenset({2}), frozenset({1, 2}), None)


def _visitor(roles: tuple[Role, ...], servers: frozenset[int] | None, grants: frozenset[int]) -> Visitor:
    return Visitor(1, "ada", frozenset(roles), servers, grants=grants)


async def test_whoever_it_is_the_walls_show_the_cases_that_python_says(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        cases: dict[int, tuple[int, str]] = {}
        for address in ("https://one.example", "https://two.example"):
            server = await stage.add_server(card(), address)
            for queue in QUEUES:
                number = await stage.add_case(about=post(len(cases) + 1))
                await stage.ask("UPDATE cases SET queue = $1 WHERE id = $2", queue, number)
                cases[number] = (server, queue)
        groups = chain.from_iterable(combinations(Role, size) for size in range(3))
        for roles in groups:
            for servers in SERVERS:
                for grants in (frozenset[int](), frozenset({2})):
                    sight = Sight.of(_visitor(roles, servers, grants))
                    async with seen(stage.store, sight) as connection:
                        shown = {row[0] for row in await connection.fetch("SELECT id FROM cases")}
                    assert shown == {one for one, at in cases.items() if sight.covers(one, *at)}, sight


async def test_numbers_count_what_nobody_is_shown() -> None:
    observer = _visitor((Role.OBSERVER,), frozenset({1}), frozenset())
    assert not Sight.of(observer).covers(1, 1, "held")
    assert Sight.of_numbers(observer).covers(1, 1, CHILD_SAFETY)
    assert not Sight.of_numbers(observer).covers(1, 2, "held")
    assert not Sight.of_audit(observer).covers(1, 1, "held")


async def test_without_a_role_there_are_not_even_numbers() -> None:
    nobody = _visitor((), None, frozenset({1}))
    for sight in (Sight.of(nobody), Sight.of_numbers(nobody), Sight.of_audit(nobody)):
        assert not sight.covers(1, 1, "held")


async def test_an_operator_audits_and_opens_no_case() -> None:
    operator = _visitor((Role.OPERATOR,), None, frozenset())
    assert Sight.of_audit(operator).covers(1, 1, CHILD_SAFETY)
    assert not Sight.of(operator).covers(1, 1, "held")


async def test_a_grant_opens_a_case_until_it_ends(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.ask("UPDATE cases SET queue = 'child-safety'")
    async with served_desk(fresh_database) as desk:
        sessions = Sessions(desk.room.ground)
        lead = await sessions.recognise(await desk.cookie("ada", Role.LEAD))
        token = await desk.cookie("bob", Role.MODERATOR, servers=[])
        before = await sessions.recognise(token)
        assert lead
        assert before
        await desk.room.roster.grant(lead, Wish(case, before.person, 1, "a second pair of eyes"))
        during = await sessions.recognise(token)
        assert during
        async with seen(desk.store, Sight.of(before)) as connection:
            assert await connection.fetchval("SELECT count(*) FROM cases") == 0
        async with seen(desk.store, Sight.of(during)) as connection:
            assert await connection.fetchval("SELECT id FROM cases") == case
        desk.clock.pass_s(timedelta(minutes=59).total_seconds())
        await sessions.recognise(token)
        desk.clock.pass_s(timedelta(minutes=2).total_seconds())
        after = await sessions.recognise(token)
        assert after
        assert not Sight.of(after).covers(case, 1, CHILD_SAFETY)
