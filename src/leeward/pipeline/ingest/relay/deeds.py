"""What each kind of activity comes to, once it is known who sent it."""

from dataclasses import dataclass, replace

from leeward.model.errors import BadSignature, NotFetched
from leeward.model.events import Activity, Actor, Deed, Dropped, Event, Flagged, Posted, Removed
from leeward.model.items import Post, Visibility
from leeward.model.proofs import Seen
from leeward.net.trouble import by_status
from leeward.net.wire import Answer
from leeward.pipeline.ingest.relay.identity import Settings, same_server
from leeward.pipeline.ingest.relay.origins import Origins
from leeward.pipeline.ingest.relay.outcome import Trust
from leeward.pipeline.ingest.relay.vocabulary import Vocabulary

MOST_SUBJECTS = 10  # of one activity

_STRANGE = Dropped("of a server that is not connected")
_PERSON = "Person"
_SHOWN = {Deed.CREATE, Deed.UPDATE, Deed.ANNOUNCE}


@dataclass(frozen=True, slots=True)
class Told:
    """An activity, and the actor whose key signed it."""

    activity: Activity
    sender: Actor

    @property
    def is_own_word(self) -> bool:
        """Whether the actor itself signed what it did, not somebody who passes it on."""
        return self.activity.actor == self.sender.author.uri


@dataclass(frozen=True, slots=True)
class Outcome:
    """Events about one server."""

    events: tuple[Event, ...]
    domain: str = ""
    trust: Trust = Trust.ORIGIN


class Deeds:
    """Asks the origin about everything that can be asked for; believes nothing that was passed on."""

    def __init__(self, settings: Settings, origins: Origins, vocabulary: Vocabulary) -> None:
        self._settings, self._origins, self._vocabulary = settings, origins, vocabulary

    async def hear(self, told: Told) -> Outcome:
        """What it comes to.
        Raises: BadSignature: only the actor itself may say this. NotFetched: ask again later."""
        told = _unwrapped(told)
        activity = told.activity
        if activity.deed in {Deed.ACCEPT, Deed.REJECT}:
            return Outcome((Dropped("an answer to our own follow"),))
        if activity.deed is Deed.FLAG:
            return self._flagged(told)
        if activity.deed is Deed.DELETE:
            return await self._each(told)
        if activity.deed in _SHOWN:
            is_profile = activity.subjects == (activity.actor,)
            return Outcome((Dropped("a profile"),)) if is_profile else await self._each(told)
        return Outcome((Dropped("a kind that is not looked at"),))

    async def last_word(self, actor: str) -> Event:
        """What becomes of an account whose key is no more, and which says that it is deleted: its own server
        is asked, so that nothing needs to be signed. Raises: BadSignature: the server says otherwise."""
        if self._vocabulary.judge(actor, await self._origins.get(actor)) is Seen.GONE:
            return Removed(actor)
        raise BadSignature("the key is no more")

    async def find(self, uri: str) -> Actor | None:
        """The actor, as its own server shows it."""
        actor = self._vocabulary.actor(self._vocabulary.told(await self._origins.get(uri)))
        return actor if actor and actor.author.uri == uri else None

    def _flagged(self, told: Told) -> Outcome:
        flag = told.activity.flag
        _check_own_word(told)
        about = next(iter(filter(None, [flag.target, *flag.posts])), "") if flag else ""
        domain = self._settings.domain(about)
        if not (flag and domain and same_server(flag.native_id, told.sender.author.uri)):
            return Outcome((_STRANGE,))
        return Outcome((_of_server(_spoken(flag, told.sender), about),), domain)

    async def _each(self, told: Told) -> Outcome:
        """Of several subjects, those of the first one's server."""
        subjects = told.activity.subjects
        domain = self._settings.domain(subjects[0]) if subjects else None
        if domain is None:
            return Outcome((_STRANGE,))
        events: list[Event] = []
        trust = Trust.ORIGIN
        for uri in subjects[:MOST_SUBJECTS]:
            event, trust = await self._one(uri, told) if same_server(uri, subjects[0]) else (_STRANGE, trust)
            events.append(event)
        if len(subjects) > MOST_SUBJECTS:
            events.append(Dropped("too many things at once"))
        return Outcome(tuple(events), domain, trust)

    async def _one(self, uri: str, told: Told) -> tuple[Event, Trust]:
        try:
            if told.activity.deed is Deed.DELETE:
                return await self._removed(uri, told), Trust.ORIGIN
            return await self._posted(uri, told)
        except NotFetched as error:
            if error.is_passing:
                raise
            return Dropped("its origin cannot be asked"), Trust.ORIGIN

    async def _removed(self, uri: str, told: Told) -> Event:
        answer = await self._origins.get(uri)
        seen = self._vocabulary.judge(uri, answer)
        if seen is Seen.GONE:
            return Removed(uri)
        problem = by_status(answer.status, answer.headers)
        if problem.is_passing:
            raise problem
        if seen is Seen.STILL_THERE and same_server(uri, told.sender.author.uri):
            raise NotFetched(problem.look, "its server deletes it and still shows it", is_passing=True)
        return Dropped("said to be gone, and its server does not say so")

    async def _posted(self, uri: str, told: Told) -> tuple[Event, Trust]:
        sent = _signed_by_author(uri, told)
        if sent and sent.visibility is Visibility.DIRECT:
            return Posted(sent), Trust.SENDER  # it is nobody's to fetch; the door counts it
        try:
            answer = await self._origins.get(uri)
        except NotFetched:
            if sent is None:
                raise
            return Posted(_known(sent, told.sender), told.activity.words), Trust.SENDER
        event = self._shown(uri, answer, told)
        if event is None and sent:
            return Posted(_known(sent, told.sender), told.activity.words), Trust.SENDER
        return event or _not_shown(answer), Trust.ORIGIN

    def _shown(self, uri: str, answer: Answer, told: Told) -> Event | None:
        """What the origin shows; None if it shows nothing that anybody can read."""
        thing = self._vocabulary.told(answer)
        if self._vocabulary.judge(uri, answer) is not Seen.STILL_THERE:
            return None
        post = self._vocabulary.post(thing)
        if post is None:
            return Dropped("no post")
        if not same_server(post.author.uri, uri):
            return Dropped("a post in the name of another server's account")
        return Posted(_known(post, told.sender), self._vocabulary.words(thing))


