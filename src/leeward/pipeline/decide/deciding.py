"""Makes decisions and opens the cases that they ask for, in the transaction of what made them due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from leeward.model.items import Post, WayIn
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.pipeline.decide.framing import Known, MatchFact, MediaFact, frame, is_ready
from leeward.pipeline.decide.made import CANARY, Made, hold_hours, is_canary, listed, wished
from leeward.pipeline.decide.releasing import let_go_clean
from leeward.pipeline.decide.sources import Brakes, FactSource, Witness
from leeward.pipeline.recording import Note, Recorder
from leeward.policy import frames
from leeward.policy.evaluate import Evaluation, evaluate
from leeward.policy.facts import REGISTRY
from leeward.policy.rules import Policy, When
from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing, standing
from leeward.store.connection import Connection
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import canaries

_SENDING = timedelta(minutes=10)  # nobody sends one post for so long


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides under one policy. verified: names of banks that the operator verified.

    software: what runs on each server. code: this program's version. sources: of further facts; what they do
    not tell is unknown. brakes: what keeps rules in shadow; None: nothing does. witnesses: who else is told.
    """

    policy: Policy
    verified: frozenset[str]
    software: Mapping[int, str]
    code: str
    recorder: Recorder
    sources: tuple[FactSource, ...] = ()
    brakes: Brakes | None = None
    witnesses: tuple[Witness, ...] = ()

    @property
    def asks_early(self) -> bool:
        """Whether the policy has rules for posts that nobody has looked at yet."""
        return bool(self.policy.due[When.ARRIVAL])

    async def decide(self, connection: Connection, items: Sequence[int], at: When = When.LOOKED) -> None:
        """Decide what can be decided of these posts. Their rows are locked by the caller.

        What was decided from the same facts under the same policy before is not decided again.
        Args: at: ARRIVAL: of the posts with media, those about which nothing was decided yet.
        """
        framed = await self._framed(connection, items, at)
        if not framed:
            return
        now = self.recorder.clock()
        # before what complaints lock: of those who hold by a list, that is last
        brake = await self.brakes.before(connection, self.policy, now) if self.brakes else None
        excused = await self._excused([one for one, _ in framed], connection, at)
        further = await self._further(connection, [one for one, _ in framed])
        last = await decisions.last(connection, [one.item for one, _ in framed if one.rounds])
        lapsed = await decisions.lapsed(connection, [one.item for one, _ in framed if one.rounds])
        ready: list[Made] = []
        for post, facts in framed:
            whole = {**facts, **further.get(post.item, {})}
            evaluation = evaluate(self.policy, whole, brake.demoted() if brake else frozenset(), at)
            made = self._made(post, whole, evaluation, is_excused=post.item in excused)
            made = made.after_lapse() if post.item in lapsed else made
            if made.is_as(last.get(post.item)):
                continue
            if brake:
                brake.count(evaluation)
            ready.append(made)
        await self._keep(connection, ready)
        if brake:
            await brake.keep(connection)

    async def _framed(
        self, connection: Connection, items: Sequence[int], at: When
    ) -> list[tuple[Standing, Frame]]:
        posts = await standing(connection, items)
        flags = await decisions.open_flags(connection, [one.item for one in posts if one.is_cited])
        if at is When.ARRIVAL:
            posts = [one for one in posts if one.media and not one.rounds]
        return [(one, told) for one in posts if (told := self._facts(one, flags.get(one.item), at))]

    async def _further(self, connection: Connection, posts: Sequence[Standing]) -> dict[int, Frame]:
        found: dict[int, Frame] = {}
        for source in self.sources:
            for item, told in (await source.facts(connection, posts, self.recorder.clock())).items():
                found[item] = {**found.get(item, {}), **told}
        return found

    async def _excused(self, posts: Sequence[Standing], connection: Connection, at: When) -> set[int]:
        """Posts that we sent, or may just be sending. Anybody may post one of our pictures, or one that was
        made to look alike: that excuses nothing; and before anybody looked, only what is known to be ours."""
        now = self.recorder.clock()
        since = now if at is When.ARRIVAL else now - _SENDING
        mine = posts if at is When.ARRIVAL else [one for one in posts if is_canary(one)]
        if not mine:
            return set()
        known = await canaries.ours(connection, [(one.server, one.uri) for one in mine], since)
        return {one.item for one in mine if (one.server, one.uri) in known}

    def _facts(self, post: Standing, flags: int | None, at: When) -> Frame | None:
        """What the post and its media tell; None: not enough to decide it yet."""
        media = tuple(MediaFact(_look(row["look"]), row["is_final"]) for row in post.media)
        others = tuple(self._match(row) for row in listed(post))
        if at is When.LOOKED and not is_ready(media, others):
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

    def _made(self, post: Standing, facts: Frame, evaluation: Evaluation, *, is_excused: bool) -> Made:
        kept = () if is_excused and not listed(post) else wished(self.policy, evaluation)
        actions = (*kept, CANARY) if is_canary(post) else kept
        hours = hold_hours(self.policy, evaluation)
        return Made(post, frames.to_json(facts), evaluation, actions, hours)

    def _match(self, row: Mapping[str, object]) -> MatchFact:
        bank = str(row["bank"])
        return MatchFact(bank, bool(row["is_exact"]), bank in self.verified, int(str(row["distance"])))

    async def _keep(self, connection: Connection, made: Sequence[Made]) -> None:
        if not made:
            return
        now = self.recorder.clock()
        maker = Maker(self.policy.digest, self.code)
        ids = await decisions.add(connection, [one.row() for one in made], maker, now)
        looked = [one.post.item for one in made if not one.is_early]
        await decisions.mark_decided(connection, looked, now)
        for witness in self.witnesses:
            await witness.decided(connection, made)
        notes = [one.note(ids.get(one.post.item), maker, self.policy) for one in made]
        jobs: list[NewJob] = []
        for one in made:
            if one.wants_people:
                case, is_new = await decisions.open_case(connection, one.case(), now)
                key = f"act:{case}:decided:{one.post.rounds + 1}"  # a job under way takes in no other
                jobs.append(NewJob(JobKind.ACT, {"case": case}, key=key, priority=10))
                if is_new:
                    notes.append(Note("case.opened", {"case": case}, item=one.post.item, case=case))
                    jobs.append(_keep(one.post.item))
        await self._tell_canaries(connection, made)
        await self.recorder.record(connection, notes)
        await enqueue(connection, jobs)
        await let_go_clean(connection, made, self.recorder)

    async def _tell_canaries(self, connection: Connection, made: Sequence[Made]) -> None:
        uris = [one.post.uri for one in made if CANARY in one.actions]
        if uris:
            await canaries.mark_seen(connection, uris, self.recorder.clock())


def _keep(item: int) -> NewJob:
    """Before what is ordered: afterwards there may be nothing to keep."""
    return NewJob(JobKind.KEEP, {"items": [item]}, key=f"keep:{item}", priority=20)


def _look(told: str | None) -> Look | None:
    return None if told is None else Look(told)
