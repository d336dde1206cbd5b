"""The child-safety path: what is written down for a report, read by two people. Nothing of it is sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.model.findings import Json
from leeward.pipeline.act.agreeing import ALONE_AFTER
from leeward.pipeline.recording import Note
from leeward.policy.packs.jurisdictions.packs import About, Duty
from leeward.review.cases import lawbook
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.casework import cases
from leeward.store.connection import Connection
from leeward.store.desk.cases import dossiers
from leeward.store.desk.cases.dossiers import DossierRow, Sealed
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal, seal

LONGEST = 10_000  # characters of notes
_ABOUT = (About.REPORT, About.PRESERVE, About.COPY, About.AUTHOR)


class Category(StrEnum):
    """What a report would be about, in plain words."""

    MATERIAL = "material"  # a picture or film of abuse
    APPROACH = "approach"  # somebody approaches a child
    TRADE = "trade"  # offers, trade, links
    EXTORTION = "extortion"  # somebody threatens a child with pictures
    MADE = "made"  # drawn, or made by a computer
    OTHER = "other"


class Stage(StrEnum):
    """How far it is."""

    NONE = "none"
    FIRST = "first"  # one person has written
    AGREED = "agreed"
    APART = "apart"  # two people see it differently


@dataclass(frozen=True, slots=True)
class Told:
    """What one person wrote. by: their name."""

    category: Category
    notes: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LawTold:
    """What one law asks. is_recalled: from memory: check it. days: of keeping, at least and at most."""

    place: str
    about: str
    force: str
    says: str
    channel: str
    is_recalled: bool
    is_past: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A dossier, for one visitor. first, second: told to whoever wrote it; of others only once both have."""

    case: int
    stage: Stage
    laws: tuple[LawTold, ...]
    may_write: bool = False
    may_second: bool = False
    first: Told | None = None
    second: Told | None = None


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Written for people to report by hand. This version sends nothing to anybody."""

    ground: Ground

    async def told(self, visitor: Visitor, case: int) -> DossierPage:
        """Of one case. Raises: NotAllowed. CaseError: there is no such case for this visitor."""
        await self._check(visitor, case)
        async with self.ground.store.session() as connection:
            row = await dossiers.one(connection, case)
        laws = tuple(self._laws())
        if row is None:
            return DossierPage(case, Stage.NONE, laws, may_write=True)
        is_mine, is_open = row.person == visitor.person, row.agrees is None
        both = not is_open or None
        return DossierPage(
            case=case,
            stage=_stage(row),
            may_write=(is_mine and is_open) or (row.agrees is False and visitor.may(Right.LEAD)),
            may_second=is_open and (not is_mine or self._may_again(row)),
            first=self._first(row) if is_mine or both else None,
            second=self._second(row) if both else None,
            laws=laws,
        )

    async def write(self, visitor: Visitor, case: int, category: Category, notes: str) -> None:
        """Write it down. Raises: NotAllowed. CaseError: somebody else has. UsageError: it is too long."""
        await self._check(visitor, case)
        if len(notes) > LONGEST:
            raise UsageError(f"the notes have {len(notes)} characters", f"at most {LONGEST}")
        async with self.ground.store.transaction() as connection:
            await dossiers.lock(connection, case)
            row = await dossiers.one(connection, case)
            is_lead = row is not None and row.agrees is False and visitor.may(Right.LEAD)
            if row and not is_lead and (row.person != visitor.person or row.agrees is not None):
                raise CaseError(f"somebody else has written about case {case}", "read it second")
            await dossiers.write(connection, case, self._sealed(visitor, case, category, notes.strip()))
            await self._note(connection, case, "dossier.written", visitor)

    async def second(self, visitor: Visitor, case: int, category: Category) -> bool:
        """Choose for oneself, without what the first chose; gives whether both chose the same.

        Raises: NotAllowed. CaseError: there is nothing to be read second, or not by this person.
        """
        await self._check(visitor, case)
        async with self.ground.store.transaction() as connection:
            await dossiers.lock(connection, case)
            row = await dossiers.one(connection, case)
            if row is None or row.agrees is not None:
                raise CaseError(f"nothing about case {case} waits for a second reader", "load the page again")
            if row.person == visitor.person and not self._may_again(row):
                raise CaseError("you wrote this yourself: another person reads it second", "ask one")
            agrees = self._first(row).category is category
            await dossiers.second(connection, case, self._sealed(visitor, case, category, ""), agrees)
            await self._note(connection, case, "dossier.seconded", visitor)
        return agrees

    async def _check(self, visitor: Visitor, case: int) -> None:
        if not (visitor.may(Right.CHILD_SAFETY) and visitor.may(Right.DECIDE)):
            raise NotAllowed("this is not yours to write", "ask whoever runs this desk for the role")
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            if await cases.one(connection, case) is None:
                raise CaseError(f"there is no case {case}", "look at the number again")

    def _may_again(self, row: DossierRow) -> bool:
        return self.ground.config.live.alone and self.ground.clock() >= row.said_at + ALONE_AFTER

    def _laws(self) -> Sequence[LawTold]:
        today = self.ground.clock().date()
        packs = lawbook.asked((), self.ground.config.live.jurisdiction, lawbook.packs())
        return [
            _law(pack.name, duty, pack.is_past(today))
            for pack in packs
            for duty in pack.duty
            if duty.about in _ABOUT
        ]

    def _sealed(self, visitor: Visitor, case: int, category: Category, notes: str) -> Sealed:
        plain = json.dumps({"category": category, "notes": notes}).encode()
        ground = self.ground
        sealed = seal(plain, Purpose.PERSONAL, _context(case, visitor.person), ground.key, ground.entropy)
        return Sealed(sealed, visitor.person, ground.clock())

    def _first(self, row: DossierRow) -> Told:
        return self._opened(row.case, Sealed(row.body, row.person, row.said_at), row.name)

    def _second(self, row: DossierRow) -> Told | None:
        if row.second is None or row.seconded_by is None or row.seconded_at is None:
            return None
        sealed = Sealed(row.second, row.seconded_by, row.seconded_at)
        return self._opened(row.case, sealed, row.second_name or "")

    def _opened(self, case: int, sealed: Sealed, by: str) -> Told:
        plain = open_seal(sealed.body, Purpose.PERSONAL, _context(case, sealed.person), self.ground.key)
        told = json.loads(plain)
        return Told(Category(told["category"]), told["notes"], by, sealed.at)

    async def _note(self, connection: Connection, case: int, kind: str, visitor: Visitor) -> None:
        body: Json = {"case": case, "person": visitor.name}
        await self.ground.recorder.record(connection, [Note(kind, body, case=case)])


def _stage(row: DossierRow) -> Stage:
    if row.agrees is None:
        return Stage.FIRST
    return Stage.AGREED if row.agrees else Stage.APART


def _law(place: str, duty: Duty, is_past: bool) -> LawTold:
    return LawTold(
        place=place,
        about=str(duty.about),
        force=str(duty.force),
        says=duty.says,
        channel=duty.channel or "",
        is_recalled=str(duty.confidence) == "recalled",
        is_past=is_past,
        sources=duty.sources,
    )


def _context(case: int, person: int) -> str:
    return f"dossier {case} of {person}"
