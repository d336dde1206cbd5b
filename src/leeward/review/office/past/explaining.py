"""The decisions of a case in words: each rule with what it asked and what the answer was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leeward.model.errors import CaseError, PolicyError
from leeward.policy import record
from leeward.policy.evaluate import Evaluation
from leeward.policy.parse import parse_bundle
from leeward.policy.past.explain import explain, redacted
from leeward.policy.rules import Policy, When
from leeward.policy.source.bundle import from_text
from leeward.review.office.bench import Bench
from leeward.store.casework import cases
from leeward.store.connection import Connection
from leeward.store.policies import history, versions

_NOT_PROMOTED = "nobody had promoted it as it was written then"
_MOMENTS = {When.ARRIVAL: "when it arrived, before anybody looked", When.LOOKED: "with all that was known"}


@dataclass(frozen=True, slots=True)
class Told:
    """One decision in words. number: of the decision. The rest is for machines."""

    number: int
    round: int
    decided_at: str
    policy: str
    version: int | None
    code: str
    at: str
    actions: tuple[str, ...]
    demoted: Mapping[str, str]
    lines: tuple[str, ...]


async def decisions(bench: Bench, case: int, *, with_private: bool = False) -> list[Told]:
    """Every decision about the post of a case, in their order.

    with_private: else a private rule is told of by its digest only.
    Raises: CaseError: there is no such case. PolicyError: a record is damaged.
    """
    async with bench.store.session() as connection:
        found = await cases.one(connection, case)
        if found is None:
            raise CaseError(f"there is no case {case}", "see: leeward cases")
        matched = tuple(_matched(await cases.matches(connection, found.item)))
        rows = await history.of_case(connection, case)
        return [await _told(connection, row, matched, with_private) for row in rows]


async def _told(connection: Connection, row: Any, matched: Sequence[str], with_private: bool) -> Told:
    kept = record.from_json(row["evaluation"])
    version = await versions.number_of(connection, row["policy"])
    why = await history.braked(connection, kept.demoted, row["decided_at"])
    shown = kept if with_private else _hidden(kept, await history.text(connection, row["policy"]))
    demoted = {
        name: why.get(rule, _NOT_PROMOTED) for rule, name in zip(kept.demoted, shown.demoted, strict=True)
    }
    return Told(
        number=row["id"],
        round=row["round"],
        decided_at=f"{row['decided_at']:%Y-%m-%d %H:%M:%S} UTC",
        policy=row["policy"],
        version=version,
        code=row["code"],
        at=str(kept.at),
        actions=tuple(row["actions"]),
        demoted=demoted,
        lines=tuple(_lines(row, version, (shown, demoted), matched)),
    )


def _hidden(kept: Evaluation, text: str | None) -> Evaluation:
    """Without what private rules say. Raises: PolicyError: nobody can tell which ones are."""
    return redacted(kept, _policy(text))


def _policy(text: str | None) -> Policy:
    if text is None:
        raise PolicyError("the policy of this decision was not kept", "the record is damaged")
    return parse_bundle(from_text(text))


def _lines(
    row: Any, version: int | None, said: tuple[Evaluation, Mapping[str, str]], matched: Sequence[str]
) -> Iterator[str]:
    shown, demoted = said
    number = "" if version is None else f", version {version}"
    yield (
        f"Decision {row['id']} (round {row['round']}), {row['decided_at']:%Y-%m-%d at %H:%M:%S} UTC, "
        f"{_MOMENTS[shown.at]}; by Leeward {row['code']}{number}:"
    )
    yield from (f"  {line}" for line in explain(shown))
    for name, why in demoted.items():
        yield f"  Held back, so in shadow: {name}: {why}."
    if shown.at is When.LOOKED:
        yield from (f"  {line}" for line in matched)


def _matched(rows: Sequence[Any]) -> Iterator[str]:
    """Which lists answered, in which version; nothing of their entries."""
    seen = {(row["bank"], row["bank_digest"]): row for row in rows}
    for bank, digest in sorted(seen):
        yield f"A match with the list {bank}, version {digest[:12]}."
