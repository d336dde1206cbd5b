"""`leeward policy test`: the tests that stand in a policy."""

from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file


def test_tests_pass_or_are_named_with_line_and_story(house: House) -> None:
    assert house.says("policy", "test", a_file(house, GOOD)) == "1 test, 0 failed\n"
    file = a_file(house, GOOD.replace("= true }", "= false }"))
    text = house.says("policy", "test", file, status=1)
    assert text.startswith(f"{file}:12: a listed file is held\n    rule exact: expected fired, got not\n")
    assert text.endswith("1 test, 1 failed\n")
    (told,) = house.tells("policy", "test", file, status=1)["tests"]
    assert told["problems"]


def test_a_policy_without_tests_has_not_passed(house: House) -> None:
    file = a_file(house, GOOD.partition("[[test]]")[0])
    assert house.says("policy", "test", file, status=1) == f"{file} has no test\n"


def test_the_tests_of_all_its_files_are_run_and_named_with_their_own(house: House) -> None:
    file = a_file(house)
    (house.folder / "private").mkdir()
    own = GOOD.replace('"exact"', '"own"').replace("= true }", "= false }")
    private = a_file(house, own, "private/own.toml")
    text = house.says("policy", "test", file, status=1)
    assert text.startswith(f"{private}:12: a listed file is held\n    rule own: expected fired, got not\n")
    assert text.endswith("2 tests, 1 failed\n")
