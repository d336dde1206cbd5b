"""What a case asks for, as orders that its server can carry out; and what it cannot, said before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import quote

from leeward.model.errors import PolicyError
from leeward.model.items import Place, Post
from leeward.model.orders import Answer, Receipt, Subject
from leeward.model.servers import ServerCard, Support
from leeward.plugins import loader
from leeward.plugins.actions.protocol import Action, Scope
from leeward.policy.actions import parsed

OURS = frozenset({"deny_url", "allow_url"})  # Leeward does these itself
NO_GATE = "on Leeward's own list; this version has nothing before the server's media that asks it"
REMOVE = "remove_post"
_MEANT = {
    "hold": "hold_post",
    "limit-account": "limit_account",
    "mark-sensitive": "mark_sensitive",
    "file-report": "file_report",
}
_SERVED = (
    Place.ORIGINAL,
    Place.PREVIEW,
    Place.PROXY,
)  # by the protected server; the rest is out of its hands
MILDER = ("mark_sensitive", "limit_account")  # than removal; of hiding a post, where only that can be had
_OF_NO_SERVER = {"queue", "label", "alarm", "nothing", "canary"}
_LIMITED = "limit_account: the account is limited already, and not by us: it stays so"
_NO_VAULT = "preserve-request: this version keeps no evidence of its own"


class Means(StrEnum):
    """How an order is carried out."""

    API = "by itself"
    HAND = "by hand"
    OURS = "by Leeward"


@dataclass(frozen=True, slots=True)
class Planned:
    """One order to come. target: the native id of what it touches. how: what a person does by hand.
    undoes: the order that it takes back."""

    action: str
    target: str
    subject: Subject
    means: Means
    how: Receipt | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """orders: in their order. impossible: sentences on what cannot be had. alarms: what to tell operators."""

    orders: tuple[Planned, ...] = ()
    impossible: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan is made from. address: the server's. report: a user's complaint there about the post.

    innocent: addresses of media that match nothing, beside others that do: a post may show anybody's.
    """

    card: ServerCard
    address: str
    post: Post
    report: str | None = None
    innocent: frozenset[str] = frozenset()

    def can(self, action: str) -> bool:
        """Whether the server does it by itself."""
        return self.card.ability(action).support is Support.API


@dataclass(frozen=True, slots=True)
class Done:
    """An order that was, or may have been, carried out."""

    order: int
    action: str
    target: str
    subject: Subject


def from_policy(at: Situation, wishes: Sequence[str]) -> Plan:
    """What a policy's actions come to. Nothing that cannot be taken back is ordered without a person."""
    draft = _Draft()
    for wish in wishes:
        _wish(draft, at, wish)
    return draft.plan()


def from_person(at: Situation, actions: Sequence[str]) -> Plan:
    """What a person orders, by names of action plug-ins. Where a post is deleted from the page of a report
    and there is none, one is filed. Raises: ConfigError: there is no such action."""
    draft = _Draft()
    for name in actions:
        if name in OURS and not _urls(at):
            continue
        link = at.card.ability(name).link or ""
        if "{report}" in link and not at.report and not at.can(name) and at.can("file_report"):
            draft.add(_planned(at, loader.action("file_report")))
        draft.add(_planned(at, loader.action(name)))
    return draft.plan()


def milder(at: Situation) -> str | None:
    """What lets a post stay, and warns of it or of its author; None: this server knows nothing of the kind.

    What it does by itself comes before what a person does by hand.
    """
    for support in (Support.API, Support.HAND):
        for name in MILDER:
            action = loader.action(name)
            can_be = at.card.ability(name).support is support and not lasts(at.card, action)
            if can_be and not (name == "limit_account" and at.post.author.is_limited):
                return name
    return None


def undoing(at: Situation, done: Iterable[Done]) -> Plan:
    """The way back of what was done, the last first."""
    draft = _Draft()
    for one in sorted(done, key=lambda one: one.order, reverse=True):
        undo = loader.action(one.action).undo
        if undo is None:
            draft.impossible.append(f"{one.action}: this cannot be taken back")
        else:
            draft.add(_way_back(at, loader.action(undo), one))
    return draft.plan()


def lasts(card: ServerCard, action: Action) -> bool:
    """Whether nothing takes it back on this server: GoToSocial, for one, deletes whom it suspends. What a
    server has no means for at all, a person does in some other way, and takes back in the same."""
    if action.undo is None or action.name in OURS:
        return action.undo is None
    way, back = card.ability(action.name).support, card.ability(action.undo).support
    return way is not Support.NONE and back is Support.NONE


def by_hand(at: Situation, action: Action, subject: Subject) -> Receipt:
    """What a person does: the steps, and the page where, if there is one and its ids are known."""
    steps = list(action.steps)
    names = (action.name, "limit_account", "mark_sensitive") if action.name == "hold_post" else (action.name,)
    pages = (_page(at, at.card.ability(name).link, subject) for name in names)
    link = next((page for page in pages if page), None)
    return Receipt(
        Answer.BY_HAND, f"a person does it: {action.title}", detail={"steps": [*steps], "link": link}
    )


