"""A hand-made ActivityPub actor on loopback that sends what it is told to, lies included.

It runs in this process, serves its documents, notes and media, and keeps every request that it got.
"""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.federation.activities import PUBLIC, Attached, Persona
from demo.federation.asking import Answer, Json, Picture, ask
from demo.federation.lies import Lie, new_key, signed
from demo.federation.serving import AS_ACTIVITY, Serving, Site, as_json
from demo.federation.signing import Request, Scheme, Signer, holds, key_id_of

PATIENCE_S = 20.0


class Actor:
    """`with Actor() as carol: carol.send(inbox, carol.create(carol.note("a bridge", [picture])))`

    Args:
        kind: "Person", or "Application" for a relay's subscriber.
        public_url: where others find it, if something stands before it (relay.py).
        trust: a file of certificates to believe, for https.
    """

    def __init__(
        self, name: str = "carol", kind: str = "Person", public_url: str = "", trust: Path | None = None
    ) -> None:
        self.site = Site(public_url)
        self.scheme = Scheme.CAVAGE
        self._name, self._kind, self._trust = name, kind, trust
        self._signers: dict[str, Signer] = {}

    def __enter__(self) -> Self:
        self.site.open()
        self.persona = Persona(self.site.public_url, self._name, self._kind)
        self.other = Persona(self.site.public_url, f"other-{self._name}", self._kind)
        for persona in (self.persona, self.other):
            self._introduce(persona)
        self._serve_nodeinfo()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.site.close()

    @property
    def id(self) -> str:
        """The actor's address."""
        return self.persona.id

    @property
    def url(self) -> str:
        """The server's address."""
        return self.persona.url

    @property
    def domain(self) -> str:
        """Its host and port."""
        return self.persona.domain

    @property
    def public_key_pem(self) -> str:
        """As it is served."""
        return _pem(self._signers[self.id])

    def serve(self, url: str, serving: Serving) -> str:
        """Answer GET of one of its addresses so from now on; the address again."""
        self.site.served[urlsplit(url).path] = serving
        return url

    def picture(self, picture: Picture) -> Attached:
        """A picture, served under an address of its own."""
        address = self.serve(self.persona.fresh("media"), Serving(picture.content, picture.mime))
        return Attached(address, picture.mime, picture.description)

    def note(self, text: str, pictures: Sequence[Picture] = (), reply_to: str | None = None) -> Json:
        """A public note, served."""
        note = self.persona.note(text, [self.picture(one) for one in pictures], reply_to)
        self.serve(note["id"], as_json(note))
        return note

    def create(self, note: Json) -> Json:
        """A Create of a note."""
        return self.persona.activity("Create", note)

    def update(self, note: Json, text: str) -> Json:
        """An Update: the note says something else from now on."""
        changed = {**note, "content": f"<p>{text}</p>", "updated": note["published"]}
        self.serve(note["id"], as_json(changed))
        return self.persona.activity("Update", changed)

    def delete(self, note: Json) -> Json:
        """A Delete: the note is a Tombstone with 410, its pictures are 404."""
        tombstone = self.persona.tombstone(note["id"])
        self.serve(note["id"], as_json(tombstone, 410))
        for attached in note["attachment"]:
            self.serve(attached["url"], Serving(b"", status=404))
        return self.persona.activity("Delete", tombstone)

    def follow(self, whom: str) -> Json:
        """A Follow; of a relay: `follow(PUBLIC)`, sent to the relay's inbox."""
        return self.persona.activity("Follow", whom, [whom])

    def flag(self, about: str, posts: Sequence[str], comment: str) -> Json:
        """A forwarded report."""
        return self.persona.flag(about, posts, comment)

    def send(self, inbox: str, activity: Json, lie: Lie = Lie.NONE, scheme: Scheme | None = None) -> Answer:
        """Deliver an activity, signed by `scheme` or, without it, by the actor's own."""
        body = json.dumps(activity).encode()
        request = Request("POST", inbox, {"content-type": AS_ACTIVITY}, body)
        signer = self._signers[self.other.id if lie is Lie.KEY_OF_ANOTHER else self.id]
        headers = signed(request, signer, scheme or self.scheme, lie)
        return ask("POST", inbox, headers, body, self._trust)

    def fetch(self, url: str) -> Answer:
        """GET, signed: some servers show nothing otherwise."""
        request = Request("GET", url, {"accept": AS_ACTIVITY})
        headers = self._signers[self.id].sign(request, self.scheme, datetime.now(UTC))
        return ask("GET", url, headers, None, self._trust)

    def got(self, kind: str) -> list[Json]:
        """Activities of one type that came in, oldest first."""
        came = [json.loads(request.body) for request in list(self.site.received)]
        return [activity for activity in came if activity.get("type") == kind]

    def wait_for(self, kind: str, count: int = 1) -> list[Json]:
        """Like `got`, once there are `count`. Raises: TimeoutError: not within 20 s."""
        deadline = time.monotonic() + PATIENCE_S
        while len(found := self.got(kind)) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {count} {kind} came in")
            time.sleep(0.05)
        return found

    def shows_only_to_signed(self, is_strict: bool = True) -> None:
        """Mastodon's secure mode: documents only for who signs (the actor's own stay open)."""
        self.site.guard = self._may_fetch if is_strict else None

    def is_true(self, request: Request) -> bool:
        """Whether a request that came in was signed with the key it names, which is fetched now."""
        key_id = key_id_of(request.headers)
        if key_id is None:
            return False
        owner = ask("GET", key_id.partition("#")[0], {"accept": AS_ACTIVITY}, None, self._trust)
        return owner.status == 200 and holds(request, owner.json()["publicKey"]["publicKeyPem"])

    def _may_fetch(self, request: Request) -> bool:
        path = urlsplit(request.url).path
        is_open = path.startswith(("/users/", "/.well-known/", "/nodeinfo", "/media/"))
        return is_open or self.is_true(request)

    def _introduce(self, persona: Persona) -> None:
        signer = Signer(new_key(), persona.key_id)
        self._signers[persona.id] = signer
        self.serve(persona.id, as_json(persona.document(_pem(signer))))
        for name in ("outbox", "followers", "following"):
            address = f"{persona.id}/{name}"
            empty = {"id": address, "type": "OrderedCollection", "totalItems": 0, "orderedItems": []}
            self.serve(address, as_json(empty))

    def _serve_nodeinfo(self) -> None:
        acct, kind = (
            f"acct:{self.persona.name}@{self.domain}",
            "http://nodeinfo.diaspora.software/ns/schema/2.0",
        )
        link = {"rel": "self", "type": AS_ACTIVITY, "href": self.id}
        finger = as_json({"subject": acct, "links": [link]}, mime="application/jrd+json")
        self.serve(f"{self.url}/.well-known/webfinger", finger)
        where = {"links": [{"rel": kind, "href": f"{self.url}/nodeinfo/2.0"}]}
        self.serve(f"{self.url}/.well-known/nodeinfo", as_json(where, mime="application/json"))
        told = {
            "version": "2.0",
            "software": {"name": "handmade", "version": "1.0.0"},
            "protocols": ["activitypub"],
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": False,
            "usage": {"users": {"total": 1}, "localPosts": 0},
            "metadata": {},
        }
        self.serve(f"{self.url}/nodeinfo/2.0", as_json(told, mime="application/json"))


def _pem(signer: Signer) -> str:
    public = signer.key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


__all__ = ["PUBLIC", "Actor", "Lie", "Scheme"]
