"""What a promotion would change, before it does."""

import pytest

from leeward.model.errors import UsageError
from leeward.policy.rules import Mode
from leeward.review.office.policies import candidates
from tests.unit.review.office.policies.files import rule
from tests.unit.review.office.policies.policy_house import PolicyHouse
from tests.unit.review.office.policies.test_changing import house

__all__ = ["house"]


async def test_a_candidate_is_compared_with_what_rules_may_do_now(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    house.write(rule(), rule("new"), rule("newer"))
    await house.start()
    async with house.asks() as opened:
        found = await candidates.candidate(opened, "new", 10)
        with pytest.raises(UsageError, match="no rule nw"):
            await candidates.candidate(opened, "nw", None)
    assert (found.rule.share, found.rule.mode) == (10, Mode.ENFORCE)
    modes = [[str(one.mode) for one in side.rules] for side in (found.now, found.then)]
    assert modes == [["enforce", "shadow", "shadow"], ["enforce", "enforce", "shadow"]]
