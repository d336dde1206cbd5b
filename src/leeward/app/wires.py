"""The servers that are watched, each with its program and link; read again every few seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from leeward.app.station import Station, now
from leeward.model.errors import SealError
from leeward.plugins import loader
from leeward.store import servers
from leeward.store.servers import ServerRow
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal
from leeward.worker.hearing import Wire

_FRESH_S = 5.0
_LEAST_S = 0.2  # for a server nobody knows: anybody may ask for one

log = structlog.get_logger()


def webhook_context(address: str) -> str:
    """The one place where the secret of a server's webhooks opens."""
    return f"{address} webhook"


@dataclass(slots=True)
class Wires:
    """rows: all servers, also those that are not watched."""

    station: Station
    rows: dict[int, ServerRow] = field(default_factory=dict)
    _read_at: datetime | None = None
    _opened: dict[bytes, bytes] = field(default_factory=dict, repr=False)

    async def watched(self) -> Mapping[int, Wire]:
        """By server id. Raises: DatabaseError."""
        await self.refresh()
        found = {one.id: self._wire(one) for one in self.rows.values() if one.is_watched}
        return {number: wire for number, wire in found.items() if wire}

    def _wire(self, row: ServerRow) -> Wire | None:
        """None where its token does not open: that is no reason to leave the others alone."""
        try:
            return Wire(row.id, loader.server(row.program), self.station.links.link(row), row.ways_in)
        except SealError as error:
            log.warning("server.token_does_not_open", server=row.id, said=error.message)
            return None

    async def server(self, number: int) -> ServerRow | None:
        """One server that is watched. Raises: DatabaseError."""
        await self.refresh()
        if number not in self.rows:  # perhaps connected just now: a webhook that is refused never comes again
            await self.refresh(_LEAST_S)
        row = self.rows.get(number)
        return row if row and row.is_watched else None

    def secret(self, row: ServerRow) -> bytes:
        """Of its webhooks; empty where none was agreed. Raises: SealError."""
        if not row.secret:
            return b""
        if row.secret not in self._opened:  # opening costs more than all the rest of a webhook
            context = webhook_context(row.address)
            self._opened[row.secret] = open_seal(row.secret, Purpose.TOKEN, context, self.station.key)
        return self._opened[row.secret]

    async def refresh(self, fresh_s: float = _FRESH_S) -> None:
        """Read the servers again, unless that was just done. Raises: DatabaseError."""
        at = now()
        if self._read_at and (at - self._read_at).total_seconds() < fresh_s:
            return
        async with self.station.store.session() as connection:
            self.rows = {one.id: one for one in await servers.every(connection)}
        self.station.software |= {one.id: one.card.software for one in self.rows.values()}
        self._read_at = at
