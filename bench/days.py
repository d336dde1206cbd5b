"""Three days of a server of 30,000 people, told in a few minutes: what arrives, what becomes of it.

The load is that of a pilot on the real network: 23,000 posts a day, 40 % of them with media, 1.2 files each,
4 matches in 100,000 files, 0.27 % of files unsupported, gone or broken. Source: IFTAS, post-mortem of its
content classification service. Days have nights: at 4 in the morning a third of the average arrives, in the
evening twice as much. Time runs as fast as Leeward can follow at that rhythm.
"""

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.live import AT_ONCE, Stand, protected
from bench.rows import Row
from demo.traffic import Town, drawn

DAYS, POSTS_A_DAY = 3, 23_000
WITH_MEDIA, SECOND_FILE = 0.40, 0.20
LOST_A_FILE = 0.0027
MATCHES_A_FILE = 4 / 100_000
A_DAY_S = 75.0  # of our time
OUT = Path(__file__).parent / "out" / "three-days.json"
_PRIME = 2_654_435_761  # scatters numbers evenly, the same way each time


def run(quick: bool) -> list[Row]:
    """The three days, or a tenth of each; the report is written to bench/out."""
    return asyncio.run(_run(0.1 if quick else 1.0))


@dataclass(slots=True)
class Settlement(Town):
    """A town whose posts are as mixed as real ones."""

    broken: Counter[str] = field(default_factory=Counter)

    def status(self, number: int) -> dict[str, Any]:
        """One post: most have no media, a few have two files."""
        told = Town.status(self, number)
        media = told["media_attachments"]
        second = Town.status(self, number + 10_000_000)["media_attachments"]
        if not has_media(number):
            told["media_attachments"] = []
        elif _share(number, 3) < SECOND_FILE:
            told["media_attachments"] = [*media, *second]
        return told

    async def picture(self, request: web.Request) -> web.Response:
        """A file of its own for every number; now and then one that is of no use."""
        number = int(request.match_info["number"])
        self.served += 1
        if is_lost(number):
            kind = ("gone", "text", "cut")[number % 3]
            self.broken[kind] += 1
            return _of_no_use(kind, self.pictures[number % len(self.pictures)])
        drawing = self.pictures[0 if is_known(number) else 1 + number % (len(self.pictures) - 1)]
        own = b"" if is_known(number) else number.to_bytes(8, "big")  # behind the end of the picture
        return web.Response(body=drawing + own, content_type="image/jpeg")


def has_media(number: int) -> bool:
    """Whether the post with this number has files."""
    return _share(number, 1) < WITH_MEDIA


def is_lost(number: int) -> bool:
    """Whether this file is of no use to anybody."""
    return _share(number, 5) < LOST_A_FILE


def is_known(number: int) -> bool:
    """Whether this file is the one that the list knows."""
    return _share(number, 7) < MATCHES_A_FILE


def _share(number: int, salt: int) -> float:
    return ((number + salt * 97) * _PRIME * (2 * salt + 1) & 0xFFFFFFFF) / 2**32


