"""How much credit one voice can earn from one domain."""

from leeward.policy.community.credits import Credits
from leeward.policy.community.parameters import DEFAULTS
from tests.unit.policy.community.stories import day

A, B = frozenset({"domain:a.example"}), frozenset({"domain:b.example"})


def test_a_voice_earns_two_credits_from_one_domain_in_thirty_days() -> None:
    left = Credits(DEFAULTS)
    assert [left.take(A, "v.example", day(n)) for n in (0, 1, 2, 29.9)] == [True, True, False, False]
    assert [left.take(A, "v.example", day(n)) for n in (30, 30.5, 31)] == [True, False, True]


def test_another_voice_and_another_domain_are_counted_apart() -> None:
    left = Credits(DEFAULTS)
    for _ in range(2):
        assert left.take(A, "v.example", day(0))
    assert left.take(B, "v.example", day(0))
    assert left.take(A, "w.example", day(0))
    assert not left.take(A, "v.example", day(0))


def test_accounts_that_share_a_mark_share_their_credits() -> None:
    left = Credits(DEFAULTS)
    for name in ("local:1", "local:2"):
        assert left.take(frozenset({name, "mark:invite:7"}), "v.example", day(0))
    assert not left.take(frozenset({"local:3", "mark:invite:7"}), "v.example", day(0))


def test_a_credit_that_is_refused_is_not_spent() -> None:
    left = Credits(DEFAULTS)
    for _ in range(2):
        left.take(A, "v.example", day(0))
    assert not left.take(A | B, "v.example", day(0))
    assert [left.take(B, "v.example", day(0)) for _ in range(3)] == [True, True, False]
