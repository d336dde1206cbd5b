"""What is wrong is told in the order of the files, with places."""

from leeward.model.errors import PolicyError
from leeward.policy.source.problems import MOST, Problem, told

FILES = {"b.toml": 'x = """\nsome\nwords"""\ny = 1\n', "a.toml": "z = [1]\n"}


def test_problems_are_sorted_by_file_and_place_and_the_first_has_the_hint() -> None:
    found = told(
        [
            Problem("a.toml", ("z", 0), PolicyError("third", "c")),
            Problem("b.toml", ("y",), PolicyError("second", "b", (1, 3))),
            Problem("b.toml", ("x",), PolicyError("first", "a", (2, 4))),
            Problem("a.toml", (), PolicyError("last", "d"), (9, 9)),
        ],
        FILES,
    )
    assert found.message.split("\n") == [
        "b.toml:3:4: first",
        "b.toml:4:7: second",
        "a.toml:1:5: third",
        "a.toml:9:9: last",
    ]
    assert found.hint == "a"


def test_what_has_no_place_of_its_own_stands_where_it_belongs_to() -> None:
    found = told([Problem("a.toml", ("z", 3, "deep"), PolicyError("no", "h", (5, 5)))], FILES)
    assert found.message == "a.toml:1:5: no"


def test_what_is_too_much_is_counted() -> None:
    many = [Problem("a.toml", ("z",), PolicyError(str(n), "h")) for n in range(MOST + 3)]
    assert told(many, FILES).message.endswith("\nand 3 more")