@dataclass(slots=True)
class _Draft:
    """A plan while it is made: no order twice."""

    orders: dict[tuple[str, int | None], Planned] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def add(self, planned: Planned) -> None:
        self.orders.setdefault((planned.action, planned.undoes), planned)

    def plan(self) -> Plan:
        return Plan(tuple(self.orders.values()), tuple(self.impossible), tuple(self.alarms))


def _wish(draft: _Draft, at: Situation, wish: str) -> None:
    name = wish.partition(":")[0]
    if name == "preserve-request":
        draft.impossible.append(_NO_VAULT)
    elif name == "alarm":
        draft.alarms.append("the policy asks to tell you of this case")
    elif name in _OF_NO_SERVER:
        return
    elif refusal := _refusal(wish):
        draft.alarms.append(refusal)
    elif name == "hold":
        _hold(draft, at)
    else:
        _one(draft, at, _MEANT[name])


def _refusal(wish: str) -> str | None:
    """Why a policy may not order this. A report to the server's own moderators has no way back either, but
    takes nothing from anybody: the policy's language calls it reversible, and so do we."""
    try:
        kind = parsed(wish, "queue").kind
    except PolicyError:
        return f"{wish}: not done: this Leeward does not know it"
    if kind.is_irreversible or kind.name not in _MEANT:
        return f"{wish}: not done: only a person may order what cannot be taken back"
    action = loader.action(_MEANT[kind.name])
    if action.undo is None and action.name != "file_report":
        return f"{wish}: not done: no server can take it back"
    return None


def _hold(draft: _Draft, at: Situation) -> None:
    """Hide the post; else what comes nearest and can be taken back; else ask a person to. And always refuse
    the addresses of its media ourselves."""
    hold = loader.action("hold_post")
    instead = [name for name in MILDER if at.can(name) and not lasts(at.card, loader.action(name))]
    can_hold = at.can(hold.name) and not lasts(at.card, hold)
    if can_hold:
        draft.add(_planned(at, hold))
    else:
        draft.impossible.append(f"{hold.title}: {at.card.ability(hold.name).note or 'not on this server'}")
        for name in instead:
            _one(draft, at, name)
    if not can_hold and not instead:
        asked = _planned(at, hold)
        draft.add(replace(asked, means=Means.HAND, how=by_hand(at, hold, asked.subject)))
    if _urls(at):
        draft.add(_planned(at, loader.action("deny_url")))


def _one(draft: _Draft, at: Situation, name: str) -> None:
    action, ability = loader.action(name), at.card.ability(name)
    if name == "limit_account" and at.post.author.is_limited:
        draft.impossible.append(_LIMITED)
    elif ability.support is Support.NONE:
        draft.impossible.append(f"{action.title}: {ability.note}")
    elif action.undo and lasts(at.card, action):
        draft.alarms.append(f"{action.title}: not done: this server cannot take it back")
    else:
        draft.add(_planned(at, action))


def _planned(at: Situation, action: Action) -> Planned:
    subject = _subject(at, action)
    post = at.post
    # where no single post can be hidden, a mark on it is one on its whole account
    is_wide = action.name == "mark_sensitive" and not at.can("hold_post")
    target = post.author.native_id if is_wide or action.scope is Scope.ACCOUNT else post.native_id
    return _by_means(at, action, Planned(action.name, target, subject, Means.API))


def _way_back(at: Situation, action: Action, done: Done) -> Planned:
    return _by_means(
        at, action, Planned(action.name, done.target, done.subject, Means.API, undoes=done.order)
    )


def _by_means(at: Situation, action: Action, planned: Planned) -> Planned:
    means, how = Means.API, None
    if action.name in OURS:
        means = Means.OURS
    elif not at.can(action.name):
        means, how = Means.HAND, by_hand(at, action, planned.subject)
    return Planned(planned.action, planned.target, planned.subject, means, how, planned.undoes)


def _subject(at: Situation, action: Action) -> Subject:
    post = at.post
    if action.scope is Scope.ACCOUNT:
        return Subject(account=post.author.native_id)
    if action.scope is Scope.REPORT:
        return Subject(account=post.author.native_id, report=at.report)
    return Subject(
        account=post.author.native_id,
        post=post.native_id,
        uri=post.uri,
        report=at.report if action.name == REMOVE else None,
        urls=_urls(at) if action.scope is Scope.FILE else (),
        visibility=post.visibility,
        is_sensitive=bool(post.is_sensitive),
    )


def _urls(at: Situation) -> tuple[str, ...]:
    found = (copy.url for media in at.post.media for copy in media.copies if copy.place in _SERVED)
    return tuple(url for url in dict.fromkeys(found) if url not in at.innocent)


def _page(at: Situation, link: str | None, subject: Subject) -> str | None:
    for name, value in (("account", subject.account), ("post", subject.post), ("report", subject.report)):
        if link and f"{{{name}}}" in link:
            link = link.replace(f"{{{name}}}", quote(value, safe="")) if value else None
    return at.address + link if link and link.startswith("/") else link
