"""HTTP signatures, written apart from Leeward's own so that the two check each other.

Source: draft-cavage-http-signatures-12 with rsa-sha256, as Mastodon sends it; RFC 9421 and RFC 9530 with
rsa-v1_5-sha256 and the components that Fedify covers.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import Enum
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

COVERED_9421 = ("@method", "@target-uri", "@authority", "content-digest")


class Scheme(Enum):
    """How a request is signed."""

    CAVAGE = "draft-cavage"
    RFC9421 = "RFC 9421"


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the address where its public half is found."""

    key: RSAPrivateKey
    key_id: str

    def sign(self, request: Request, scheme: Scheme, now: datetime) -> dict[str, str]:
        """All headers to send: the request's own, and what the signature needs. now: in UTC."""
        if scheme is Scheme.CAVAGE:
            return self._cavage(request, now)
        return self._rfc9421(request, now)

    def seal(self, text: str) -> str:
        """The signature of a text, in base64."""
        return b64encode(self.key.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    def _cavage(self, request: Request, now: datetime) -> dict[str, str]:
        headers = {**request.headers, "host": urlsplit(request.url).netloc}
        headers["date"] = format_datetime(now, usegmt=True)
        covered = ["(request-target)", "host", "date"]
        if request.body:
            headers["digest"] = f"SHA-256={_digest(request.body)}"
            covered.append("digest")
        mark = self.seal(_cavage_text(Request(request.method, request.url, headers), covered))
        headers["signature"] = (
            f'keyId="{self.key_id}",algorithm="rsa-sha256",headers="{" ".join(covered)}",signature="{mark}"'
        )
        return headers

    def _rfc9421(self, request: Request, now: datetime) -> dict[str, str]:
        headers = {**request.headers, "host": urlsplit(request.url).netloc}
        covered = COVERED_9421 if request.body else COVERED_9421[:-1]
        if request.body:
            headers["content-digest"] = f"sha-256=:{_digest(request.body)}:"
        listed = " ".join(f'"{name}"' for name in covered)
        parameters = f'({listed});created={int(now.timestamp())};keyid="{self.key_id}";alg="rsa-v1_5-sha256"'
        mark = self.seal(rfc9421_base(Request(request.method, request.url, headers), covered, parameters))
        return {**headers, "signature-input": f"sig1={parameters}", "signature": f"sig1=:{mark}:"}


def key_id_of(headers: Mapping[str, str]) -> str | None:
    """Whose key a request claims, in either scheme; None if it is not signed."""
    claimed = headers.get("signature-input", "") + headers.get("signature", "")
    found = re.search(r'key[iI]d="([^"]+)"', claimed)
    return found.group(1) if found else None


def holds(request: Request, public_key_pem: str) -> bool:
    """Whether signature and digest of a request, in either scheme, are true. Dates are not checked."""
    key = load_pem_public_key(public_key_pem.encode())
    assert isinstance(key, RSAPublicKey)
    if "signature-input" in request.headers:
        return _rfc9421_holds(request, key)
    return _cavage_holds(request, key)


def _cavage_holds(request: Request, key: RSAPublicKey) -> bool:
    fields = dict(re.findall(r'(\w+)="([^"]*)"', request.headers.get("signature", "")))
    covered = fields.get("headers", "date").split()
    if not {"(request-target)", "host", "date"} <= set(covered):
        return False
    if request.body and (
        "digest" not in covered or request.headers.get("digest") != f"SHA-256={_digest(request.body)}"
    ):
        return False
    return _is_signed(key, fields.get("signature", ""), _cavage_text(request, covered))


def _rfc9421_holds(request: Request, key: RSAPublicKey) -> bool:
    label, _, parameters = request.headers["signature-input"].partition("=")
    covered = re.findall(r'"([^"]+)"', parameters.partition(")")[0])
    if not {"@method"} <= set(covered) or not {"@target-uri", "@path"} & set(covered):
        return False
    wanted = f"sha-256=:{_digest(request.body)}:"
    if request.body and ("content-digest" not in covered or request.headers.get("content-digest") != wanted):
        return False
    mark = re.search(rf"{re.escape(label)}=:([^:]+):", request.headers.get("signature", ""))
    return mark is not None and _is_signed(key, mark.group(1), rfc9421_base(request, covered, parameters))


def _cavage_text(request: Request, covered: Sequence[str]) -> str:
    target = f"{request.method.lower()} {_path(request.url)}"
    values = {**request.headers, "(request-target)": target}
    return "\n".join(f"{name}: {values.get(name, '')}" for name in covered)


def rfc9421_base(request: Request, covered: Sequence[str], parameters: str) -> str:
    """The text that is signed. parameters: what stands behind the label in Signature-Input."""
    parts = urlsplit(request.url)
    derived = {
        "@method": request.method.upper(),
        "@target-uri": request.url,
        "@authority": parts.netloc.lower(),
        "@scheme": parts.scheme,
        "@path": parts.path or "/",
        "@query": f"?{parts.query}",
        "@request-target": _path(request.url),
    }
    values = {**request.headers, **derived}
    lines = [f'"{name}": {values.get(name, "").strip()}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}'])


def _path(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl() or "/"


def _digest(body: bytes) -> str:
    return b64encode(hashlib.sha256(body).digest()).decode()


def _is_signed(key: RSAPublicKey, mark: str, text: str) -> bool:
    try:
        key.verify(b64decode(mark), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
