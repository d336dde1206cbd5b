"""Why a case is there: each decision made again to the same bytes, and what its author may be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from leeward import __version__
from leeward.model.errors import CaseError, PolicyError
from leeward.policy import frames, record
from leeward.policy.evaluate import Evaluation
from leeward.policy.parse import parse_bundle
from leeward.policy.past.replay import Again, Stored, again, replay
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import from_text
from leeward.policy.watch.brakes import called
from leeward.review.ground import Ground
from leeward.review.office.past import explaining
from leeward.review.office.past.explaining import Told
from leeward.review.office.past.letter import Part, letter
from leeward.review.people.rights import CHILD_SAFETY, Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.casework import cases
from leeward.store.casework.cases import CaseRow
from leeward.store.connection import Connection
from leeward.store.policies import history


@dataclass(frozen=True, slots=True)
class Listed:
    """One list that answered. version: its digest. distance: differing bits; threshold: the most allowed."""

    bank: str
    version: str
    kind: str
    is_exact: bool
    distance: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. again: what came of making it again; differs: what came out otherwise, by name.

    told: in words; None: its post is not the reader's to see.
    """

    number: int
    round: int
    decided_at: Any
    policy: str
    version: int | None
    code: str
    again: Again
    differs: tuple[str, ...]
    told: Told | None


@dataclass(frozen=True, slots=True)
class Why:
    """All of it. letter: for the author; (): the reader does not see the case. code: of this program."""

    case: int
    code: str
    decisions: tuple[Decision, ...]
    lists: tuple[Listed, ...]
    letter: tuple[Part, ...]
    is_of_children: bool
    sees: bool


@dataclass(frozen=True, slots=True)
class Whys:
    """On the desk."""

    ground: Ground

    async def why(self, visitor: Visitor, case: int) -> Why:
        """Raises: CaseError: there is none that they may know of. PolicyError: a record is damaged."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            theirs = await cases.one(connection, case) if case < 1 << 63 else None
        sees = theirs is not None
        async with seen(self.ground.store, Sight.of_audit(visitor)) as connection:
            found = theirs or (await cases.one(connection, case) if case < 1 << 63 else None)
            if found is None:
                raise CaseError(f"there is no case {case} that is yours to see", "look at the number again")
            matches = await cases.matches(connection, found.item) if sees else []
        is_private = visitor.may(Right.PROMOTE)
        words = await explaining.decisions(self.ground, case, with_private=is_private) if sees else []
        async with self.ground.store.session() as connection:
            rows = await history.of_case(connection, case)
            policies = {row["policy"]: await _policy(connection, row["policy"]) for row in rows}
        told = {one.number: one for one in words}
        decisions = tuple(_decision(row, policies[row["policy"]], told, is_private) for row in rows)
        lists = tuple(dict.fromkeys(_listed(one) for one in matches))
        of_children = found.queue == CHILD_SAFETY
        parts = _letter(found, rows, policies) if sees else ()
        return Why(case, __version__, decisions, lists, parts, of_children, sees)


async def _policy(connection: Connection, digest: str) -> Policy | None:
    """None: this program reads its text otherwise, or not at all."""
    try:
        found = parse_bundle(from_text(await history.text(connection, digest) or ""))
    except PolicyError:
        return None
    return found if found.digest == digest else None


def _decision(row: Any, policy: Policy | None, told: dict[int, Told], is_private: bool) -> Decision:
    stored = Stored(row["frame"], row["evaluation"])
    came = again(policy, stored)
    differs = tuple(_differing(policy, stored, is_private)) if policy and came is Again.DIFFERENT else ()
    words = told.get(row["id"])
    return Decision(
        row["id"],
        row["round"],
        row["decided_at"],
        row["policy"],
        words.version if words else None,
        row["code"],
        came,
        differs,
        words,
    )


def _differing(policy: Policy, stored: Stored, is_private: bool) -> Iterator[str]:
    """Rules that said something else, and parts of the decision that came out otherwise."""
    old = record.from_json(frames.canonical(frames.loaded(stored.evaluation)))
    new = record.from_json(replay(policy, stored))
    before = {one.rule: one for one in old.outcomes}
    for one in new.outcomes:
        if before.get(one.rule) != one:
            rule = policy.rule(one.rule)
            yield one.rule if is_private or rule is None else called(rule)
    for name in ("actions", "shadow", "proposals", "unknown_rules"):
        if getattr(old, name) != getattr(new, name):
            yield name


def _letter(case: CaseRow, rows: Sequence[Any], policies: dict[str, Policy | None]) -> tuple[Part, ...]:
    made: list[Evaluation] = [record.from_json(row["evaluation"]) for row in rows]
    known = [one for one in policies.values() if one]
    private = {rule.id for one in known for rule in one.rules if rule.is_private}
    if len(known) < len(policies):  # nobody can tell which rules were private: so all were
        private |= {one.rule for each in made for one in each.outcomes}
    return letter(case.actions, case.verdict, made, private)


def _listed(row: Any) -> Listed:
    return Listed(
        row["bank"], row["bank_digest"], row["kind"], row["is_exact"], row["distance"], row["threshold"]
    )
