"""What the relay needs to have read for it. The server program "activitypub" does."""

from collections.abc import Iterable
from typing import Protocol

from leeward.model.events import Activity, Actor, PublicKey, Words
from leeward.model.findings import Json
from leeward.model.items import Post
from leeward.model.proofs import Seen
from leeward.net.wire import Answer


class Vocabulary(Protocol):
    """Reads ActivityPub, whatever its shape; nothing here raises but `document`."""

    def document(self, body: bytes) -> dict[str, Json]:
        """The JSON object in a body. Raises: BadEvent: there is none."""
        ...

    def told(self, answer: Answer) -> dict[str, Json]:
        """What an origin tells; empty if it is not ActivityPub."""
        ...

    def judge(self, uri: str, answer: Answer) -> Seen:
        """Whether a thing is gone from its origin."""
        ...

    def activity(self, value: Json) -> Activity | None:
        """Who says that they did what."""
        ...

    def actor(self, value: Json) -> Actor | None:
        """An account or a server."""
        ...

    def keys(self, value: Json) -> Iterable[PublicKey]:
        """The public keys that a document holds."""
        ...

    def post(self, value: Json) -> Post | None:
        """A post, without its words."""
        ...

    def words(self, value: Json) -> Words | None:
        """What a post says."""
        ...
