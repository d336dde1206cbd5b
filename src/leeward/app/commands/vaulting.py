"""`leeward vault`: how much is sealed, and what could not be kept."""

from leeward.app.station import Station
from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Count


async def status(station: Station) -> list[Count]:
    """How many media of cases are in each state. Raises: DatabaseError."""
    async with station.store.session() as connection:
        return await evidence.counts(connection)
