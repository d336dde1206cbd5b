"""The servers that are watched, each with its program and link; read again every few seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leeward.app.station import Station, now
from leeward.plugins import loader
from leeward.store import servers
from leeward.store.servers import ServerRow
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal
from leeward.worker.hearing import Wire

_FRESH_S = 5.0


def webhook_context(address: str) -> str:
    """The one place where the secret of a server's webhooks opens."""
    return f"{address} webhook"


@dataclass(slots=True)
class Wires:
    """rows: all servers, also those that are not watched."""

    station: Station
    rows: dict[int, ServerRow] = field(default_factory=dict)
    _read_at: datetime | None = None

    async def watched(self) -> Mapping[int, Wire]:
        """By server id. Raises: DatabaseError."""
        await self.refresh()
        return {
            one.id: Wire(one.id, loader.server(one.program), self.station.links.link(one), one.ways_in)
            for one in self.rows.values()
            if one.is_watched
        }

    async def server(self, number: int) -> ServerRow | None:
        """One server that is watched. Raises: DatabaseError."""
        await self.refresh()
        row = self.rows.get(number)
        return row if row and row.is_watched else None

    def secret(self, row: ServerRow) -> bytes:
        """Of its webhooks; empty where none was agreed. Raises: SealError."""
        return (
            open_seal(row.secret, Purpose.TOKEN, webhook_context(row.address), self.station.key)
            if row.secret
            else b""
        )

    async def refresh(self) -> None:
        """Read the servers again, unless that was just done. Raises: DatabaseError."""
        at = now()
        if self._read_at and (at - self._read_at).total_seconds() < _FRESH_S:
            return
        async with self.station.store.session() as connection:
            self.rows = {one.id: one for one in await servers.every(connection)}
        self.station.software |= {one.id: one.card.software for one in self.rows.values()}
        self._read_at = at
