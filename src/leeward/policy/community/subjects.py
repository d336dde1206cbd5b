"""What is remembered of one post that was complained of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from leeward.policy.community.clusters import Call
from leeward.policy.community.events import Group, Held, Review
from leeward.policy.community.weight import WhyNot


@dataclass(slots=True)
class Subject:
    """One version of a post. calls: each source's first complaint that counts. repeated: sources of others.

    hidden_at, judged_at: the first time that anything hid it, and that people said anything of it.
    """

    author: str = ""
    author_domain: str = ""
    calls: dict[Group, dict[str, Call]] = field(default_factory=dict)
    repeated: set[tuple[Group, str]] = field(default_factory=set)
    held: dict[Group, Held] = field(default_factory=dict)
    reviews: set[tuple[Group, Review]] = field(default_factory=set)
    hidden_at: datetime | None = None
    judged_at: datetime | None = None

    def groups(self) -> tuple[Group, ...]:
        """In which it was complained of, always in the same order."""
        return tuple(group for group in Group if group in self.calls)

    def hide(self, at: datetime) -> None:
        """Nobody can see it from now on."""
        self.hidden_at = self.hidden_at or at

    def review(self, at: datetime, groups: Iterable[Group], review: Review) -> tuple[Group, ...]:
        """People said this. Returns: the groups in which they had not said it yet."""
        self.judged_at = self.judged_at or at
        new = tuple(group for group in groups if (group, review) not in self.reviews)
        self.reviews |= {(group, review) for group in new}
        return new

    def early(self, group: Group) -> list[Call]:
        """Complaints from before anything hid it, or people spoke: their sources looked themselves."""
        ends = [at for at in (self.hidden_at, self.judged_at) if at is not None]
        return [one for one in self.calls.get(group, {}).values() if all(one.at <= end for end in ends)]

    def obstacle(self, group: Group) -> WhyNot | None:
        """Why no complaint can hold it any more."""
        if (group, Review.REJECTED) in self.reviews:
            return WhyNot.EXONERATED
        if (group, Review.UPHELD) in self.reviews:
            return WhyNot.UPHELD
        return WhyNot.HELD_BEFORE if group in self.held else None
