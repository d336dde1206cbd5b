"""What a request claims about who sent it, in either style."""

from leeward.model.errors import BadSignature
from leeward.net.signatures import cavage, messages
from leeward.net.signatures.claims import Claim
from leeward.net.signatures.fields import Fields, Headers, target

_MOST_KEY_ID = 2048  # characters


def read_claim(method: str, url: str, headers: Headers) -> Claim:
    """The first claim of a request; see read_claims."""
    return read_claims(method, url, headers)[0]


def read_claims(method: str, url: str, headers: Headers) -> tuple[Claim, ...]:
    """Every claim of a request that covers enough, at least one, at most four. Any of them that `check`
    accepts proves the sender.

    url: as the sender addressed us (our public address with the raw path and query).
    headers: as sent, with duplicates.
    Raises: BadSignature: it is not signed, or not enough of it.
    """
    asked, fields = target(method, url), Fields(headers)
    is_message = fields.has("signature-input")
    claims = messages.read(asked, fields) if is_message else (cavage.read(asked, fields),)
    if any(len(claim.key_id) > _MOST_KEY_ID or not claim.key_id.isprintable() for claim in claims):
        raise BadSignature("the key's name is too long or cannot be printed")
    return claims
