"""Benign pictures posted as our own account, and taken away again.

Source: docs.joinmastodon.org/methods/media (202 while it is processed) and methods/statuses.
"""

import asyncio
import hashlib

from leeward.model.errors import NotFetched, ServerError
from leeward.model.items import Post, Visibility
from leeward.net.forms import form, form_with_file, path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.asking import Sent, broken, get, refusal, send_body, teller
from leeward.plugins.servers.mastodon.posts import read_post
from leeward.plugins.servers.mastodon.reading import ident, parsed, shape
from leeward.plugins.servers.protocol import Link

_WORDS = "A drawn picture by which Leeward, this server's media scanner, checks itself. It goes away again."
_ALT = "a drawn picture"
_TRIES = 60
_PAUSE_S = 0.5
_MAGIC = ((b"\x89PNG", "image/png"), (b"RIFF", "image/webp"), (b"GIF8", "image/gif"))
_HINT = "the token needs the scopes write:media and write:statuses: leeward connect with canaries"


async def send_canary(link: Link, picture: bytes, visibility: Visibility) -> Post:
    """Post it. Raises: ServerError: it may have been posted all the same if that is passing."""
    try:
        media = await _uploaded(link, picture)
        answer = await send_body(link, "POST", "/api/v1/statuses", _status(link, media, picture, visibility))
    except NotFetched as error:
        raise broken(error) from error
    post = read_post(shape(parsed(_made(answer).body)), teller(link))
    if post is None:
        raise ServerError("the server does not show what was posted", is_passing=True)
    return post


async def withdraw_canary(link: Link, native_id: str) -> None:
    """Delete our own post; once it is not there, that is done. Raises: ServerError."""
    path = f"/api/v1/statuses/{path_part(native_id)}"
    try:
        answer = await send_body(link, "DELETE", f"{path}?delete_media=true", Sent({}, b""))
        if answer.status in {404, 405} and (await get(link, path)).status == 200:
            raise ServerError(
                "this server deletes no posts by its API",
                "delete the canary by hand, signed in as its author",
            )
    except NotFetched as error:
        raise broken(error) from error
    if answer.status not in {200, 404, 410}:
        raise refusal(answer)


async def _uploaded(link: Link, picture: bytes) -> str:
    """The id of the picture once the server has processed it."""
    sent = Sent(*form_with_file([("description", _ALT)], picture, _media_type(picture)))
    answer = _made(await send_body(link, "POST", "/api/v2/media", sent))
    media = ident(shape(parsed(answer.body)).get("id"))
    if media is None:
        raise ServerError("the server does not say which picture it took", is_passing=True)
    for _ in range(_TRIES if answer.status == 202 else 0):
        await asyncio.sleep(_PAUSE_S)
        seen = await get(link, f"/api/v1/media/{path_part(media)}")
        if seen.status == 200:
            return media
        if seen.status not in {202, 206}:
            raise refusal(seen)
    if answer.status == 202:
        raise ServerError("the server does not finish processing the picture", is_passing=True)
    return media


def _status(link: Link, media: str, picture: bytes, visibility: Visibility) -> Sent:
    """The key is another for each canary, and the same if the network sends this one twice."""
    seed = hashlib.sha256(picture)
    seed.update(f"{visibility} {link.clock().isoformat()}".encode())
    headers, body = form([("status", _WORDS), ("visibility", str(visibility)), ("media_ids[]", media)])
    return Sent({**headers, "Idempotency-Key": seed.hexdigest()}, body)


def _made(answer: Answer) -> Answer:
    if answer.status in {401, 403}:
        raise ServerError(f"the server does not let us post ({answer.status})", _HINT)
    if answer.status not in {200, 201, 202}:
        raise refusal(answer)
    return answer


def _media_type(picture: bytes) -> str:
    return next((kind for magic, kind in _MAGIC if picture.startswith(magic)), "image/jpeg")
