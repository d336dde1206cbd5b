"""Which PostgreSQL runs: whose, which version, where."""

from dataclasses import dataclass, field
from enum import StrEnum


class EngineKind(StrEnum):
    """Whose PostgreSQL it is, in words for people."""

    OWN = "your own"
    FOUND = "found on this machine"
    WHEEL = "from the package"


@dataclass(frozen=True, slots=True)
class Engine:
    """What may be shown to people, and the URL, which may not.

    version: as in 15.18. where: an address or a folder, never a password.
    url: for asyncpg; may hold a password, so it is not in the repr.
    """

    kind: EngineKind
    version: str
    where: str
    url: str = field(repr=False)
