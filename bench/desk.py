"""The review desk: fifty moderators at once, a hundred thousand cases, pages timed one by one.

A real `leeward web` on a real PostgreSQL, in its own settings; in a process of its own what ranks and
applies verdicts, as a worker does; and here the browsers. All of it shares the machine's cores. Everybody
opens the first page, presses Start, reads the case, decides, sees their verdict and begins again; now and
then they look something up. Between two pages they think for a while: two seconds on average, much faster
than people. Beside them a page that asks the database for nothing, of the same site in the same run.
Afterwards nobody thinks: how much the site can answer at most.
"""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import aiohttp

from bench.live import _ended, _free_port, _until_ready
from bench.rows import Row
from leeward.app.desk import opening
from leeward.app.station import Station, now, station
from leeward.config import load
from leeward.model.servers import ServerCard
from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.values import Value
from leeward.review.cases.applying import Applying
from leeward.review.people.rights import Role
from leeward.review.room import Room
from leeward.store import servers
from leeward.store.desk import people
from leeward.store.desk.cases import verdicts
from leeward.store.desk.people import NewPerson
from leeward.store.servers import NewServer

MODERATORS, CASES, SECONDS = 50, 100_000, 60.0
THINKS_S = 2.0
_AT_ONCE = 10_000  # cases that are written by one statement
AIM_S = 0.2
PAGE = Path(__file__).resolve().parents[1] / "docs/why/desk.json"
QUEUES = ("child-safety", "threat", "ncii", "hate", "flags", "unlooked")
BARE = "a page without the database"
_CSRF = re.compile(r'name="csrf" (?:content|value)="([0-9a-f]+)"')
_FACTS: dict[str, Value] = {
    "match.perceptual": True,
    "match.perceptual_distance": 12,
    "match.list": "bridges",
    "media.count": 1,
}


