"""HTTP signatures: who sent a request, and our own. Pure: bytes and a time in, an answer out.

Two styles are spoken: draft-cavage-http-signatures-12, as the fediverse uses it, and RFC 9421.
"""

from leeward.net.signatures.checking import check
from leeward.net.signatures.claims import Claim, Style
from leeward.net.signatures.reading import read_claim, read_claims
from leeward.net.signatures.signing import sign

__all__ = ["Claim", "Style", "check", "read_claim", "read_claims", "sign"]
