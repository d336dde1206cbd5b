"""One measured figure beside its peer's, from the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """group: "pdq", "index" …; ours, peer: in `unit`, measured now, None where there is no peer.

    ratio: how many times better than the peer (above 1 is better), None without a peer.
    target: the ratio (or the value, where there is no peer) aimed at; met: None without a target.
    """

    group: str
    what: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    ratio: float | None = None
    target: float | None = None
    met: bool | None = None
    note: str = ""
