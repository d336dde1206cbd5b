"""Where the facts of a post come from that neither the post nor its media tell; what holds rules back; and
who writes down what comes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from leeward.pipeline.decide.made import Made
from leeward.policy.evaluate import Evaluation
from leeward.policy.rules import Policy
from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection


class FactSource(Protocol):
    """One kind of further facts."""

    async def facts(
        self, connection: Connection, posts: Sequence[Standing], now: datetime
    ) -> Mapping[int, Frame]:
        """Facts by post (its item's id); a post that is left out has none of them known."""
        ...


class Brake(Protocol):
    """Rules that may only note for now. One is made for each batch of decisions."""

    def demoted(self) -> frozenset[str]:
        """Ids of the rules that are in shadow for the next post, whatever their mode."""
        ...

    def count(self, evaluation: Evaluation) -> None:
        """One post was decided so."""
        ...

    async def keep(self, connection: Connection) -> None:
        """Write what was counted, in the transaction of the decisions."""
        ...


class Brakes(Protocol):
    """Makes brakes."""

    async def before(self, connection: Connection, policy: Policy, now: datetime) -> Brake:
        """The brake for the decisions that are made now, under this policy."""
        ...


class Witness(Protocol):
    """Somebody who writes down what is decided, where that is more than a decision."""

    async def decided(self, connection: Connection, made: Sequence[Made]) -> None:
        """These are decided, in this transaction; no case is opened or locked yet."""
        ...
