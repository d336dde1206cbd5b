"""Files are joined: what a file says itself comes before what it extends."""

from leeward.policy.source.parts import Joined, Part, add_private, joined, own_tests, part_of
from leeward.policy.source.problems import Problem
from leeward.policy.source.reading import written_of
from tests.unit.policy.texts import policy_text, rule

TEST = '\n[[test]]\nname = "t"\nrule = "one"\nexpect = "not"\nfacts = { "match.exact" = false }\n'


def _part(name: str, text: str, *extends: str) -> tuple[Part, list[Problem]]:
    written, problems = written_of(text, name)
    assert written is not None
    return part_of(name, text, written, extends, problems), problems


def _joined(*parts: tuple[Part, list[Problem]]) -> tuple[Joined, list[Problem]]:
    problems: list[Problem] = []
    return joined({part.name: part for part, _ in parts}, parts[0][0].name, problems), problems


def test_a_file_is_built_and_what_is_wrong_with_it_is_collected() -> None:
    part, problems = _part("a", policy_text("quota = { hold = 5 }\n", rule("x"), rule("y", when='"z"')))
    assert part.quota == {"hold": 5}
    assert part.rules["x"] is not None
    assert part.rules["y"] is None
    assert [problem.path for problem in problems] == [("rule", 1, "when")]


def test_a_rule_with_the_same_id_takes_the_place_of_the_extended_one() -> None:
    base = _part("b", policy_text("quota = { hold = 9, alarm = 1 }\n", rule("x"), rule("y")))
    own = _part("a", policy_text("quota = { hold = 5 }\n", rule("z"), rule("x", mode='"off"')), "b")
    found, problems = _joined(own, base)
    assert [(id_, file) for id_, (file, _) in found.rules.items()] == [("x", "a"), ("y", "b"), ("z", "a")]
    assert found.quota == {"hold": 5, "alarm": 1}
    assert problems == []


def test_two_extended_files_may_not_disagree_unless_the_file_itself_settles_it() -> None:
    below = _part("b", policy_text(rule("x"))), _part("c", policy_text(rule("x")))
    _, problems = _joined(_part("a", policy_text(), "b", "c"), *below)
    assert [(one.path, one.error.message) for one in problems] == [
        (("extends", 1), "two of the extended files have their own x")
    ]
    settled, problems = _joined(_part("a", policy_text(rule("x")), "b", "c"), *below)
    assert problems == []
    assert settled.rules["x"][0] == "a"


def test_a_file_that_is_extended_twice_is_there_once() -> None:
    below = _part("b", policy_text(), "d"), _part("c", policy_text(), "d"), _part("d", policy_text(rule("x")))
    found, problems = _joined(_part("a", policy_text(), "b", "c"), *below)
    assert (list(found.rules), problems) == (["x"], [])


def test_a_private_file_adds_rules_and_replaces_none() -> None:
    found, problems = _joined(_part("a", policy_text(rule("x"))))
    private, _ = _part("private/p.toml", policy_text(rule("x"), rule("y")))
    add_private(found, private, problems)
    assert [one.error.message for one in problems] == ["the policy has a rule with the id x already"]
    assert all(one and one.is_private for one in private.rules.values())


def test_the_own_tests_a_file_name_it() -> None:
    part, problems = _part("a", policy_text(rule(), TEST))
    found, _ = _joined((part, problems))
    assert [(test.file, test.rule) for test in own_tests(part, found, problems)] == [("a", "one")]
    assert problems == []


def test_nobody_sets_a_guard_on_a_server_by_complaining_of_it() -> None:
    guard = '\n[[guard]]\nid = "g"\ntitle = "G"\nwatch = "{}"\neach = {}\nhours = 1\n'
    for watch, each, path in (
        ("flags", "true", ("guard", 0, "each")),
        ("flags", "false", None),
        ("posts", "true", None),
    ):
        _, problems = _part("a", policy_text(guard.format(watch, each)))
        assert [problem.path for problem in problems] == ([path] if path else [])
