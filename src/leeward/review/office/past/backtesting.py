"""What was decided: made again to the same bytes; and another policy tried on it."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leeward.model.errors import PolicyError, UsageError
from leeward.policy.parse import parse_bundle
from leeward.policy.past.backtest import Backtest
from leeward.policy.past.posts import Past, Verdict, known_of
from leeward.policy.past.replay import Again, Stored, again
from leeward.policy.past.report import Report
from leeward.policy.rules import Policy, When
from leeward.policy.source.bundle import from_text
from leeward.review.office.bench import Bench
from leeward.store.casework.cases import JOB
from leeward.store.connection import Connection
from leeward.store.policies import history, versions
from leeward.store.policies.history import Round, Span

Told = Callable[[int, int], None]  # done, of so many
EVER = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER, _DIGEST = re.compile("[0-9]{1,7}"), re.compile("[0-9a-f]{8,64}")
_MOST_NAMED = 20
_VERDICTS = {"confirmed": Verdict.CONFIRMED, "restricted": Verdict.CONFIRMED, "released": Verdict.RELEASED}
_EVERY = 200  # between two words of how far it is
_AT_A_TIME = 8  # posts: some milliseconds


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of making decisions again. different: numbers of some that came out otherwise."""

    same: int
    different: int
    impossible: int
    named: tuple[int, ...]

    @property
    def number(self) -> int:
        """All of them."""
        return self.same + self.different + self.impossible


def _silent(_done: int, _of: int) -> None:
    return None


def span_of(since: timedelta | None, until: datetime) -> Span:
    """From so long ago; None: from the beginning."""
    return Span(EVER if since is None else until - since, until)


async def replay(bench: Bench, since: timedelta | None = None, told: Told = _silent) -> Replayed:
    """Make every stored decision again, each under the policy that was kept for it. Raises: DatabaseError."""
    counts, named, policies = Counter[Again](), list[int](), dict[str, Policy | None]()
    span = span_of(since, bench.recorder.clock())
    async with bench.store.session() as connection:
        of = await history.number(connection, span)
        async for made in history.decisions(connection, span):
            if made.policy not in policies:
                policies[made.policy] = await _kept(connection, made.policy)
            came = again(policies[made.policy], Stored(made.frame, made.evaluation))
            counts[came] += 1
            if came is Again.DIFFERENT:
                named.append(made.id)
            if counts.total() % _EVERY == 0:
                told(counts.total(), of)
    told(of, of)
    return Replayed(
        counts[Again.SAME], counts[Again.DIFFERENT], counts[Again.IMPOSSIBLE], tuple(named[:_MOST_NAMED])
    )


async def backtest(
    bench: Bench, new: Policy, old: Policy, since: timedelta | None = None, told: Told = _silent
) -> Report:
    """What a policy would have done with the posts decided since, beside another one.

    Raises: DatabaseError.
    """
    return await tried(bench, (new, old), span_of(since, bench.recorder.clock()), told)


async def tried(bench: Bench, policies: tuple[Policy, Policy], span: Span, told: Told = _silent) -> Report:
    """As `backtest`, with posts of a span. policies: the one that is tried, and the other one."""
    trial, done, posts = Backtest(*policies, time.perf_counter_ns), 0, 0
    async with bench.store.session() as connection:
        of = await history.number(connection, span)
        async for rounds in history.posts(connection, span):
            trial.add(_past(rounds))
            done, posts = done + len(rounds), posts + 1
            if posts % _AT_A_TIME == 0:
                await asyncio.sleep(0)  # whoever else lives in this process has a turn
            if done % _EVERY < len(rounds):
                told(done, of)
    told(of, of)
    return trial.report()


async def kept_under(bench: Bench, digest: str) -> Policy:
    """A policy under which something was decided. Raises: PolicyError: its text cannot be read any more."""
    async with bench.store.session() as connection:
        text = await history.text(connection, digest)
    if text is None:
        raise UsageError(
            f"no policy with the digest {digest} was ever in force", "see: leeward policy history"
        )
    return parse_bundle(from_text(text, f"{digest[:12]}.toml"))


async def _kept(connection: Connection, digest: str) -> Policy | None:
    """None: this version reads its text otherwise, or not at all."""
    text = await history.text(connection, digest)
    try:
        policy = parse_bundle(from_text(text or ""))
    except PolicyError:
        return None
    return policy if policy.digest == digest else None


def _past(rounds: Sequence[Round]) -> Past:
    """A post's last round of each moment."""
    last = rounds[-1]
    is_human = last.verdict is not None and last.verdict_by not in {None, JOB}
    return Past(
        decision=last.id,
        case=last.case,
        author=last.author,
        day=last.decided_at.toordinal(),
        verdict=_VERDICTS.get(last.verdict or "") if is_human else None,
        frames={When(one.at): known_of(one.frame) for one in rounds},
    )


async def named(bench: Bench, name: str, read: Callable[[Path], Policy]) -> Policy:
    """The policy that somebody means. name: ACTIVE, the number of a version, the digest of one that was in
    force or its beginning, or a file's.

    Raises: UsageError: there is no such thing. PolicyError: it cannot be read.
    """
    if name == "ACTIVE":
        return bench.in_force()
    if _NUMBER.fullmatch(name):
        return await _version(bench, int(name))
    if _DIGEST.fullmatch(name) and not Path(name).exists():
        return await kept_under(bench, name)
    return read(Path(name))


async def _version(bench: Bench, number: int) -> Policy:
    async with bench.store.session() as connection:
        found = await versions.one(connection, number)
    if found is None:
        raise UsageError(f"there is no version {number} of the policy", "see: leeward policy history")
    return parse_bundle(from_text(found.text))
