"""Problems are told one by one, up to a point."""

from leeward.ledger.problems import KEPT, Problems, entries


def test_what_is_said_is_told_in_order() -> None:
    problems = Problems()
    problems.say("one")
    problems.say("two")
    assert problems.told() == ("one", "two")


def test_nothing_said_is_nothing_told() -> None:
    assert Problems().told() == ()


def test_what_goes_on_and_on_is_counted() -> None:
    problems = Problems()
    for number in range(KEPT + 3):
        problems.say(str(number))
    *kept, last = problems.told()
    assert kept == [str(number) for number in range(KEPT)]
    assert last == "and 3 more problems like these"


def test_entries_are_named_by_number() -> None:
    assert entries(4, 5) == "entry 4"
    assert entries(4, 9) == "entries 4 to 8"
