"""A small server's complaints over 240 days, drawn by lot: who reports what, when, and what people then say.

Nothing here is about anybody: posts, accounts and domains are invented. Times are whole minutes.
"""

from dataclasses import dataclass, field
from random import Random

HOUR, DAY = 60, 24 * 60  # minutes
DAYS, WARM, ATTACK = 240, 30, 120  # days: all; before which nothing is scored; from which attacks run
LOCAL, REMOTE = 30, 15  # honest sources
WRONGS_A_DAY, BENIGN_A_DAY = 3, 2  # posts that people complain of
NOTICES = 0.097  # chance that a source sees a post that breaks a rule
MISTAKES = 0.02  # chance that it sees a benign one that looks as if
DELAY_H = 3.2  # mean hours from a post to an honest complaint
REVIEW_H, REVIEW_MORE_H = 4.0, 12.0  # hours until people decide: at least, and the mean of what comes on top
ERROR = 0.03  # chance that people decide wrongly
DOMAINS = 60  # where authors are
OURS = 0.2  # share of posts that are of the server itself


@dataclass(frozen=True, slots=True)
class Source:
    """Who complains. domain: "" for a local account. standing: trust level as forums have them, 0 to 4."""

    name: str
    domain: str
    accuracy: float
    standing: int


@dataclass(frozen=True, slots=True)
class Post:
    """One post that somebody complains of. is_wrong: it breaks a rule. upheld: people say so at judged_at."""

    name: str
    author: str
    domain: str
    at: int
    is_wrong: bool
    judged_at: int
    upheld: bool
    is_victim: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One complaint."""

    at: int
    source: Source
    post: Post


@dataclass(slots=True)
class World:
    """Everything that will happen unless a hold prevents it."""

    luck: Random
    honest: list[Source] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    def post(self, at: int, author: str, domain: str, is_wrong: bool, is_victim: bool = False) -> Post:
        """A new post, and what people will say of it."""
        wait = HOUR * (REVIEW_H + self.luck.expovariate(1 / REVIEW_MORE_H))
        upheld = is_wrong is not (self.luck.random() < ERROR)
        name = f"post:{len(self.posts)}"
        made = Post(name, author, domain, at, is_wrong, at + round(wait), upheld, is_victim)
        self.posts.append(made)
        return made

    def report(self, source: Source, post: Post, within: float) -> None:
        """This source complains of it. within: mean minutes; 0: in the next one."""
        wait = self.luck.expovariate(1 / within) if within else 0
        self.reports.append(Report(post.at + 1 + int(wait), source, post))

    def moment(self, day: int) -> int:
        """Some minute of this day."""
        return day * DAY + self.luck.randrange(DAY)

    def domain(self) -> str:
        """Where a post's author is."""
        return "" if self.luck.random() < OURS else f"town{self.luck.randrange(DOMAINS)}.example"


def everyday(seed: int) -> World:
    """The honest part: posts that break rules, posts that only look like it, and who complains of them."""
    world = World(Random(seed))
    luck = world.luck
    for number in range(LOCAL):
        world.honest.append(Source(f"local:{number}", "", luck.betavariate(9, 1.5), 2))
    for number in range(REMOTE):
        domain = f"town{number}.example"
        world.honest.append(Source(f"domain:{domain}", domain, luck.betavariate(7, 2), 1))
    for day in range(DAYS):
        for number in range(WRONGS_A_DAY + BENIGN_A_DAY):
            _post(world, day, is_wrong=number < WRONGS_A_DAY)
    return world


def _post(world: World, day: int, is_wrong: bool) -> None:
    made = world.post(world.moment(day), f"author:{len(world.posts)}", world.domain(), is_wrong)
    who: list[Source] = []
    while not who:  # by definition, somebody complained
        who = [one for one in world.honest if world.luck.random() < _chance(one, is_wrong)]
    for source in who:
        world.report(source, made, DELAY_H * HOUR)


def _chance(source: Source, is_wrong: bool) -> float:
    return NOTICES * source.accuracy if is_wrong else MISTAKES * (1 - source.accuracy)
