"""`leeward release`: everything is undone, and what cannot be is named."""

from tests.scenes import ACCOUNTS, ALL, Scene, card
from tests.unit.cli.conftest import House


async def _held(stage: Scene) -> int:
    await stage.add_server(card((*ALL, "file_report")))
    case = await stage.add_case(["hold", "file-report"])
    await stage.act_until_quiet(case)
    return case


def test_what_was_held_is_let_go_and_what_stays_is_named(house: House) -> None:
    case = house.play(_held)
    lines = house.says("release", str(case), "--as", "ada").splitlines()
    assert lines[0] == f"Case {case} is released by ada."
    assert any("show a held post again: waiting" in line for line in lines)
    assert "  cannot be undone: tell the server's own moderators of a post" in lines
    assert house.says("release", str(case), "--as", "ada").startswith("You had released it before.")


def test_orders_that_wait_are_withdrawn_and_counted(house: House) -> None:
    async def waiting(stage: Scene) -> int:
        await stage.add_server(card(ACCOUNTS))
        case = await stage.add_case()
        stage.program.script = ["later", "later"]
        await stage.act(case)
        await stage.ask("UPDATE cases SET state = 'waiting'")
        return case

    case = house.play(waiting)
    told = house.tells("release", str(case), "--as", "ada")
    assert told["withdrawn"] >= 1
    assert told["state"] == "released"


def test_a_case_that_is_not_there_is_refused(house: House) -> None:
    assert "there is no case 5" in house.refuses("release", "5")
