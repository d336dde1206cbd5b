"""Media servers that lie, hang and flood: each post ends with a look that says why, and none as clean."""

import asyncio
from collections import Counter
from pathlib import Path

from aiohttp import web

from demo.traffic import town
from tests.faults.hostile_media import Hostile, served
from tests.faults.stand import LISTED, Stand, memory_mb, pictures, stand, timed

MOST_MB = 8
NET = f"media_bytes = {MOST_MB << 20}\nmedia_seconds = 10.0"
UNLOOKED = ["queue:unlooked"]
EXPECTED = {  # look, whether it is final at once, actions of the decision
    "good": ("looked", True, ["hold", "queue:child-safety"]),
    "reset_first": ("looked", True, ["hold", "queue:child-safety"]),
    "without_end": ("too_large", True, UNLOOKED),
    "a_gigabyte_declared": ("too_large", True, UNLOOKED),
    "a_gigabyte_packed": ("too_large", True, UNLOOKED),
    "drip": ("timed_out", False, None),
    "silence": ("timed_out", False, None),
    "reset_in_the_middle": ("unreachable", False, None),
    "busy": ("unreachable", False, None),
    "to_inside": ("unsupported", True, UNLOOKED),
    "to_inside_by_number": ("unsupported", True, UNLOOKED),
    "to_inside_by_six": ("unsupported", True, UNLOOKED),
    "to_cloud": ("unsupported", True, UNLOOKED),
    "to_file": ("unsupported", True, UNLOOKED),
    "to_itself": ("unreachable", True, UNLOOKED),
    "not_found": ("vanished", True, ["label:media-gone"]),
    "forbidden": ("unreachable", True, UNLOOKED),
    "a_page": ("unsupported", True, UNLOOKED),
    "file/empty.jpg": ("unreadable", True, UNLOOKED),
    "file/cut-short.jpg": ("unreadable", True, UNLOOKED),
    "file/cut-at-the-end.jpg": ("unreadable", True, UNLOOKED),
    "file/huge-canvas.png": ("too_large", True, UNLOOKED),
    "file/zip-bomb.zip": ("too_large", True, UNLOOKED),
    "file/page.gif": ("unsupported", True, UNLOOKED),
    "file/program.mp4": ("unsupported", True, UNLOOKED),
}
LATER = "error_first"  # looked at at the second attempt, ten seconds later
STATE = """
SELECT m.look, m.is_final, m.reason, d.actions, m.attempts, extract(epoch FROM m.next_at - m.looked_at)::int
FROM items i JOIN media m ON m.item = i.id LEFT JOIN decisions d ON d.item = i.id WHERE i.native_id = $1
"""


async def test_no_media_server_gets_more_than_an_honest_look(database_home: Path) -> None:
    inside: Counter[str] = Counter()

    async def secret(request: web.Request) -> web.StreamResponse:
        inside[request.path] += 1
        return web.Response(body=drawings[LISTED])

    drawings = pictures()
    async with served(secret) as forbidden, town(drawings) as there:
        hostile = Hostile(drawings[LISTED], f"http://127.0.0.1:{forbidden}/")
        async with served(hostile.answer) as port:
            hostile.port = port
            allowed = f'"127.0.0.1:{port}"'
            async with stand(database_home, there, net=NET, allowed=allowed) as guard:
                guard.start("up")
                await guard.ready()
                most = await _told(guard, hostile)
                await _all_is_as_expected(guard, hostile)
    assert not inside
    assert most < 500
    assert hostile.endless < 3 * 4 * (MOST_MB << 20)
    assert guard.tracebacks() == ""


async def _told(guard: Stand, hostile: Hostile) -> float:
    """Tell of one post for each; gives the most memory, in MiB, that was used meanwhile."""
    names = [*EXPECTED, LATER]
    told = await asyncio.gather(
        *(guard.deliver(guard.event(at, hostile.url(name))) for at, name in enumerate(names))
    )
    assert {status for status, _ in told} == {202}
    most = memory_mb(guard.pid("up"))
    with timed("looked at"):
        async with asyncio.timeout(60):
            while await guard.one("SELECT count(*) FROM media WHERE NOT is_final AND next_at IS NULL"):
                most = max(most, memory_mb(guard.pid("up")))
                await asyncio.sleep(0.1)
    with timed("looked at again"):
        await guard.until(f"SELECT attempts::int FROM media WHERE native_id = '{len(EXPECTED)}-0'", 2)
    return most


async def _all_is_as_expected(guard: Stand, hostile: Hostile) -> None:
    found = {name: (await guard.ask(STATE, str(at)))[0] for at, name in enumerate(EXPECTED)}
    passing = {name: row for name, row in found.items() if name in EXPECTED and not EXPECTED[name][1]}
    shown = {
        name: (row[0], row[1] or row[4] > 1, row[3]) for name, row in found.items() if name not in passing
    }
    assert shown == {name: one for name, one in EXPECTED.items() if name not in passing}
    assert {name: (row[0], row[1], row[3]) for name, row in passing.items()} == {
        name: EXPECTED[name] for name in passing
    }
    assert all(row[2] for row in found.values() if row[0] != "looked"), "each says why"
    assert not [row[2] for row in found.values() if row[2] and ("http" in row[2] or "127" in row[2])]
    assert 3_590 < found["busy"][5] <= 3_600
    again = (await guard.ask(STATE, str(len(EXPECTED))))[0]
    assert (again[0], again[3]) == ("looked", ["hold", "queue:child-safety"])
    first, second, *_ = hostile.asked_at[LATER]  # then it is held, and looked whether it still is there
    assert 9 < second - first < 25
    assert await guard.one("SELECT count(*) FROM matches WHERE NOT is_exact") == 0
    assert await guard.one("SELECT count(DISTINCT media) FROM matches") == 3
    assert await guard.one("SELECT count(*) FROM decisions WHERE actions = '{nothing}'") == 0
