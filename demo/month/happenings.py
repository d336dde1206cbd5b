"""What happens in the month: when who posts what, what the scanner will find, and what is true of it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from demo.month.people import STRANGERS, Account, people
from leeward.model.items import Copy, MediaRef, Place, Post, Visibility
from leeward.model.look import Look

SURGE_DAY = 20
SURGE = 0.08  # of all posts of the month
BANK = "stand-ins"
_LIMIT = 31  # bits


class Kind(StrEnum):
    """What a post is."""

    PLAIN = "plain"
    EXACT = "exact"  # a stand-in itself
    NEAR = "near"  # looks like one
    TORN = "torn"  # nobody can look at it
    GONE = "gone"
    FLAGGED = "flagged"  # somebody complains


_COMMON = (
    (Kind.EXACT, 0.008),
    (Kind.NEAR, 0.024),
    (Kind.TORN, 0.012),
    (Kind.GONE, 0.006),
    (Kind.FLAGGED, 0.015),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One post. distance: bits, of what looks like a stand-in. is_bad: what a careful person would say."""

    number: int
    at: datetime
    post: Post
    kind: Kind
    distance: int
    is_bad: bool

    def look(self, position: int) -> Look:
        """What becomes of looking at one of its media."""
        hurt = {Kind.TORN: Look.UNREADABLE, Kind.GONE: Look.VANISHED}
        return hurt.get(self.kind, Look.LOOKED) if position == 0 else Look.LOOKED


@dataclass(frozen=True, slots=True)
class Month:
    """How large, and which of all possible ones: the same seed, the same month. end: at midnight, UTC."""

    end: datetime
    posts: int = 10_000
    days: int = 30
    seed: int = 2026

    @property
    def start(self) -> datetime:
        """Its first day."""
        return self.end - timedelta(days=self.days)


def month_before(now: datetime, posts: int, days: int = 30) -> Month:
    """The one that has just ended: a backtest looks back from now."""
    return Month(now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2), posts, days)


def happenings(month: Month) -> list[Happening]:
    """All posts, by time."""
    chance = Random(month.seed)
    surge = min(SURGE_DAY, month.days - 1)
    crowd = people(chance, month.start, month.days, surge)
    times = sorted(_times(chance, month, surge))
    posted = Counter[int]()
    found = []
    for number, (at, is_surge) in enumerate(times, 1):
        account = _who(chance, crowd, at, is_surge)
        found.append(_one(chance, number, at, (account, posted[account.number])))
        posted[account.number] += 1
    return found


def _times(chance: Random, month: Month, surge: int) -> list[tuple[datetime, bool]]:
    crowd = round(month.posts * SURGE)
    usual = [
        (month.start + timedelta(days=_day(chance, month.days)), False) for _ in range(month.posts - crowd)
    ]
    return usual + [
        (month.start + timedelta(days=surge + 0.5 + chance.random() / 4), True) for _ in range(crowd)
    ]


def _day(chance: Random, days: int) -> float:
    """More by day than by night."""
    while True:
        at = chance.random() * days
        if chance.random() < 0.55 - 0.45 * math.cos(2 * math.pi * at):
            return at


def _who(chance: Random, crowd: Sequence[Account], at: datetime, is_surge: bool) -> Account:
    """Strangers post on the day of the surge, and hardly ever after it."""
    while True:
        place = -1 - chance.randrange(STRANGERS) if is_surge else int(len(crowd) * chance.random() ** 1.5)
        account = crowd[place]
        if account.since <= at:
            return account


def _one(chance: Random, number: int, at: datetime, who: tuple[Account, int]) -> Happening:
    account, before = who
    kind = _kind(chance.random())
    distance = chance.randrange(2, _LIMIT + 1) if kind is Kind.NEAR else 0
    media = tuple(_media(number, position) for position in range(chance.choice((1, 1, 1, 2, 3))))
    post = Post(
        native_id=f"p{number}",
        uri=f"https://{account.domain}/posts/{number}",
        author=account.author(before),
        visibility=chance.choice((Visibility.PUBLIC, Visibility.PUBLIC, Visibility.UNLISTED)),
        posted_at=at,
        is_reply=chance.random() < 0.3,
        is_sensitive=chance.random() < 0.1,
        media=media,
    )
    return Happening(number, at, post, kind, distance, chance.random() < _truth(kind, distance))


def _kind(drawn: float) -> Kind:
    for kind, share in _COMMON:
        if drawn < share:
            return kind
        drawn -= share
    return Kind.PLAIN


def _truth(kind: Kind, distance: int) -> float:
    """How often it is what it looks like: the further off, the less."""
    if kind is Kind.NEAR:
        return 0.97 if distance <= 10 else 0.8 if distance <= 20 else 0.15
    return {Kind.EXACT: 1.0, Kind.FLAGGED: 0.4}.get(kind, 0.0)


def _media(number: int, position: int) -> MediaRef:
    url = f"https://home.example/media/{number}-{position}.png"
    return MediaRef(f"m{number}-{position}", "image", (Copy(Place.ORIGINAL, url),))
