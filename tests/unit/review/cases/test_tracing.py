"""Rules are told as the policy of their time has them; private ones only as that."""

from dataclasses import replace

from leeward.policy import record
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse, parse_bundle
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle
from leeward.review.cases.tracing import Tracing
from leeward.store.policies import decisions
from tests.queues import stage
from tests.scenes import NOON

SECRET = """
policy = 1
name = "Mine"
[[rule]]
id = "secret-name"
title = "What nobody may read"
mode = "enforce"
when = "media.count > 0"
then = ["queue:review"]
because = "It has {media.count} files."
"""
POLICY = """
policy = 1
name = "Two rules"
[[rule]]
id = "young"
title = "A young account"
mode = "shadow"
when = "author.age_days < 2"
then = ["hold"]
because = "It is {author.age_days} days old."
[[rule]]
id = "old"
title = "An old account"
mode = "enforce"
when = "flag.count > 5"
then = ["queue:review"]
because = "It has complaints."
"""


def _row(policy: Policy) -> dict[str, str]:
    frame = {"author.age_days": 1, "media.count": 2}
    return {"policy": policy.digest, "evaluation": record.to_json(evaluate(policy, frame)).decode()}


async def test_each_rule_has_its_title_its_reason_and_what_it_asked(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        bundle = Bundle("policy.toml", {"policy.toml": POLICY, "private/one.toml": SECRET})
        policy = parse_bundle(bundle)
        async with desk.store.transaction() as connection:
            await decisions.add_policy(connection, policy.digest, bundle.to_text(), NOON)
            tracing = Tracing(desk.room.ground)
            for _ in range(2):  # the second time from memory
                rules = await tracing.rules(connection, [_row(policy), _row(policy)])
        by_title = {one.title: one for one in rules}
        young = by_title["A young account"]
        assert (young.fired, young.is_shadow, young.because) == (True, True, "It is 1 days old.")
        assert [(one.term, one.values, one.answer) for one in young.steps] == [
            ("author.age_days < 2", "1", True)
        ]
        old = by_title["An old account"]
        assert (old.fired, old.missing, old.steps[0].answer) == (False, ("flag.count",), None)
        private = next(one for one in rules if one.title.startswith("a private rule"))
        assert (private.because, private.steps) == ("", ())
        assert "secret-name" not in str(rules)
        assert "nobody may read" not in str(rules)


async def test_of_a_policy_that_does_not_read_any_more_nothing_is_told(fresh_database: str) -> None:
    async with stage(fresh_database) as desk, desk.store.session() as connection:
        row = _row(parse(POLICY, "two.toml"))
        assert await Tracing(desk.room.ground).rules(connection, [row]) == ()


async def test_the_policy_in_force_is_not_read_again(fresh_database: str) -> None:
    async with stage(fresh_database) as desk, desk.store.session() as connection:
        policy = parse(POLICY, "two.toml")
        tracing = Tracing(replace(desk.room.ground, policy=lambda: policy))
        assert len(await tracing.rules(connection, [_row(policy)])) == 2
        assert tracing.read == {}
