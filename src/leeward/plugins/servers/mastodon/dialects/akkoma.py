"""Akkoma and Pleroma: the best holding cell of all. Source: docs/development/API/admin_api.md of 3.16."""

from leeward.plugins.servers.mastodon.dialects.shape import API, STREAM, Admin, Dialect, abilities, ways

_POLL = (
    "the public timeline, and those of local accounts that were seen on it; complaints; no new accounts, "
    "edits only of the newest posts"
)
_TAGS = "its posts from now on go to followers only; needs the policy TagPolicy"
AKKOMA = Dialect(
    "akkoma",
    Admin.PLEROMA,
    ways(None, STREAM, _POLL, "public posts of local people; mix pleroma.relay follow"),
    abilities(
        hold_post=(
            API,
            "on this server only followers see it, behind a warning; other servers keep theirs",
            None,
        ),
        release_post=(API, "back to who could see it before", None),
        mark_sensitive=(API, "on this server", None),
        unmark_sensitive=(API, "on this server", None),
        limit_account=(API, _TAGS, None),
        unlimit_account=(API, _TAGS, None),
        suspend_account=(API, "deactivates it; its files stay", None),
        unsuspend_account=(API, "", None),
        remove_post=(
            API,
            "its files stay unless cleanup_attachments is on; Mastodon servers keep theirs",
            None,
        ),
        resolve_report=(API, "", None),
        file_report=(API, "", None),
    ),
    (
        "read",
        "write:reports",
        "admin:read:accounts",
        "admin:write:accounts",
        "admin:read:reports",
        "admin:write:reports",
        "admin:read:statuses",
        "admin:write:statuses",
    ),
)
