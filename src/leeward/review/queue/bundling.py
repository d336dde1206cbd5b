"""Puts cases into the bundles of their near copies, so that one decision is enough for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leeward.review.queue.copies import are_copies, blocks, blocks_near, prints
from leeward.store.connection import Connection
from leeward.store.desk import ranks
from leeward.store.desk.ranks import MediaRow, PrintRow, RankFacts

MOST = 200  # cases of one bundle
_COMPARED = 400  # at most, with one new case: the newest


@dataclass(slots=True)
class _Moves:
    """What has changed since it was read. cases: bundles by case. joined: bundles that became another."""

    cases: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)

    def bundle(self, case: int, read: int) -> int:
        """In which a case is now."""
        found = self.cases.get(case, read)
        while found in self.joined:
            found = self.joined[found]
        return found


async def bundle(
    connection: Connection, cases: Sequence[RankFacts], media: Sequence[MediaRow], now: datetime
) -> None:
    """Put cases that are ranked into the bundles of their copies, or into ones of their own."""
    mine = await _kept(connection, [one.case for one in cases], media)
    asked = {
        one.case: blocks_near(mine[one.case][0])
        for one in cases
        if mine.get(one.case) and not one.needs and not one.is_hard
    }
    near = await ranks.near(connection, asked, _COMPARED) if asked else {}
    others = sorted({case for found in near.values() for case in found})
    theirs = await ranks.prints(connection, others) if others else {}
    moves = _Moves()
    for one in cases:
        copies = {
            moves.bundle(case, read)
            for case, read in near.get(one.case, {}).items()
            if are_copies(mine[one.case], theirs.get(case, ()))
        }
        await _put(connection, one, copies, moves, now)


async def direct(connection: Connection, case: int, others: Sequence[int]) -> list[int]:
    """Those of others that are near copies of the case itself: a bundle holds copies of copies, too.

    The connection: outside the walls, which let nobody read prints.
    """
    told = await ranks.prints(connection, [case, *others]) if others else {}
    return [one for one in others if are_copies(told.get(case, ()), told.get(one, ()))]


async def _kept(
    connection: Connection, cases: Sequence[int], media: Sequence[MediaRow]
) -> Mapping[int, list[PrintRow]]:
    """Prints by case, kept for those that come later."""
    by_case: dict[int, list[MediaRow]] = {}
    for row in media:
        by_case.setdefault(row.case, []).append(row)
    found = {case: prints(told) for case, told in by_case.items()}
    every = [(one, blocks(one)) for told in found.values() for one in told]
    await ranks.keep_prints(connection, cases, every)
    return found


async def _put(
    connection: Connection, case: RankFacts, copies: set[int], moves: _Moves, now: datetime
) -> None:
    mine = moves.bundle(case.case, case.bundle)
    if mine in copies:
        return
    number = await _joined(connection, sorted(copies), moves, now) if copies else None
    if number is not None or case.is_ranked:
        moves.cases[case.case] = await ranks.put(connection, case.case, number)


async def _joined(connection: Connection, bundles: Sequence[int], moves: _Moves, now: datetime) -> int | None:
    """One bundle that has room for one more: of several that fit together, all of them in one."""
    sizes = await ranks.sizes(connection, bundles, now)
    room = {one: told for one, told in sizes.items() if told.number < MOST}
    if not room:
        return None
    into = max(room, key=lambda one: (room[one].number, -one))
    total, joined = room[into].number + 1, [into]
    for one, told in sorted(room.items()):
        if one != into and total + told.number <= MOST and not (told.is_claimed or room[into].is_claimed):
            joined.append(one)
            total += told.number
    if len(joined) > 1 and await ranks.merge(connection, joined, into):
        moves.joined |= dict.fromkeys(joined[1:], into)
    return into
