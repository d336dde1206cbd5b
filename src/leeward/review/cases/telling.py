"""Tells a case to a visitor: facts in the order in which they are read; no words of the post, no media."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leeward.model.cases import Mover, State, may
from leeward.model.errors import CaseError
from leeward.model.look import Look
from leeward.pipeline import explain
from leeward.pipeline.act.agreeing import ALONE_AFTER, known_as
from leeward.pipeline.act.appealing import first_people
from leeward.pipeline.wording import sentences
from leeward.review.care.golden import Golden
from leeward.review.cases.appeals import Appeals
from leeward.review.cases.checking import checked
from leeward.review.cases.deeds import order_told, proofs_told
from leeward.review.cases.facts import (
    AppealTold,
    AuthorTold,
    CasePage,
    Claim,
    Complaints,
    Copy,
    Decided,
    Listed,
    MediaTold,
    Why,
)
from leeward.review.cases.prospects import Prospects, prospects
from leeward.review.cases.tracing import Tracing
from leeward.review.cases.verdicts import Kind, ways
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.review.queue.bundling import direct
from leeward.store.casework import appeals, cases, orders, probes, voices
from leeward.store.casework.cases import About, CaseRow
from leeward.store.connection import Connection
from leeward.store.desk.cases import facts, verdicts
from leeward.store.desk.cases.facts import Queued
from leeward.store.desk.once import Once
from leeward.store.policies import hits

_HINT = "look at the number again, or take the next case from the desk's first page"


@dataclass(frozen=True, slots=True)
class _Mine:
    """What the visitor has to do with a case. near: its copies, also those that they may not see."""

    person: int
    voice_at: Any = None
    was_first: bool = False
    was_unable: bool = False
    may_again: bool = False
    prospects: Prospects | None = None
    story: tuple[str, ...] = ()
    near: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cases:
    """Case pages. Whoever reads second is told nothing of what the first said: it is not even read."""

    ground: Ground
    tracing: Tracing = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracing", Tracing(self.ground))

    async def told(self, visitor: Visitor, case: int) -> CasePage:
        """One case. Raises: CaseError: there is none, or not for this visitor. NotAllowed: none at all."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            row = await cases.one(connection, case)
            domain = await facts.domain(connection, case)
        if row is None or domain is None:
            raise CaseError(f"there is no case {case}", _HINT)
        mine = await self._mine(
            visitor, row
        )  # one connection at a time: many pages would wait for each other
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            page = await self._page(connection, row, domain, mine)
        if await Golden(self.ground).is_open(visitor, case):
            return checked(page)
        return page

    async def _mine(self, visitor: Visitor, case: CaseRow) -> _Mine:
        """Read outside the walls, of a case that is theirs to see: their own voice, what the server can do,
        and the story, which tells of no voice before the verdict."""
        now, name = self.ground.clock(), known_as(visitor.name)
        is_alone = self.ground.config.live.alone
        async with self.ground.store.reading() as reading:
            connection = Once(reading)
            spoken = await voices.of_case(connection, case.id, case.times)
            own = next((one for one in spoken if one.person == name), None)
            first = await first_people(connection, case) if case.appeal_of else frozenset()
            unable = await verdicts.has_passed(connection, case.id, visitor.person, str(Kind.UNABLE))
            can = visitor.may(Right.DECIDE) and may(case.state, State.CONFIRMED, Mover.PERSON)
            found = await prospects(connection, case) if can and case.appeal_of is None else None
            story = tuple(await explain.story(connection, case.id))
            joined = [one.case for one in await facts.copies(connection, case.id, visitor.person, now)]
            near = frozenset(await direct(connection, case.id, joined))
        since = own.said_at if own else case.opened_at
        again = is_alone and now >= since + ALONE_AFTER
        told = (name in first, unable, again, found, story, near)
        return _Mine(visitor.person, own.said_at if own else None, *told)

    async def _page(self, connection: Connection, row: CaseRow, domain: str, mine: _Mine) -> CasePage:
        about = await cases.about(connection, row.item)
        media = await cases.media(connection, row.item)
        listed = self._listed(await cases.matches(connection, row.item), media)
        complained = await _complaints(connection, row.item)
        queued = await facts.waiting(connection, row.id)
        appeal = await self._appeal(connection, row)
        allowed = _allowed(row, mine)
        return CasePage(
            **_place(row, about),
            **await _past(connection, row, mine.story),
            server=domain,
            why=_why(row, listed, complained.number, media),
            rules=await self.tracing.rules(connection, await cases.made(connection, row.item)),
            listed=listed,
            words=tuple(sentences((await hits.of_items(connection, [row.item])).get(row.item))),
            complaints=complained,
            author=await _author(connection, row, about),
            media=await _media(connection, row, media),
            copies=await _copies(connection, row, mine, self.ground.clock()),
            parts=queued.parts if queued else {},
            needs=queued.needs if queued else "",
            claim=self._claim(queued, mine.person),
            appeal=appeal,
            has_spoken=mine.voice_at is not None or mine.was_first,
            may_say_again=mine.may_again,
            could_not_judge=mine.was_unable,
            ways=allowed,
            default=Kind.REMOVE if Kind.REMOVE in allowed and _is_settled(listed) else None,
            prospects=mine.prospects,
        )

    def _listed(self, rows: Sequence[Any], media: Sequence[Any]) -> tuple[Listed, ...]:
        verified = frozenset(self.ground.config.live.verified)
        looked = {one["position"]: one["looked_at"] for one in media}
        return tuple(
            Listed(
                position=row["position"],
                bank=row["bank"],
                version=row["bank_digest"][:12],
                kind=row["kind"],
                is_exact=row["is_exact"],
                is_verified=row["bank"] in verified,
                distance=row["distance"],
                threshold=row["threshold"],
                found_at=looked.get(row["position"]),
            )
            for row in rows
        )

    def _claim(self, queued: Queued | None, person: int) -> Claim:
        if not (queued and queued.claimed_until and queued.claimed_until > self.ground.clock()):
            return Claim.NONE
        return Claim.MINE if queued.claimed_by == person else Claim.OTHER

    async def _appeal(self, connection: Connection, row: CaseRow) -> AppealTold | None:
        filed = await appeals.filed(connection, row.id) if row.appeal_of else None
        first = await cases.one(connection, row.appeal_of) if row.appeal_of else None
        if filed is None or first is None:
            return None
        words = Appeals(self.ground).words(filed)
        return AppealTold(first.id, first.verdict or "", first.verdict_at, filed.filed_at, words)


