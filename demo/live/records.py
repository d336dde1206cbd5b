"""What Leeward's own records say of a post: the demo tells nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.federation.asking import Json
from demo.live.guard import Guard

_ITEM = """
SELECT id, server, seen_at, decided_at FROM items WHERE uri = $1 ORDER BY id LIMIT 1
"""
_WAYS = """
SELECT way_in, extract(epoch FROM min(seen_at))::float8 AS at FROM sightings
WHERE server = $1 AND subject = ANY($2::text[]) GROUP BY way_in ORDER BY 2
"""
_LOOKS = "SELECT coalesce(look, 'not yet') AS look FROM media WHERE item = $1 ORDER BY position"
_MATCHES = """
SELECT x.is_exact, x.distance FROM matches x JOIN media m ON m.id = x.media
WHERE m.item = $1 ORDER BY x.is_exact DESC, x.distance
"""
_ACTIONS = "SELECT actions FROM decisions WHERE item = $1 ORDER BY round DESC LIMIT 1"
_CASE = "SELECT id, state, queue FROM cases WHERE item = $1"
_ORDERS = """
SELECT id, action, state, person, undoes, answer FROM orders WHERE "case" = $1 ORDER BY id
"""
_PROBES = """
SELECT round, what, state, detail FROM probes
WHERE "case" = $1 AND times > 0 AND done_at IS NOT NULL ORDER BY round, id
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """One post of the story. at: seconds since 1970, when its server had taken it. urls: of its media."""

    what: str
    who: str
    where: str  # M or A
    uri: str
    native_id: str
    urls: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Order:
    """One order, and what the server answered."""

    id: int
    action: str
    state: str
    is_by_person: bool
    undoes: int | None
    said: str
    link: str | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a post. ways: seconds after posting by way in. distance: of the nearest match."""

    ways: Mapping[str, float] = field(default_factory=dict)
    looks: tuple[str, ...] = ()
    is_decided: bool = False
    is_exact: bool = False
    distance: int | None = None
    actions: tuple[str, ...] = ()
    case: int | None = None
    state: str = ""
    queue: str = ""
    decided_after_s: float = 0.0

    @property
    def ways_in_words(self) -> str:
        """Which way in told of it, and when."""
        return ", ".join(f"{way} after {max(0.0, at):.1f} s" for way, at in self.ways.items())


def known(guard: Guard, sent: Sent) -> Known | None:
    """What is known of a post; None: nobody has told of it."""
    for item in guard.rows(_ITEM, sent.uri):
        ways = guard.rows(_WAYS, item["server"], [sent.uri, sent.native_id])
        matches = guard.rows(_MATCHES, item["id"])
        actions = guard.rows(_ACTIONS, item["id"])
        cases = guard.rows(_CASE, item["id"])
        decided = item["decided_at"]
        return Known(
            ways={one["way_in"]: one["at"] - sent.at for one in ways},
            looks=tuple(one["look"] for one in guard.rows(_LOOKS, item["id"])),
            is_decided=decided is not None,
            is_exact=bool(matches and matches[0]["is_exact"]),
            distance=matches[0]["distance"] if matches else None,
            actions=tuple(actions[0]["actions"]) if actions else (),
            case=cases[0]["id"] if cases else None,
            state=cases[0]["state"] if cases else "",
            queue=cases[0]["queue"] if cases else "",
            decided_after_s=decided.timestamp() - sent.at if decided else 0.0,
        )
    return None


def orders(guard: Guard, case: int) -> list[Order]:
    """Every order of a case, oldest first."""
    return [_order(row) for row in guard.rows(_ORDERS, case)]


def state(guard: Guard, case: int) -> str:
    """Where a case is."""
    return str(guard.rows("SELECT state FROM cases WHERE id = $1", case)[0]["state"])


def rounds(guard: Guard, case: int) -> dict[int, list[tuple[str, str, str]]]:
    """What each round of probes saw: (what, seen, in words)."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for row in guard.rows(_PROBES, case):
        found.setdefault(row["round"], []).append((row["what"], row["state"], row["detail"]))
    return found


def _order(row: Mapping[str, Json]) -> Order:
    answer = json.loads(row["answer"]) if isinstance(row["answer"], str) else row["answer"]
    detail = (answer or {}).get("detail") or {}
    return Order(
        id=row["id"],
        action=row["action"],
        state=row["state"],
        is_by_person=row["person"] is not None,
        undoes=row["undoes"],
        said=(answer or {}).get("said", ""),
        link=detail.get("link"),
        steps=tuple(detail.get("steps") or ()),
    )
