"""What a token and its account's role lack, in words, and which actions that costs.

Source: app/models/user_role.rb of Mastodon 4.6 (bits of a role); GoToSocial uses the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from leeward.model.servers import Ability, Support
from leeward.plugins.servers.mastodon.dialects.shape import Admin, Dialect
from leeward.plugins.servers.mastodon.reading import Shape, boolean, shape

NO_TOKEN = "a token that is valid"  # noqa: S105 - it is a sentence
_ADMINISTRATOR = 0
_BITS: Mapping[str, int] = MappingProxyType({"Manage Reports": 4, "Manage Users": 10})
_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("mark_sensitive", "unmark_sensitive", "limit_account", "unlimit_account"),
                *("suspend_account", "unsuspend_account"),
            ),
            ("Manage Users", "Manage Reports", "admin:write:accounts"),
        ),
        "resolve_report": ("Manage Reports", "admin:write:reports"),
        "file_report": ("write:reports",),
    }
)
_NEEDS_OF_PLEROMA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("hold_post", "release_post", "mark_sensitive", "unmark_sensitive", "remove_post"),
            ("moderator", "admin:write:statuses"),
        ),
        **dict.fromkeys(
            ("limit_account", "unlimit_account", "suspend_account", "unsuspend_account"),
            ("moderator", "admin:write:accounts"),
        ),
        "resolve_report": ("moderator", "admin:write:reports"),
        "file_report": ("write:reports",),
    }
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What is lacking: names of rights (permissions, scopes); and what the server does not tell."""

    lacking: frozenset[str]
    untold: tuple[str, ...] = ()

    def missing(self) -> tuple[str, ...]:
        """In words, in a stable order."""
        return tuple(_in_words(one) for one in sorted(self.lacking))


def rights(spoken: Dialect, account: Shape, scopes: Sequence[str] | None) -> Rights:
    """What is lacking. account: as verify_credentials shows it, empty without a valid token.
    scopes: of the token, None where the server does not tell."""
    if not account:
        return Rights(frozenset({NO_TOKEN}))
    lacking = set() if scopes is None else {one for one in spoken.scopes if not _covers(scopes, one)}
    untold = [] if scopes is not None else ["the server does not tell the token's scopes"]
    role = _role(spoken, account)
    if role is None:
        untold.append("the server does not tell what the account's role may do")
    return Rights(frozenset(lacking | (role or set())), tuple(untold))


def left(spoken: Dialect, found: Rights) -> tuple[Ability, ...]:
    """The abilities that remain; for what is lost a person is needed."""
    needs = _NEEDS_OF_PLEROMA if spoken.admin is Admin.PLEROMA else _NEEDS
    return tuple(_without(one, needs.get(one.action, ()), found) for one in spoken.abilities)


def _without(ability: Ability, needs: Iterable[str], found: Rights) -> Ability:
    lost = sorted({NO_TOKEN, *needs} & found.lacking)
    if ability.support is not Support.API or not lost:
        return ability
    note = f"the token may not: it lacks {_in_words(lost[0])}"
    return replace(ability, support=Support.HAND, note=f"{note}; {ability.note}".removesuffix("; "))


def _role(spoken: Dialect, account: Shape) -> set[str] | None:
    """What the role lacks, None where nobody tells."""
    if spoken.admin is Admin.NONE:
        return set()
    if spoken.admin is Admin.PLEROMA:
        told = shape(account.get("pleroma"))
        staff = [boolean(told.get("is_admin")), boolean(told.get("is_moderator"))]
        return None if staff == [None, None] else (set() if True in staff else {"moderator"})
    permissions = shape(account.get("role")).get("permissions")
    if not (isinstance(permissions, str) and permissions.isascii() and permissions.isdigit()):
        return None
    bits = int(permissions[:20])
    if bits >> _ADMINISTRATOR & 1:
        return set()
    return {name for name, bit in _BITS.items() if not bits >> bit & 1}


def _covers(granted: Sequence[str], wanted: str) -> bool:
    """A scope covers all that begin with it: admin:read covers admin:read:accounts."""
    return any(wanted == one or wanted.startswith(f"{one}:") for one in granted)


def _in_words(right: str) -> str:
    if right == NO_TOKEN:
        return right
    if right == "moderator":
        return "an account that is a moderator or administrator"
    return f"the role's permission {right}" if right in _BITS else f"the scope {right}"