def _place(row: CaseRow, about: About) -> dict[str, Any]:
    """What a post is, and where."""
    return {
        "number": row.id,
        "state": row.state,
        "queue": row.queue,
        "uri": about.post.uri,
        "visibility": about.post.visibility,
        "opened_at": row.opened_at,
        "posted_at": about.post.posted_at,
        "seen_at": about.seen_at,
        "gone_at": about.gone_at,
        "way_in": about.way_in,
        "is_sensitive": about.post.is_sensitive,
        "lapses_at": row.lapses_at if row.state in {State.DECIDED, State.WAITING} else None,
    }


async def _past(connection: Connection, row: CaseRow, story: tuple[str, ...]) -> dict[str, Any]:
    """What was done already. While somebody else is asked again, nobody is told who said what at first."""
    number = await appeals.against(connection, row.id)
    appeal = await cases.one(connection, number) if number else None
    is_asked_again = appeal is not None and appeal.state is not State.CLOSED
    return {
        "orders": tuple(map(order_told, await orders.of_case(connection, row.id))),
        "impossible": await explain.impossible(connection, row.id),
        "proofs": tuple(proofs_told(await probes.of_case(connection, row.id))),
        "decided": _decided(row, number, is_asked_again),
        "story": () if is_asked_again else story,
    }


def _allowed(row: CaseRow, mine: _Mine) -> frozenset[Kind]:
    has_part = mine.voice_at is not None or mine.was_first
    if mine.was_unable or (has_part and not mine.may_again):
        return frozenset()
    cannot_restrict = mine.prospects is not None and mine.prospects.restrict is None
    return ways(row) - {Kind.RESTRICT} if cannot_restrict else ways(row)


async def _complaints(connection: Connection, item: int) -> Complaints:
    found = await facts.complaints(connection, item)
    said = tuple([one async for one in explain.complaints(connection, item)])
    return Complaints(found.number, found.groups, found.first_at, found.last_at, said)


async def _copies(connection: Connection, row: CaseRow, mine: _Mine, now: datetime) -> tuple[Copy, ...]:
    found = await facts.copies(connection, row.id, mine.person, now)
    return tuple(
        Copy(one.case, one.uri, one.account, one.opened_at) for one in found if one.case in mine.near
    )


async def _author(connection: Connection, row: CaseRow, about: About) -> AuthorTold:
    author = about.post.author
    known = await facts.account(connection, row.server, author.uri, row.item)
    return AuthorTold(
        name=author.uri.rstrip("/").rpartition("/")[2],
        uri=author.uri,
        is_local=author.is_local,
        born=author.born,
        posts=author.posts,
        followers=author.followers,
        is_limited=author.is_limited,
        first_seen=known.first_at,
        media_posts=known.media_posts,
        earlier=known.earlier,
    )


async def _media(connection: Connection, row: CaseRow, media: Sequence[Any]) -> tuple[MediaTold, ...]:
    kept = await facts.evidence(connection, row.item)
    return tuple(
        MediaTold(
            one["id"],
            one["position"],
            one["kind"],
            one["look"],
            one["reason"] or "",
            kept.get(one["id"], ""),
        )
        for one in media
    )


def _decided(row: CaseRow, appeal: int | None, is_asked_again: bool) -> Decided | None:
    if not (row.verdict and row.verdict_by and row.verdict_at) or row.state is State.RETURNED:
        return None
    against_author = row.verdict in {str(State.CONFIRMED), str(State.RESTRICTED)}
    can_be = against_author and appeal is None and row.appeal_of is None
    by = "" if is_asked_again else row.verdict_by
    return Decided(row.verdict, by, row.verdict_at, appeal, can_be)


def _why(row: CaseRow, listed: Sequence[Listed], complaints: int, media: Sequence[Any]) -> Why:
    if row.appeal_of:
        return Why.APPEAL
    if row.state is State.RETURNED:
        return Why.RETURNED
    if listed:
        return Why.SAME if any(one.is_exact for one in listed) else Why.ALIKE
    if complaints:
        return Why.COMPLAINTS
    return Why.UNLOOKED if any(one["look"] != Look.LOOKED for one in media) else Why.RULE


def _is_settled(listed: Sequence[Listed]) -> bool:
    return any(one.is_exact for one in listed)
