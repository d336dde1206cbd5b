"""The desk asks for the policy whenever it needs it: it may be another one a second later."""

from typing import cast

from leeward.policy.parse import parse
from leeward.review.ground import Ground
from leeward.store.connection import Store
from tests.desks import Now, ground
from tests.unit.review.office.policies.files import text


def test_the_policy_in_force_is_the_one_of_this_moment() -> None:
    one = ground(cast(Store, None), Now())
    there = [parse(text(name="first"))]
    changing = Ground(**{name: getattr(one, name) for name in one.__slots__} | {"policy": lambda: there[-1]})
    assert changing.in_force().name == "first"
    there.append(parse(text(name="second")))
    assert changing.in_force().name == "second"
