"""Sets brakes, lifts them and lets them end: each with its alarm and its entry in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from leeward.model.findings import Json
from leeward.pipeline.recording import Note, Recorder
from leeward.policy.rules import Policy, Rule
from leeward.policy.watch.brakes import Kind, Strike, called
from leeward.store.connection import Connection
from leeward.store.policies import brakes
from leeward.store.policies.brakes import BrakeRow, NewBrake
from leeward.store.watch import alarms

_HOW = "lift it when you know why: leeward policy brakes lift"


async def strike(
    connection: Connection,
    recorder: Recorder,
    policy: Policy,
    strikes: Sequence[Strike],
    by: str | None = None,
) -> list[str]:
    """Set these brakes, in the caller's transaction; gives the names of those held back anew.

    Args: by: the person who does; None: counts or verdicts did.
    """
    if not strikes:
        return []
    now = recorder.clock()
    await end_over(connection, recorder)  # one of last week's takes no room from today's
    held = []
    for one in sorted(strikes, key=lambda one: (one.subject, one.kind)):
        new = _new(policy, one, now)
        if await brakes.add(connection, new):
            held.append(new.name)
            said = f"{one.said}; {_HOW} {new.name}"
            await alarms.raise_(connection, _alarm(new.kind, new.name), said, now)
            body = _body(new) | {"until": new.until.isoformat() if new.until else None, "person": by}
            await recorder.record(connection, [Note("brake.set", {**body, "said": one.said})])
    return held


async def lift(connection: Connection, recorder: Recorder, core: str, by: str, why: str) -> list[BrakeRow]:
    """A person lets a rule go on; gives the brakes that held it."""
    now = recorder.clock()
    lifted = await brakes.lift(connection, core, now, by, why)
    await _told(connection, recorder, lifted, {"person": by, "why": why})
    return lifted


async def end_over(connection: Connection, recorder: Recorder) -> None:
    """End what ends by itself, where its time is over."""
    over = await brakes.end_over(connection, recorder.clock())
    await _told(connection, recorder, over, {"person": None, "why": "its time was over"})


async def _told(
    connection: Connection, recorder: Recorder, lifted: Sequence[BrakeRow], more: dict[str, Json]
) -> None:
    for one in lifted:
        await alarms.clear(connection, _alarm(one.kind, one.name), recorder.clock())
        await recorder.record(connection, [Note("brake.lifted", {**_body(one), **more})])


def _new(policy: Policy, one: Strike, now: datetime) -> NewBrake:
    rule = None if one.kind is Kind.QUOTA else policy.rule(one.subject)
    core = rule.core if rule else brakes.of_action(one.subject)
    return NewBrake(core, one.subject, _name(rule, one), str(one.kind), now, one.until, one.said)


def _name(rule: Rule | None, one: Strike) -> str:
    return called(rule) if rule else one.subject


def _body(brake: NewBrake | BrakeRow) -> dict[str, Json]:
    return {"rule": brake.name, "core": brake.core, "kind": brake.kind}


def _alarm(kind: str, name: str) -> str:
    return f"brake:{kind}:{name}"
