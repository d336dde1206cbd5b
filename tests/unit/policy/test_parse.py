"""A file gives a policy, or lines that say what is wrong and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.parse import parse, parse_bundle, parse_parts
from leeward.policy.rules import Guard, Human, Mode, Per, Watched, When
from leeward.policy.source.bundle import DEEPEST, MOST_FILES, Bundle
from leeward.policy.source.inline import run
from leeward.policy.source.reading import LONGEST
from tests.unit.policy.texts import policy, policy_text, rule

TEST = '\n[[test]]\nname = "t"\nrule = "one"\nexpect = "fired"\nfacts = { "match.exact" = true }\n'
GUARD = """
[[guard]]
id = "busy"
title = "Many new posts"
watch = "posts"
each = true
hours = 24
"""


def _refused(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse(text, "small.toml")
    return caught.value


def test_a_rule_is_read_with_all_its_keys() -> None:
    one = policy(
        rule(
            then='["queue", "remove", "hold"]',
            queue='"child-safety"',
            human='"two"',
            limit='{ per = "day", most = 50 }',
            on_unknown='"nothing"',
        )
    ).rules[0]
    assert [str(action) for action in one.then] == ["hold", "queue:child-safety", "remove"]
    assert (one.mode, one.human, one.on_unknown) == (Mode.ENFORCE, Human.TWO, ())
    assert one.limit is not None
    assert (one.limit.per, one.limit.most) == (Per.DAY, 50)


def test_a_rule_says_when_it_is_asked_for_whom_and_for_how_long() -> None:
    plain = policy(rule()).rules[0]
    assert (plain.at, plain.share, plain.for_hours) == (When.LOOKED, 100, None)
    one = policy(
        rule(at='"arrival"', when='"media.count > 0"', because='"New."', share="10", for_hours="48")
    ).rules[0]
    assert (one.at, one.share, one.for_hours) == (When.ARRIVAL, 10, 48)


def test_guards_and_quotas_are_read() -> None:
    asks = rule(when="'any_of(guard.on, [\"busy\"])'")
    whole = policy("version = 3\n", 'quota = { hold = 200, "queue:x" = 5 }\n', GUARD, asks)
    assert whole.guards == (Guard("busy", "Many new posts", Watched.POSTS, True, 24),)
    assert whole.quota == {"hold": 200, "queue:x": 5}
    assert not policy(GUARD + "on = false\n").guards[0].is_on


def test_a_test_is_about_the_moment_of_its_rule_unless_it_says_another() -> None:
    early = rule(at='"arrival"', when='"media.count > 0"', because='"New."')
    test = '\n[[test]]\nname = "t"\nrule = "one"\nexpect = "not"\nfacts = { "media.count" = 0 }\n'
    tests = policy(early, test, test + 'at = "looked"\n').tests
    assert [one.at for one in tests] == [When.ARRIVAL, When.LOOKED]


def test_a_rule_that_names_no_mode_only_watches() -> None:
    assert policy(rule(mode="")).rules[0].mode is Mode.SHADOW


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("policy = 1\nname = x\n", "2:8: no value can be read", "quotes"),
        ('policy = 1\nname = "x', "2:10: a text is not closed", "ends with"),
        ("policy = 1\n", "1:1: the key name is missing", "name ="),
        ('name = "x"\n', "1:1: the key policy is missing", ""),
        ('policy = 2\nname = "x"\n', "1:10: policy must be 1", ""),
        (policy_text("whne = 1\n"), "3:8: there is no key whne", "there are"),
        (policy_text(rule(whne='"true"')), "11:9: there is no key whne", "did you mean when?"),
        (policy_text(rule(mode='"on"')), "7:9: mode must be 'off', 'shadow' or 'enforce'", ""),
        (policy_text(rule(when="true")), "8:8: when must be a text, in quotes", ""),
        (policy_text(rule(when='"match.exakt"')), "8:9: there is no fact match.exakt", "match.exact"),
        (policy_text(rule(when='"""\n  match.exact\n  and x"""')), "10:7: there is no fact x", ""),
        (policy_text(rule(when="'''true and x'''")), "8:20: there is no fact x", ""),
        (policy_text(rule(then='["hodl"]')), "9:8: there is no action 'hodl'", "did you mean hold?"),
        (policy_text(rule(then='["remove"]')), "9:8: remove cannot be undone", "human"),
        (policy_text(rule(then='["purge"]')), "purge cannot be undone", "human"),
        (policy_text(rule(then='["suspend"]')), "suspend cannot be undone", "human"),
        (policy_text(rule(then='["report-ncmec"]')), "report-ncmec cannot be undone", "human"),
        (policy_text(rule(human='"one"')), "11:10: human is said of a rule", "only remove"),
        (policy_text(rule(human='"three"')), "human must be 'one' or 'two'", ""),
        (policy_text(rule(then="[]")), "an action is missing", ""),
        (policy_text(rule(then='["nothing", "hold"]')), "nothing stands beside", ""),
        (
            policy_text(rule(then='["remove"]', human='"one"', on_unknown='["remove"]')),
            "nobody knows whether the rule applies",
            "",
        ),
        (policy_text(rule(because='"a {match.lst}"')), "10:14: there is no fact match.lst", "match.list"),
        (policy_text(rule(limit='{ per = "year", most = 5 }')), "11:9: per must be", ""),
        (policy_text(rule(limit='{ per = "day", most = 0 }')), "most must be", ""),
        (policy_text(rule("Bad Id")), "5:7: id must be 1 to 40 of a-z", "near-hash"),
        (policy_text(rule(), rule()), "13:7: a second rule has the id one", ""),
        (
            policy_text(rule(), TEST.replace('"one"', '"on"')),
            "14:9: there is no rule on",
            "did you mean one?",
        ),
        (policy_text(rule(), TEST.replace('"fired"', '"fire"')), "expect must be 'fired', 'not' or", ""),
        (
            policy_text(rule(), TEST.replace("true", "1")),
            "16:9: match.exact must be true or false",
            "unknown",
        ),
        (policy_text(rule(), TEST.replace("match.exact", "match")), "there is no fact match", ""),
        (policy_text(rule(), TEST.replace('expect = "fired"', "")), "rule and expect belong together", ""),
        (policy_text('\n[[test]]\nname = "t"\n'), "the test expects nothing", ""),
        (policy_text(rule(at='"arrival"')), "8:9: match.exact is not known on arrival", "leave out at"),
        (
            policy_text(rule(at='"arrival"', when='"author.is_local"')),
            "10:12: match.list is not known on arrival",
            "",
        ),
        (policy_text(rule(at='"now"')), "11:7: at must be 'arrival' or 'looked'", ""),
        (policy_text(rule(share="0")), "11:9: share must be 1 or more", ""),
        (policy_text(rule(share="101")), "11:9: share must be 100 or less", ""),
        (policy_text(rule(for_hours="0")), "11:13: for_hours must be 1 or more", ""),
        (policy_text(rule(for_hours="2161")), "11:13: for_hours must be 2160 or less", ""),
        (policy_text(rule(then='["queue"]', for_hours="5")), "11:13: for_hours is said of a rule", "hold"),
        (policy_text("quota = { hodl = 5 }\n"), "there is no action 'hodl'", "did you mean hold?"),
        (policy_text("quota = { remove = 5 }\n"), "remove is never done by rules", "can be undone"),
        (policy_text("quota = { hold = 0 }\n"), "hold must be 1 or more", ""),
        (policy_text("version = 0\n"), "3:11: version must be 1 or more", ""),
        (policy_text(GUARD, GUARD), "12:7: a second guard has the id busy", "its own"),
        (policy_text(GUARD.replace("posts", "post")), "watch must be 'posts', 'sign-ups' or 'flags'", ""),
        (policy_text(GUARD.replace("24", "721")), "hours must be 720 or less", ""),
        (policy_text(GUARD, rule(when="'\"bsy\" in guard.on'")), "there is no guard bsy", "mean busy?"),
        (policy_text(rule(when="'\"bsy\" in guard.on'")), "there is no guard bsy", "write a [[guard]]"),
        (policy_text("rule = 3\n"), "3:8: rule stands in the wrong brackets", ""),
        (policy_text('[rule]\nid = "x"\n'), "rule stands in the wrong brackets", ""),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_column(text: str, said: str, hint: str) -> None:
    error = _refused(text)
    assert error.message.startswith("small.toml:")
    assert said in error.message
    assert hint in error.hint
    assert error.hint


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    wrong = policy_text(rule("a", when='"x"'), rule("b"), rule("b"), rule("c", then='["y"]'))
    lines = _refused(wrong).message.split("\n")
    assert [line.split(":")[1] for line in lines] == ["8", "21", "33"]


def test_more_than_twenty_problems_are_counted() -> None:
    wrong = policy_text(*(rule(f"r{number}", when='"x"') for number in range(30)))
    assert _refused(wrong).message.endswith("\nand 10 more")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 10_000,
        "x" * (LONGEST + 1),
        "a = 2026-13-45",
        "\ud800",
        "a = {" * 5000,
        "\na = '\udfff'",
    ],
)
def test_a_file_beyond_all_bounds_is_refused(text: str) -> None:
    assert _refused(text).message.startswith("small.toml:")


def _said_of(text: str) -> str:
    try:
        parse(text)
    except PolicyError as error:
        return error.message
    return "no problem"


@given(st.text(max_size=200))
def test_any_text_is_a_policy_or_a_sentence(text: str) -> None:
    for whole in (text, policy_text(text), policy_text(rule(when=f'"""{text}"""', because=f"'{text}'"))):
        assert _said_of(whole).startswith(("policy.toml:", "no problem"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    ).map(lambda value: _toml(value)),
    st.sampled_from(
        ["id", "when", "then", "because", "mode", "limit", "on_unknown", "human", "queue", "title"]
    ),
)
def test_any_value_of_any_key_is_understood_or_explained(value: str, key: str) -> None:
    assert _said_of(policy_text(rule(**{key: value}))).startswith(("policy.toml:", "no problem"))


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"k{i}" = {_toml(v)}' for i, v in enumerate(value.values())) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return (
            '"'
            + "".join(c if c.isalnum() and c.isascii() else f"\\u{ord(c) % 0xD000:04x}" for c in value)
            + '"'
        )
    return str(value) if value is not None else "1979-05-27"


def test_a_file_from_another_system_is_read_the_same() -> None:
    text = policy_text(rule())
    assert parse("\ufeff" + text.replace("\n", "\r\n")).digest == parse(text).digest


def test_a_place_is_right_after_a_byte_order_mark_and_other_line_ends() -> None:
    text = policy_text(rule(when='"""\n\n  x"""'))
    assert "small.toml:10:3:" in _refused("\ufeff" + text.replace("\n", "\r\n")).message


def test_a_text_that_is_no_unicode_is_refused_with_its_line() -> None:
    assert _refused(policy_text(rule(title="'\udfff'"))).message == "small.toml:6:1: no Unicode"


BASE = policy_text("version = 3\n", rule("one"), rule("two"), TEST)


def _files(main: str = "", /, **others: str) -> Bundle:
    names = {"base": "base/b.toml", "private": "private/p.toml", "more": "more.toml"}
    texts = {names[key]: text for key, text in others.items()}
    return Bundle(
        "a.toml", {"a.toml": policy_text('extends = ["base/b@3"]\n', main), "base/b.toml": BASE, **texts}
    )


def test_a_policy_extends_another_and_replaces_its_rules_in_place() -> None:
    found = parse_bundle(_files(rule("three") + rule("one", title='"Mine"')))
    assert [(one.id, one.title) for one in found.rules] == [("one", "Mine"), ("two", "One"), ("three", "One")]
    assert (found.name, found.tests) == ("Tried", ())


def test_how_a_policy_is_spread_over_files_is_no_part_of_its_digest() -> None:
    assert (
        parse_bundle(_files(rule("three"))).digest == policy(rule("one"), rule("two"), rule("three")).digest
    )


def test_a_private_file_adds_its_rules_at_the_end() -> None:
    found = parse_bundle(_files(private=policy_text(rule("zero"), TEST)))
    assert [(one.id, one.is_private) for one in found.rules] == [
        ("one", False),
        ("two", False),
        ("zero", True),
    ]
    assert [(one.file, one.name) for one in found.tests] == [("private/p.toml", "t")]


def test_what_is_extended_is_tested_as_it_is_by_itself() -> None:
    whole, base = parse_parts(_files(rule("one", when='"not match.exact"') + TEST.replace("true", "false")))
    assert [(one.file, one.line) for one in base.tests] == [("base/b.toml", 21)]
    assert [one.file for one in whole.tests] == ["a.toml"]
    results = [result for part in (whole, base) for result in run(part)]
    assert [(one.test.file, one.has_passed) for one in results] == [("a.toml", True), ("base/b.toml", True)]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"base": policy_text("version = 2\n")}, "a.toml:3:11: base/b.toml is version 2, not 3"),
        ({"base": policy_text()}, "a.toml:3:11: base/b.toml says no version"),
        ({"base": policy_text("version = 3\n", rule(when='"x"'))}, "base/b.toml:9:9: there is no fact x"),
        ({"base": "x"}, "base/b.toml:1:2: key = value is expected"),
        (
            {"base": policy_text('version = 3\nextends = "base/b@3"\n')},
            "b.toml:4:12: base/b.toml extends itself",
        ),
        (
            {"base": policy_text('version = 3\nextends = "more@1"\n')},
            "b.toml:4:12: there is no file more.toml",
        ),
        ({"more": policy_text()}, "more.toml:1:1: no file extends this one"),
        ({"private": policy_text(rule("one"))}, "p.toml:5:7: the policy has a rule with the id one already"),
        ({"private": policy_text('extends = "base/b@3"\n')}, "p.toml:3:12: a private file has no extends"),
        ({"private": policy_text("quota.hold = 5\n")}, "p.toml:3:14: a private file has no quota"),
        ({"private": policy_text(GUARD)}, "p.toml:4:1: a private file has no guard"),
        ({"private": policy_text(TEST.replace("one", "on"))}, "p.toml:6:9: there is no rule on"),
        ({"base": policy_text("version = 3\n", TEST)}, "base/b.toml:7:9: there is no rule one"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_several_files_is_told_with_the_right_file(
    files: dict[str, str], said: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_bundle(_files(**files))
    assert said in caught.value.message
    assert caught.value.hint


def _chain(length: int) -> Bundle:
    def text(number: int) -> str:
        return policy_text("version = 1\n", f'extends = "x{number}@1"\n' if number < length else "")

    return Bundle("x0.toml", {f"x{number}.toml": text(number + 1) for number in range(length)})


def test_files_extend_one_another_up_to_a_bound() -> None:
    assert len(parse_parts(_chain(DEEPEST))) == DEEPEST
    with pytest.raises(PolicyError, match=r"x3\.toml:4:12: more than 4 files extend one another"):
        parse_parts(_chain(DEEPEST + 1))


def test_too_many_files_are_refused() -> None:
    files = {f"private/{number}.toml": policy_text() for number in range(MOST_FILES)}
    with pytest.raises(PolicyError, match=r"a\.toml:1:1: 9 files are one policy, 8 are allowed"):
        parse_bundle(Bundle("a.toml", {"a.toml": policy_text(), **files}))


def test_one_file_alone_cannot_extend_what_is_not_there() -> None:
    error = _refused(policy_text('extends = ["base/b@3"]\n'))
    assert error.message == "small.toml:3:11: there is no file base/b.toml"
