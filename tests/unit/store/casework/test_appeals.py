"""Appeals are kept beside the case that they ask about again."""

from leeward.store.casework import appeals
from leeward.store.casework.appeals import Filed
from tests.scenes import NOON, card, scene


async def test_what_was_said_is_kept_as_it_was_sealed(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with stage.store.transaction() as connection:
            assert await appeals.against(connection, case) is None
            number = await appeals.open_case(connection, case, "decided", NOON)
            assert await appeals.against(connection, case) == number
            await appeals.file(connection, Filed(number, case, "ada", NOON, b"sealed"))
            assert await appeals.filed(connection, number) == Filed(number, case, "ada", NOON, b"sealed")
            assert await appeals.filed(connection, case) is None
            assert await appeals.first_names(connection, case) == []
            await appeals.judge(connection, case, "released", "ada", NOON)  # no appeal: nothing happens
            await appeals.judge(connection, number, "released", "ada", NOON)
        assert await stage.ask("SELECT state, verdict FROM cases ORDER BY id") == [
            ("decided", None),
            ("closed", "released"),
        ]
