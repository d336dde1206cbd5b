"""The only door to pictures: who may look, at how much of it, and a record before anything leaves."""

import asyncio
import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from leeward.media.ladder.levels import FRAMES, Level, Shown, Way, Wish
from leeward.model.errors import CaseError, NotAllowed
from leeward.model.findings import Json
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.review.viewer.darkroom import Darkroom
from leeward.review.viewer.files import MediaFile, told
from leeward.review.viewer.opening import opened
from leeward.store.connection import Connection
from leeward.store.desk.viewing import views
from leeward.store.desk.viewing.views import FileRow, NewView, OpenView

__all__ = ["FRAMES", "Level", "Picture", "Viewer", "Way", "Wish"]

LEAST_REASON = 10  # characters
GOES_ON_S = 30  # without a word of the browser a view is over
TICKET_S = 10  # in which a picture has to be fetched by whom it was shown to
_REASON_FOR = timedelta(minutes=15)
_TICKET_BYTES = 24


class Care(Protocol):
    """Who looks after people's exposure."""

    async def may_look(self, visitor: Visitor, case: int, level: int) -> None:
        """Raises: NotAllowed: it is enough, or more than they wished for."""
        ...

    async def is_golden(self, visitor: Visitor, case: int) -> bool:
        """Whether they were dealt this case as a check of how far people agree."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """One derivative on its way to one person. view: its step's number."""

    shown: Shown = field(repr=False)
    view: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """Shows media of cases, one step at a time, to whoever has to decide about them."""

    ground: Ground
    care: Care
    darkroom: Darkroom
    _turns: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def files(self, visitor: Visitor, case: int) -> tuple[MediaFile, ...]:
        """The media of a case as words; none of a case that is not theirs to see."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            rows = await views.files(connection, case)
        is_check = bool(rows) and await self.care.is_golden(visitor, case)
        return tuple(told(one, is_check=is_check) for one in rows)

    async def show(self, visitor: Visitor, case: int, media: int, wish: Wish, why: str = "") -> Picture:
        """One step of the ladder. The view and its entry in the ledger are written before it is given.

        why: typed by whoever looks at what can be decided without.
        Raises: NotAllowed: not theirs to see, or not now. CaseError: it is not theirs at this moment, needs a
        reason, or is not kept. NotLooked: nothing of it can be shown, and why. SealError, SandboxError,
        DatabaseError.
        """
        async with self._turn(visitor):
            shown, view = await self._made(visitor, case, media, wish, why)
            return Picture(shown, await self._begin(view))

    async def lay_out(
        self, visitor: Visitor, case: int, media: int, wish: Wish, why: str = ""
    ) -> tuple[Picture, str]:
        """As `show`, for browsers without scripts: what is to be shown, and a ticket that is good for getting
        it once within seconds."""
        ticket = base64.urlsafe_b64encode(self.ground.entropy(_TICKET_BYTES)).decode()
        async with self._turn(visitor):
            shown, view = await self._made(visitor, case, media, wish, why)
            return Picture(shown, await self._begin(view, _digest(ticket))), ticket

    async def redeem(self, visitor: Visitor, ticket: str) -> Picture:
        """The picture that was laid out. Raises: CaseError: it was fetched before, or is too old."""
        since = self.ground.clock() - timedelta(seconds=TICKET_S)
        async with self.ground.store.transaction() as connection:
            found = await views.redeem(connection, _digest(ticket), visitor.person, since)
        if found is None:
            raise CaseError("this picture was shown already", "go back to the case, and show it again")
        fd = await opened(self.ground.store, self.ground.key, found.media)
        wish = Wish(Level(found.level), Way(found.way), frame=found.frame)
        return Picture(await self.darkroom.develop(fd, wish), found.id)

    async def tick(self, visitor: Visitor, view: int) -> int:
        """It is shown one second more; gives how many in all.

        Raises: CaseError: the view is over. NotAllowed: it is enough: the view is over now.
        """
        now = self.ground.clock()
        async with self.ground.store.transaction() as connection:
            alive = now - timedelta(seconds=GOES_ON_S)
            found = await views.tick(connection, view, visitor.person, now, alive)
            if found is None:
                raise CaseError("this is not shown any more", "show it again")
            body: Json = {"view": found.id, "second": found.seconds}
            await self.ground.recorder.record(connection, [Note("view.second", body, case=found.case)])
        try:
            await self.care.may_look(visitor, found.case, found.level)
        except NotAllowed:
            await self.hide(visitor, view)
            raise
        return found.seconds

    async def hide(self, visitor: Visitor, view: int) -> None:
        """It is not shown any more. What is over already stays as it is."""
        async with self.ground.store.transaction() as connection:
            await self._finish(connection, visitor.person, view)

    async def forget(self) -> None:
        """End the views of browsers that were closed. For a schedule."""
        before = self.ground.clock() - timedelta(seconds=GOES_ON_S)
        async with self.ground.store.transaction() as connection:
            for view, person in await views.forgotten(connection, before, 200):
                await self._finish(connection, person, view)

    async def close(self) -> None:
        """End the workers."""
        await self.darkroom.close()

    def _turn(self, visitor: Visitor) -> asyncio.Lock:
        """One picture after the other: of many asked for at once, each would still be within the budget."""
        return self._turns.setdefault(visitor.person, asyncio.Lock())

    async def _made(
        self, visitor: Visitor, case: int, media: int, wish: Wish, why: str
    ) -> tuple[Shown, NewView]:
        """All checks, then the derivative: what cannot be shown is no view."""
        row = await self._row(visitor, case, media)
        is_check = await self.care.is_golden(visitor, case)
        await self.care.may_look(visitor, case, int(wish.level))
        reason = await self._reason(visitor, row, why.strip(), is_check=is_check)
        fd = await opened(self.ground.store, self.ground.key, media)
        shown = await self.darkroom.develop(fd, wish)
        told_of = (visitor.person, case, media, int(wish.level), str(wish.way), shown.frame)
        return shown, NewView(*told_of, row.queue, reason, self.ground.clock())

    async def _row(self, visitor: Visitor, case: int, media: int) -> FileRow:
        """The media, if it is of this case, and theirs to decide. Raises: NotAllowed, CaseError."""
        if not visitor.may(Right.MEDIA):
            raise NotAllowed("pictures are not yours to see", "ask whoever runs this desk for the role")
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            rows = await views.files(connection, case)
        row = next((one for one in rows if one.media == media), None)
        if row is None:
            raise NotAllowed("there is no such media, or it is not yours to see", "go back to your cases")
        if not await self._is_theirs(visitor, case):
            raise CaseError(
                f"case {case} is not yours at this moment: pictures are shown for deciding",
                "claim the case first, or ask a lead for a grant",
            )
        return row

    async def _is_theirs(self, visitor: Visitor, case: int) -> bool:
        if case in visitor.grants or await self.care.is_golden(visitor, case):
            return True
        async with self.ground.store.session() as connection:
            return await views.is_claimed(connection, case, visitor.person, self.ground.clock())

    async def _reason(self, visitor: Visitor, row: FileRow, why: str, *, is_check: bool) -> str:
        if is_check or not (row.is_exact or row.is_decided):
            return ""
        if len(why) >= LEAST_REASON:
            return why[:500]
        async with self.ground.store.session() as connection:
            since = self.ground.clock() - _REASON_FOR
            before = await views.reason(connection, visitor.person, row.case, since)
        if before:
            return before
        what = (
            "this file was decided before" if row.is_decided else "this file is on a list, exactly as it is"
        )
        raise CaseError(
            f"{what}: nobody needs to look at it",
            f"if you must, write why, in {LEAST_REASON} characters or more",
        )

    async def _begin(self, view: NewView, ticket: bytes | None = None) -> int:
        """The step's number: its row and its entry are there. Whatever was shown before is over."""
        alive = view.at - timedelta(seconds=GOES_ON_S)
        async with self.ground.store.transaction() as connection:
            await views.lock(connection, view.person)
            if view.way == Way.SPOT and (known := await views.same(connection, view, alive)):
                return known
            await self._finish(connection, view.person, None)
            number = await views.begin(connection, replace(view, ticket=ticket))
            body: dict[str, Json] = {
                "view": number,
                "person": view.person,
                "media": view.media,
                "level": view.level,
                "way": view.way,
                "frame": view.frame,
            }
            note = Note("view.began", body | ({"why": view.reason} if view.reason else {}), case=view.case)
            await self.ground.recorder.record(connection, [note])
        return number

    async def _finish(self, connection: Connection, person: int, view: int | None) -> None:
        now = self.ground.clock()
        ended = await views.finish(connection, person, view, now, GOES_ON_S)
        await self.ground.recorder.record(connection, [_ended(one) for one in ended])


def _ended(view: OpenView) -> Note:
    return Note("view.ended", {"view": view.id, "seconds": view.seconds}, case=view.case)


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
