"""The numbers of community holds. Those here are the ones that were simulated; see docs/why."""

from dataclasses import dataclass

from leeward.policy.community.events import Group


@dataclass(frozen=True, slots=True)
class Bar:
    """What it takes to hold in one group. threshold: the score that holds.

    crowd_most: what all sources without a record can add together. is_shielded: whether authors whom people
    found right before are harder to hold. lapses_after_h: hours until a hold ends if nobody decides.
    """

    threshold: float
    crowd_most: float
    is_shielded: bool
    lapses_after_h: float


@dataclass(frozen=True, slots=True)
class Parameters:
    """All of them.

    Records. z: of the Wilson interval's lower end, one-sided 95 %. floor: an accuracy (its lower end) up to
    which a source weighs nothing. least: reviewed complaints without which there is no record. most: reviewed
    complaints that a record remembers at the most. half_life_d: days after which they count half. penalty:
    how many times a wrong complaint counts that helped to hold. seed: reviewed complaints that an admin's
    word is worth.

    Credits. credits_most: those of one cluster for posts from one domain within credits_d days. repeat_d:
    days within which one source's further complaints of the same account do not count.

    Voices. voice_most: what one cluster can add. crowd_scale: sources without a record that add 63 % of what
    a crowd can. in_flight_most: holds that nobody reviewed yet, at which a cluster falls silent. settled_d:
    age in days from which a local, approved account is a voice of its own. together_least, together_share:
    complaints of the same posts, in number and as the share of all that either made (Jaccard) within
    together_d days, from which two local accounts are one voice.

    Shield. shield_step, shield_most: what one earlier wrong complaint adds to an author's bar, and the most
    that it can be multiplied by. shield_half_life_d: days.

    Breaker. reviews, reviews_least, wrong_most: so many wrong among the last reviewed holds pause all.
    rate_floor, rate_factor, rate_d: holds in an hour, at least and as a multiple of the 99th percentile of
    the hours of so many days, above which all pause. pause_h: hours.

    Source: E. B. Wilson, "Probable inference", JASA 22 (1927), for the interval; that only early reports are
    valid, and breakers: Community Notes, "under the hood"; the other numbers: the simulation.
    """

    general: Bar = Bar(threshold=1.0, crowd_most=0.20, is_shielded=True, lapses_after_h=24)
    child_safety: Bar = Bar(threshold=0.6, crowd_most=0.0, is_shielded=False, lapses_after_h=72)
    z: float = 1.645
    floor: float = 0.30
    least: float = 3
    most: float = 20
    half_life_d: float = 180
    penalty: float = 3
    seed: float = 5
    credits_most: int = 2
    credits_d: float = 30
    repeat_d: float = 7
    voice_most: float = 0.75
    crowd_scale: float = 5
    in_flight_most: int = 3
    settled_d: float = 30
    together_least: int = 4
    together_share: float = 0.5
    together_d: float = 180
    shield_step: float = 0.5
    shield_most: float = 2
    shield_half_life_d: float = 90
    reviews: int = 10
    reviews_least: int = 6
    wrong_most: int = 5
    rate_floor: float = 5
    rate_factor: float = 3
    rate_d: int = 30
    pause_h: float = 48

    def bar(self, group: Group) -> Bar:
        """What it takes to hold in this group."""
        return self.child_safety if group is Group.CHILD_SAFETY else self.general


DEFAULTS = Parameters()
