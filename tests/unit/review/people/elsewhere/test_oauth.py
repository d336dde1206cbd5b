"""What a server tells of an account."""

from collections.abc import Mapping

import pytest

from leeward.model.errors import ServerError
from leeward.review.people.elsewhere.oauth import App, as_account, door

NAMED = {"username": "ada", "acct": "ada"}


@pytest.mark.parametrize(
    ("told", "moderates"),
    [
        ({"role": {"permissions": "16"}}, True),
        ({"role": {"permissions": "1"}}, True),
        ({"role": {"permissions": "65536"}}, False),
        ({"role": {"permissions": "0"}}, False),
        ({"role": {"permissions": "-1"}}, False),
        ({"role": {"permissions": "\uff11\uff16"}}, False),
        ({"role": {"permissions": 17}}, False),
        ({"role": {"name": "admin"}}, False),
        ({"pleroma": {"is_admin": False, "is_moderator": True}}, True),
        ({"pleroma": {"is_admin": True}}, True),
        ({"pleroma": {"is_admin": "true"}}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_only_a_role_that_is_told_lets_somebody_moderate(told: Mapping[str, object], moderates: bool) -> None:
    assert as_account({**NAMED, **told}).moderates is moderates


@pytest.mark.parametrize(
    "told", [{}, {"username": ""}, {"username": 1}, {"username": "ada", "acct": "ada@far.example"}]
)
def test_an_account_of_elsewhere_or_of_nobody_is_none(told: Mapping[str, object]) -> None:
    with pytest.raises(ServerError):
        as_account(told)


def test_the_verifier_and_the_secret_stay_here() -> None:
    app = App("https://m.example", "https://desk.example/back", "an-app", "its-secret")
    address = door(app, "a-state", "a-verifier")
    assert address.startswith("https://m.example/oauth/authorize?response_type=code&client_id=an-app")
    assert "verifier" not in address
    assert "its-secret" not in address + repr(app)
