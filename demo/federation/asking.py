"""A tiny HTTP client: one connection for each request, no redirects followed, every status is an answer."""

import http.client
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

TIMEOUT_S = 20.0
Json = Any  # what other people's servers say


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Json:
        """Raises: ValueError: the body is no JSON."""
        return json.loads(self.body)

    def wanted(self) -> "Answer":
        """Itself. Raises: Refused: the status is 400 or more."""
        if self.status >= 400:
            raise Refused(f"HTTP {self.status}: {self.body[:300]!r}")
        return self


class Refused(RuntimeError):
    """A server of the demo refused what it should have done."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to upload."""

    content: bytes
    name: str = "bridge.jpg"
    mime: str = "image/jpeg"
    description: str = "a drawn bridge"


def ask(
    method: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    trust: Path | None = None,
) -> Answer:
    """Send one request. trust: certificates to believe, for https.

    Raises: OSError, http.client.HTTPException: no answer came.
    """
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    connection = _connection(parts, trust)
    try:
        connection.request(method, path, body, {"Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def _connection(parts: SplitResult, trust: Path | None) -> http.client.HTTPConnection:
    assert parts.hostname is not None
    if parts.scheme == "https":
        believed = ssl.create_default_context(cafile=trust)
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=TIMEOUT_S, context=believed)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)


def bearer(token: str) -> dict[str, str]:
    """The header that says who asks."""
    return {"Authorization": f"Bearer {token}"}


def post_json(url: str, content: Json, headers: Mapping[str, str] | None = None) -> Answer:
    """POST a JSON body."""
    return ask(
        "POST", url, {"Content-Type": "application/json", **(headers or {})}, json.dumps(content).encode()
    )


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """POST a form."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", url, {**kind, **(headers or {})}, urlencode(fields).encode())


def post_picture(url: str, picture: Picture, headers: Mapping[str, str]) -> Answer:
    """POST a file and its description, as Mastodon's clients upload."""
    mark = secrets.token_hex(16)
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="description"\r\n\r\n{picture.description}\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{picture.name}"\r\n'
        f"Content-Type: {picture.mime}\r\n\r\n"
    )
    body = head.encode() + picture.content + f"\r\n--{mark}--\r\n".encode()
    return ask("POST", url, {**headers, "Content-Type": f"multipart/form-data; boundary={mark}"}, body)
