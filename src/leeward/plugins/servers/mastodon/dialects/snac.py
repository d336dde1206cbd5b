"""snac: a small server without moderators. Source: 2.75."""

from leeward.plugins.servers.mastodon.dialects.shape import (
    HAND,
    NO_LINK,
    NONE,
    Admin,
    Dialect,
    abilities,
    ways,
)

SNAC = Dialect(
    "snac",
    Admin.NONE,
    ways(None, None, "local posts of this server with their replies; edits only of the newest", None),
    abilities(
        hold_post=(NONE, NO_LINK, None),
        release_post=(NONE, NO_LINK, None),
        mark_sensitive=(NONE, NO_LINK, None),
        unmark_sensitive=(NONE, NO_LINK, None),
        limit_account=(NONE, NO_LINK, None),
        unlimit_account=(NONE, NO_LINK, None),
        suspend_account=(HAND, "on the machine: snac deluser; it deletes at once", None),
        unsuspend_account=(NONE, "a deleted user is gone", None),
        remove_post=(HAND, "signed in as its author; the picture stays until its file is deleted too", None),
        resolve_report=(NONE, "snac takes no reports", None),
        file_report=(NONE, "snac takes no reports", None),
    ),
    ("read",),
    ("write",),
    notes=("snac deletes no pictures: delete the files in user/<name>/static yourself",),
)
