"""Policies: posts a second through a hundred rules of three terms each, with every term's answer kept.

One core, in CPU time; a thousand posts, no two with the same numbers. No two rules ask for the same values.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from bench.rows import Row
from bench.rule_engines import Asked, installed, plain
from leeward.policy.evaluate import Evaluation, evaluate
from leeward.policy.parse import parse
from leeward.policy.rules import Policy, State
from leeward.policy.values import NONE, Value
from tests.unit.policy.reference import slowly

RULES, POSTS, FEW = 100, 1_000, 100
AIM_A_SECOND = 2_000
AIM = 2  # times the obvious way
_CONDITIONS = (
    "media.count > 0 and author.age_days < {n} and author.local_posts < {n}",
    "match.perceptual_distance <= {n} or flag.count > {n} or match.count > {n}",
    'post.visibility in ["public", "unlisted"] and author.followers < {n} and not author.is_local',
    'media.unlooked > 0 and "vanished" not in media.look and author.media_posts < {n}',
    'matches(origin.domain, r"^(new|s{n})[a-z]*[.]x$") or origin.known_days < {n} or flag.score > 2.{n}',
    "(author.known_days < {n} or author.age_days <= {n}) and flag.score > 0.{n}",
    'text.hits > {n} or url.hits > {n} or "list-{n}" in url.lists',
    "match.exact or match.verified or (match.perceptual and author.media_posts < {n})",
    "post.is_reply and not post.sensitive and author.followers <= {n}",
    "flag.count >= {n} and author.known_days < 1{n} and origin.media_posts < 1{n}",
)
_THENS = ('["hold", "queue:child-safety"]', '["queue"]', '["hold", "label:{n}"]', '["remove"]\nhuman = "one"')
_RULE = """
[[rule]]
id      = "rule-{n}"
title   = "One of many"
mode    = "{mode}"
when    = '''{when}'''
then    = {then}
because = "The account is {{author.age_days}} days old and the post has {{media.count}} files."
"""


def conditions() -> list[str]:
    """A hundred of them, no two alike."""
    return [_CONDITIONS[n % len(_CONDITIONS)].format(n=n + 10) for n in range(RULES)]


def policy() -> Policy:
    """A hundred rules; every tenth is in shadow."""
    parts = ['policy = 1\nname = "A hundred rules"\n']
    for n, when in enumerate(conditions()):
        then = _THENS[n % len(_THENS)].format(n=n)
        parts.append(_RULE.format(n=n, mode="shadow" if n % 10 == 3 else "enforce", when=when, then=then))
    return parse("".join(parts))


def _ordinary(draw: random.Random) -> dict[str, Value]:
    """A post that no rule is about."""
    return {
        "match.exact": False,
        "match.verified": False,
        "match.perceptual": False,
        "match.perceptual_distance": NONE,
        "match.list": NONE,
        "match.count": 0,
        "media.count": draw.randint(1, 4),
        "media.unlooked": 0,
        "media.look": frozenset({"looked"}),
        "post.visibility": draw.choice(["public", "unlisted", "private"]),
        "post.is_reply": draw.random() < 0.5,
        "post.is_edit": False,
        "post.sensitive": draw.random() < 0.1,
        "way_in": "webhook",
        "author.is_local": False,
        "author.age_days": draw.randint(200, 4_000),
        "author.local_posts": draw.randint(200, 40_000),
        "author.followers": draw.randint(200, 90_000),
        "author.limited": False,
        "author.share": draw.randint(0, 99),
        "author.known_days": draw.randint(1_200, 3_000),
        "author.media_posts": draw.randint(200, 9_000),
        "origin.domain": f"server{draw.randint(0, 400)}.x",
        "origin.known_days": draw.randint(200, 3_000),
        "origin.media_posts": draw.randint(2_000, 90_000),
        "flag.count": 0,
        "flag.holds": frozenset(),
        "flag.score": 0,
        "text.lists": frozenset(),
        "text.hits": 0,
        "url.lists": frozenset(),
        "url.hits": 0,
        "server.software": "mastodon",
        "server.jurisdiction": "DE",
        "guard.on": frozenset(),
    }


def _suspect(draw: random.Random) -> dict[str, Value]:
    """A post that most rules are about."""
    return {
        **_ordinary(draw),
        "match.exact": draw.random() < 0.5,
        "match.perceptual": True,
        "match.perceptual_distance": draw.randint(0, 9),
        "match.list": "stand-ins",
        "match.count": draw.randint(1, 9),
        "media.unlooked": 1,
        "media.look": frozenset({"looked", "unreadable"}),
        "post.visibility": "public",
        "post.is_reply": True,
        "post.sensitive": False,
        "author.age_days": draw.randint(0, 9),
        "author.local_posts": draw.randint(0, 9),
        "author.followers": draw.randint(0, 9),
        "author.known_days": draw.randint(0, 9),
        "author.media_posts": draw.randint(0, 9),
        "origin.domain": f"new{draw.choice('abcdefgh')}.x",
        "origin.known_days": draw.randint(0, 9),
        "origin.media_posts": draw.randint(0, 9),
        "flag.count": draw.randint(110, 900),
        "flag.score": draw.randint(11_000, 99_000) / 10_000,
        "text.hits": draw.randint(110, 900),
    }


def _blind(_draw: random.Random) -> dict[str, Value]:
    """A post of which nothing is known."""
    return {}


def _anything(draw: random.Random) -> dict[str, Value]:
    """A post of any kind, of which a third is unknown."""
    whole = draw.choice((_ordinary, _ordinary, _suspect))(draw)
    return {name: value for name, value in whole.items() if draw.random() < 0.67}


MIXES: Mapping[str, Callable[[random.Random], dict[str, Value]]] = {
    "none fires": _ordinary,
    "most fire": _suspect,
    "all unknown": _blind,
    "of all kinds": _anything,
}


def run(quick: bool) -> list[Row]:
    """Posts a second for each mix of posts, beside other engines and the same asked in the obvious way."""
    asked, others = policy(), tuple(installed(conditions()))
    return [row for mix in MIXES for row in _mix(asked, others, mix, 1 if quick else 5)]


def _mix(asked: Policy, others: Sequence[tuple[str, Asked]], mix: str, rounds: int) -> Iterator[Row]:
    draw = random.Random(f"leeward {mix}")  # the same posts on every machine
    posts = [MIXES[mix](draw) for _ in range(POSTS)]
    ours = median(_a_second(partial(evaluate, asked), posts) for _ in range(rounds))
    slow = median(_a_second(partial(slowly, asked), posts[:FEW]) for _ in range(rounds))
    fired = median(_fired(evaluate(asked, post)) for post in posts)
    what, note = f"{RULES} rules with full trace: {mix}", f"{fired:.0f} rules fire for the median post"
    yield Row(
        "policy", what, "1/s", ours, slow, "the obvious way", ours / slow, AIM, ours / slow >= AIM, note
    )
    yield Row("policy", f"{what}, at all", "1/s", ours, target=AIM_A_SECOND, met=ours >= AIM_A_SECOND)
    if all(len(post) == len(posts[0]) > 0 for post in posts):  # nothing is unknown: they could not tell
        plainly = [plain(post) for post in posts[:FEW]]
        said = [_fired(evaluate(asked, post)) for post in posts[:FEW]]
        for name, ask in others:
            assert [sum(ask(post)) for post in plainly] == said, f"{name} says something else"
            theirs = median(_a_second(ask, plainly) for _ in range(rounds))
            aside = f"{note}; the peer says true or false, no trace, no reasons, no unknown"
            yield Row("policy", what, "1/s", ours, theirs, name, ours / theirs, note=aside)


def _fired(evaluation: Evaluation) -> int:
    return sum(said.state is State.FIRED for said in evaluation.outcomes)


def _a_second(ask: Callable[[dict[str, Any]], object], posts: Sequence[dict[str, Any]]) -> float:
    began = time.process_time()
    for post in posts:
        ask(post)
    return len(posts) / (time.process_time() - began)
