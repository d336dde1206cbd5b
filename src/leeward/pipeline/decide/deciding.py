"""Makes decisions and opens the cases that they ask for, in the transaction of the look that was due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from leeward.model.findings import Json
from leeward.model.items import Post, WayIn
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.pipeline.decide.framing import Known, MatchFact, MediaFact, frame, is_ready
from leeward.pipeline.decide.sources import Brakes, FactSource
from leeward.pipeline.recording import Note, Recorder
from leeward.policy import frames, record
from leeward.policy.evaluate import Evaluation, evaluate
from leeward.policy.facts import REGISTRY
from leeward.policy.rules import Policy
from leeward.policy.values import Frame
from leeward.store.connection import Connection
from leeward.store.looks import Standing, standing
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewCase, NewDecision
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import canaries

CANARY_BANK = "leeward-canary"
CANARY = "canary"  # the action of a decision about one of ours
_SENDING = timedelta(minutes=10)  # nobody sends one post for so long
_QUIET = ("label:", "nothing", CANARY)  # actions that want nobody


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides under one policy. verified: names of banks that the operator verified.

    software: what runs on each server. code: this program's version. sources: of further facts; what they do
    not tell is unknown. brakes: what keeps rules in shadow; None: nothing does.
    """

    policy: Policy
    verified: frozenset[str]
    software: Mapping[int, str]
    code: str
    recorder: Recorder
    sources: tuple[FactSource, ...] = ()
    brakes: Brakes | None = None

    async def decide(self, connection: Connection, items: Sequence[int]) -> None:
        """Decide what can be decided of these posts. Their rows are locked by the caller."""
        flags = await decisions.open_flags(connection, items)
        posts = await standing(connection, items)
        framed = [(one, facts) for one in posts if (facts := self._facts(one, flags.get(one.item)))]
        if not framed:
            return
        sent = await self._sent_by_us([one for one in posts if _is_canary(one)], connection)
        further = await self._further(connection, [one for one, _ in framed])
        now = self.recorder.clock()
        brake = await self.brakes.before(connection, self.policy, now) if self.brakes else None
        ready: list[_Made] = []
        for post, facts in framed:
            whole = {**facts, **further.get(post.item, {})}
            evaluation = evaluate(self.policy, whole, brake.demoted() if brake else frozenset())
            if brake:
                brake.count(evaluation)
            ready.append(self._made(post, whole, evaluation, excused=post.item in sent))
        await self._keep(connection, ready)
        if brake:
            await brake.keep(connection)

    async def _further(self, connection: Connection, posts: Sequence[Standing]) -> dict[int, Frame]:
        found: dict[int, Frame] = {}
        for source in self.sources:
            for item, told in (await source.facts(connection, posts, self.recorder.clock())).items():
                found[item] = {**found.get(item, {}), **told}
        return found

    async def _sent_by_us(self, posts: Sequence[Standing], connection: Connection) -> set[int]:
        """Posts that we sent, or may just be sending. Anybody may post one of our pictures, or one that was
        made to look alike: that excuses nothing."""
        if not posts:
            return set()
        since = self.recorder.clock() - _SENDING
        known = await canaries.ours(connection, [(one.server, one.uri) for one in posts], since)
        return {one.item for one in posts if (one.server, one.uri) in known}

    def _facts(self, post: Standing, flags: int | None) -> Frame | None:
        """What the post and its media tell; None: not enough to decide it yet."""
        media = tuple(MediaFact(_look(row["look"]), row["is_final"]) for row in post.media)
        others = tuple(self._match(row) for row in _listed(post))
        if not is_ready(media, others):
            return None
        software = self.software.get(post.server, "unknown")
        tells = software in REGISTRY["flag.count"].servers and post.native_id != post.uri
        known = Known(
            post=msgspec.convert(post.post, Post),
            way_in=WayIn(post.way_in),
            software=software,
            media=media,
            matches=others,
            flags=flags if flags is not None or not tells else 0,
            at=self.recorder.clock(),
        )
        return frame(known)

    def _made(self, post: Standing, facts: Frame, evaluation: Evaluation, *, excused: bool) -> "_Made":
        kept = () if excused and not _listed(post) else _wished(self.policy, evaluation)
        actions = (*kept, CANARY) if _is_canary(post) else kept
        return _Made(post, frames.to_json(facts), evaluation, actions)

    def _match(self, row: Mapping[str, object]) -> MatchFact:
        bank = str(row["bank"])
        return MatchFact(bank, bool(row["is_exact"]), bank in self.verified, int(str(row["distance"])))

    async def _keep(self, connection: Connection, made: Sequence["_Made"]) -> None:
        now = self.recorder.clock()
        ids = await decisions.add(
            connection, [one.row() for one in made], Maker(self.policy.digest, self.code), now
        )
        notes = [self._note(one, ids.get(one.post.item)) for one in made]
        jobs: list[NewJob] = []
        for one in made:
            if one.wants_people:
                case, is_new = await decisions.open_case(connection, one.case(), now)
                key = f"act:{case}:decided:{one.post.rounds + 1}"  # a job under way takes in no other
                jobs.append(NewJob(JobKind.ACT, {"case": case}, key=key, priority=10))
                if is_new:
                    notes.append(Note("case.opened", {"case": case}, item=one.post.item, case=case))
        await self._tell_canaries(connection, made)
        await self.recorder.record(connection, notes)
        await enqueue(connection, jobs)

    async def _tell_canaries(self, connection: Connection, made: Sequence["_Made"]) -> None:
        uris = [one.post.uri for one in made if CANARY in one.actions]
        if uris:
            await canaries.mark_seen(connection, uris, self.recorder.clock())

    def _note(self, made: "_Made", decision: int | None) -> Note:
        body: dict[str, Json] = {
            "decision": decision,
            "policy": self.policy.digest,
            "code": self.code,
            "frame": json.loads(made.frame),
            "actions": list(made.actions),
            "proposals": [one.action for one in made.evaluation.proposals],
            "rules": [one.rule for one in made.evaluation.outcomes if one.because is not None],
            "unknown": list(made.evaluation.unknown_rules),
            "lists": _lists(made.post),
        }
        return Note("post.decided", body, item=made.post.item)


