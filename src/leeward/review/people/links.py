"""Links that open the desk once, for somebody who has no other way in yet."""

from dataclasses import dataclass
from datetime import timedelta

from leeward.model.errors import NotAllowed
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.limits import Limits
from leeward.review.people.rights import Visitor
from leeward.review.people.sessions import Sessions, digest, new_token
from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.entry import credentials, steps
from leeward.store.desk.entry.steps import Step

MINUTES = 15
_KIND = "link"


@dataclass(frozen=True, slots=True)
class Links:
    """The token stands behind a # in the address: no browser sends that to any server, log or other page."""

    ground: Ground

    async def make(self, person: int, by: str, *, forgets: bool = False) -> str:
        """The token of a new link; an older one of the same person opens nothing any more.

        forgets: whatever they signed in with before goes, too, and they are signed out everywhere.
        """
        async with self.ground.store.transaction() as connection:
            if forgets:
                await credentials.drop_all(connection, person)
                await people.end_visits(connection, person)
            return await self.write(connection, person, by)

    async def write(self, connection: Connection, person: int, by: str) -> str:
        """The same, in the caller's transaction."""
        token, now = new_token(self.ground.entropy), self.ground.clock()
        await steps.drop(connection, person, _KIND)
        step = Step(digest(token), _KIND, person)
        await steps.begin(connection, step, (now, now + timedelta(minutes=MINUTES)))
        note = Note("person.link-made", {"person": person, "by": by})
        await self.ground.recorder.record(connection, [note])
        return token

    async def open(self, token: str, address: str, old: Visitor | None = None) -> str:
        """The token of a new session. address: of the network.

        Raises: NotAllowed: it opens nothing. TooOften.
        """
        now = self.ground.clock()
        async with self.ground.store.transaction() as connection:
            step = await steps.take(connection, digest(token.strip()), _KIND, now)
            person = await people.one(connection, step.person, now) if step and step.person else None
            if person is not None and person.left_at is None:
                return await Sessions(self.ground).open(connection, person.id, "link", old)
        await Limits(self.ground).count(address)  # not before: strangers lock nobody out who has a good link
        async with self.ground.store.transaction() as connection:
            await self.ground.recorder.record(connection, [Note("person.refused", {"way": "link"})])
        raise NotAllowed(
            f"this link opens nothing: it was used, or is older than {MINUTES} minutes",
            "ask whoever runs this desk for a new one: leeward people link NAME",
        )
