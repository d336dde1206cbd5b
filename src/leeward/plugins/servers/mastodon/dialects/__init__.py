"""The software of this family, one file each."""

from collections.abc import Mapping
from types import MappingProxyType

from leeward.plugins.servers.mastodon.dialects.akkoma import AKKOMA
from leeward.plugins.servers.mastodon.dialects.gotosocial import GOTOSOCIAL
from leeward.plugins.servers.mastodon.dialects.mastodon import MASTODON
from leeward.plugins.servers.mastodon.dialects.pixelfed import PIXELFED
from leeward.plugins.servers.mastodon.dialects.shape import Dialect
from leeward.plugins.servers.mastodon.dialects.snac import SNAC

DIALECTS: tuple[Dialect, ...] = (MASTODON, GOTOSOCIAL, SNAC, AKKOMA, PIXELFED)
_SAME: Mapping[str, Dialect] = MappingProxyType(
    {
        **{one.software: one for one in DIALECTS},
        **dict.fromkeys(("glitch", "glitchsoc", "glitch-soc", "hometown", "fedibird", "kmyblue"), MASTODON),
        "pleroma": AKKOMA,
    }
)


def dialect(software: str) -> Dialect | None:
    """The dialect of a software by the name that NodeInfo gives, None if it is not of this family."""
    return _SAME.get(software.lower())
