"""A screen on which all is well, to change one thing of."""

from datetime import UTC, datetime, timedelta

from leeward.canary.lamps import Lamp, Light
from leeward.canary.screen import (
    Counted,
    Database,
    Ledger,
    ListState,
    Looks,
    Process,
    Queue,
    Screen,
    Server,
    Way,
)

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def ago(**units: float) -> datetime:
    """So long before NOW."""
    return NOW - timedelta(**units)


def a_process(host: str = "one", *, is_alive: bool = True, free: int = 50 << 30) -> Process:
    """A process that does everything."""
    return Process(host, ("web", "worker"), "1.0", ago(days=1), ago(seconds=3), is_alive, free, 100 << 30)


def a_server(lamp: Lamp = Lamp.GREEN, said: str = "") -> Server:
    """A server with one way in."""
    light = Light(3, "poll", lamp, said, passed_at=ago(minutes=7))
    return Server(3, "https://m.example", "m.example", "mastodon", "4.6.0", (Way(light, ago(seconds=20)),))


def well() -> Screen:
    """All is well."""
    return Screen(
        at=NOW,
        leeward="1.0",
        database=Database("your own", "18.1", "db.example", "0001"),
        processes=(a_process(),),
        servers=(a_server(),),
        queue=Queue({"look": 2}, 40, ago(minutes=2), None),
        looks=Looks({"looked": 900, "vanished": 100}, {"looked": 90, "vanished": 10}),
        answers={"known": 700, "unknown": 30},
        lists=(ListState("a-list", 1000, ago(days=2)),),
        cases={"waiting": 4},
        impatient={},
        orders={"by hand": 1},
        ledger=Ledger(5000, 3, ago(seconds=1), ago(seconds=2)),
        counted=(Counted(3, "dropped: a direct message", 12),),
        alarms=(),
        untold={},
        problems={},
    )
