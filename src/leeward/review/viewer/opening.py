"""Opens a sealed media: out of the database, into memory, nowhere else."""

from leeward.model.errors import CaseError
from leeward.store.connection import Store
from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Keep, Kept
from leeward.vault.evidence import Evidence, Opening
from leeward.vault.keys import VaultKey

_DECIDE = "decide by the facts, or say that you cannot judge it"
_WHY = {
    Keep.WANTED: ("this media is still being fetched", "try again in a minute"),
    Keep.TOO_LARGE: (
        "this media is larger than what is kept",
        "whoever runs this desk can raise vault.media_bytes",
    ),
    Keep.CHANGED: (
        "the server now gives another file than was looked at: it is not shown as this one",
        _DECIDE,
    ),
    Keep.GONE: ("this media could not be fetched any more", _DECIDE),
    Keep.EXPIRED: ("this media was erased some time after its case was closed", _DECIDE),
}


async def opened(store: Store, key: VaultKey, media: int) -> int:
    """A descriptor of the media's bytes in anonymous memory; it is the caller's.

    Raises: CaseError: it is not kept, and why. SealError: what is kept does not open. DatabaseError.
    """
    async with store.session() as connection:
        kept = await evidence.one(connection, media)
        found = _kept(kept)
        told = Evidence(media, found.size or 0, found.sha256 or b"")
        opening = Opening(told, key)
        try:
            for number in range(told.pieces):
                opening.take(await evidence.piece(connection, found.id, number) or b"")
            return opening.whole()
        finally:
            opening.close()


def _kept(found: Kept | None) -> Kept:
    if found is None:
        raise CaseError("this media is not kept", "vault.is_kept is off, or its case was opened a moment ago")
    if found.state is not Keep.KEPT:
        raise CaseError(*_WHY[found.state])
    return found
