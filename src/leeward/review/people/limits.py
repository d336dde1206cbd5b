"""How often one may try to sign in: counted for each name, each address, and both together."""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from leeward.model.errors import NotAllowed
from leeward.review.ground import Ground
from leeward.store.desk.entry import steps
from leeward.vault.keys import Purpose

MINUTES = 15
MOST_BOTH, MOST_NAME, MOST_ADDRESS = 8, 40, 60  # within 15 minutes; by judgement

_SITE = 64  # bits. Source: RFC 4291 2.5.4: of one subnet, whose owner has all of its addresses


class TooOften(NotAllowed):
    """Nobody looks at what was tried until some time has passed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Names and addresses are kept as digests under the vault's key, for a day at most."""

    ground: Ground

    async def count(self, address: str, name: str | None = None) -> None:
        """One more attempt, before anything of it is looked at. address: of the network. Raises: TooOften."""
        now = self.ground.clock()
        since, window = now - timedelta(minutes=MINUTES), now.replace(second=0, microsecond=0)
        async with self.ground.store.transaction() as connection:
            for what, most in self._counted(address, name):
                await steps.count(connection, what, window)
                if await steps.attempts(connection, what, since) > most:
                    raise TooOften("this was tried too often", f"wait {MINUTES} minutes, then try again")

    async def forget(self, address: str, name: str) -> None:
        """They could sign in: slips before it count no more."""
        async with self.ground.store.transaction() as connection:
            for what, _ in self._counted(address, name):
                if not what.startswith("address"):
                    await steps.forget(connection, what)

    def _counted(self, address: str, name: str | None) -> list[tuple[str, int]]:
        """Always in the same order, so that two attempts never wait for each other."""
        address = network_of(address)
        found = [(self._digest("address", address), MOST_ADDRESS)]
        if name is not None:
            found += [(self._digest("name", name), MOST_NAME)]
            found += [(self._digest("both", f"{address} {name}"), MOST_BOTH)]
        return found

    def _digest(self, kind: str, whose: str) -> str:
        key = self.ground.key.sub_key(Purpose.SIGNING_IN)
        return f"{kind}:{hmac.digest(key, f'{kind} {whose}'.encode(), 'sha256').hex()}"


def network_of(address: str) -> str:
    """What one person has of addresses: an IPv4 address, or a /64 of IPv6 with all that is in it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.IPv6Network((found, _SITE), strict=False))