@dataclass(frozen=True, slots=True)
class _Made:
    """One decision, not written yet."""

    post: Standing
    frame: bytes
    evaluation: Evaluation
    actions: tuple[str, ...]

    @property
    def wants_people(self) -> bool:
        return any(not action.startswith(_QUIET) for action in self.actions)

    def row(self) -> NewDecision:
        told = record.to_json(self.evaluation).decode()
        return NewDecision(self.post.item, self.post.rounds + 1, self.frame.decode(), told, self.actions)

    def case(self) -> NewCase:
        queues = [one.partition(":")[2] for one in self.actions if one.startswith("queue:")]
        is_exact = any(row["is_exact"] and row["bank"] != CANARY_BANK for row in self.post.matches)
        queue = queues[0] if queues else "held"
        actions = tuple(one for one in self.actions if one != CANARY)
        return NewCase(self.post.item, self.post.server, queue, actions, is_exact)


def _wished(policy: Policy, evaluation: Evaluation) -> tuple[str, ...]:
    """What is to be done; and what is only proposed goes into its rule's queue: somebody must see it."""
    actions = tuple(wish.action for wish in evaluation.actions)
    proposing = (policy.rule(name) for one in evaluation.proposals for name in one.rules)
    queues = dict.fromkeys(action.text for rule in proposing if rule for action in rule.fallback)
    return (*actions, *(queue for queue in queues if queue not in actions))


def _listed(post: Standing) -> list[Mapping[str, object]]:
    """Its matches but for those with our own pictures."""
    return [row for row in post.matches if row["bank"] != CANARY_BANK]


def _is_canary(post: Standing) -> bool:
    """Whether every media is a canary: one of them beside something else is none."""
    found = {row["media"] for row in post.matches if row["bank"] == CANARY_BANK}
    return bool(found) and found == {row["id"] for row in post.media}


def _lists(post: Standing) -> Json:
    """Which lists answered, in which version, and how far: enough to ask again, nothing of their entries."""
    found: dict[tuple[str, str, str], int] = {}
    for row in post.matches:
        key = (row["bank"], row["bank_digest"], row["kind"])
        found[key] = min(found.get(key, row["distance"]), row["distance"])
    return [
        {"bank": bank, "version": version, "kind": kind, "distance": distance}
        for (bank, version, kind), distance in sorted(found.items())
    ]


def _look(told: str | None) -> Look | None:
    return None if told is None else Look(told)
