"""Rounds of probes: what is asked in each, when, and what a whole round says of a case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from leeward.model.cases import State
from leeward.model.findings import Json
from leeward.model.items import Place, Post
from leeward.model.jobs import JobKind
from leeward.model.proofs import ROUNDS_S, Aspect, Probe, Seen
from leeward.pipeline.recording import Note, Recorder
from leeward.store import servers
from leeward.store.casework import cases, probes
from leeward.store.casework.cases import JOB, CaseRow, Move
from leeward.store.casework.probes import ProbeRow, Round, Target
from leeward.store.connection import Connection, load
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import alarms

LAST = len(ROUNDS_S) - 1
PRIORITY = -5  # what has just arrived goes first
AGAIN_S = 86_400.0  # between further rounds, while something is not known

_DECISIVE = {Aspect.POST, Aspect.URL}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Plans rounds, and reads them. at_s: seconds after the receipt, rising; two at least."""

    recorder: Recorder
    at_s: tuple[float, ...] = ROUNDS_S

    async def begin(self, connection: Connection, case: CaseRow) -> None:
        """The first round of a case that is held or verified now, in the transaction that moves it there."""
        await self._plan(connection, case, 0)

    async def end(self, connection: Connection, case: CaseRow, number: int) -> None:
        """Move a case by what a round saw, and plan the next. The case is locked by the caller."""
        every = [one for one in await probes.of_case(connection, case.id) if one.times == case.times]
        told = [one for one in every if one.round == number]
        to = case.state
        if to is not State.WAITING:  # what is held waits for a person, whatever is seen of it
            to = judge(told, number, case.state, len(self.at_s) - 1)
        summary = in_words(told)
        await self.recorder.record(connection, [_note(case, number, told, summary)])
        if to is not case.state:
            await self._move(connection, case, to, summary)
        if to is not State.CLOSED:
            await self._plan(connection, case, number + 1)

    async def _move(self, connection: Connection, case: CaseRow, to: State, summary: str) -> None:
        now = self.recorder.clock()
        if not await cases.move(connection, case.id, Move(case.state, to, JOB, now)):
            return
        body: dict[str, Json] = {"case": case.id, "was": str(case.state), "is": str(to)}
        await self.recorder.record(connection, [Note("case.moved", body, case=case.id)])
        if to is State.RETURNED:
            said = f"case {case.id}: what was removed is there: {summary}"
            await alarms.raise_(connection, f"case:{case.id}:returned", said, now)
        else:
            await cases.calm(connection, case.id, now)

    async def _plan(self, connection: Connection, case: CaseRow, number: int) -> None:
        now = self.recorder.clock()
        wait_s = wait_before(number, self.at_s)
        targets = await _targets(connection, case)
        await probes.add(
            connection, Round(case.id, case.times, number, now + timedelta(seconds=wait_s)), targets
        )
        await enqueue(connection, [probe_job(case.id, case.times, number, wait_s)])


def probe_job(case: int, times: int, number: int, after_s: float = 0.0) -> NewJob:
    """Probe one round of a case. times: how often it was confirmed."""
    payload: dict[str, Json] = {"case": case, "round": number, "times": times}
    return NewJob(JobKind.PROBE, payload, after_s, f"probe:{case}:{times}:{number}", priority=PRIORITY)


def wait_before(number: int, at_s: Sequence[float] = ROUNDS_S) -> float:
    """Seconds between a round and the one before it."""
    if number >= len(at_s):
        return AGAIN_S
    return at_s[number] - (at_s[number - 1] if number else 0.0)


