"""What is simulated: the rows of the table, and the parts that are left out in turn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from bench.community.attacks import (
    ROTATING,
    WORST,
    Attack,
    brigade,
    crowd,
    farm,
    nobody,
    patient,
    self_dealing,
    turned,
)
from leeward.policy.community.parameters import DEFAULTS, Parameters


class Bound(StrEnum):
    """What an attack may reach at the most."""

    NOTHING = "0"
    FEW = "5 %, and 12"
    OPEN = "none"


@dataclass(frozen=True, slots=True)
class Case:
    """One attack. title: for people. bound: what the tests assert. feeds: whether it earns trust first."""

    key: str
    title: str
    attack: Attack
    bound: Bound = Bound.FEW
    feeds: bool = False


HONEST = Case("honest", "nobody attacks", nobody)

ATTACKS = (
    Case("crowd-50", "50 fresh accounts on 10 servers", crowd(50, 10), Bound.NOTHING),
    Case("crowd-400", "400 fresh accounts on 80 servers", crowd(400, 80), Bound.NOTHING),
    Case(
        "one-server",
        "48 accounts of one server, after 4,300 true reports",
        farm(48, 1),
        Bound.NOTHING,
        feeds=True,
    ),
    Case("farm", "12 accounts of 12 servers, after 4,300 true reports", farm(12, 12), feeds=True),
    Case("farm-10", "the same after 14,400 true reports", farm(12, 12, 10), feeds=True),
    Case("self-dealing", "the same, reporting what they wrote themselves", self_dealing(), feeds=True),
    Case("brigade", "12 genuine, long-standing people of this server", brigade()),
    Case("turned", "the 3 best reporters' accounts are stolen", turned()),
    Case(
        "farm-rotating",
        "12 accounts of 12 servers, another victim each time",
        farm(12, 12, 3, ROTATING),
        feeds=True,
    ),
    Case("brigade-rotating", "12 genuine people, another victim each time", brigade(ROTATING)),
)

HARDER = (
    Case("crowd-apart", "50 fresh accounts on 10 servers", crowd(50, 10, WORST), Bound.NOTHING),
    Case(
        "farm-apart",
        "12 accounts of 12 servers, after 4,300 true reports",
        farm(12, 12, 3, WORST),
        Bound.OPEN,
        feeds=True,
    ),
    Case(
        "farm-10-apart", "the same after 14,400 true reports", farm(12, 12, 10, WORST), Bound.OPEN, feeds=True
    ),
    Case(
        "self-dealing-apart",
        "the same, reporting what they wrote themselves",
        self_dealing(WORST),
        Bound.OPEN,
        feeds=True,
    ),
    Case("brigade-apart", "12 genuine, long-standing people of this server", brigade(WORST), Bound.OPEN),
    Case("turned-apart", "the 3 best reporters' accounts are stolen", turned(WORST), Bound.OPEN),
    Case(
        "patient",
        "12 accounts of 12 servers that never stop their true reports, and strike in pairs",
        patient(3),
        Bound.OPEN,
        feeds=True,
    ),
)

ABLATIONS: Mapping[str, Parameters] = {
    "all of it": DEFAULTS,
    "without the limit on what a crowd adds": replace(
        DEFAULTS, general=replace(DEFAULTS.general, crowd_most=2.0)
    ),
    "without the limit on one voice": replace(DEFAULTS, voice_most=inf),
    "without forgetting old successes": replace(DEFAULTS, most=inf),
    "without the higher price of a wrong hold": replace(DEFAULTS, penalty=1),
    "without the shield of authors found right": replace(DEFAULTS, shield_step=0),
    "without the limit on credit from one domain": replace(DEFAULTS, credits_most=10**9),
    "mean accuracy instead of its lower end": replace(DEFAULTS, z=0),
    "without the breaker": replace(DEFAULTS, reviews_least=10**9, rate_floor=inf),
    "without the limit of holds in flight": replace(DEFAULTS, in_flight_most=10**9),
}
ABLATED = (
    "crowd-50",
    "one-server",
    "farm-10-apart",
    "self-dealing-apart",
    "brigade-apart",
)  # attacks to try it with
