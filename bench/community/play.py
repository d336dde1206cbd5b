"""Lets a world happen under one way to weigh complaints, and counts what it held."""

import heapq
from dataclasses import dataclass
from enum import IntEnum
from statistics import median

from bench.community.attacks import Attack
from bench.community.rivals import Scale
from bench.community.world import DAY, DAYS, HOUR, WARM, Post, Report, World, everyday

LAPSE = 24 * HOUR
WINDOW = 15  # days


class _Kind(IntEnum):
    """What happens first in one minute."""

    LAPSED = 0
    JUDGED = 1
    REPORTED = 2


@dataclass(frozen=True, slots=True)
class Result:
    """wrong_holds: benign posts held, of `attacked` victims; benign_holds: of the everyday `benign` ones.

    recall: share of posts that break a rule that were held before people looked; hours: median from post to
    hold. investment: reports that the attackers made before and between, and that people upheld. windows:
    recall by 15 days, from the first day on.
    """

    wrong_holds: int
    attacked: int
    recall: float
    hours: float
    benign_holds: int
    benign: int
    investment: int
    windows: tuple[float, ...]


def play(seed: int, attack: Attack, scale: Scale) -> Result:
    """One run."""
    world = everyday(seed)
    everyday_posts = list(world.posts)
    attack(world)
    course = _Course(world, scale)
    course.run()
    return _result(world, everyday_posts, course)


class _Course:
    """One world's events in their order."""

    def __init__(self, world: World, scale: Scale) -> None:
        self.scale, self.reports = scale, world.reports
        self.posts = world.posts
        numbers = {post.name: number for number, post in enumerate(world.posts)}
        self.events = [(one.judged_at, _Kind.JUDGED, numbers[one.name], 0) for one in world.posts]
        self.events += [
            (one.at, _Kind.REPORTED, numbers[one.post.name], place) for place, one in enumerate(world.reports)
        ]
        heapq.heapify(self.events)
        self.held: dict[str, int] = {}
        self.hidden: set[str] = set()
        self.judged: set[str] = set()
        self.made: list[Report] = []

    def run(self) -> None:
        """Until nothing happens any more. Complaints of one minute are weighed together."""
        while self.events:
            now, touched = self.events[0][0], set[int]()
            while self.events and self.events[0][0] == now:
                _, kind, number, place = heapq.heappop(self.events)
                if kind is _Kind.REPORTED:
                    if self._report(self.reports[place]):
                        touched.add(number)
                else:
                    self._ended(self.posts[number], now, kind)
            for number in sorted(touched):
                self._weigh(number, now)

    def _report(self, report: Report) -> bool:
        if report.post.name in self.hidden or report.post.name in self.judged:
            return False  # nobody sees it, or it is settled
        self.made.append(report)
        self.scale.report(report)
        return True

    def _ended(self, post: Post, now: int, kind: _Kind) -> None:
        if kind is _Kind.JUDGED:
            self.judged.add(post.name)
            self.scale.judged(post, now)
        elif post.name not in self.judged:
            self.hidden.discard(post.name)
            self.scale.lapsed(post, now)

    def _weigh(self, number: int, now: int) -> None:
        post = self.posts[number]
        if post.name not in self.held and self.scale.holds(post, now):
            self.held[post.name] = now
            self.hidden.add(post.name)
            self.scale.held(post, now)
            heapq.heappush(self.events, (now + LAPSE, _Kind.LAPSED, number, 0))


def _result(world: World, everyday_posts: list[Post], course: _Course) -> Result:
    held, scored = course.held, [post for post in everyday_posts if post.at >= WARM * DAY]
    wrongs = [post for post in scored if post.is_wrong]
    waits = [held[post.name] - post.at for post in wrongs if post.name in held]
    benign = [post for post in scored if not post.is_wrong]
    victims = [post for post in world.posts if post.is_victim]
    usual = {post.name for post in (*everyday_posts, *victims)}
    return Result(
        wrong_holds=sum(post.name in held for post in victims),
        attacked=len(victims),
        recall=_share(wrongs, held),
        hours=round(median(waits) / HOUR, 2) if waits else 0.0,
        benign_holds=sum(post.name in held for post in benign),
        benign=len(benign),
        investment=sum(one.post.upheld for one in course.made if one.post.name not in usual),
        windows=tuple(_recalls(everyday_posts, held)),
    )


def _recalls(posts: list[Post], held: dict[str, int]) -> list[float]:
    starts = range(0, DAYS * DAY, WINDOW * DAY)
    wrongs = [post for post in posts if post.is_wrong]
    return [_share([p for p in wrongs if start <= p.at < start + WINDOW * DAY], held) for start in starts]


def _share(posts: list[Post], held: dict[str, int]) -> float:
    return round(sum(post.name in held for post in posts) / len(posts), 3)
