"""A token with the least rights, by way of a person's browser.

The code is copied by hand, so it works from a machine without a browser and needs no address of ours.
Source: RFC 6749, RFC 7636 (S256), docs.joinmastodon.org/methods/oauth.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable

from leeward.model.errors import NotFetched, ServerError
from leeward.net.forms import with_query
from leeward.plugins.servers.mastodon.asking import broken, refusal, send
from leeward.plugins.servers.mastodon.dialects import dialect
from leeward.plugins.servers.mastodon.discovery.nodeinfo import node_info
from leeward.plugins.servers.mastodon.reading import Shape, parsed, shape, text
from leeward.plugins.servers.protocol import Link, SignIn

_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_NO_TOKEN = "the server gives no token for this code"  # noqa: S105 - it is a sentence
_AGAIN = "begin again, and paste the whole code: one works once, and for minutes"
_NAME = "Leeward"


async def sign_in(link: Link, canaries: bool) -> SignIn:
    """Register with the server and give the address to open. canaries: also to post and delete as ourselves.
    Raises: ServerError."""
    spoken = dialect(link.card.software if link.card else (await node_info(link)).software)
    if spoken is None:
        raise ServerError("this is no server of this kind")
    scopes = (*spoken.scopes, *(spoken.posting if canaries else ()))
    wanted = [("client_name", _NAME), ("redirect_uris", _OUT_OF_BAND), ("scopes", " ".join(scopes))]
    app = await _post(link, "/api/v1/apps", wanted)
    client_id, secret = text(app.get("client_id")), text(app.get("client_secret"))
    if client_id is None or secret is None:
        raise ServerError("the server does not register applications by its API")
    verifier = secrets.token_urlsafe(48)
    exchange = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("client_secret", secret),
        ("redirect_uri", _OUT_OF_BAND),
        ("code_verifier", verifier),
    ]

    async def finish(code: str) -> str:
        try:
            told = await _post(link, "/oauth/token", [*exchange, ("code", code.strip())])
        except ServerError as error:
            if error.is_passing:
                raise
            raise ServerError(_NO_TOKEN, _AGAIN) from error
        token = text(told.get("access_token"))
        if token is None:
            raise ServerError(_NO_TOKEN, _AGAIN)
        return token

    return SignIn(_address(link, client_id, scopes, verifier), scopes, finish)


def _address(link: Link, client_id: str, scopes: Iterable[str], verifier: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return with_query(
        f"{link.address}/oauth/authorize",
        [
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", _OUT_OF_BAND),
            ("scope", " ".join(scopes)),
            ("code_challenge", challenge.decode()),
            ("code_challenge_method", "S256"),
        ],
    )


async def _post(link: Link, path: str, fields: list[tuple[str, str]]) -> Shape:
    try:
        answer = await send(link, "POST", path, fields)
    except NotFetched as error:
        raise broken(error) from error
    if answer.status != 200:
        raise refusal(answer)
    return shape(parsed(answer.body))
