"""Decisions of the past, written straight into a store: many, of every kind, always the same ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.facts import REGISTRY
from leeward.policy.rules import Policy, When
from leeward.policy.values import NONE, Frame, Kind, Value
from leeward.store.arrivals import intake
from leeward.store.arrivals.intake import NewItem
from leeward.store.connection import Connection
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewDecision
from tests.stores import START

_A_BATCH = 1000
_TEXTS = ("stand-ins", "Brücken", 'a "quoted" list', "\\ and / and \u2028", "日本語 \U0001f309")


def a_frame(chance: Random) -> Frame:
    """Facts of every kind, with some unknown and some known to be none."""
    asked = [fact for fact in REGISTRY.values() if chance.random() < 0.7]
    found: dict[str, Value | None] = {fact.name: _value(chance, fact.kind, fact.choices) for fact in asked}
    for name in ("match.perceptual_distance", "match.list"):
        if chance.random() < 0.3:
            found[name] = NONE
    return found


def _value(chance: Random, kind: Kind, choices: Sequence[str]) -> Value:
    texts = choices or _TEXTS
    drawn: dict[Kind, Value] = {
        Kind.BOOL: chance.random() < 0.5,
        Kind.WHOLE: chance.choice((0, 3, 31, 900, 2**53 - 1)),
        Kind.NUMBER: chance.choice((0.0, 0.1, 1e-05, 1234.5678, 123456789.125, 1.50)),
        Kind.TEXT: chance.choice(texts),
        Kind.TEXTS: frozenset(chance.sample(texts, min(len(texts), chance.randrange(3)))),
    }
    return drawn[kind]


async def add_items(connection: Connection, server: int, first: int, number: int) -> list[int]:
    """Posts of a few authors, without media."""
    posts = [
        NewItem(server, f"n{n}", f"https://m.example/posts/{n}", "", "webhook", _post(n), START, ())
        for n in range(first, first + number)
    ]
    return sorted(one.item for one in await intake.add_items(connection, posts))


def _post(number: int) -> dict[str, object]:
    return {"author": {"uri": f"https://m.example/users/{number % 7}"}}


def decision(policy: Policy, item: int, frame: Frame, round_: int = 1, at: When = When.LOOKED) -> NewDecision:
    """As a decider would have made it, one time in a while with a rule held back by a brake."""
    held = frozenset({policy.rules[0].id}) if item % 11 == 0 else frozenset[str]()
    evaluation = evaluate(policy, frame, held, at)
    actions = tuple(wish.action for wish in evaluation.actions)
    told = record.to_json(evaluation).decode()
    return NewDecision(item, round_, frames.to_json(frame).decode(), told, actions)


async def fill(
    connection: Connection,
    server: int,
    policies: Sequence[tuple[Policy, str]],
    number: int,
    at: datetime = START,
) -> None:
    """So many decisions, a second after each other's batch, under each of these policies in turn."""
    chance = Random(7)
    for policy, text in policies:
        await decisions.add_policy(connection, policy.digest, text, at)
    for batch, first in enumerate(range(0, number, _A_BATCH)):
        policy, _ = policies[batch % len(policies)]
        items = await add_items(connection, server, first, min(_A_BATCH, number - first))
        made = [decision(policy, item, a_frame(chance)) for item in items]
        when = at + timedelta(seconds=batch)
        await decisions.add(connection, made, Maker(policy.digest, "test"), when)
