"""Mastodon and its close forks. Source: routes and docs of 4.6."""

from leeward.plugins.servers.mastodon.dialects.shape import (
    API,
    HAND,
    NONE,
    POLL,
    STREAM,
    Admin,
    Dialect,
    abilities,
    ways,
)

_ACCOUNT_PAGE = "/admin/accounts/{account}"
_REPORT_PAGE = "/admin/reports/{report}"
_STRIKE = "leaves a strike that the person may appeal, and settles every open report on the account"
_INSTEAD = "one post cannot be hidden and shown again: mark_sensitive and limit_account are used instead"
_WEBHOOK = (
    "local posts of every visibility, reports, new accounts; no deletions, nothing from other servers. "
    "A person sets it up at /admin/webhooks"
)
_RELAY = "public posts of local people, signed; a person adds it at /admin/relays"
MODERATING = (
    "read:statuses",
    "read:accounts",
    "write:reports",
    "admin:read:accounts",
    "admin:write:accounts",
    "admin:read:reports",
    "admin:write:reports",
)

MASTODON = Dialect(
    "mastodon",
    Admin.MASTODON,
    ways(_WEBHOOK, STREAM, POLL, _RELAY),
    abilities(
        hold_post=(NONE, _INSTEAD, None),
        release_post=(NONE, _INSTEAD, None),
        mark_sensitive=(API, f"covers all media of the account, not one post; {_STRIKE}", _ACCOUNT_PAGE),
        unmark_sensitive=(API, "for the whole account", _ACCOUNT_PAGE),
        limit_account=(API, f"followers and everybody with a link still see it; {_STRIKE}", _ACCOUNT_PAGE),
        unlimit_account=(API, "", _ACCOUNT_PAGE),
        suspend_account=(
            API,
            "for 30 days the files stay, unreadable where the store has permissions; then all is deleted; "
            + _STRIKE,
            _ACCOUNT_PAGE,
        ),
        unsuspend_account=(API, "within 30 days; lost followers stay lost", _ACCOUNT_PAGE),
        remove_post=(
            HAND,
            "from the page of a report on the post: the API deletes no single post",
            _REPORT_PAGE,
        ),
        resolve_report=(API, "", _REPORT_PAGE),
        file_report=(API, "", None),
    ),
    MODERATING,
    notes=(
        "connect with an account of its own: what that blocks, mutes or filters by language is not streamed",
    ),
)
