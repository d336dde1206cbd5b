"""`leeward close`: only for a copy that came back, and never without a reason."""

from tests.scenes import Scene, card
from tests.unit.cli.conftest import House


async def _returned(stage: Scene) -> int:
    await stage.add_server(card())
    case = await stage.add_case()
    await stage.ask("UPDATE cases SET state = 'returned'")
    return case


def test_a_returned_case_is_closed_with_its_reason(house: House) -> None:
    case = house.play(_returned)
    words = ("close", str(case), "--why", "the author deleted it", "--as", "ada")
    assert house.says(*words) == f"Case {case} is closed by ada.\n"
    assert house.tells(*words) == {"case": case, "is_new": False}

    async def why(stage: Scene) -> object:
        return await stage.ask("SELECT state, why FROM cases")

    assert house.play(why) == [("closed", "the author deleted it")]


def test_another_case_or_an_empty_reason_is_refused(house: House) -> None:
    async def waiting(stage: Scene) -> int:
        await stage.add_server(card())
        return await stage.add_case()

    case = house.play(waiting)
    assert "cannot be closed" in house.refuses("close", str(case), "--why", "no")
    assert "--why" in house.refuses("close", str(case), "--why", " ")
    assert "--why" in house.refuses("close", str(case))
