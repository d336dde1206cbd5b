"""Puts a case into the bundle of its near copies, so that one decision is enough for all of them."""

from collections.abc import Sequence
from datetime import datetime

from leeward.review.queue.copies import are_copies, blocks, blocks_near, prints
from leeward.store.connection import Connection
from leeward.store.desk import ranks
from leeward.store.desk.ranks import MediaRow, PrintRow, RankFacts

MOST = 200  # cases of one bundle
_COMPARED = 400  # at most, with one new case: the newest


async def bundle(
    connection: Connection, case: RankFacts, band: str, media: Sequence[MediaRow], now: datetime
) -> int | None:
    """The number of the case's bundle; None: of a new one. Its prints are kept, for those that come later."""
    mine = prints(media)
    await ranks.keep_prints(connection, [case.case], [(one, blocks(one)) for one in mine])
    if not mine or case.needs or case.is_hard:
        return None
    found = {*(await _copies(connection, case, band, mine)).values()}
    if case.bundle in found:
        return case.bundle
    return await _joined(connection, sorted(found), now) if found else None


async def _copies(
    connection: Connection, case: RankFacts, band: str, mine: Sequence[PrintRow]
) -> dict[int, int]:
    """Bundles by case, of its near copies."""
    near = await ranks.near(connection, case, band, blocks_near(mine[0]), _COMPARED)
    theirs = await ranks.prints(connection, [*near]) if near else {}
    return {one: near[one] for one, told in theirs.items() if are_copies(mine, told)}


async def _joined(connection: Connection, bundles: Sequence[int], now: datetime) -> int | None:
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
    if len(joined) > 1:
        await ranks.merge(connection, joined, into)
    return into
