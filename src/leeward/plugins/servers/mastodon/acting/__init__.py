"""Orders carried out, once each, and looked after. Whatever a server or the network does is a receipt."""

from leeward.model.errors import NotFetched, ServerError
from leeward.model.orders import Answer as Meaning
from leeward.model.orders import Order, Receipt
from leeward.model.servers import ServerCard, Support
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now
from leeward.plugins.servers.mastodon.acting.receipts import (
    by_hand,
    did_not_answer,
    from_answer,
    lost,
    refused,
)
from leeward.plugins.servers.mastodon.acting.repertoire import deed
from leeward.plugins.servers.mastodon.discovery import card_of
from leeward.plugins.servers.protocol import Link

_GONE = "it is not there any more"
_NO_SUCH = "the server knows nothing of the kind"


async def perform(link: Link, order: Order) -> Receipt:
    """Carry an order out, unless it is done already. Never raises for what a server or network does."""
    try:
        card = await card_of(link)
    except ServerError as error:
        return did_not_answer(error)
    ability = card.ability(order.action)
    if ability.support is Support.HAND:
        return by_hand(ability, order)
    chosen = _chosen(card, order)
    return chosen if isinstance(chosen, Receipt) else await _done(link, order, chosen)


async def read_back(link: Link, order: Order) -> Receipt:
    """Look whether an order has happened, by us or by hand."""
    try:
        card = await card_of(link)
        chosen = _chosen(card, order)
        if isinstance(chosen, Receipt):
            return chosen
        now = await chosen.look(link, order)
    except (ServerError, NotFetched) as error:
        return did_not_answer(error)
    match now:
        case Now.SO:
            return Receipt(Meaning.DONE, "the server shows it so")
        case Now.NOT_SO:
            return Receipt(Meaning.NOT_DONE, "the server does not show it so")
        case Now.UNSEEN:
            return refused(f"it cannot be looked at without {chosen.right}")
        case Now.NOWHERE:
            return _without(chosen)


async def _done(link: Link, order: Order, chosen: Deed) -> Receipt:
    try:
        now = await chosen.look(link, order)
    except (ServerError, NotFetched) as error:
        return did_not_answer(error)
    if now is Now.SO:
        return Receipt(Meaning.DONE, "it was so already")
    if now is Now.NOWHERE:
        return _without(chosen)
    try:
        answer = await chosen.do(link, order)
    except NotFetched as error:
        return lost(error)
    if answer.status in {404, 410}:
        return _without(chosen)
    return from_answer(answer, chosen.right)


def _chosen(card: ServerCard, order: Order) -> Deed | Receipt:
    """How this server does it and shows that it is so, or why not."""
    ability = card.ability(order.action)
    if ability.support is Support.NONE:
        return refused(f"this server cannot: {ability.note}" if ability.note else "this server cannot")
    found = deed(card.software, order.action)
    if found is None:
        return Receipt(Meaning.UNSURE, "the server does not show whether it is so")
    missing = [name for name in found.needs if getattr(order.subject, name) is None]
    return refused(f"the order does not say: {', '.join(missing)}") if missing else found


def _without(chosen: Deed) -> Receipt:
    return Receipt(Meaning.DONE, _GONE) if chosen.ends_well else refused(_NO_SUCH)
