"""What we ask a server when somebody signs in by their account there.

Source: RFC 6749, RFC 7636 (S256), RFC 7009; docs.joinmastodon.org/methods/oauth and /entities/Role.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from leeward.model.errors import NotFetched, ServerError
from leeward.net.client import Client
from leeward.net.forms import form, with_query
from leeward.net.wire import Answer, FetchLimits, Request

SCOPE = "read:accounts"  # the least that tells whose account it is, in every version
_LIMITS = FetchLimits(most_bytes=1 << 20, seconds=15.0, redirects=0)
_ADMINISTRATOR, _MANAGE_REPORTS = 1 << 0, 1 << 4  # bits of a role's permissions
_LATER = "try again later, or use another way to sign in"


@dataclass(frozen=True, slots=True)
class App:
    """How a server knows us. address: the server's; back: where it sends people back to."""

    address: str
    back: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is at a server, and whether their role lets them see reports there."""

    username: str
    moderates: bool


async def register(client: Client, address: str, back: str) -> App:
    """Make us known to a server. Raises: ServerError: it does not answer, or does not want to."""
    told = await _asked(
        client,
        f"{address}/api/v1/apps",
        [("client_name", "Leeward"), ("redirect_uris", back), ("scopes", SCOPE)],
    )
    match told:
        case {"client_id": str(client_id), "client_secret": str(secret)}:
            return App(address, back, client_id, secret)
    raise ServerError("the server does not let other programs ask who somebody is", _LATER)


def door(app: App, state: str, verifier: str) -> str:
    """The address at the server where somebody says that it is them."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = [
        ("response_type", "code"),
        ("client_id", app.client_id),
        ("redirect_uri", app.back),
        ("scope", SCOPE),
        ("state", state),
        ("code_challenge", challenge.decode()),
        ("code_challenge_method", "S256"),
    ]
    return with_query(f"{app.address}/oauth/authorize", asked)


async def whose(client: Client, app: App, code: str, verifier: str) -> Account:
    """Whose code this is. The token that it is changed for is given back at once.

    Raises: ServerError: the code is of no use, or the server does not answer.
    """
    ours = [("client_id", app.client_id), ("client_secret", app.secret)]
    told = await _asked(
        client,
        f"{app.address}/oauth/token",
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", app.back),
            ("code_verifier", verifier),
            *ours,
        ],
    )
    token = told.get("access_token")
    if not isinstance(token, str) or not token.isprintable():
        raise ServerError("the server gave no token for this code", "begin again")
    try:
        bearer = {"Authorization": f"Bearer {token}"}
        url = f"{app.address}/api/v1/accounts/verify_credentials"
        account = _read(await _called(client, Request("GET", url, bearer, limits=_LIMITS)))
    finally:
        await _give_back(client, app, [*ours, ("token", token)])
    return as_account(account)


def as_account(told: Mapping[str, Any]) -> Account:
    """What verify_credentials tells. Raises: ServerError: it is no account of that server itself."""
    username = told.get("username")
    if not isinstance(username, str) or not username or told.get("acct", username) != username:
        raise ServerError("the server does not say whose account it is", _LATER)
    return Account(username, _moderates(told))


def _moderates(told: Mapping[str, Any]) -> bool:
    """By the role's permissions (Mastodon), or by what Akkoma and Pleroma call it; not told is no."""
    match told:
        case {"role": {"permissions": str(bits)}} if bits.isascii() and bits.isdigit():
            return bool(int(bits[:20]) & (_ADMINISTRATOR | _MANAGE_REPORTS))
        case {"pleroma": {"is_admin": True} | {"is_moderator": True}}:
            return True
    return False


async def _give_back(client: Client, app: App, pairs: Sequence[tuple[str, str]]) -> None:
    headers, body = form(pairs)
    try:
        await client.call(Request("POST", f"{app.address}/oauth/revoke", headers, body, _LIMITS))
    except NotFetched:
        return  # nobody has kept it: it is forgotten here anyway


async def _asked(client: Client, url: str, pairs: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    headers, body = form(pairs)
    return _read(await _called(client, Request("POST", url, headers, body, _LIMITS)))


async def _called(client: Client, request: Request) -> Answer:
    try:
        return await client.call(request)
    except NotFetched as error:
        raise ServerError("the server does not answer", _LATER, is_passing=True) from error


def _read(answer: Answer) -> Mapping[str, Any]:
    if answer.status != 200:
        is_passing = answer.status >= 500 or answer.status == 429
        raise ServerError(f"the server answered with {answer.status}", "begin again", is_passing=is_passing)
    try:
        told = msgspec.json.decode(answer.body)
    except msgspec.MsgspecError as error:
        raise ServerError("the server's answer cannot be read", _LATER) from error
    if not isinstance(told, dict):
        raise ServerError("the server's answer cannot be read", _LATER)
    return told
