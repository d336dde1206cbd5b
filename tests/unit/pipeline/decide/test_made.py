"""What a decision asks for, before it is written."""

from typing import Any

import pytest

from leeward.pipeline.decide.made import Made, hold_hours, wished
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse, parse_bundle
from leeward.policy.rules import When
from leeward.policy.source.bundle import Bundle
from leeward.store.arrivals.looks import Standing
from leeward.store.policies.decisions import Maker
from tests.newcomers import policy

FACTS = {"media.count": 1}


def _rule(id_: str, then: str, *more: str) -> tuple[str, ...]:
    return (id_, "media.count > 0", then, *more)


@pytest.mark.parametrize(
    ("rules", "hours"),
    [
        ([_rule("a", '["hold"]', "for_hours = 24"), _rule("b", '["hold"]', "for_hours = 72")], 72),
        ([_rule("a", '["hold"]', "for_hours = 24"), _rule("b", '["hold"]')], None),
        ([_rule("a", '["hold"]', "for_hours = 24"), _rule("b", '["limit-account"]')], None),
        ([_rule("a", '["hold"]', "for_hours = 24"), _rule("b", '["queue"]')], 24),
        ([_rule("a", '["queue"]')], None),
    ],
    ids=["the longest", "one has no end", "another hold has no end", "a queue holds nothing", "no hold"],
)
def test_a_hold_lasts_as_long_as_its_longest_rule(rules: list[tuple[str, ...]], hours: int | None) -> None:
    read = parse(policy(*rules), "a.toml")
    assert hold_hours(read, evaluate(read, FACTS)) == hours


def _made(
    look: str | None, *matches: dict[str, Any], actions: tuple[str, ...] = (), at: When = When.LOOKED
) -> Made:
    read = parse(policy(_rule("a", '["label:x"]')), "a.toml")
    media = [{"id": 1, "look": look, "is_final": look is not None}]
    post = Standing(1, 1, "u", "n", "poll", {}, 1, media, list(matches))
    return Made(post, b"{}", evaluate(read, FACTS, at=at), actions)


def test_only_what_was_looked_at_and_is_nowhere_and_wants_nobody_is_let_go() -> None:
    ours, theirs = {"bank": "leeward-canary", "media": 1}, {"bank": "stand-ins", "media": 1}
    assert _made("looked").lets_go
    assert _made("looked", ours, actions=("label:x", "canary")).lets_go
    assert not _made("looked", theirs).lets_go
    assert not _made("looked", actions=("queue:x",)).lets_go
    assert not _made("looked", at=When.ARRIVAL).lets_go
    assert not any(_made(look).lets_go for look in (None, "unreadable", "vanished", "skipped"))


def test_what_lapsed_once_is_not_held_for_a_time_again_but_for_good() -> None:
    for_a_time = Made(_made("looked").post, b"{}", _made("looked").evaluation, ("hold", "queue:x"), 24)
    assert (for_a_time.after_lapse().actions, for_a_time.after_lapse().hours) == (("queue:x",), None)
    for_good = Made(for_a_time.post, b"{}", for_a_time.evaluation, ("hold", "queue:x"), None)
    assert for_good.after_lapse() == for_good


@pytest.mark.parametrize("facts", [FACTS, {}], ids=["it fires", "it is unknown"])
def test_the_ledger_is_not_told_which_private_rule_it_was(facts: dict[str, Any]) -> None:
    private = parse(policy(_rule("whisper", '["label:x"]')), "private/a.toml")
    made = Made(_made("looked").post, b"{}", evaluate(private, facts), ("label:x",))
    body = made.note(1, Maker(private.digest, "0"), private).body
    assert isinstance(body, dict)
    told = f"a private rule ({private.rules[0].digest[:12]})"
    assert (body["rules"], body["unknown"]) == (([told], []) if facts else ([], [told]))


def test_the_ledger_is_not_told_the_names_in_what_only_private_rules_ask_for() -> None:
    own = policy(
        _rule("whisper", '["hold", "queue:sighs", "queue:open", "label:bridges"]'),
        _rule("far", '["remove"]', 'human = "two"', 'queue = "elders"'),
    )
    shown = policy(
        _rule("aloud", '["queue:open"]'), _rule("old", '["suspend"]', 'human = "two"', 'queue = "moles"')
    )
    read = parse_bundle(Bundle("policy.toml", {"policy.toml": shown, "private/own.toml": own}))
    evaluation = evaluate(read, FACTS)
    made = Made(_made("looked").post, b"{}", evaluation, wished(read, evaluation))
    body: Any = made.note(1, Maker(read.digest, "0"), read).body
    hidden = ["label:(private)", *["queue:(private)"] * 2]
    assert sorted(map(str, body["actions"])) == ["hold", *hidden, "queue:moles", "queue:open"]
    assert body["proposals"] == ["remove", "suspend"]
    assert {"queue:sighs", "queue:elders", "label:bridges"} <= set(made.row().actions)