def run(quick: bool) -> list[Row]:
    """p50 and p95 of each page; the aim is for every one of them."""
    found = asyncio.run(measured(CASES // 10 if quick else CASES, 15.0 if quick else SECONDS))
    most = Row("desk", "answers a second, when nobody thinks", "1/s", found.at_most)
    return [most, *(row for one in found.pages for row in _rows(one, found))]


@dataclass(frozen=True, slots=True)
class PageTimes:
    """One kind of page. p50, p95: seconds, from the request to its last byte."""

    page: str
    number: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Found:
    """cases: at the beginning. a_second: requests answered; at_most: the same when nobody thinks.
    ranked_a_second: cases. failed: answers that were none. filled_s: until the cases were there."""

    cases: int
    moderators: int
    a_second: float
    at_most: float
    filled_s: float
    ranked_a_second: float
    failed: int
    pages: tuple[PageTimes, ...]


@dataclass(slots=True)
class Clock:
    """What was measured so far."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0

    def took(self, page: str, seconds: float) -> None:
        """One more."""
        self.times.setdefault(page, []).append(seconds)


async def measured(cases: int, seconds: float) -> Found:
    """Fill a desk, let everybody work, and time them."""
    async with _desk() as (opened, room, port, file):
        began = time.perf_counter()
        await _filled(opened, cases)
        filled = time.perf_counter() - began
        ranked = await _ranked(opened, room)
        tokens = [await _person(opened, room, number) for number in range(MODERATORS)]
        async with AsyncExitStack() as held:
            await held.enter_async_context(_applying(file))
            people = [
                _Person(await held.enter_async_context(_browser(port, token)), random.Random(token))
                for token in tokens
            ]
            await asyncio.gather(*(_get(one.browser, Clock(), "warm", "/desk") for one in people))
            await _worked(people, seconds / 6, THINKS_S)  # templates are read, connections are open
            clock, a_second = await _worked(people, seconds, THINKS_S)
            hurried, at_most = await _worked(people, seconds / 4, 0.0)
    pages = tuple(_page(name, times) for name, times in sorted(clock.times.items()))
    failed = clock.failed + hurried.failed
    return Found(cases, MODERATORS, a_second, at_most, filled, ranked, failed, pages)


@dataclass(frozen=True, slots=True)
class _Person:
    browser: aiohttp.ClientSession
    luck: random.Random


async def _worked(people: Sequence[_Person], seconds: float, thinks_s: float) -> tuple[Clock, float]:
    """Let everybody work for a while; also gives how many requests a second were answered."""
    clock, stop = Clock(), asyncio.Event()
    began = time.perf_counter()
    work = [asyncio.create_task(_evening(one, clock, thinks_s, stop)) for one in people]
    await asyncio.sleep(seconds)
    stop.set()
    await asyncio.gather(*work)
    return clock, sum(len(one) for one in clock.times.values()) / (time.perf_counter() - began)


async def _evening(person: _Person, clock: Clock, thinks_s: float, stop: asyncio.Event) -> None:
    """One moderator."""
    browser, luck = person.browser, person.luck

    async def think() -> None:
        if not stop.is_set() and thinks_s:
            await asyncio.sleep(min(luck.expovariate(1 / thinks_s), 5 * thinks_s))

    await think()
    while not stop.is_set():
        home = await _get(browser, clock, "home", "/desk")
        proof = _CSRF.search(home)
        await think()
        case = await _post(
            browser, clock, "start", "/desk/start", csrf=proof[1] if proof else "", anyway="yes"
        )
        if not stop.is_set() and "/desk/case/" in case:
            await _get(browser, clock, "case", case)
            await think()
            said = {"csrf": proof[1] if proof else "", "kind": "allow", "why": ""}
            verdict = await _post(browser, clock, "verdict", f"{case}/verdict", **said)
            await _get(browser, clock, "what was said", verdict)
        if luck.random() < 0.2:
            await think()
            await _get(
                browser, clock, "list of cases", f"/desk/cases?which=waiting&queue={luck.choice(QUEUES)}"
            )
            await _get(browser, clock, BARE, "/desk/about")
        await think()


async def _get(browser: aiohttp.ClientSession, clock: Clock, page: str, path: str) -> str:
    began = time.perf_counter()
    async with browser.get(path) as answer:
        text = await answer.text()
        clock.took(page, time.perf_counter() - began)
        clock.failed += answer.status != 200
    return text


async def _post(browser: aiohttp.ClientSession, clock: Clock, page: str, path: str, **form: str) -> str:
    began = time.perf_counter()
    async with browser.post(path, data=form, allow_redirects=False) as answer:
        await answer.read()
        clock.took(page, time.perf_counter() - began)
        clock.failed += answer.status != 303
        return answer.headers.get("location", "/desk")


@asynccontextmanager
async def _applying(file: Path) -> AsyncIterator[None]:
    """What a worker does for the desk, in another process."""
    words = [sys.executable, "-m", "bench.desk", "--apply", str(file)]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        await _ended(process)


async def _apply(file: Path) -> None:
    """Verdicts that nobody can take back any more take effect, and what is new is ranked, without an end."""
    async with station(load(file)) as opened:
        room = opening.room(opened)
        applying = Applying(room.ground)
        while True:
            async with room.ground.store.reading() as connection:
                found = await verdicts.due(connection, now(), 50)
            for one in found:
                await applying.apply(one)
            await room.queue.ranking.rank_all()
            await asyncio.sleep(1.0)


@asynccontextmanager
async def _desk() -> AsyncIterator[tuple[Station, Room, int, Path]]:
    async with AsyncExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="leeward-bench-")))
        home.chmod(0o755)  # as root, PostgreSQL runs as somebody else, and must get through
        port = _free_port()
        file = home / "leeward.toml"
        text = f'data_dir = "data"\nstate_dir = "state"\n[web]\nport = {port}\n[canary]\nis_on = false\n'
        file.write_text(text, "utf-8")
        opened = await held.enter_async_context(station(load(file)))
        room = opening.room(opened)
        words = [sys.executable, "-m", "leeward", "web", "--config", str(file)]
        process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.DEVNULL)
        held.push_async_callback(_ended, process)
        session = await held.enter_async_context(aiohttp.ClientSession())
        await _until_ready(session, port)
        yield opened, room, port, file


def _browser(port: int, token: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        f"http://127.0.0.1:{port}",
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Cookie": f"leeward={token}"},
        connector=aiohttp.TCPConnector(keepalive_timeout=2.0),  # the site ends what is idle for five seconds
    )


async def _person(opened: Station, room: Room, number: int) -> str:
    roles = [str(Role.MODERATOR), str(Role.CHILD_SAFETY)]
    async with opened.store.transaction() as connection:
        new = NewPerson(
            f"moderator {number}", f"moderator{number}", roles, is_everywhere=True, made_by="bench"
        )
        person = await people.add(connection, new, now())
    return await room.sessions.begin(person, "bench")


async def _filled(opened: Station, cases: int) -> None:
    """Cases of the last ten days: a fifth words only, an eighth copies of another one."""
    card = ServerCard("mastodon", "4.6.0", "mastodon", (), ())
    async with opened.store.transaction() as connection:
        new = NewServer("https://harbour.example", card, ("poll",), b"sealed")
        server = await servers.put(connection, new, now())
        facts = frames.checked(_FACTS)
        evaluation = evaluate(opened.policy, facts)
        told = (frames.to_json(facts).decode(), record.to_json(evaluation).decode())
        for statement in _FILL:
            await connection.execute(statement.replace("$cases", str(cases)).replace("$server", str(server)))
        await connection.execute(_DECISIONS, opened.policy.digest, *told)
        for first in range(0, cases, _AT_ONCE):
            await connection.execute(_CASES, first, first + _AT_ONCE)
    async with opened.store.session() as connection:
        await connection.execute("VACUUM ANALYZE")


_FILL = (
    """INSERT INTO items (server, native_id, uri, way_in, post, seen_at, decided_at)
    SELECT $server, n::text, 'https://harbour.example/posts/' || n, 'poll', jsonb_build_object(
        'native_id', n::text, 'uri', 'https://harbour.example/posts/' || n, 'visibility', 'public',
        'author', jsonb_build_object('native_id', 'a' || n % 9000, 'followers', n % 4000,
                                     'uri', 'https://harbour.example/users/' || n % 9000)),
        now() - n * interval '10 days' / $cases, now() FROM generate_series(1, $cases) AS n""",
    """INSERT INTO media (item, position, native_id, kind, copies, look, is_final, sha256, media_type,
                          looked_at)
    SELECT id, 0, 'm', 'image', '[]', 'looked', true,
           sha256((CASE WHEN id % 8 = 0 THEN id - id % 80 ELSE id END)::text::bytea), 'image/png', seen_at
    FROM items WHERE id % 5 <> 0""",
    """INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, view, entry)
    SELECT id, 'bridges', 'v1', 'pdq', false, id % 32, 31, 'stored', sha256(id::text::bytea) FROM media""",
)
_CASES = """INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by)
    SELECT id, server, 'waiting',
           (ARRAY['child-safety', 'threat', 'ncii', 'hate', 'flags', 'unlooked'])[1 + id % 6],
           '{hold}', seen_at, seen_at, 'a job' FROM items WHERE id > $1 AND id <= $2"""
_DECISIONS = """INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at)
    SELECT id, 1, $1, 'bench', $2, $3, '{hold}', seen_at FROM items"""


async def _ranked(opened: Station, room: Room) -> float:
    """Rank all of it, as a worker does; gives how many a second."""
    async with opened.store.session() as connection:
        number = await connection.fetchval("SELECT count(*) FROM queue WHERE rank IS NULL")
    began = time.perf_counter()
    await room.queue.ranking.rank_all()
    took = time.perf_counter() - began
    async with opened.store.session() as connection:
        await connection.execute("VACUUM ANALYZE")
    return float(number) / took


def _page(name: str, times: Sequence[float]) -> PageTimes:
    ordered = sorted(times)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95)]
    return PageTimes(name, len(ordered), *at)


def _rows(one: PageTimes, found: Found) -> list[Row]:
    bare = next((other for other in found.pages if other.page == BARE), None)
    is_bare = bare is None or one is bare
    ratio = None if bare is None or is_bare else bare.p95 / one.p95
    return [
        Row("desk", f"{one.page}: p50", "s", one.p50),
        Row(
            group="desk",
            what=f"{one.page}: p95, {found.moderators} moderators, {found.cases:,} cases",
            unit="s",
            ours=one.p95,
            peer=None if is_bare or bare is None else bare.p95,
            peer_name=None if is_bare else BARE,
            ratio=ratio,
            target=None if is_bare else AIM_S,
            met=None if is_bare else one.p95 < AIM_S and not found.failed,
            note=f"{one.number} of them; {found.a_second:.0f} requests a second, {found.failed} failed",
        ),
    ]


def main() -> None:
    """Measure, and write the figures where the docs are made from."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--json", type=Path, default=PAGE)
    parser.add_argument("--quick", action="store_true", help="a tenth of the cases, for 15 seconds")
    parser.add_argument("--apply", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.apply:
        asyncio.run(_apply(asked.apply))
    if asked.quick:
        asked.cases, asked.seconds = asked.cases // 10, min(asked.seconds, 15.0)
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    found = asyncio.run(measured(asked.cases, asked.seconds))
    asked.json.write_text(json.dumps(asdict(found) | machine, indent=1) + "\n", "utf-8")
    print(json.dumps(asdict(found), indent=1))


if __name__ == "__main__":
    main()