def judge(told: Sequence[ProbeRow], number: int, now: State, last: int = LAST) -> State:
    """What a whole round says. Right after the receipt a server may still be at it; later, what is there has
    come back or never went. What is not known keeps a case open, and where it is: now."""
    wanted = [one for one in told if one.target.is_ours and one.target.probe.what in _DECISIVE]
    stored = [one.seen for one in told if one.target.probe.what is Aspect.BYTES]
    is_there = any(one.seen is Seen.STILL_THERE for one in wanted)
    is_kept = number >= last and Seen.STILL_THERE in stored
    if number >= 1 and (is_there or is_kept):
        return State.RETURNED
    if not all(one.seen is Seen.GONE for one in wanted):
        return now
    # one that had returned is only closed when a further round finds nothing either
    return State.CLOSED if number >= last and now is State.VERIFYING else State.VERIFYING


def in_words(told: Sequence[ProbeRow]) -> str:
    """A round as a sentence: the post, the addresses, the bytes, and whose servers we cannot speak for."""
    post = [one for one in told if one.target.probe.what is Aspect.POST]
    urls = [one for one in told if one.target.probe.what is Aspect.URL and one.target.is_ours]
    parts = [f"post {one.seen or Seen.UNKNOWN}" for one in post]
    parts += [_counted(urls)] if urls else []
    parts += [f"bytes {_bytes(told)}"] if any(one.target.probe.what is Aspect.BYTES for one in told) else []
    far = sorted({_host(one.target.probe.url) for one in told if not _is_seen_gone_or_ours(one)})
    parts += [f"remote copies may remain at {', '.join(far)}"] if far else []
    return "; ".join(parts)


def _counted(urls: Sequence[ProbeRow]) -> str:
    gone = sum(one.seen is Seen.GONE for one in urls)
    unknown = sum(one.seen is Seen.UNKNOWN for one in urls)
    more = f", {unknown} not known" if unknown else ""
    return f"{gone} of {len(urls)} {'address' if len(urls) == 1 else 'addresses'} gone{more}"


def _bytes(told: Sequence[ProbeRow]) -> str:
    seen = {one.seen or Seen.UNKNOWN for one in told if one.target.probe.what is Aspect.BYTES}
    return str(next(one for one in (Seen.STILL_THERE, Seen.UNKNOWN, Seen.GONE) if one in seen))


def _is_seen_gone_or_ours(one: ProbeRow) -> bool:
    return one.target.is_ours or one.seen is Seen.GONE or one.target.probe.what is not Aspect.URL


async def _targets(connection: Connection, case: CaseRow) -> list[Target]:
    server = await servers.one(connection, case.server)
    assert server is not None, "a case's server is never deleted"
    post = (await cases.about(connection, case.item)).post
    found = [Target(Probe(Aspect.POST, Place.ORIGINAL, post.url or post.uri), None, is_ours=True)]
    for row in await cases.media(connection, case.item):
        copies = [(Place(one["place"]), one["url"]) for one in load(row["copies"])]
        found += _of_media(row["id"], copies, post, server.domain)
    return found


def _of_media(media: int, copies: Sequence[tuple[Place, str]], post: Post, domain: str) -> Iterator[Target]:
    for place, url in copies:
        yield Target(Probe(Aspect.URL, place, url), media, is_ours(place, url, post, domain))
        if place is Place.ORIGINAL:
            yield Target(Probe(Aspect.BYTES, place, url), media, is_ours=True)


def is_ours(place: Place, url: str, post: Post, domain: str) -> bool:
    """Whether the protected server can take this address away. domain: its own."""
    home = _host(post.author.uri)
    is_local = post.author.is_local if post.author.is_local is not None else home == domain
    if is_local or _is_within(_host(url), domain):
        return True
    return place is not Place.REMOTE and not _is_within(_host(url), home)


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "an unknown server"


def _note(case: CaseRow, number: int, told: Sequence[ProbeRow], summary: str) -> Note:
    seen: list[Json] = [
        {
            "what": str(one.target.probe.what),
            "place": str(one.target.probe.place),
            "seen": str(one.seen),
            "detail": one.detail or "",
        }
        for one in told
    ]
    body: dict[str, Json] = {"case": case.id, "round": number, "summary": summary, "probes": seen}
    return Note("case.probed", body, case=case.id)
