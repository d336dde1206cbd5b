"""What every deed is: a look whether it is done already, and the one call that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from leeward.model.orders import Order
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.asking import an_object, get, refusal
from leeward.plugins.servers.mastodon.reading import Shape
from leeward.plugins.servers.protocol import Link


class Now(Enum):
    """How it stands with what an order wants."""

    SO = "it is so"
    NOT_SO = "it is not so"
    NOWHERE = "what it is about is not there"
    UNSEEN = "we may not see it"


@dataclass(frozen=True, slots=True)
class Deed:
    """One action on one kind of server.

    needs: which ids of the subject. right: what the token needs, in words. ends_well: whether it is done
    when its subject is not there any more. look raises ServerError or NotFetched; do raises NotFetched.
    """

    needs: tuple[str, ...]
    right: str
    look: Callable[[Link, Order], Awaitable[Now]]
    do: Callable[[Link, Order], Awaitable[Answer]]
    ends_well: bool = False


async def seen(link: Link, path: str, is_so: Callable[[Shape], bool]) -> Now:
    """How it stands with one object of the server. Raises: NotFetched, ServerError."""
    answer = await get(link, path)
    if answer.status == 200:
        return Now.SO if is_so(an_object(answer)) else Now.NOT_SO
    if answer.status in {404, 410}:
        return Now.NOWHERE
    if answer.status in {401, 403}:
        return Now.UNSEEN
    raise refusal(answer)
