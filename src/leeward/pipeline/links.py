"""Ways to the protected servers, each with its token opened and its patience shared."""

from dataclasses import dataclass
from functools import partial

from leeward.net.client import Client
from leeward.pipeline.act.pacing import Pacer
from leeward.plugins.servers.protocol import Link
from leeward.store.servers import ServerRow
from leeward.vault.keys import Purpose, VaultKey
from leeward.vault.seals import open_seal


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links. key: opens the tokens that the servers' rows keep sealed."""

    client: Client
    key: VaultKey
    pacer: Pacer

    def link(self, server: ServerRow) -> Link:
        """The way to a server. Raises: SealError: its token does not open."""
        context = token_context(server.address)
        token = open_seal(server.token, Purpose.TOKEN, context, self.key) if server.token else b""
        return Link(
            address=server.address,
            token=token.decode("utf-8"),
            client=self.client,
            pace=partial(self.pacer.pace, server.id),
            clock=self.pacer.clock,
            card=server.card,
        )


def token_context(address: str) -> str:
    """The one place where a server's token opens."""
    return f"{address} token"
