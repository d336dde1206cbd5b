"""Golden items' rows."""

from datetime import timedelta

from leeward.review.people.rights import Role
from leeward.store.desk.care import golden
from leeward.store.desk.care.golden import Sought
from tests.caring import FRIDAY, caring

LATER = FRIDAY + timedelta(minutes=1)


async def test_an_item_is_dealt_answered_once_and_then_told(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        case = await stage.decided(bob, "released")
        async with stage.store.transaction() as connection:
            await golden.deal(connection, case, ada.person, LATER)
            await golden.deal(connection, case, ada.person, LATER)
            assert await golden.open_one(connection, ada.person, FRIDAY) == case
            assert await golden.open_one(connection, ada.person, LATER) is None
            assert await golden.is_open(connection, ada.person, case, FRIDAY)
            assert await golden.answered(connection, case, ada.person) is None
            assert await golden.turn(connection, ada.person) == 0
            assert await golden.answer(connection, case, ada.person, "remove", LATER)
            assert not await golden.answer(connection, case, ada.person, "allow", LATER)
            found = await golden.answered(connection, case, ada.person)
            assert found is not None
            assert (found.said, found.decided, found.decided_at) == ("remove", "released", FRIDAY)
            assert await golden.turn(connection, ada.person) == 1
            assert not await golden.is_open(connection, ada.person, case, FRIDAY)


async def test_only_those_count_who_decide_and_are_there(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        await stage.person("ada", Role.MODERATOR, Role.OPERATOR)
        await stage.person("bob", Role.OBSERVER)
        gone = await stage.person("gone", Role.MODERATOR)
        await stage.do("UPDATE people SET left_at = now() WHERE id = $1", gone.person)
        async with stage.store.session() as connection:
            assert await golden.judges(connection, ["moderator", "lead"]) == 1


async def test_candidates_are_what_others_decided_before(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, _, _clock):
        ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.MODERATOR)
        theirs, children = await stage.decided(bob), await stage.decided(bob, queue="child-safety")
        await stage.decided(ada)
        await stage.case()
        server = await stage.server()
        async with stage.store.session() as connection:
            for sought, expected in (
                (Sought(ada.person, "Ada", None, "child-safety", True), [theirs, children]),
                (Sought(ada.person, "ada", [server], "child-safety", False), [theirs]),
                (Sought(ada.person, "ada", [server + 1], "child-safety", True), []),
            ):
                assert await golden.candidates(connection, sought, LATER) == expected
                assert await golden.candidates(connection, sought, FRIDAY) == []
