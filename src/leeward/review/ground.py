"""What every part of the desk stands on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leeward.config import Config
from leeward.net.client import Client
from leeward.pipeline.act.verdicts import Desk
from leeward.pipeline.recording import Recorder
from leeward.policy.rules import Policy
from leeward.store.connection import Store
from leeward.vault.keys import VaultKey


@dataclass(frozen=True, slots=True)
class Ground:
    """Opened by the program that runs the desk. clock: UTC. entropy: that many random bytes.

    verdicts: where decisions take effect. policy: the one in force now.
    """

    config: Config
    store: Store
    recorder: Recorder
    key: VaultKey
    client: Client
    clock: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    verdicts: Callable[[], Desk]
    policy: Callable[[], Policy]

    def in_force(self) -> Policy:
        """The policy in force now."""
        return self.policy()
