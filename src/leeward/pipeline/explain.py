"""A case in plain words: what was seen, looked at, decided, ordered, answered and proved; and what is open.

Nothing of a list's entries is told, no words of the post, and no address of a media.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.ledger.entries import decode
from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.model.items import Visibility
from leeward.model.look import Look
from leeward.model.orders import OrderState
from leeward.pipeline.verify.rounds import in_words
from leeward.pipeline.wording import sentences
from leeward.policy import record
from leeward.policy.rules import Mode, When
from leeward.store.casework import cases, lapses, orders, probes, voices
from leeward.store.casework.cases import About, CaseRow
from leeward.store.casework.orders import ENDED, OrderRow
from leeward.store.casework.probes import ProbeRow
from leeward.store.casework.voices import Voice
from leeward.store.connection import Connection
from leeward.store.policies import flags, hits
from leeward.store.policies.hits import ReadPost

_OPEN = {
    State.DECIDED: "its orders are not carried out yet",
    State.WAITING: "a person has to decide",
    State.CONFIRMED: "its removal is under way",
    State.RELEASED: "what was held is being let go",
    State.RESTRICTED: "what was held is being let go, but for a warning",
    State.VERIFYING: "it is still being verified that all of it is gone",
    State.RETURNED: "what was removed is there: a person has to decide",
}


_SPREADS = {Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS}


async def story(connection: Connection, case: int) -> list[str]:
    """The whole case, a sentence each, in the order in which it happened.

    Raises: CaseError: there is no such case.
    """
    found = await cases.one(connection, case)
    if found is None:
        raise CaseError(f"there is no case {case}", "see: leeward cases")
    known = await _known(connection, found)
    return [
        *_seen(known),
        *_looked(known),
        *_matched(known),
        *sentences(known.words),
        *known.complaints,
        *_decided(known),
        *_ordered(known),
        *_judged(known),
        *_proved(known),
        *_left(known),
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    case: CaseRow
    about: About
    sightings: list[Any]
    media: list[Any]
    matches: list[Any]
    words: ReadPost | None
    decisions: list[Any]
    orders: list[OrderRow]
    probes: list[ProbeRow]
    impossible: tuple[str, ...]
    complaints: tuple[str, ...]
    followed_by: int | None
    voices: list[Voice]
    remembered: CaseRow | None


async def _known(connection: Connection, case: CaseRow) -> _Known:
    about = await cases.about(connection, case.item)
    names = [about.post.uri, about.post.native_id]
    return _Known(
        case=case,
        about=about,
        sightings=await cases.sightings(connection, case.server, names),
        media=await cases.media(connection, case.item),
        matches=await cases.matches(connection, case.item),
        words=(await hits.of_items(connection, [case.item])).get(case.item),
        decisions=await cases.made(connection, case.item),
        orders=await orders.of_case(connection, case.id),
        probes=await probes.of_case(connection, case.id),
        impossible=await impossible(connection, case.id),
        complaints=tuple([one async for one in complaints(connection, case.item)]),
        followed_by=await lapses.follower(connection, case.id),
        voices=await voices.of_case(connection, case.id, case.times - 1) if case.times else [],
        remembered=await cases.one(connection, case.remembers) if case.remembers else None,
    )


async def impossible(connection: Connection, case: int) -> tuple[str, ...]:
    """What was asked for and its server cannot do."""
    found: dict[str, None] = {}
    for data in await cases.notes(connection, case, "case.ordered"):
        body = decode(data).body
        told = body.get("impossible") if isinstance(body, dict) else None
        found |= dict.fromkeys(str(one) for one in told) if isinstance(told, list) else {}
    return tuple(found)


async def complaints(connection: Connection, item: int) -> AsyncIterator[str]:
    """What users' complaints weighed, each time that it came to something else."""
    before: dict[str, str] = {}
    for data in await flags.weighed(connection, item):
        entry = decode(data)
        weights = entry.body.get("weights") if isinstance(entry.body, dict) else None
        for one in weights if isinstance(weights, list) else []:
            group, said = (str(one["group"]), str(one["said"])) if isinstance(one, dict) else ("", "")
            if before.get(group) != said:
                before[group] = said
                yield f"On {_at(entry.at)} the complaints about it ({group}) were weighed. {said}"


def _seen(known: _Known) -> Iterator[str]:
    about = known.about
    yield f"Case {known.case.id}, about the post {about.post.uri}."
    told = [f"{row['way_in']} ({_at(row['seen_at'])})" for row in known.sightings]
    ways = ", ".join(told) or f"{about.way_in} ({_at(about.seen_at)})"
    yield f"It was told by: {ways}."
    if about.gone_at:
        yield f"On {_at(about.gone_at)} we were told that it was deleted."


def _looked(known: _Known) -> Iterator[str]:
    for row in known.media:
        name = f"Media {row['position'] + 1} ({row['kind']})"
        if row["look"] == Look.LOOKED:
            yield f"{name} was looked at on {_at(row['looked_at'])}."
        elif row["look"] is None:
            yield f"{name} was not looked at yet."
        else:
            more = "" if row["is_final"] else "; it will be tried again"
            yield f"{name} was not looked at: {row['look']}, {row['reason']}{more}."


