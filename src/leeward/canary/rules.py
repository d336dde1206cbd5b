"""What is wrong, by the facts on the screen. Pure. No sentence repeats content or a list's entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.canary.lamps import Lamp
from leeward.canary.screen import ListState, Process, Screen, unknown_share
from leeward.config import Alarm
from leeward.model.orders import OrderState

FEWEST = 20  # media of an hour that a share is made of
UNSEQUENCED = timedelta(minutes=5)
LEAST_FREE = 1 << 30  # bytes
WORKER = "worker"  # the role that looks

_Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on something is wrong. list_days: without a change of a list's file."""

    alarm: Alarm
    list_days: int


def problems(screen: Screen, limits: Limits) -> dict[str, str]:
    """Name to sentence. The same problem always has the same name, without a colon: those with one are of
    things that happened, and end only when a person has dealt with them."""
    found = [
        *_ways(screen),
        *_queue(screen, timedelta(minutes=limits.alarm.queue_minutes)),
        *_unknown(screen, limits.alarm.unknown_percent),
        *_lists(screen, timedelta(days=limits.list_days)),
        *_cases(screen),
        *_ledger(screen),
        *_processes(screen),
        *_disks(screen, limits.alarm.disk_percent),
    ]
    return {name.replace(":", "-"): said for name, said in found}


def _ways(screen: Screen) -> Iterator[_Problem]:
    for server in screen.servers:
        for way in server.ways_in:
            light = way.light
            if light.lamp is Lamp.RED:
                said = f"{server.domain}: canaries through {light.way_in} are missed: {light.said}"
                yield f"canary.{server.id}.{light.way_in}", said


def _queue(screen: Screen, patience: timedelta) -> Iterator[_Problem]:
    for name, since, what in (
        ("queue", screen.queue.oldest, "media wait to be looked at"),
        ("decisions", screen.queue.undecided, "posts wait to be decided"),
    ):
        if _is_over(since, patience, screen.at):
            yield name, f"{what} longer than {_minutes(patience)}"


def _unknown(screen: Screen, percent: int) -> Iterator[_Problem]:
    share, total = unknown_share(screen.looks.last_hour), sum(screen.looks.last_hour.values())
    if share is not None and total >= FEWEST and share * 100 > percent:
        yield "unknown", f"of the last hour's {total:,} media {share:.0%} could not be looked at"


def _lists(screen: Screen, patience: timedelta) -> Iterator[_Problem]:
    for one in screen.lists:
        said = _of_list(one, patience, screen.at)
        if said:
            yield f"list.{one.name}", f"the list {one.name} {said}"


def _of_list(one: ListState, patience: timedelta, now: datetime) -> str:
    if one.said:
        return f"cannot be used: {one.said}"
    if one.changed_at is None:
        return "is gone; what was built of it is in use"
    return (
        f"has not changed for {(now - one.changed_at).days} days" if now - one.changed_at > patience else ""
    )


def _cases(screen: Screen) -> Iterator[_Problem]:
    for state, number in screen.impatient.items():
        yield f"cases.{state}", f"{number:,} {'case is' if number == 1 else 'cases are'} {state} for too long"
    stopped = screen.orders.get(OrderState.STOPPED, 0)
    if stopped:
        yield (
            "fuse",
            f"the fuse stopped {stopped:,} {'order' if stopped == 1 else 'orders'}: a person decides",
        )


def _ledger(screen: Screen) -> Iterator[_Problem]:
    if _is_over(screen.ledger.since, UNSEQUENCED, screen.at):
        waiting = f"{screen.ledger.waiting:,} entries"
        yield "ledger", f"{waiting} of the ledger wait for a place longer than {_minutes(UNSEQUENCED)}"


def _processes(screen: Screen) -> Iterator[_Problem]:
    """One that vanished and did not come back: the same roles on the same machine, and none of it lives."""
    alive = [one for one in screen.processes if one.is_alive]
    if screen.servers and not any(WORKER in one.roles for one in alive):
        yield "workers", "no worker is running: nothing is looked at"
    for key in sorted({_key(one) for one in screen.processes} - {_key(one) for one in alive}):
        host, roles = key
        yield f"process.{host}.{'-'.join(roles)}", f"{' and '.join(roles)} on {host} vanished"


def _key(process: Process) -> tuple[str, tuple[str, ...]]:
    return process.host, process.roles


def _disks(screen: Screen, percent: int) -> Iterator[_Problem]:
    for one in screen.processes:
        is_full = one.disk_free < LEAST_FREE or one.disk_free * 100 < one.disk_size * percent
        if one.is_alive and is_full:
            free = f"{one.disk_free / 1e9:.1f} GB of {one.disk_size / 1e9:.0f} GB"
            yield f"disk.{one.host}", f"{one.host}: only {free} are free for the data folder"


def _is_over(since: datetime | None, patience: timedelta, now: datetime) -> bool:
    return since is not None and now - since > patience


def _minutes(patience: timedelta) -> str:
    return f"{patience.total_seconds() / 60:.0f} minutes"
