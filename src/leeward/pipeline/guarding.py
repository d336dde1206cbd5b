"""Reads whether there is a surge, and switches guards on and off, with alarms and entries in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.findings import Json
from leeward.pipeline.recording import Note, Recorder
from leeward.policy.rules import Guard
from leeward.policy.watch.surge import CALM, FEWEST, SEEN, WEEK, WEEKS, Reading, in_words, read
from leeward.store.casework.cases import JOB
from leeward.store.connection import Connection
from leeward.store.policies import guards, hours
from leeward.store.policies.guards import Place, Switch
from leeward.store.policies.hours import ALL
from leeward.store.watch import alarms

LEAST = timedelta(hours=1)  # for which people are told of a surge after it was last seen
_BUSY = timedelta(hours=6)
_BACK = timedelta(hours=WEEKS * WEEK + CALM + SEEN)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a guard saw at one place."""

    place: Place
    reading: Reading


async def seen(connection: Connection, guard: Guard, server: int, now: datetime) -> list[Seen]:
    """What the guard sees now at one protected server: of all together, or of each busy server of origin."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    what = str(guard.watch)
    domains: Sequence[str] = [ALL]
    if guard.each:
        domains = await hours.busy(connection, server, what, hour - _BUSY, FEWEST[guard.watch])
    found = []
    for domain in domains:
        counts = await hours.history(connection, (server, what, domain), hour - _BACK, hour)
        reading = read(counts[:-1], counts[-1] or 0, guard.watch)
        found.append(Seen(Place(guard.id, server, domain), reading))
    return found


async def surged(connection: Connection, recorder: Recorder, guard: Guard, told: Seen) -> bool:
    """A surge is there: switch the guard on, or renew it; gives whether something changed. Where it is on
    already for long enough, or a person ended it not long ago, nothing does."""
    now = recorder.clock()
    lasts = timedelta(hours=guard.hours) if guard.is_on else LEAST
    said = _said(guard, told)
    new = Switch(told.place, guard.is_on, now, now + lasts, said, JOB)
    if await guards.begin(connection, new, now - timedelta(hours=guard.hours)):
        kind = "guard.on" if guard.is_on else "guard.told"
    elif await guards.renew(connection, new, new.until - min(LEAST, lasts / 2)):
        kind = "guard.renewed"
    else:
        return False
    await alarms.raise_(connection, _alarm(told.place), f"{said}; {_how(guard, new.until)}", now)
    await _record(connection, recorder, kind, new, {"said": said, "until": new.until.isoformat()})
    return True


async def switch_on(connection: Connection, recorder: Recorder, new: Switch) -> bool:
    """A person switches a guard on; False: it is on there."""
    await end_over(connection, recorder)
    if not await guards.begin(connection, new, recorder.clock()):
        return False
    await _record(connection, recorder, "guard.on", new, {"person": new.by, "until": new.until.isoformat()})
    return True


async def switch_off(connection: Connection, recorder: Recorder, guard: str, by: str) -> list[Switch]:
    """A person ends a guard wherever it is on; gives where that was."""
    ended = await guards.end(connection, guard, recorder.clock(), by)
    await _ended(connection, recorder, ended, by)
    return ended


async def end_over(connection: Connection, recorder: Recorder) -> None:
    """End what its clock ends."""
    await _ended(connection, recorder, await guards.end_over(connection, recorder.clock()), None)


async def _ended(connection: Connection, recorder: Recorder, ended: Sequence[Switch], by: str | None) -> None:
    for one in ended:
        await alarms.clear(connection, _alarm(one.place), recorder.clock())
        await _record(connection, recorder, "guard.ended", one, {"person": by})


async def _record(
    connection: Connection, recorder: Recorder, kind: str, switch: Switch, more: dict[str, Json]
) -> None:
    place = switch.place
    body: dict[str, Json] = {"guard": place.guard, "server": place.server, "domain": place.domain}
    await recorder.record(connection, [Note(kind, {**body, **more})])


def _said(guard: Guard, told: Seen) -> str:
    whose = f"from {told.place.domain}" if told.place.domain else "in all"
    return f"{guard.title}: {guard.watch} {whose}, {in_words(told.reading)}"


def _how(guard: Guard, until: datetime) -> str:
    if not guard.is_on:
        return "nothing was switched on: its policy only wants to be told"
    return f"{guard.id} is on until {until:%Y-%m-%d %H:%M} UTC; end it: leeward policy guards off {guard.id}"


def _alarm(place: Place) -> str:
    return f"guard:{place.guard}:{place.server}:{place.domain}"
