"""The accounts of the month: some old, some new, some far away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from leeward.model.items import Author

HOME = "home.example"
ACCOUNTS, STRANGERS = 400, 80
FAR = tuple(f"far{number}.example" for number in range(12))  # known for long
NEW = tuple(f"new{number}.example" for number in range(10))  # that come with the surge


@dataclass(frozen=True, slots=True)
class Account:
    """Who posts. since: posts nothing before. posts: had posted so much before the month."""

    number: int
    domain: str
    since: datetime
    born: datetime
    followers: int
    posts: int

    @property
    def name(self) -> str:
        """Its native id."""
        return f"a{self.number}"

    def author(self, posts: int) -> Author:
        """The account as its server tells of it. posts: of this month, before this one."""
        return Author(
            native_id=self.name,
            uri=f"https://{self.domain}/users/{self.name}",
            is_local=self.domain == HOME,
            born=self.born,
            posts=self.posts + posts,
            followers=self.followers,
            is_limited=False,
        )


def people(chance: Random, start: datetime, days: int, surge: int) -> list[Account]:
    """Who there is. Six in ten are at home; a quarter comes during the month. surge: the strangers' day."""
    found = [_one(chance, number, start, days) for number in range(ACCOUNTS)]
    crowd = start + timedelta(days=surge)
    strangers = [
        Account(ACCOUNTS + number, chance.choice(NEW), crowd, crowd, chance.randrange(3), 0)
        for number in range(STRANGERS)
    ]
    return [*found, *strangers]


def _one(chance: Random, number: int, start: datetime, days: int) -> Account:
    is_new = chance.random() < 0.25
    since = start + timedelta(days=chance.random() * (days - 1) if is_new else 0)
    age = timedelta(days=0 if is_new else chance.choice((40, 120, 300, 500, 900, 1500)))
    return Account(
        number=number,
        domain=HOME if chance.random() < 0.6 else chance.choice(FAR),
        since=since,
        born=(since - age).replace(hour=0, minute=0, second=0, microsecond=0),
        followers=0 if is_new else round(chance.lognormvariate(4.5, 1.8)),
        posts=0 if is_new else chance.randrange(2000),
    )
