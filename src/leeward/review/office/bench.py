"""What the office needs of whoever opened it: the desk, or a command."""

from typing import Protocol

from leeward.config import Config
from leeward.pipeline.recording import Recorder
from leeward.policy.rules import Policy
from leeward.store.connection import Store
from leeward.vault.keys import VaultKey


class Bench(Protocol):
    """The time is the recorder's."""

    @property
    def config(self) -> Config:
        """As it was read."""
        ...

    @property
    def store(self) -> Store:
        """The database."""
        ...

    @property
    def recorder(self) -> Recorder:
        """Of the ledger."""
        ...

    @property
    def key(self) -> VaultKey:
        """The one secret."""
        ...

    def in_force(self) -> Policy:
        """The policy in force now."""
        ...
