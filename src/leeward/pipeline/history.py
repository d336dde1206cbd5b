"""What people complained of before we were there, as far as a server tells it: records begin with it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.events import Event, Flagged, Posted, Reporter
from leeward.model.items import Author
from leeward.pipeline.complaints import group_of, named, row
from leeward.policy.community.events import Complaint, Group, Judged, Review
from leeward.store.policies.flags import EventRow


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post that a settled complaint cites. domain: of its author; "" for the protected server's own."""

    native_id: str
    author: str
    domain: str


@dataclass(frozen=True, slots=True)
class Past:
    """A complaint that a server's moderators settled. is_upheld: what they did about it can be seen."""

    native_id: str
    made_at: datetime
    settled_at: datetime
    group: Group
    reporter: Reporter
    is_upheld: bool
    posts: tuple[PastPost, ...]


def pasts(events: Iterable[Event], domain: str, child_safety: Collection[str]) -> list[Past]:
    """The settled complaints among what a server told, that name their posts, time and reporter.

    domain: of that server.
    """
    authors: dict[str, Author] = {}
    found = []
    for event in events:
        if isinstance(event, Posted):
            authors[event.post.native_id] = event.post.author
        elif isinstance(event, Flagged) and not event.is_open and event.reporter and event.made_at:
            cited = tuple(_post(one, authors[one]) for one in event.posts if one in authors)
            past = Past(
                native_id=event.native_id,
                made_at=event.made_at,
                settled_at=max(event.told_at or event.made_at, event.made_at),
                group=group_of(event, child_safety),
                reporter=named(event.reporter, domain),
                is_upheld=event.is_upheld is True,
                posts=cited,
            )
            found += [past] if cited else []
    return found


def events_of(told: Sequence[Past], server: int, known: Collection[str]) -> list[EventRow]:
    """What is added to the log. known: names of posts that it knows from earlier.

    That nothing was done cannot be told from what was done and cannot be seen. So it is held against nobody;
    but of a source with more complaints without a visible measure than with one, nothing is taken over.
    """
    unsure = _unsure(told)
    rows: list[EventRow] = []
    for past in sorted(told, key=lambda one: (one.made_at, one.native_id)):
        for post in past.posts if (past.group, past.reporter.source) not in unsure else ():
            name = f"past:{server}:{post.native_id}"
            if name in known:
                continue
            made = Complaint(past.made_at, name, past.group, post.author, post.domain, past.reporter)
            rows.append(row(made, server, is_past=True))
            if past.is_upheld:
                judged = Judged(past.settled_at, name, Review.UPHELD, past.group)
                rows.append(row(judged, server, is_past=True))
    return rows


def _unsure(told: Sequence[Past]) -> set[tuple[Group, str]]:
    by: Mapping[bool, Counter[tuple[Group, str]]] = {True: Counter(), False: Counter()}
    for past in told:
        by[past.is_upheld][past.group, past.reporter.source] += 1
    return {key for key, number in by[False].items() if number > by[True][key]}


def _post(native_id: str, author: Author) -> PastPost:
    return PastPost(native_id, author.uri, "" if author.is_local else author.domain or "")
