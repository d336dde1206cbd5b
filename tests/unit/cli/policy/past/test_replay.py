"""`leeward policy replay`: the record is made again, and a change in it is told."""

from leeward.policy.parse import parse
from tests.pasts import fill
from tests.scenes import Scene, card
from tests.unit.cli.conftest import House
from tests.unit.policy.texts import policy_text, rule

TEXT = policy_text(rule("listed"))


async def _three(stage: Scene) -> None:
    server = await stage.add_server(card())
    async with stage.store.transaction() as connection:
        await fill(connection, server, [(parse(TEXT), TEXT)], 3)


async def _change(stage: Scene) -> None:
    async with stage.store.transaction() as connection:
        await connection.execute(
            """UPDATE decisions SET evaluation = evaluation || '{"name": "X"}' WHERE id = 2"""
        )


def test_all_the_same_is_good_news(house: House) -> None:
    house.play(_three)
    assert house.says("policy", "replay") == "3 decisions made again: 3 the same, byte for byte.\n"
    told = house.tells("policy", "replay")
    assert (told["number"], told["same"], told["different"], told["named"]) == (3, 3, 0, [])


def test_what_came_out_otherwise_is_named_and_fails(house: House) -> None:
    house.play(_three)
    house.play(_change)
    said = house.says("policy", "replay", status=1)
    assert "1 decision came out otherwise: 2" in said
    assert house.tells("policy", "replay", status=1)["named"] == [2]


def test_an_older_versions_words_are_counted_on_their_own(house: House) -> None:
    async def forget(stage: Scene) -> None:
        async with stage.store.transaction() as connection:
            await connection.execute("UPDATE policies SET text = 'policy = 99'")

    house.play(_three)
    house.play(forget)
    assert "3 decisions cannot be made again by this version." in house.says("policy", "replay")


def test_nothing_decided_is_said_so(house: House) -> None:
    house.play(_three)
    assert house.says("policy", "replay", "--since", "1h") == "Nothing was decided in that time.\n"
    assert "90d" in house.refuses("policy", "replay", "--since", "soon")