def _of_no_use(kind: str, picture: bytes) -> web.Response:
    if kind == "gone":
        return web.Response(status=404)
    if kind == "text":
        return web.Response(text="this is no picture", content_type="text/html")
    return web.Response(body=picture[: len(picture) // 3], content_type="image/jpeg")


async def _run(scale: float) -> list[Row]:
    pictures = drawn(300)
    async with protected(Settlement(pictures, 0), ("up",), listed=1) as stand:
        began = time.time()
        days = [await _day(stand, day, scale) for day in range(DAYS)]
        await _until_settled(stand)
        report = await _report(stand, days, time.time() - began)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return _rows(report)


async def _day(stand: Stand, day: int, scale: float) -> dict[str, Any]:
    """Tell a day's posts at the day's rhythm."""
    posts, length_s = int(POSTS_A_DAY * scale), A_DAY_S * scale
    gate, began, tasks, most = asyncio.Semaphore(AT_ONCE), time.time(), [], 0
    for place, moment in enumerate(_moments(posts)):
        await asyncio.sleep(max(0.0, began + moment * length_s - time.time()))
        tasks.append(asyncio.create_task(_told(stand, gate, day * POSTS_A_DAY + place)))
        if place % 1_000 == 0:
            most = max(most, await stand.database.fetchval(_WAITING))
    await asyncio.gather(*tasks)
    return {"day": day + 1, "posts": posts, "most_waiting": most, "told_in_s": time.time() - began}


async def _told(stand: Stand, gate: asyncio.Semaphore, number: int) -> None:
    async with gate:
        await stand.town.tell(stand.session, stand.hook, stand.secret, number)


def _moments(posts: int) -> Sequence[float]:
    """When each post is told, as a share of the day: few at night, many in the evening."""
    weights = [1.0 + 0.85 * math.sin(2 * math.pi * (hour / 96 - 0.42)) for hour in range(96)]
    total, passed = sum(weights), 0.0
    moments: list[float] = []
    for slot, weight in enumerate(weights):
        passed += weight
        here = round(posts * passed / total) - len(moments)
        moments += [(slot + one / max(here, 1)) / 96 for one in range(here)]
    return moments


async def _until_settled(stand: Stand) -> None:
    while await stand.database.fetchval(_OPEN):
        await asyncio.sleep(0.5)


async def _report(stand: Stand, days: Sequence[dict[str, Any]], took_s: float) -> dict[str, Any]:
    ask = stand.database
    rows = await ask.fetch("SELECT native_id, extract(epoch FROM decided_at) AS at FROM items")
    waits = sorted(float(row["at"]) - stand.town.sent[int(row["native_id"])].at for row in rows)
    files = [one for number in stand.town.sent for one in _files(number)]
    return {
        "days": list(days),
        "took_s": took_s,
        "times_faster": DAYS * 86_400 / took_s,
        "posts_told": len(stand.town.sent),
        "posts_taken": sum(one.was_taken for one in stand.town.sent.values()),
        "posts_with_media": sum(map(has_media, stand.town.sent)),
        "posts_decided": len(rows),
        "files": len(files),
        "files_lost": sum(map(is_lost, files)),
        "looks": {row["look"]: row["n"] for row in await ask.fetch(_LOOKS)},
        "known_files": sum(is_known(one) and not is_lost(one) for one in files),
        "held": await ask.fetchval("SELECT count(DISTINCT \"case\") FROM orders WHERE action = 'deny_url'"),
        "cases_by_queue": {row["queue"]: row["n"] for row in await ask.fetch(_QUEUES)},
        "decided_p50_s": waits[len(waits) // 2],
        "decided_p95_s": waits[int(len(waits) * 0.95)],
        "decided_p999_s": waits[int(len(waits) * 0.999)],
        "ledger_entries": await ask.fetchval("SELECT count(*) FROM ledger WHERE number IS NOT NULL"),
        "database_mb": await ask.fetchval("SELECT pg_database_size(current_database())") / 2**20,
        "memory_mb": stand.megabytes(),
    }


def _files(number: int) -> list[int]:
    if not has_media(number):
        return []
    return [number, number + 10_000_000] if _share(number, 3) < SECOND_FILE else [number]


def _rows(report: dict[str, Any]) -> list[Row]:
    lost = report["posts_with_media"] - report["posts_decided"]
    missed = report["known_files"] - report["held"]
    return [
        _row("posts with media that were lost", "posts", lost, 0),
        _row("known files that were not held", "files", missed, 0),
        _row("decided, p95", "s", report["decided_p95_s"], 2.0),
        _row("times faster than real time", "×", report["times_faster"], None),
        _row("memory besides PostgreSQL, after three days", "MB", report["memory_mb"], 400),
        _row("database after three days", "MB", report["database_mb"], None),
    ]


def _row(what: str, unit: str, ours: float, target: float | None) -> Row:
    met = None if target is None else ours <= target
    return Row("three days", what, unit, float(ours), target=target, met=met)


_WAITING = "SELECT count(*) FROM media WHERE look IS NULL"
_OPEN = """SELECT (SELECT count(*) FROM items WHERE decided_at IS NULL)
    + (SELECT count(*) FROM ledger WHERE number IS NULL)"""
_LOOKS = "SELECT look, count(*) AS n FROM media GROUP BY look ORDER BY n DESC"
_QUEUES = "SELECT queue, count(*) AS n FROM cases GROUP BY queue ORDER BY n DESC"
