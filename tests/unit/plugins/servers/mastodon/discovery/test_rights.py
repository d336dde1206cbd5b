"""What is lacking is said in words, and what it costs is left to people."""

import pytest

from leeward.model.servers import Support
from leeward.plugins.servers.mastodon.dialects import dialect
from leeward.plugins.servers.mastodon.dialects.shape import Dialect
from leeward.plugins.servers.mastodon.discovery.rights import left, rights


def spoken(software: str) -> Dialect:
    found = dialect(software)
    assert found is not None
    return found


MASTODON, AKKOMA, SNAC = spoken("mastodon"), spoken("akkoma"), spoken("snac")
ALL = list(MASTODON.scopes)


def role(permissions: object) -> dict[str, object]:
    return {"id": "1", "role": {"permissions": permissions}}


@pytest.mark.parametrize(
    ("permissions", "missing"),
    [
        ("1", ()),  # an administrator may everything
        ("1048575", ()),
        (str(1 << 4 | 1 << 10), ()),
        (str(1 << 4), ("the role's permission Manage Users",)),
        ("65536", ("the role's permission Manage Reports", "the role's permission Manage Users")),
        ("0", ("the role's permission Manage Reports", "the role's permission Manage Users")),
    ],
)
def test_the_bits_of_a_role_are_read(permissions: str, missing: tuple[str, ...]) -> None:
    found = rights(MASTODON, role(permissions), ALL)
    assert (found.missing(), found.untold) == (missing, ())


@pytest.mark.parametrize("permissions", [None, 1, "", "all", "\N{SUPERSCRIPT TWO}"])
def test_a_role_that_nobody_can_read_is_not_known(permissions: object) -> None:
    found = rights(MASTODON, role(permissions), ALL)
    assert (found.missing(), len(found.untold)) == ((), 1)


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (ALL, ()),
        (["read", "write", "admin:read", "admin:write"], ()),
        (["read", "write:reports", "admin"], ()),
        (["read", "write"], ("the scope admin:read:accounts",)),
        (["reader", "write", "admin:read", "admin:write"], ("the scope read:accounts",)),
    ],
)
def test_a_wide_scope_covers_the_narrow_ones_below_it(scopes: list[str], missing: tuple[str, ...]) -> None:
    assert rights(MASTODON, role("1"), scopes).missing()[:1] == missing


def test_without_a_token_only_people_act() -> None:
    found = rights(MASTODON, {}, None)
    assert found.missing() == ("a token that is valid",)
    assert not [one for one in left(MASTODON, found) if one.support is Support.API]


def test_a_missing_permission_costs_exactly_what_needs_it() -> None:
    found = rights(MASTODON, role(str(1 << 4)), ALL)
    support = {one.action: one.support for one in left(MASTODON, found)}
    assert support["limit_account"] is Support.HAND
    assert support["resolve_report"] is Support.API
    assert support["hold_post"] is Support.NONE
    notes = {one.action: one.note for one in left(MASTODON, found)}
    assert "Manage Users" in notes["limit_account"]


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"is_admin": False, "is_moderator": True}, 0),
        ({"is_admin": True}, 0),
        ({"is_admin": False, "is_moderator": False}, 1),
    ],
)
def test_akkoma_says_who_is_a_moderator(told: dict[str, bool], missing: int) -> None:
    found = rights(AKKOMA, {"id": "1", "pleroma": told}, list(AKKOMA.scopes))
    assert len(found.missing()) == missing
    support = {one.action: one.support for one in left(AKKOMA, found)}
    assert support["remove_post"] is (Support.HAND if missing else Support.API)


def test_a_server_without_moderators_lacks_none() -> None:
    assert rights(SNAC, {"id": "1"}, ["read"]).missing() == ()
