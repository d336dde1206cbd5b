"""The screen as Prometheus text. Labels are ids and our own words: no content, no names."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from leeward.canary.lamps import Lamp
from leeward.canary.screen import Screen

_Labelled = Iterable[tuple[tuple[str, ...], float]]


def text(screen: Screen) -> bytes:
    """In the text format, version 0.0.4."""
    registry = CollectorRegistry()
    _ways(registry, screen)
    _work(registry, screen)
    _rest(registry, screen)
    return generate_latest(registry)


def _ways(registry: CollectorRegistry, screen: Screen) -> None:
    ways = [(str(server.id), way) for server in screen.servers for way in server.ways_in]
    _many(
        registry,
        ("leeward_canary_lamp", "1 for the colour that a way in's lamp has", ("server", "way_in", "state")),
        [
            ((server, way.light.way_in, str(lamp)), float(way.light.lamp is lamp))
            for server, way in ways
            for lamp in Lamp
        ],
    )
    _many(
        registry,
        ("leeward_canary_passed_seconds", "Since the last canary passed", ("server", "way_in")),
        [
            ((server, way.light.way_in), (screen.at - way.light.passed_at).total_seconds())
            for server, way in ways
            if way.light.passed_at
        ],
    )


def _work(registry: CollectorRegistry, screen: Screen) -> None:
    queue = screen.queue
    oldest = (screen.at - queue.oldest).total_seconds() if queue.oldest else 0.0
    _one(registry, "leeward_media_waiting", "Media that wait to be looked at", queue.media)
    _one(registry, "leeward_media_waiting_seconds", "Age of the oldest of them", oldest)
    _one(registry, "leeward_jobs", "Jobs in the queue", sum(queue.jobs.values()))
    for span, looks in (("today", screen.looks.today), ("last_hour", screen.looks.last_hour)):
        told = (f"leeward_media_looked_{span}", "Media by what came of looking at them", ("look",))
        _many(registry, told, _by(looks))
    told = ("leeward_rule_answers_last_day", "What rules said, of each post one each", ("answer",))
    _many(registry, told, _by(screen.answers))
    _many(registry, ("leeward_cases", "Open cases", ("state",)), _by(screen.cases))
    _many(registry, ("leeward_orders", "Orders that are not at their end", ("state",)), _by(screen.orders))


def _rest(registry: CollectorRegistry, screen: Screen) -> None:
    _one(registry, "leeward_ledger_entries", "Entries with a place in the ledger", screen.ledger.size)
    _one(registry, "leeward_ledger_waiting", "Entries without one", screen.ledger.waiting)
    _one(registry, "leeward_processes", "Living processes", sum(one.is_alive for one in screen.processes))
    _one(registry, "leeward_list_entries", "Entries of all lists", sum(one.entries for one in screen.lists))
    ages = [(screen.at - one.changed_at).total_seconds() for one in screen.lists if one.changed_at]
    _one(registry, "leeward_list_oldest_seconds", "Since the oldest list changed", max(ages, default=0))
    free = [one.disk_free for one in screen.processes if one.is_alive]
    _one(registry, "leeward_disk_free_bytes", "Least free room of the data folders", min(free, default=0))
    _one(registry, "leeward_problems", "Things that are wrong now", len(screen.problems))
    _one(registry, "leeward_alarms", "Alarms that are open", len(screen.alarms))
    dropped: dict[str, float] = {str(server.id): 0.0 for server in screen.servers}
    for one in screen.counted:
        dropped[str(one.server)] = dropped.get(str(one.server), 0.0) + one.number
    told = ("leeward_only_counted_today", "What was counted and not kept", ("server",))
    _many(registry, told, [((server,), number) for server, number in dropped.items()])


def _by(counts: Mapping[str, int]) -> _Labelled:
    return [((label,), float(number)) for label, number in counts.items()]


def _one(registry: CollectorRegistry, name: str, said: str, value: float) -> None:
    Gauge(name, said, registry=registry).set(value)


def _many(registry: CollectorRegistry, told: tuple[str, str, tuple[str, ...]], values: _Labelled) -> None:
    name, said, labels = told
    gauge = Gauge(name, said, labels, registry=registry)
    for label, value in values:
        gauge.labels(*label).set(value)
