"""What an answer means for an order, in words without anything that the server said."""

from leeward.model.errors import NotFetched, ServerError
from leeward.model.orders import Answer as Meaning
from leeward.model.orders import Order, Receipt
from leeward.model.servers import Ability
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.asking import BUSY

_CONFLICT = 409  # GoToSocial: another action on this account is under way


def from_answer(answer: Answer, right: str) -> Receipt:
    """What came back from the call that does it. right: what the token needs, named when it is refused."""
    status = answer.status
    if 200 <= status < 300:
        return Receipt(Meaning.DONE, "the server says that it is done", detail={"status": status})
    if status in BUSY or status == _CONFLICT:
        said = f"the server asks for patience ({status})"
        return Receipt(Meaning.LATER, said, answer.retry_after_s, {"status": status})
    if status >= 500:
        said = f"the server answers {status}: nobody knows whether it was done"
        return Receipt(Meaning.UNSURE, said, detail={"status": status})
    if status == 401:
        return refused("the token is not valid any more: connect the server again", status)
    if status == 403:
        return refused(f"not allowed: it needs {right}, and a role above that of whom it concerns", status)
    return refused(f"the server refuses it ({status})", status)


def lost(error: NotFetched) -> Receipt:
    """No answer came to the call that does it."""
    if error.is_passing:
        return Receipt(Meaning.UNSURE, f"no answer, so nobody knows whether it was done: {error.reason}")
    return refused(f"the server cannot be asked: {error.reason}")


def did_not_answer(error: NotFetched | ServerError) -> Receipt:
    """Only a question was asked, and not answered: nothing was done."""
    if error.is_passing:
        return Receipt(Meaning.LATER, f"nothing was done: {error.message}", error.retry_after_s)
    return refused(f"the server cannot be asked: {error.message}")


def refused(said: str, status: int | None = None) -> Receipt:
    """It will be refused again."""
    return Receipt(Meaning.REFUSED, said, detail=None if status is None else {"status": status})


def by_hand(ability: Ability, order: Order) -> Receipt:
    """A person does it; with the page where, if there is one and its ids are known."""
    link = page(ability, order)
    detail = {"link": link} if link else None
    return Receipt(
        Meaning.BY_HAND, f"a person does it: {ability.note}", detail=dict(detail) if detail else None
    )


def page(ability: Ability, order: Order) -> str | None:
    """The page for this order, None where there is none or its id is missing."""
    found = ability.link
    subject = order.subject
    for name, value in (("account", subject.account), ("post", subject.post), ("report", subject.report)):
        if found and f"{{{name}}}" in found:
            found = found.replace(f"{{{name}}}", path_part(value)) if value else None
    return found
