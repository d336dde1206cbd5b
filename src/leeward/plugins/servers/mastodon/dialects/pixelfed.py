"""Pixelfed, as far as it speaks Mastodon's API. Source: routes/api.php of March 2024."""

from leeward.plugins.servers.mastodon.dialects.shape import HAND, Admin, Dialect, abilities, ways

_OWN_API = "Pixelfed has it in an API of its own, which Leeward does not speak yet"
PIXELFED = Dialect(
    "pixelfed",
    Admin.NONE,
    ways(None, None, "the public timeline; edits only of the newest posts", None),
    abilities(
        hold_post=(HAND, _OWN_API, None),
        release_post=(HAND, _OWN_API, None),
        mark_sensitive=(HAND, _OWN_API, None),
        unmark_sensitive=(HAND, _OWN_API, None),
        limit_account=(HAND, _OWN_API, None),
        unlimit_account=(HAND, _OWN_API, None),
        suspend_account=(HAND, _OWN_API, None),
        unsuspend_account=(HAND, _OWN_API, None),
        remove_post=(HAND, _OWN_API, None),
        resolve_report=(HAND, _OWN_API, "/i/admin/reports/show/{report}"),
        file_report=(HAND, _OWN_API, None),
    ),
    ("read",),
    ("write",),
)
