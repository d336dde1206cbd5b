"""A policy that is tried on what was decided: an errand, as it takes minutes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from leeward.model.findings import Json
from leeward.policy.parse import parse_bundle
from leeward.policy.past.report import as_json_of
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle, from_text
from leeward.review.office.bench import Bench
from leeward.review.office.past.backtesting import span_of, tried
from leeward.review.office.policies import candidates
from leeward.review.office.policies.drafting import open_part
from leeward.review.office.policies.policing import version
from leeward.review.office.policies.reading import results

KIND = "trial"
DAYS = 90


class Asked(msgspec.Struct, frozen=True):
    """What is tried. text: the draft. number: of the version it is put beside. days: how far back.

    with_private: whether private rules take part. servers: whose posts; None: all.
    child_safety: also posts with a child-safety case, which tells whoever asks narrowly that there is one.
    rule, share: the one whose promotion is tried, for so many of 100 accounts; "": a draft is.
    """

    text: str
    number: int
    days: int = DAYS
    with_private: bool = False
    servers: tuple[int, ...] | None = None
    child_safety: bool = False
    rule: str = ""
    share: int = 100


async def run(bench: Bench, told: Mapping[str, Any], tell: Callable[[int, int], None]) -> Mapping[str, Json]:
    """The report, and which of the draft's own tests fail. Raises: PolicyError, UsageError, DatabaseError."""
    asked = msgspec.convert(told, Asked)
    new, old, draft = await _policies(bench, asked)
    span = span_of(timedelta(days=asked.days), bench.recorder.clock())
    posts = replace(span, servers=asked.servers, child_safety=asked.child_safety)
    report = await tried(bench, (new, old), posts, tell)
    failed: list[Json] = [one.test.name for one in results(draft) if not one.has_passed]
    found: dict[str, Json] = msgspec.to_builtins(as_json_of(report))
    about: dict[str, Json] = {"gone": _gone(new, old), "without_child_safety": not asked.child_safety}
    return {**found, "failed_tests": failed, **about}


async def _policies(bench: Bench, asked: Asked) -> tuple[Policy, Policy, Bundle]:
    """The one that is tried, the other one, and the files of the first."""
    async with bench.store.session() as connection:
        kept = from_text((await version(connection, asked.number)).text)
    if asked.rule:
        found = await candidates.candidate(bench, asked.rule, asked.share, parse_bundle(kept))
        return found.then, found.now, kept
    draft = from_text(asked.text)
    return parse_bundle(draft), parse_bundle(kept if asked.with_private else open_part(kept)), draft


def _gone(new: Policy, old: Policy) -> list[Json]:
    """Rules that the draft no longer has; of private ones nothing."""
    return [one.id for one in old.rules if new.rule(one.id) is None and not one.is_private]


def as_asked(asked: Asked) -> dict[str, Json]:
    """As an errand keeps it."""
    found: dict[str, Json] = msgspec.to_builtins(asked)
    return found
