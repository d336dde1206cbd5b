"""Signatures of RFC 9421, HTTP Message Signatures, within what Mastodon and FASP ask of them.

Source: RFC 9421, 2.2, 2.5, 4; mastodon/mastodon app/lib/signed_request.rb; FASP, protocol basics.
"""

from typing import cast

import http_sf

from leeward.model.errors import BadSignature
from leeward.net.signatures.claims import Claim, Style
from leeward.net.signatures.digests import read_content_digest
from leeward.net.signatures.fields import Fields, Target, moment, octets

_MOST = 16_384  # characters of each of the two headers
_MOST_COVERED = 32
_MOST_SIGNATURES = 4  # that are tried

_Parameters = dict[str, object]


def read(target: Target, fields: Fields) -> tuple[Claim, ...]:
    """What each signature claims that covers enough, in the sender's order.
    Raises: BadSignature: none does; it says what the first one lacks."""
    inputs, signatures = _dictionary(fields, "signature-input"), _dictionary(fields, "signature")
    claims: list[Claim] = []
    first: BadSignature | None = None
    for label, member in list(inputs.items())[:_MOST_SIGNATURES]:
        try:
            claims.append(_claim(label, member, signatures.get(label), (target, fields)))
        except BadSignature as error:
            first = first or error
    if not claims:
        raise first or BadSignature("there is no signature")
    return tuple(claims)


def _dictionary(fields: Fields, name: str) -> http_sf.DictionaryType:
    value = fields.joined(name)
    if len(value) > _MOST:
        raise BadSignature("the signature is too long")
    try:
        parsed = http_sf.parse(octets(value), tltype="dictionary", on_duplicate_key=_refuse_twice)
    except http_sf.StructuredFieldError as error:
        raise BadSignature("the signature headers cannot be read") from error
    return cast(http_sf.DictionaryType, parsed)


def _refuse_twice(key: str, where: str) -> None:
    raise BadSignature("the signature headers say something twice")


def _claim(label: str, member: object, signature: object, request: tuple[Target, Fields]) -> Claim:
    target, fields = request
    components, parameters = _inner_list(member)
    covered = tuple(_component(item) for item in components)
    _check_covered(covered, target)
    lines = [f'"{name}": {_value(name, target, fields)}' for name in covered]
    lines.append(f'"@signature-params": {http_sf.ser({label: member})[len(label) + 1 :]}')  # type: ignore[dict-item]
    has_digest = "content-digest" in covered
    return Claim(
        key_id=_text(parameters, "keyid"),
        style=Style.RFC9421,
        algorithm=_text(parameters, "alg", "").lower(),
        covered=covered,
        created=moment(_second(parameters, "created")),
        expires=moment(_second(parameters, "expires")) if "expires" in parameters else None,
        label=label,
        digest=read_content_digest(fields.joined("content-digest")) if has_digest else None,
        texts=(octets("\n".join(lines)),),
        signature=_bytes(signature),
    )


def _inner_list(member: object) -> tuple[list[object], _Parameters]:
    if isinstance(member, tuple) and isinstance(member[0], list):
        return member[0], member[1]
    raise BadSignature("the signature covers nothing")


def _component(item: object) -> str:
    if not (isinstance(item, tuple) and isinstance(item[0], str)):
        raise BadSignature("the signature covers something without a name")
    if item[1]:
        raise BadSignature("the signature covers a part of a header, which is not supported")
    return item[0]


def _check_covered(covered: tuple[str, ...], target: Target) -> None:
    names = set(covered)
    if len(names) != len(covered) or len(covered) > _MOST_COVERED:
        raise BadSignature("a header is signed twice, or too many are")
    needed = ["@method", "@target-uri", *(["content-digest"] if target.has_body else [])]
    for name in needed:
        if name not in names:
            raise BadSignature(f"{name} is not signed")


def _value(name: str, target: Target, fields: Fields) -> str:
    path, mark, query = target.path.partition("?")
    derived = {
        "@method": target.method,
        "@target-uri": target.url,
        "@authority": target.authority,
        "@scheme": target.scheme,
        "@request-target": target.path,
        "@path": path,
        "@query": f"?{query}" if mark else "?",
    }
    if name in derived:
        return derived[name]
    if name.startswith("@") or name != name.lower() or '"' in name:
        raise BadSignature("the signature covers something that is not supported")
    return fields.joined(name)


def _text(parameters: _Parameters, name: str, missing: str | None = None) -> str:
    value = parameters.get(name, missing)
    if not isinstance(value, str) or (not value and missing is None):
        raise BadSignature(f"the signature has no {name}")
    return value


def _second(parameters: _Parameters, name: str) -> int:
    value = parameters.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadSignature(f"the signature has no {name}")
    return value


def _bytes(signature: object) -> bytes:
    if isinstance(signature, tuple) and isinstance(signature[0], bytes):
        return signature[0]
    raise BadSignature("the signature itself is missing")
