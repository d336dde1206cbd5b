"""The way out to a protected server and back: who comes back was sent from here, by the same browser."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import msgspec

from leeward.model.errors import NotAllowed, ServerError, UsageError
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.elsewhere import oauth
from leeward.review.people.elsewhere.oauth import Account, App
from leeward.review.people.limits import Limits
from leeward.review.people.rights import Role, Visitor
from leeward.review.people.roster import Place, Roster, account_of
from leeward.review.people.sessions import Sessions, digest, new_token
from leeward.review.people.ways import Safe
from leeward.store import servers
from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.entry import apps, credentials, steps
from leeward.store.desk.entry.steps import Step
from leeward.store.servers import ServerRow

_PROGRAM = "mastodon"  # whose API this is; others speak it, too
_KIND = "server"
_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Way:
    """Where to send a browser, and what it is to keep until it is back."""

    address: str
    keepsake: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser came back with. keepsake: what it was given before; address: of its network."""

    state: str
    code: str
    keepsake: str
    address: str


@dataclass(frozen=True, slots=True)
class _Journey:
    """What is kept of it, sealed."""

    server: int
    back: str
    verifier: str
    keepsake: str
    then: str


@dataclass(frozen=True, slots=True)
class Doors:
    """The role is looked up at the server each time: whoever lost it there does not come in by it."""

    ground: Ground

    async def open_at(self) -> list[ServerRow]:
        """Servers by whose accounts one can sign in."""
        async with self.ground.store.session() as connection:
            found = await servers.every(connection)
        return [one for one in found if one.is_watched and one.card.program == _PROGRAM]

    async def leave_for(self, server: int, back: str, then: str, address: str) -> Way:
        """back: our own address for those who return. then: the page they want. address: of their network.

        Raises: UsageError: nobody can sign in by this server. ServerError: it does not answer. TooOften.
        """
        await Limits(self.ground).count(address)
        found = {one.id: one for one in await self.open_at()}.get(server)
        if found is None:
            raise UsageError("nobody can sign in by this server", "use another way to sign in")
        app = await self._app(found.address, back)
        state, verifier, keepsake = (new_token(self.ground.entropy) for _ in range(3))
        journey = _Journey(server, back, verifier, digest(keepsake).hex(), then)
        sealed = Safe(self.ground).sealed(msgspec.json.encode(asdict(journey)), _KIND)
        now = self.ground.clock()
        async with self.ground.store.transaction() as connection:
            until = now + timedelta(minutes=_MINUTES)
            await steps.begin(connection, Step(digest(state), _KIND, sealed=sealed), (now, until))
        return Way(oauth.door(app, state, verifier), keepsake)

    async def come_back(self, returned: Returned, old: Visitor | None = None) -> tuple[str, str]:
        """The token of a new session, and the page they wanted.

        Raises: NotAllowed: it is not them, or they are nobody here. ServerError: the server does not say.
        """
        await Limits(self.ground).count(returned.address)
        journey = await self._journey(returned)
        found = {one.id: one for one in await self.open_at()}.get(journey.server)
        if found is None:
            raise NotAllowed("nobody can sign in by this server any more", "use another way to sign in")
        account = await self._whose(found, journey, returned.code)
        async with self.ground.store.transaction() as connection:
            person = await self._person(connection, found, account) if account.moderates else None
            if person is not None:
                return await Sessions(self.ground).open(connection, person, "server", old), journey.then
            note = Note("person.refused", {"way": "server", "server": found.id})
            await self.ground.recorder.record(connection, [note])
        raise NotAllowed(*_why_not(account, found.domain))

    async def _journey(self, returned: Returned) -> _Journey:
        async with self.ground.store.transaction() as connection:
            step = await steps.take(connection, digest(returned.state), _KIND, self.ground.clock())
        if step is not None and step.sealed is not None:
            journey = msgspec.json.decode(Safe(self.ground).unsealed(step.sealed, _KIND), type=_Journey)
            if journey.keepsake == digest(returned.keepsake).hex():
                return journey
        raise NotAllowed(
            "this browser was not sent to the server from here", "begin again at the desk's door"
        )

    async def _whose(self, server: ServerRow, journey: _Journey, code: str) -> Account:
        app = await self._app(server.address, journey.back)
        try:
            return await oauth.whose(self.ground.client, app, code, journey.verifier)
        except ServerError as error:
            if not error.is_passing:  # perhaps it has forgotten us: next time we introduce ourselves again
                async with self.ground.store.transaction() as connection:
                    await apps.drop(connection, _subject(server.address, journey.back))
            raise

    async def _person(self, connection: Connection, server: ServerRow, account: Account) -> int | None:
        """Whose account it is here; a moderator of a server that the configuration names is made one."""
        subject, now = account_of(server.address, account.username), self.ground.clock()
        row = await credentials.by_subject(connection, "server", subject)
        if row is not None:
            person = await people.one(connection, row.person, now)
            await credentials.used(connection, row.id, now)
            return person.id if person and person.left_at is None else None
        if server.domain not in self.ground.config.desk.moderators_of:
            return None
        place = Place(frozenset({Role.MODERATOR}), frozenset({server.id}), subject)
        name = f"{account.username}@{server.domain}"
        return await Roster(self.ground).write(connection, name, place, f"their role at {server.domain}")

    async def _app(self, address: str, back: str) -> App:
        """As the server knows us; the first time, we introduce ourselves."""
        subject, safe = _subject(address, back), Safe(self.ground)
        async with self.ground.store.session() as connection:
            kept = await apps.app(connection, subject)
        if kept is None:
            made = await oauth.register(self.ground.client, address, back)
            kept = safe.sealed(msgspec.json.encode(asdict(made)), subject)
            async with self.ground.store.transaction() as connection:
                await apps.keep(connection, subject, kept)
        told: dict[str, Any] = msgspec.json.decode(safe.unsealed(kept, subject))
        return App(**told)


def _subject(address: str, back: str) -> str:
    return f"app of {back} at {address}"


def _why_not(account: Account, domain: str) -> tuple[str, str]:
    if not account.moderates:
        return f"your account's role at {domain} does not let you see reports there", "ask its admins"
    return (
        f"your account at {domain} is nobody's here",
        "ask whoever runs this desk: leeward people add NAME --account ADDRESS",
    )
