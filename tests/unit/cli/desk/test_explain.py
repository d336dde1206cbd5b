"""`leeward explain`: a case in words, on any terminal."""

from tests.scenes import Scene, card
from tests.unit.cli.conftest import House


async def _case(stage: Scene) -> int:
    await stage.add_server(card())
    case = await stage.add_case()
    await stage.ask(
        "UPDATE items SET post = jsonb_set(post, '{uri}', '\"https://home.example/\\u001b[31mred\"')"
    )
    return case


def test_a_case_is_told_and_nothing_in_it_moves_the_cursor(house: House) -> None:
    case = house.play(_case)
    text = house.says("explain", str(case))
    assert text.startswith(f"Case {case}, about the post https://home.example/\\x1b[31mred.")
    assert "/media/" not in text
    told = house.tells("explain", str(case))
    assert told["case"] == case
    assert len(told["story"]) == len(text.splitlines())


def test_a_case_that_is_not_there_is_refused(house: House) -> None:
    assert "there is no case 5" in house.refuses("explain", "5")
