"""`leeward confirm`: says what it will do, asks, orders, and leaves no step to be guessed."""

import os
import subprocess
import sys

import pytest

from tests.newcomers import for_two
from tests.scenes import ACCOUNTS, Scene, card
from tests.unit.cli.conftest import House


async def _case(stage: Scene) -> int:
    await stage.add_server(card((*ACCOUNTS, "remove_post"), {"suspend_account": "/admin/accounts/{account}"}))
    case = await stage.add_case()
    await stage.act_until_quiet(case)
    return case


def _orders(house: House, case: int) -> dict[str, str]:
    async def asked(stage: Scene) -> dict[str, str]:
        return await stage.states(case)

    return house.play(asked)


def _typed(case: int, answer: str) -> subprocess.CompletedProcess[bytes]:
    """The command on a terminal, where somebody types this."""
    ours, theirs = os.openpty()
    os.write(ours, f"{answer}\n".encode())
    try:
        return subprocess.run(
            [sys.executable, "-m", "leeward", "confirm", str(case), "--as", "ada"],
            stdin=theirs,
            capture_output=True,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)


def test_what_the_server_cannot_is_left_to_the_person_with_page_and_steps(house: House) -> None:
    case = house.play(_case)
    text = house.says("confirm", str(case), "--also", "suspend-account", "--as", "ada", "--yes")
    lines = text.splitlines()
    assert lines[0] == f"Case {case} is confirmed by ada."
    assert any(line.endswith("delete a post: waiting") for line in lines)
    (order,) = [line.split()[1].rstrip(":") for line in lines if line.endswith("by hand")]
    assert "      page  https://home.example/admin/accounts/a1" in lines
    assert "      2. Open the account in the server's moderation pages." in lines
    assert f"      then: leeward done {order}" in lines
    assert _orders(house, case)["suspend_account"] == "by hand"


def test_saying_it_again_is_no_error_and_changes_nothing(house: House) -> None:
    case = house.play(_case)
    house.says("confirm", str(case), "--as", "ada", "--yes")
    assert house.says("confirm", str(case), "--as", "ada", "--yes").startswith("You had confirmed it before.")
    assert "was confirmed by ada" in house.refuses("release", str(case), "--as", "bob")


def test_machines_get_the_orders(house: House) -> None:
    case = house.play(_case)
    told = house.tells("confirm", str(case), "--as", "ada", "--yes")
    assert (told["case"], told["state"], told["is_new"]) == (case, "confirmed", True)
    assert {one["action"] for one in told["orders"]} >= {"remove_post"}


def test_without_a_terminal_it_wants_to_be_told_not_to_ask(house: House) -> None:
    case = house.play(_case)
    assert "--yes" in house.refuses("confirm", str(case), "--as", "ada")
    assert "remove_post" not in _orders(house, case)


@pytest.mark.parametrize("answer", ["y", "77"])
def test_on_a_terminal_only_the_number_removes_anything(house: House, answer: str) -> None:
    case = house.play(_case)
    said = _typed(case, answer)
    assert said.returncode == 1, said.stderr
    assert b"delete a post: the server does it by itself" in said.stdout
    assert b"Nothing was changed." in said.stdout
    assert "remove_post" not in _orders(house, case)


def test_on_a_terminal_the_number_removes_it(house: House) -> None:
    case = house.play(_case)
    said = _typed(case, str(case))
    assert said.returncode == 0, said.stderr
    assert _orders(house, case)["remove_post"] == "waiting"


def test_what_cannot_be_confirmed_is_refused_with_what_to_do(house: House) -> None:
    case = house.play(_case)
    assert "there is no case 77" in house.refuses("confirm", "77", "--yes")
    assert "'burn'" in house.refuses("confirm", str(case), "--also", "burn", "--yes")
    assert "--as" in house.refuses("confirm", str(case), "--as", "a job", "--yes")


def test_the_first_of_two_is_told_that_nothing_was_done_and_the_second_that_it_was(house: House) -> None:
    case = str(house.play(for_two))
    said = house.says("confirm", case, "--as", "Ada", "--yes", status=3)
    assert said == f"Ada confirms case {case}. A second person has to agree; nothing was done yet.\n"
    said = house.says("confirm", case, "--as", "ada", "--yes", status=3)
    assert said == "You had confirmed it before. A second person has to agree; nothing was done yet.\n"
    assert "remove_post" not in _orders(house, int(case))
    told = house.tells("confirm", case, "--as", "bob", "--yes")
    assert (told["needs_another"], told["state"]) == (False, "confirmed")
    assert _orders(house, int(case))["remove_post"] == "waiting"


def test_who_is_asked_is_told_that_two_are_needed_and_nothing_of_the_first(house: House) -> None:
    case = house.play(for_two)
    house.says("confirm", str(case), "--as", "Grace", "--yes", status=3)
    ran = _typed(case, "no")
    assert b"Two people have to agree to that: nothing is done before the second." in ran.stdout
    assert b"Grace" not in ran.stdout + ran.stderr


def test_who_moderates_alone_is_told_how_long_to_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__ALONE", "true")
    case = str(house.play(for_two))
    assert house.tells("confirm", case, "--as", "ada", "--yes", status=3)["needs_another"]
    assert "again in 30 minutes" in house.refuses("confirm", case, "--as", "ada", "--yes")
