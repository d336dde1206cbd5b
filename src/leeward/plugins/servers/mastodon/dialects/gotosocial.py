"""GoToSocial: it knows no half measures. Source: its admin API of 0.20."""

from leeward.plugins.servers.mastodon.dialects.shape import (
    API,
    NO_LINK,
    NONE,
    POLL,
    STREAM,
    Admin,
    Dialect,
    abilities,
    ways,
)

GOTOSOCIAL = Dialect(
    "gotosocial",
    Admin.MASTODON,
    ways(None, STREAM, POLL, None),
    abilities(
        hold_post=(NONE, "GoToSocial hides no single post", None),
        release_post=(NONE, "GoToSocial hides no single post", None),
        mark_sensitive=(NONE, NO_LINK, None),
        unmark_sensitive=(NONE, NO_LINK, None),
        limit_account=(NONE, NO_LINK, None),
        unlimit_account=(NONE, NO_LINK, None),
        suspend_account=(
            API,
            "deletes the account and all its posts at once: nothing brings them back",
            None,
        ),
        unsuspend_account=(NONE, "a suspended account is deleted", None),
        remove_post=(NONE, "GoToSocial lets nobody but its author delete a post", None),
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
    ),
    notes=("after any deletion the files stay until the media cleanup of the night",),
)
