"""Digests of bodies: read from both kinds of headers, and written. Only SHA-256 counts."""

import base64
import binascii
import hashlib
from typing import cast

import http_sf

from leeward.model.errors import BadSignature
from leeward.net.signatures.fields import octets

_BYTES = 32


def read_digest(value: str) -> bytes:
    """The SHA-256 in a Digest header, 32 bytes.
    Raises: BadSignature: there is none, or two that differ. Source: RFC 3230, 4.3.2."""
    found = set()
    for part in value.split(","):
        name, _, text = part.strip().partition("=")
        if name.lower() == "sha-256":
            found.add(decoded(text, "the digest"))
    return _only(found)


def read_content_digest(value: str) -> bytes:
    """The SHA-256 in a Content-Digest header, 32 bytes.
    Raises: BadSignature: there is none, or it cannot be read. Source: RFC 9530, 2."""
    try:
        entries = cast(http_sf.DictionaryType, http_sf.parse(octets(value), tltype="dictionary"))
    except http_sf.StructuredFieldError as error:
        raise BadSignature("the digest cannot be read") from error
    entry = entries.get("sha-256")
    bare = entry[0] if isinstance(entry, tuple) else entry
    return _only({bare} if isinstance(bare, bytes) else set())


def digest(body: bytes) -> str:
    """The value of a Digest header."""
    return f"SHA-256={_base64(body)}"


def content_digest(body: bytes) -> str:
    """The value of a Content-Digest header."""
    return f"sha-256=:{_base64(body)}:"


def decoded(text: str, what: str) -> bytes:
    """Strict base64 as bytes.
    Raises: BadSignature: it is none."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature(f"{what} is no base64") from error


def _only(found: set[bytes]) -> bytes:
    if len(found) != 1:
        raise BadSignature("there are two digests" if found else "there is no SHA-256 digest")
    (only,) = found
    if len(only) != _BYTES:
        raise BadSignature("the digest has a wrong length")
    return only


def _base64(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode("ascii")
