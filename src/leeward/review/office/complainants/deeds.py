"""What people say of those who complain: in the log that all weights are computed from, and in the ledger."""

from dataclasses import dataclass
from datetime import datetime

from leeward.model.errors import UsageError
from leeward.model.findings import Json
from leeward.pipeline.complaints import add, source_of
from leeward.pipeline.recording import Note
from leeward.policy.community.events import Group, Happening, Muted, Paused, TrustGiven, TrustTaken
from leeward.review.office.bench import Bench

_LONGEST = 300  # characters of a source


@dataclass(frozen=True, slots=True)
class Said:
    """Who says so. why: "": nobody asked."""

    person: str
    why: str = ""


async def trust(bench: Bench, given: str, said: Said, group: str | None = None) -> str:
    """Name a source as right; gives it as the log has it. Said again, it counts again.

    Raises: UsageError: it is none.
    """
    source = _source(given)
    event = TrustGiven(bench.recorder.clock(), source, Group(group) if group else None)
    await _tell(bench, event, "flags.trusted", {**_body(source, said), "group": group})
    return source


async def distrust(bench: Bench, source: str, said: Said) -> None:
    """Take the naming back, with what it gave. Raises: UsageError: it is no source."""
    event = TrustTaken(bench.recorder.clock(), _source(source))
    await _tell(bench, event, "flags.distrusted", _body(event.source, said))


async def mute(bench: Bench, source: str, until: datetime, said: Said) -> None:
    """Let its complaints weigh nothing until then; people still see each. Raises: UsageError: it is none."""
    event = Muted(bench.recorder.clock(), _source(source), until)
    await _tell(bench, event, "flags.muted", {**_body(event.source, said), "until": until.isoformat()})


async def unmute(bench: Bench, source: str, said: Said) -> None:
    """Let its complaints weigh again. Raises: UsageError: it is no source."""
    now = bench.recorder.clock()
    event = Muted(now, _source(source), now)
    await _tell(bench, event, "flags.unmuted", _body(event.source, said))


async def pause(bench: Bench, until: datetime, said: Said) -> None:
    """Let complaints hold nothing until then; with a time that is over, let them hold again."""
    event = Paused(bench.recorder.clock(), until)
    body: dict[str, Json] = {"until": until.isoformat(), "person": said.person}
    await _tell(bench, event, "flags.paused", body | ({"why": said.why} if said.why else {}))


async def _tell(bench: Bench, event: Happening, kind: str, body: dict[str, Json]) -> None:
    async with bench.store.transaction() as connection:
        await add(connection, [event])
        await bench.recorder.record(connection, [Note(kind, body)])


def _body(source: str, said: Said) -> dict[str, Json]:
    body: dict[str, Json] = {"source": source, "person": said.person}
    return body | ({"why": said.why} if said.why else {})


def _source(given: str) -> str:
    source = source_of(given)
    if not given.strip() or len(source) > _LONGEST or not source.isprintable():
        raise UsageError("this is no source", "a domain, or one that `leeward community sources` shows")
    return source
