"""How complaints hide a post elsewhere: the columns to compare with, each as its authors describe it."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from bench.community.world import Post, Report, Source


class Scale(Protocol):
    """Weighs complaints. Only play() knows what is hidden."""

    def report(self, report: Report) -> None:
        """Somebody complains."""
        ...

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        ...

    def held(self, post: Post, at: int) -> None:
        """It is hidden."""
        ...

    def lapsed(self, post: Post, at: int) -> None:
        """It is shown again, and nobody has looked."""
        ...

    def judged(self, post: Post, at: int) -> None:
        """People looked."""
        ...


class _Simple:
    """Remembers who complained, and who was right how often."""

    def __init__(self) -> None:
        self.sources: dict[str, dict[str, Source]] = {}
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()

    def report(self, report: Report) -> None:
        """Somebody complains."""
        self.sources.setdefault(report.post.name, {})[report.source.name] = report.source

    def held(self, post: Post, at: int) -> None:
        """Nothing to remember."""

    def lapsed(self, post: Post, at: int) -> None:
        """Nothing to remember."""

    def judged(self, post: Post, at: int) -> None:
        """People looked."""
        (self.right if post.upheld else self.wrong).update(list(self.sources.get(post.name, {})))

    def who(self, post: Post) -> Iterable[Source]:
        """All that complained of it."""
        return self.sources.get(post.name, {}).values()


class ThreeReports(_Simple):
    """Reddit's AutoModerator, `reports: 3`."""

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        return len(self.sources.get(post.name, {})) >= 3


class ThreeVoices(_Simple):
    """Three reports from different places."""

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        return len({one.domain or one.name for one in self.who(post)}) >= 3


class MeanAccuracy(_Simple):
    """The sum of everybody's share of right reports, one half for who has none; 2 is enough."""

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        return math.fsum(self._mean(one.name) for one in self.who(post)) >= 2

    def _mean(self, name: str) -> float:
        return (self.right[name] + 1) / (self.right[name] + self.wrong[name] + 2)


class Forum(_Simple):
    """Discourse: 1 + trust level + a bonus for accuracy above 70 %, at its middle sensitivity.

    Source: discourse/discourse app/models/reviewable_score.rb; the bar: 12.5 × 6 : 9.
    """

    BAR = 12.5 * 6 / 9

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        return math.fsum(max(0.0, self._score(one)) for one in self.who(post)) >= self.BAR

    def _score(self, source: Source) -> float:
        right = self.right[source.name]
        number = right + self.wrong[source.name]
        if number <= 5:
            return 1.0 + source.standing
        share = right / number
        distance = (share - 0.7) / 0.3 if share >= 0.7 else (share - 0.7) / 0.7
        return 1.0 + source.standing + distance * 5 * math.log(number, 4)
