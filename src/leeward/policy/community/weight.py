"""What the complaints of one post weigh together, and why."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.policy.community.events import Group


class WhyNot(StrEnum):
    """Why complaints do not hold a post."""

    TOO_LITTLE = "they weigh too little"
    EXONERATED = "people looked at this post before and let it pass"
    UPHELD = "people decided already"
    HELD_BEFORE = "they held this post once already"
    PAUSED = "community holds are paused"


@dataclass(frozen=True, slots=True)
class Voice:
    """One cluster that has a record. sources: those of it that complained and have one, the best first.

    upheld, judged: earlier complaints of the best one that people upheld, and that they judged. is_named: an
    admin named it. weight: what it adds, 0 to 1. is_silent: it adds nothing, since people have still to
    review as many of its holds as it may have.
    """

    cluster: str
    sources: tuple[str, ...]
    upheld: int
    judged: int
    weight: float
    is_silent: bool = False
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """The complaints of one group about one post. score: of all; threshold: what holds this author's post.

    voices: the heaviest first. unproven: sources without a record, and crowd: what they add together.
    repeated: complaints that did not count: the same source complained of the same account days before.
    muted: complaints that did not count, as a person muted their sources.
    is_raised: people found this author right before, so it takes more. why_not: empty if it holds.
    lapses_after_h: hours until such a hold ends if nobody decides.
    """

    group: Group
    score: float
    threshold: float
    voices: tuple[Voice, ...]
    unproven: int
    crowd: float
    repeated: int
    is_raised: bool
    why_not: tuple[WhyNot, ...]
    lapses_after_h: float
    muted: int = 0

    @property
    def holds(self) -> bool:
        """Whether the post is to be hidden until somebody looks."""
        return not self.why_not

    @property
    def counted(self) -> tuple[str, ...]:
        """The sources that carry it, sorted: what to tell the log when it holds."""
        return tuple(sorted(name for voice in self.voices if voice.weight > 0 for name in voice.sources))
