"""What a request claims about its sender, before anybody has proved it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Style(StrEnum):
    """How a request is signed."""

    CAVAGE = "cavage"  # draft-cavage-http-signatures-12
    RFC9421 = "rfc9421"


@dataclass(frozen=True, slots=True)
class Claim:
    """One signature of one request, unproved.

    key_id: names the key to fetch. algorithm: lower case, "" where the key decides. covered: lower case.
    created, expires: UTC, only if the signature covers them. label: RFC 9421 only. digest: 32 bytes, the
    SHA-256 that the body must have, None if the body is not covered. texts: what may have been signed.
    """

    key_id: str
    style: Style
    algorithm: str
    covered: tuple[str, ...]
    created: datetime
    expires: datetime | None
    label: str
    digest: bytes | None
    texts: tuple[bytes, ...] = field(repr=False)
    signature: bytes = field(repr=False)
