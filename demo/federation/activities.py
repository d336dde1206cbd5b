"""What an ActivityPub server says, as plain JSON: the actor's documents, notes and activities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from demo.federation.asking import Json

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture of a note, where it is served."""

    url: str
    mime: str = "image/jpeg"
    description: str = "a drawn bridge"


@dataclass(frozen=True, slots=True)
class Persona:
    """Who speaks: the addresses that everything else is made from."""

    url: str  # of the server, without a slash at its end
    name: str = "carol"
    kind: str = "Person"  # a relay takes only "Application" or "Service"

    @property
    def id(self) -> str:
        """The actor's address."""
        return f"{self.url}/users/{self.name}"

    @property
    def domain(self) -> str:
        """Host and port."""
        return self.url.partition("://")[2]

    @property
    def inbox(self) -> str:
        """Where to write to."""
        return f"{self.id}/inbox"

    @property
    def key_id(self) -> str:
        """The address of the public key."""
        return f"{self.id}#main-key"

    def document(self, public_key_pem: str) -> Json:
        """The actor as others fetch it."""
        return {
            "@context": CONTEXT,
            "id": self.id,
            "type": self.kind,
            "preferredUsername": self.name,
            "name": self.name,
            "url": self.id,
            "inbox": self.inbox,
            "outbox": f"{self.id}/outbox",
            "followers": f"{self.id}/followers",
            "following": f"{self.id}/following",
            "endpoints": {"sharedInbox": f"{self.url}/inbox"},
            "publicKey": {"id": self.key_id, "owner": self.id, "publicKeyPem": public_key_pem},
        }

    def note(self, text: str, attached: Sequence[Attached] = (), reply_to: str | None = None) -> Json:
        """A public post."""
        return {
            "@context": CONTEXT,
            "id": self.fresh("notes"),
            "type": "Note",
            "attributedTo": self.id,
            "content": f"<p>{text}</p>",
            "published": _now(),
            "inReplyTo": reply_to,
            "to": [PUBLIC],
            "cc": [f"{self.id}/followers"],
            "attachment": [
                {"type": "Document", "mediaType": one.mime, "url": one.url, "name": one.description}
                for one in attached
            ],
        }

    def activity(self, kind: str, content: Json, to: Sequence[str] = (PUBLIC,)) -> Json:
        """Create, Update, Delete, Follow, Undo, Announce ... with an object or its address."""
        return {
            "@context": CONTEXT,
            "id": self.fresh("activities"),
            "type": kind,
            "actor": self.id,
            "published": _now(),
            "to": list(to),
            "object": content,
        }

    def flag(self, about: str, posts: Sequence[str], comment: str) -> Json:
        """A report that is forwarded to the server of the reported account, as Mastodon sends it."""
        return {**self.activity("Flag", [about, *posts], [about]), "content": comment}

    def tombstone(self, address: str) -> Json:
        """What stays of a deleted post."""
        return {"@context": CONTEXT, "id": address, "type": "Tombstone", "deleted": _now()}

    def fresh(self, folder: str) -> str:
        """An address that was never used."""
        return f"{self.url}/{folder}/{uuid4().hex}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
