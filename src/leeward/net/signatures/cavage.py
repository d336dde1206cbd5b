"""Signatures of draft-cavage-http-signatures-12, within what Mastodon asks of them.

Source: draft-cavage-http-signatures-12, 2 and 4; mastodon/mastodon app/lib/signed_request.rb.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from leeward.model.errors import BadSignature
from leeward.net.signatures.claims import Claim, Style
from leeward.net.signatures.digests import decoded, read_digest
from leeward.net.signatures.fields import Fields, Target, moment, octets

_PARAMETER = re.compile(r'\s*([a-zA-Z]{1,32})\s*=\s*(?:"([^"\\]*)"|([0-9]{1,15}(?:\.[0-9]{1,6})?))\s*(,|$)')
_MOST = 8192  # characters of the Signature header
_MOST_COVERED = 32
_ONCE = {"host", "date", "digest"}  # headers that a request has once or not at all


def read(target: Target, fields: Fields) -> Claim:
    """What the Signature header claims.
    Raises: BadSignature: it cannot be read, or covers too little."""
    parameters = _parameters(fields.one("signature"))
    covered = _covered(parameters, target)
    algorithm = parameters.get("algorithm", "").lower()
    if {"(created)", "(expires)"} & set(covered) and algorithm != "hs2019":
        raise BadSignature("a signature with (created) must say hs2019")
    return Claim(
        key_id=_needed(parameters, "keyId"),
        style=Style.CAVAGE,
        algorithm=algorithm,
        covered=covered,
        created=_created(covered, parameters, fields),
        expires=_second(parameters, "expires") if "(expires)" in covered else None,
        label="",
        digest=read_digest(fields.one("digest")) if "digest" in covered else None,
        texts=tuple(
            octets("\n".join(_line(name, path, fields, parameters) for name in covered))
            for path in _paths(target, fields, covered)
        ),
        signature=decoded(_needed(parameters, "signature"), "the signature"),
    )


def _parameters(header: str) -> dict[str, str]:
    if len(header) > _MOST:
        raise BadSignature("the signature is too long")
    found: dict[str, str] = {}
    at = 0
    while at < len(header):
        match = _PARAMETER.match(header, at)
        if match is None or match[1] in found:
            raise BadSignature("the signature header cannot be read")
        found[match[1]] = match[2] if match[2] is not None else match[3]
        at = match.end()
    return found


def _needed(parameters: dict[str, str], name: str) -> str:
    if not parameters.get(name):
        raise BadSignature(f"the signature has no {name}")
    return parameters[name]


def _covered(parameters: dict[str, str], target: Target) -> tuple[str, ...]:
    covered = tuple(parameters.get("headers", "date").lower().split())
    names = set(covered)
    if len(names) != len(covered) or len(covered) > _MOST_COVERED:
        raise BadSignature("a header is signed twice, or too many are")
    if not names & {"date", "(created)"}:
        raise BadSignature("the time is not signed")
    if not names & {"digest", "(request-target)"}:
        raise BadSignature("neither the digest nor the target is signed")
    needed = "digest" if target.has_body else "host"
    if needed not in names:
        raise BadSignature(f"the {needed} is not signed")
    return covered


def _line(name: str, path: str, fields: Fields, parameters: dict[str, str]) -> str:
    match name:
        case "(request-target)":
            return f"{name}: {path}"
        case "(created)" | "(expires)":
            return f"{name}: {_needed(parameters, name.strip('()'))}"
        case _ if name in _ONCE:
            return f"{name}: {fields.one(name)}"
        case _:
            return f"{name}: {fields.joined(name)}"


def _paths(target: Target, fields: Fields, covered: tuple[str, ...]) -> list[str]:
    """What (request-target) may say: some servers leave the query out."""
    if "host" in covered and not target.is_for(fields.one("host")):
        raise BadSignature("it was sent to another server")
    paths = dict.fromkeys((target.path, target.path.partition("?")[0]))
    return [f"{target.method.lower()} {path}" for path in paths]


def _created(covered: tuple[str, ...], parameters: dict[str, str], fields: Fields) -> datetime:
    if "(created)" in covered:
        return _second(parameters, "created")
    try:
        date = parsedate_to_datetime(fields.one("date"))
    except (ValueError, OverflowError, TypeError, IndexError) as error:
        raise BadSignature("the date cannot be read") from error
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def _second(parameters: dict[str, str], name: str) -> datetime:
    text = _needed(parameters, name)
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        raise BadSignature(f"{name} is no time")
    return moment(float(text))
