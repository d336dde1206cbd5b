"""Other actors' keys: fetched from where their names lead, believed only if their owner lists them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from leeward.model.errors import BadSignature, NotFetched
from leeward.model.events import Actor
from leeward.model.findings import Json
from leeward.model.proofs import Seen
from leeward.net.trouble import by_status
from leeward.pipeline.ingest.relay.identity import same_server
from leeward.pipeline.ingest.relay.origins import Origins
from leeward.pipeline.ingest.relay.vocabulary import Vocabulary

KEPT = timedelta(hours=1)
LEAST_AGE = timedelta(minutes=1)  # before a key that did not fit is asked for again

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key it is, and since when we know. actor: None: its server says that it is no more."""

    actor: Actor | None
    pem: str
    learnt: datetime


class Keyring:
    """Keys by their names, kept for an hour."""

    def __init__(self, origins: Origins, vocabulary: Vocabulary, clock: Callable[[], datetime]) -> None:
        self._origins, self._vocabulary, self._clock = origins, vocabulary, clock
        self._holders: dict[str, Holder] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def find(self, key_id: str, older_than: datetime | None = None) -> Holder:
        """Who holds a key. older_than: what was learnt before this is asked for again.
        Raises: BadSignature: nobody holds it. NotFetched: its server does not answer now."""
        lock = self._asking.setdefault(key_id, asyncio.Lock())
        async with lock:
            known = self._holders.get(key_id)
            since = older_than or self._clock() - KEPT
            if known is None or known.learnt < since:
                known = await self._learn(key_id)
                self._keep(key_id, known)
            return known

    def forget(self, actor: str) -> None:
        """Forget an actor's keys: it says that it has changed."""
        stale = [key for key, one in self._holders.items() if one.actor and one.actor.author.uri == actor]
        for key_id in stale:
            del self._holders[key_id]

    def _keep(self, key_id: str, holder: Holder) -> None:
        self._holders.pop(key_id, None)
        if len(self._holders) >= _MOST:
            del self._holders[next(iter(self._holders))]
        self._holders[key_id] = holder

    async def _learn(self, key_id: str) -> Holder:
        address = key_id.partition("#")[0]
        now = self._clock()
        thing = await self._shown(address)
        if thing is None:
            return Holder(None, "", now)
        owner = next((key.owner for key in self._vocabulary.keys(thing) if key.key_id == key_id), None)
        if owner is None or not same_server(owner, key_id):
            raise BadSignature("the key is not where its name leads, or of another server")
        shown = thing if owner == address else await self._shown(owner)
        return self._listed(key_id, owner, shown) if shown is not None else Holder(None, "", now)

    def _listed(self, key_id: str, owner: str, shown: dict[str, Json]) -> Holder:
        """Only the actor's own document, at the actor's own address, says which keys are its."""
        actor = self._vocabulary.actor(shown)
        if actor is None or actor.author.uri != owner:
            raise BadSignature("the key's owner is not who it says")
        pem = next((key.pem for key in actor.keys if (key.key_id, key.owner) == (key_id, owner)), None)
        if pem is None:
            raise BadSignature("the key's owner does not know it")
        return Holder(actor, pem, self._clock())

    async def _shown(self, address: str) -> dict[str, Json] | None:
        """The document; None if it is gone for good."""
        try:
            answer = await self._origins.get(address)
        except NotFetched as error:
            if error.is_passing:
                raise
            raise BadSignature(f"the key cannot be asked for: {error.reason}") from None
        if self._vocabulary.judge(address, answer) is Seen.GONE:
            return None
        problem = by_status(answer.status, answer.headers)
        if problem.is_passing:
            raise problem
        return self._vocabulary.told(answer)
