"""Crowds, farms and brigades that want benign posts hidden: added to an honest world.

From day 120 on, they complain of two benign posts a day. The victims are five accounts, or, where they
rotate, another account every time. All complain in the same minute, or, apart, one after another within the
hour: then the first two or three have it hidden, and the others keep their record clean for the next victim.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.community.world import ATTACK, DAYS, HOUR, LOCAL, Post, Source, World

VICTIMS, VICTIMS_A_DAY = 5, 2
APART = HOUR / 2  # mean minutes
FEEDS = 200  # domains where there is enough to report
GANG = 12

Attack = Callable[[World], None]


@dataclass(frozen=True, slots=True)
class Strike:
    """How they go about it."""

    rotating: bool = False
    apart: bool = False


AT_ONCE, ROTATING, WORST = Strike(), Strike(rotating=True), Strike(rotating=True, apart=True)


def nobody(world: World) -> None:
    """The honest world alone."""


def crowd(accounts: int, domains: int, strike: Strike = AT_ONCE) -> Attack:
    """Fresh accounts that never reported anything."""

    def attack(world: World) -> None:
        _strike(world, _people(accounts, domains), strike)

    return attack


def farm(accounts: int, domains: int, a_day: int = 3, strike: Strike = AT_ONCE) -> Attack:
    """120 days of true reports first, by 12 accounts for each of so many posts a day; then only lies."""

    def attack(world: World) -> None:
        ours = _people(accounts, domains)
        _feed(world, ours, range(ATTACK), a_day)
        _strike(world, ours, strike)

    return attack


def self_dealing(strike: Strike = AT_ONCE) -> Attack:
    """As a farm, but they write what they report, at each other's domains."""

    def attack(world: World) -> None:
        ours = _people(GANG, GANG)
        for day in range(ATTACK):
            for number in range(3):
                domain = ours[(3 * day + number) % GANG].domain
                made = world.post(world.moment(day), f"burner:{day}:{number}", domain, is_wrong=True)
                for one in ours:
                    world.report(one, made, within=0)
        _strike(world, ours, strike)

    return attack


def brigade(strike: Strike = AT_ONCE) -> Attack:
    """Twelve of the honest local people, who go on as before and strike too."""

    def attack(world: World) -> None:
        _strike(world, world.honest[:GANG], strike)

    return attack


def turned(strike: Strike = AT_ONCE) -> Attack:
    """The three most accurate local people lose their accounts to somebody."""

    def attack(world: World) -> None:
        best = sorted(world.honest[:LOCAL], key=lambda one: -one.accuracy)[:3]
        end = world.moment(ATTACK)
        world.reports = [one for one in world.reports if one.source not in best or one.at < end]
        _strike(world, best, strike)

    return attack


def patient(a_day: int) -> Attack:
    """A farm that never stops to be useful, and where two in turn strike at each victim."""

    def attack(world: World) -> None:
        ours = _people(GANG, GANG)
        _feed(world, ours, range(DAYS), a_day)
        for number, victim in enumerate(_victims(world, rotating=True)):
            for place in (2 * number, 2 * number + 1):
                world.report(ours[place % GANG], victim, APART)

    return attack


def _people(accounts: int, domains: int) -> list[Source]:
    hosts = [f"gang{number}.example" for number in range(domains)]
    return [
        Source(f"person:https://{hosts[n % domains]}/u/{n}", hosts[n % domains], 0.0, 0)
        for n in range(accounts)
    ]


def _feed(world: World, ours: Sequence[Source], days: range, a_day: int) -> None:
    for day in days:
        for number in range(a_day):
            domain = f"feed{(day * a_day + number) % FEEDS}.example"
            made = world.post(world.moment(day), f"feed:{day}:{number}", domain, is_wrong=True)
            for one in world.luck.sample(ours, GANG):
                world.report(one, made, within=0)


def _strike(world: World, who: Sequence[Source], strike: Strike) -> None:
    for victim in _victims(world, strike.rotating):
        for one in who:
            world.report(one, victim, APART if strike.apart else 0)


def _victims(world: World, rotating: bool) -> Iterator[Post]:
    for number in range(VICTIMS_A_DAY * (DAYS - ATTACK)):
        day = ATTACK + number // VICTIMS_A_DAY
        who = number if rotating else number % VICTIMS
        yield world.post(world.moment(day), f"victim:{who}", world.domain(), is_wrong=False, is_victim=True)