def _unwrapped(told: Told) -> Told:
    """What a community passes on, as Lemmy does, and what the undoing of a deletion brings back."""
    activity, inner = told.activity, told.activity.inner
    if inner is None:
        return told
    if activity.deed is Deed.ANNOUNCE:
        return Told(inner, told.sender)
    if activity.deed is Deed.UNDO and inner.deed is Deed.DELETE:
        return Told(replace(inner, deed=Deed.UPDATE, post=None), told.sender)
    return told


def _signed_by_author(uri: str, told: Told) -> Post | None:
    """The post as sent along, if its author's own key signed it, and they are of one server."""
    post, author = told.activity.post, told.sender.author.uri
    if told.activity.deed is Deed.ANNOUNCE or post is None:
        return None
    return post if (post.uri, post.author.uri) == (uri, author) and same_server(uri, author) else None


def _known(post: Post, sender: Actor) -> Post:
    """With what is known of its author. Its server is the author's own, so the author is local there."""
    born = sender.author.born if sender.author.uri == post.author.uri else None
    return replace(post, author=replace(post.author, is_local=True, born=born))


def _not_shown(answer: Answer) -> Event:
    """Raises: NotFetched: it may be shown later."""
    problem = by_status(answer.status, answer.headers)
    if problem.is_passing:
        raise problem
    return Dropped("its origin does not show it")


def _of_server(flag: Flagged, about: str) -> Flagged:
    """Without posts of other servers than the account's."""
    return replace(flag, posts=tuple(one for one in flag.posts if same_server(one, about)))


def _spoken(flag: Flagged, sender: Actor) -> Flagged:
    """A person who complains speaks for themselves, as on Lemmy; any other actor for its server."""
    if flag.reporter is None or sender.kind != _PERSON:
        return flag
    return replace(flag, reporter=replace(flag.reporter, source=f"person:{sender.author.uri}"))


def _check_own_word(told: Told) -> None:
    if not told.is_own_word:
        raise BadSignature("signed by another than who says it")
