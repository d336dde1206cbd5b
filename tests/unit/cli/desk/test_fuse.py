"""`leeward fuse`: shows what is stopped, and lets go what somebody asks for."""

from tests.scenes import Scene, card, post
from tests.unit.cli.conftest import House


async def _stopped(stage: Scene) -> int:
    await stage.add_server(card())
    for number in (1, 2, 3):
        await stage.act(await stage.add_case(about=post(number)))
    return stage.server


def test_nothing_stopped_is_said(house: House) -> None:
    assert house.says("fuse") == "The fuse has stopped nothing.\n"


def test_what_is_stopped_is_shown_with_the_words_that_let_it_go(house: House) -> None:
    server = house.play(_stopped, fuse=1)
    shown, command = next(
        (one, other) for one, other in _pairs(house.says("fuse").splitlines()) if "hold_post" in one
    )
    assert shown.startswith(f"server {server} (home.example), hold_post: 2 orders on 2 subjects, since 2026-")
    words = command.partition("leeward ")[2].split()
    assert words[:5] == ["fuse", "--server", str(server), "--action", "hold-post"]
    assert house.says(*words[:-1], "1", "--as", "ada") == "1 order let go.\n"
    left = {one["action"]: one["number"] for one in house.tells("fuse")["stopped"]}
    assert left["hold_post"] == 1
    assert house.tells(*words, "--as", "ada") == {"let_go": 1}


def test_half_a_wish_is_refused(house: House) -> None:
    assert "belong together" in house.refuses("fuse", "--let", "3")


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return list(zip(lines[::2], lines[1::2], strict=True))
