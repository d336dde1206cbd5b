"""Our own requests, signed."""

import base64
from datetime import UTC, datetime
from email.utils import format_datetime

import http_sf
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from yarl import URL

from leeward.net.guard import checked
from leeward.net.signatures.claims import Style
from leeward.net.signatures.digests import content_digest, digest
from leeward.net.signatures.keys import PrivateKey
from leeward.net.wire import Request

_LABEL = "sig1"


def sign(request: Request, key: PrivateKey, key_id: str, style: Style, now: datetime) -> dict[str, str]:
    """The headers to add to a request, Host among them: it is signed as the client will send it.

    now: with a time zone. The request must not follow redirects: what is signed is for this address alone.
    Raises: NotFetched: the request's address cannot be asked.
    """
    url = checked(request.url)
    if style is Style.RFC9421:
        return _message(request, key, key_id, (url, now))
    return _cavage(request, key, key_id, (url, now))


def _cavage(
    request: Request, key: PrivateKey, key_id: str, where_when: tuple[URL, datetime]
) -> dict[str, str]:
    url, now = where_when
    path = f"{request.method.lower()} {url.raw_path_qs}"
    added = {"Host": _host(url), "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    if _has_body(request):
        added["Digest"] = digest(request.body or b"")
    covered = {"(request-target)": path, **{name.lower(): value for name, value in added.items()}}
    text = "\n".join(f"{name}: {value}" for name, value in covered.items())
    algorithm = "rsa-sha256" if isinstance(key, rsa.RSAPrivateKey) else "hs2019"
    return {
        **added,
        "Signature": f'keyId="{key_id}",algorithm="{algorithm}",headers="{" ".join(covered)}",'
        f'signature="{base64.b64encode(_signed(text, key)).decode("ascii")}"',
    }


def _message(
    request: Request, key: PrivateKey, key_id: str, where_when: tuple[URL, datetime]
) -> dict[str, str]:
    url, now = where_when
    added = {"Host": _host(url)}
    covered = {
        "@method": request.method.upper(),
        "@target-uri": f"{url.scheme}://{_host(url)}{url.raw_path_qs}",
    }
    if _has_body(request):
        covered["content-digest"] = added["Content-Digest"] = content_digest(request.body or b"")
    parameters: dict[str, http_sf.types.BareItemType] = {"created": int(now.timestamp()), "keyid": key_id}
    components: list[http_sf.types.ItemType] = [(name, {}) for name in covered]
    inputs = http_sf.ser({_LABEL: (components, parameters)})
    lines = [f'"{name}": {value}' for name, value in covered.items()]
    lines.append(f'"@signature-params": {inputs.removeprefix(f"{_LABEL}=")}')
    signature = http_sf.ser({_LABEL: _signed("\n".join(lines), key)})
    return {**added, "Signature-Input": inputs, "Signature": signature}


def _has_body(request: Request) -> bool:
    return request.body is not None or request.method not in {"GET", "HEAD"}


def _signed(text: str, key: PrivateKey) -> bytes:
    octets = text.encode("latin-1")
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(octets)


def _host(url: URL) -> str:
    """Host as the client sends it: the scheme's own port is left out."""
    return url.host_port_subcomponent or ""
