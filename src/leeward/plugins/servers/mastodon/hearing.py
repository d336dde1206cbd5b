"""Webhooks: who sent them, when, and what they tell.

How old one may be: Mastodon tries 17 times in all, the last about 2 days and 2 hours after the first, with
the body of the first. Three days let the last one in; what is older is a replay, and the gap that a longer
outage leaves is filled by polling. Within the three days a replay says what is known already.
Source: Sidekiq's pause of n⁴ + 15 + jitter seconds before try n; app/workers/webhooks/delivery_worker.rb.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from leeward.model.errors import BadSignature
from leeward.model.events import Dropped, Event
from leeward.plugins.servers.mastodon.posts import Teller, told
from leeward.plugins.servers.mastodon.reading import Shape, moment, parsed, shape, word
from leeward.plugins.servers.mastodon.reports import told_account, told_report

OLDEST = timedelta(days=3)
_MARK = "sha256="
_PLAIN = Teller()  # in webhooks every local name comes without a domain
_READERS: Mapping[str, Callable[[Shape], Iterable[Event]]] = MappingProxyType(
    {
        "status.created": lambda thing: [told(thing, _PLAIN)],
        "status.updated": lambda thing: [told(thing, _PLAIN)],
        "report.created": lambda thing: told_report(thing, _PLAIN),
        "report.updated": lambda thing: told_report(thing, _PLAIN),
        "account.created": lambda thing: [told_account(thing)],
        "account.approved": lambda thing: [told_account(thing)],
        "account.updated": lambda _: [Dropped("a changed account")],
    }
)


def hear(headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> Sequence[Event]:
    """What a webhook tells.
    Raises: BadSignature: it is not from the server, or older than three days."""
    _check(headers.get("x-hub-signature", ""), body, secret)
    message = shape(parsed(body))
    sent_at, thing = moment(message.get("created_at")), shape(message.get("object"))
    if sent_at is None or not thing:
        return [Dropped("a webhook of another shape: leave its template empty")]
    if now - sent_at > OLDEST:
        raise BadSignature("a webhook that is older than any retry")
    read = _READERS.get(word(message.get("event"), ""))
    return list(read(thing)) if read else [Dropped("a webhook about something else")]


def _check(told_mark: str, body: bytes, secret: bytes) -> None:
    if not secret:
        raise BadSignature("no secret is set for this server's webhooks")
    mark = hmac.new(secret, body, hashlib.sha256).hexdigest()
    claimed = told_mark.removeprefix(_MARK).lower().encode("utf-8", "replace")
    if not told_mark.startswith(_MARK) or not hmac.compare_digest(mark.encode(), claimed):
        raise BadSignature("a webhook that is not signed with our secret")