def _matched(known: _Known) -> Iterator[str]:
    for row in known.matches:
        looks = f"it looks like an entry, {row['distance']} of at most {row['threshold']} bits off"
        how = "exactly an entry" if row["is_exact"] else looks
        bank = f"{row['bank']} (version {row['bank_digest'][:12]})"
        yield f"Media {row['position'] + 1} matches the bank {bank} by {row['kind']}: {how}."
    if not known.matches:
        yield "Nothing of it is in any bank."


def _decided(known: _Known) -> Iterator[str]:
    for row in known.decisions:
        evaluation = record.from_json(row["evaluation"])
        actions = ", ".join(row["actions"]) or "nothing"
        early = ", before anybody had looked," if evaluation.at is When.ARRIVAL else ""
        yield (
            f"On {_at(row['decided_at'])}{early} the policy {row['policy'][:12]} "
            f"(Leeward {row['code']}) asked for: {actions}."
        )
        for outcome in evaluation.outcomes:
            if outcome.because is not None:
                aside = " (in shadow: only noted)" if outcome.mode is Mode.SHADOW else ""
                yield f"Rule {outcome.rule}{aside}: {outcome.because}"
        for proposal in evaluation.proposals:
            yield f"Proposed to people: {proposal.action} (by {', '.join(proposal.rules)})."
        if evaluation.unknown_rules:
            yield f"Could not be told: {', '.join(evaluation.unknown_rules)}."


def _ordered(known: _Known) -> Iterator[str]:
    for said in known.impossible:
        yield f"Not possible: {said}."
    for one in known.orders:
        who = one.person or ("a job" if known.remembered else "the policy")
        back = " (to take it back)" if one.undoes else ""
        yield f"Order {one.id}, {one.action}{back}, by {who} on {_at(one.made_at)}: {_answer(one)}."


def _answer(order: OrderRow) -> str:
    said = f": {order.answer.said}" if order.answer else ""
    ended = f" on {_at(order.ended_at)}" if order.ended_at else ""
    tries = f" after {order.attempts} attempts" if order.attempts > 1 else ""
    link = (order.answer.detail or {}).get("link") if order.answer else None
    page = f" at {link}" if link and order.state is OrderState.BY_HAND else ""
    return f"{order.state}{ended}{tries}{said}{page}"


def _judged(known: _Known) -> Iterator[str]:
    case = known.case
    if case.appeal_of:
        yield f"It is an appeal: case {case.appeal_of} is asked about again, by its author's wish."
    if case.follows:
        yield f"It goes on from case {case.follows}: what was held is shown again, as nobody had decided."
    if case.let_go_why:
        yield f"Released by a job on {_at(case.let_go_at)}: {case.let_go_why}."
    if known.followed_by:
        yield f"It is still to be judged: see case {known.followed_by}."
    yield from _agreed(known)
    if known.remembered:
        one = known.remembered
        yield f"That is as {one.verdict_by} decided in case {one.id} about the same file: {one.verdict}."
    elif case.verdict and case.verdict_at:
        again = f", for the {case.times}. time" if case.times > 1 else ""
        yield f"{case.verdict_by} decided on {_at(case.verdict_at)}: {case.verdict}{again}."
    if case.why:
        yield f"{case.moved_by} closed it on {_at(case.moved_at)}: {case.why}."


def _agreed(known: _Known) -> Iterator[str]:
    """Who was asked to decide, and not yet has, is told of nobody who did."""
    for one in known.voices if known.case.verdict else ():
        yield f"{one.name} confirmed it on {_at(one.said_at)}."
        if one.again_at:
            yield f"{one.name} confirmed it again on {_at(one.again_at)}, as nobody else moderates here."


def _proved(known: _Known) -> Iterator[str]:
    done = [one for one in known.probes if one.done_at]
    for times, number in sorted({(one.times, one.round) for one in done}):
        told = [one for one in done if (one.times, one.round) == (times, number)]
        while_held = "" if times else "While it waits, "
        yield f"{while_held}{'R' if times else 'r'}ound {number} on {_at(told[0].done_at)}: {in_words(told)}."
        for one in told:
            probe = one.target.probe
            yield f"  {probe.what} ({probe.place}): {one.seen}: {one.detail}"
    if done and known.about.post.visibility in _SPREADS:
        yield "Copies may remain on other servers: they are only asked to delete what they were sent."


def _left(known: _Known) -> Iterator[str]:
    case = known.case
    if case.state is State.CLOSED:
        yield f"Closed on {_at(case.moved_at)}."
        return
    yield f"Open since {_at(case.moved_at)}: {_OPEN[case.state]}."
    if case.lapses_at and case.state in {State.DECIDED, State.WAITING}:
        yield f"If nobody decides, what is held is shown again on {_at(case.lapses_at)}."
    waiting = [one for one in known.orders if one.state not in ENDED]
    for one in waiting:
        yield f"Open: order {one.id}, {one.action}: {one.state}."
    soon = [one.due_at for one in known.probes if one.done_at is None and one.times == case.times]
    if soon:
        yield f"Probed again on {_at(min(soon))}."


def _at(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d at %H:%M:%S} UTC" if time else "a day unknown"
