"""`leeward cases`: what waits, without anything that would have to be looked away from."""

import pytest

from leeward.cli.desk.cases import age
from tests.newcomers import for_two
from tests.scenes import ACCOUNTS, Scene, card, post
from tests.unit.cli.conftest import House


async def _two_cases(stage: Scene) -> tuple[int, int]:
    await stage.add_server(card(ACCOUNTS, {"remove_post": "/posts/{post}"}))
    first, second = [await stage.add_case(about=post(one)) for one in (1, 2)]
    await stage.act_until_quiet(first)
    await stage.desk.confirm(first, "ada")
    return first, second


def test_an_empty_list_is_good_news(house: House) -> None:
    assert house.says("cases") == "Nothing waits for you.\n"
    assert house.says("cases", "--state", "closed") == "There is no such case.\n"
    assert house.tells("cases") == {"cases": [], "number": 0}


def test_a_line_says_what_a_volunteer_needs_and_no_address(house: House) -> None:
    first, second = house.play(_two_cases)
    text = house.says("cases")
    lines = text.splitlines()
    assert lines[0].split() == ["case", "age", "state", "queue", "match", "server", "orders"]
    assert lines[1].split()[0] == str(first)  # somebody has to do something by hand
    assert "1 by hand" in lines[1]
    assert lines[2].split()[0] == str(second)
    assert "unlooked" in lines[2]  # neither an exact match nor one that looks alike
    assert "https://" not in text
    assert "https://home.example/posts/1" in house.says("cases", "--uri")
    assert "/media/" not in house.says("cases", "--uri")


def test_machines_get_the_same(house: House) -> None:
    first, _ = house.play(_two_cases)
    told = house.tells("cases", "--state", "confirmed")
    (case,) = told["cases"]
    assert (case["number"], case["verdict_by"], case["by_hand"]) == (first, "ada", 1)
    assert "uri" not in case
    assert case["opened_at"].endswith("+00:00")
    (named,) = house.tells("cases", "--state", "confirmed", "--uri")["cases"]
    assert named["uri"] == "https://home.example/posts/1"


def test_what_is_left_out_is_counted(house: House) -> None:
    house.play(_two_cases)
    assert house.says("cases", "--most", "1").endswith("and 1 more case: --most 2\n")
    assert house.says("cases", "--queue", "elsewhere") == "There is no such case.\n"


def test_whoever_reads_second_is_not_even_told_that_somebody_spoke(house: House) -> None:
    case = str(house.play(for_two))
    before = house.says("cases"), house.tells("cases"), house.says("explain", case)
    house.says("confirm", case, "--as", "Ada", "--yes", status=3)
    assert (house.says("cases"), house.tells("cases"), house.says("explain", case)) == before


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "just now"), (59.9, "just now"), (60, "1 minute"), (7_199, "1 hour"), (172_800, "2 days")],
)
def test_an_age_is_told_in_the_unit_that_matters(seconds: float, said: str) -> None:
    assert age(seconds) == said
