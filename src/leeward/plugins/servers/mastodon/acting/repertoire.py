"""Which deed is which action, by the API that a software has for moderators."""

from collections.abc import Mapping
from types import MappingProxyType

from leeward.plugins.servers.mastodon.acting import pleroma, pleroma_people, reports, statuses
from leeward.plugins.servers.mastodon.acting.accounts import applied, lifted
from leeward.plugins.servers.mastodon.acting.deeds import Deed
from leeward.plugins.servers.mastodon.dialects import dialect
from leeward.plugins.servers.mastodon.dialects.shape import Admin

_MASTODON: Mapping[str, Deed] = MappingProxyType(
    {
        "mark_sensitive": applied("sensitive", "sensitized"),
        "unmark_sensitive": lifted("unsensitive", "sensitized"),
        "limit_account": applied("silence", "silenced"),
        "unlimit_account": lifted("unsilence", "silenced"),
        "suspend_account": applied("suspend", "suspended"),
        "unsuspend_account": lifted("unsuspend", "suspended"),
        "remove_post": statuses.REMOVE,
        "resolve_report": reports.RESOLVE,
        "file_report": reports.FILE,
    }
)
_PLEROMA: Mapping[str, Deed] = MappingProxyType(
    {
        "hold_post": pleroma.HOLD,
        "release_post": pleroma.RELEASE,
        "mark_sensitive": pleroma.marked(is_sensitive=True),
        "unmark_sensitive": pleroma.marked(is_sensitive=False),
        "limit_account": pleroma_people.tagged("PUT", is_on=True),
        "unlimit_account": pleroma_people.tagged("DELETE", is_on=False),
        "suspend_account": pleroma_people.switched("deactivate", is_active=False),
        "unsuspend_account": pleroma_people.switched("activate", is_active=True),
        "remove_post": pleroma.REMOVE,
        "resolve_report": pleroma_people.RESOLVE,
        "file_report": pleroma_people.FILE,
    }
)
_TO_LOOK_AT: Mapping[str, Deed] = MappingProxyType({"remove_post": statuses.REMOVE})  # done by hand


def deed(software: str, action: str) -> Deed | None:
    """How this software does it, or shows that a person did it; None if neither."""
    spoken = dialect(software)
    known = {Admin.MASTODON: _MASTODON, Admin.PLEROMA: _PLEROMA}
    return known.get(spoken.admin, _TO_LOOK_AT).get(action) if spoken else None
