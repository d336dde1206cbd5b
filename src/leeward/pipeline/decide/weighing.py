"""What users' complaints about a post weigh, by the record of who complains: facts for the policy.

Each process keeps the state that the log comes to, and reads on before it weighs anything. Whoever weighs
holds the log's lock until the decision is written: what was weighed is what is decided from.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import HOLDS
from leeward.model.findings import Json
from leeward.pipeline.complaints import add, link, told
from leeward.pipeline.decide.folding import Fold
from leeward.pipeline.decide.made import Made
from leeward.pipeline.recording import Note, Recorder
from leeward.policy.community.events import Happening, Held, Hidden
from leeward.policy.community.record import State
from leeward.policy.community.weight import Weight, WhyNot
from leeward.policy.community.words import words
from leeward.policy.evaluate import Evaluation
from leeward.policy.facts import REGISTRY
from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection
from leeward.store.policies import flags

HOLDING = "flag.holds"
SCORE = "flag.score"
_NONE: Frame = {HOLDING: frozenset(), SCORE: 0.0}


@dataclass(frozen=True, slots=True)
class _Weighed:
    at: datetime
    weights: tuple[Weight, ...]


class Weighing:
    """A source of facts, and a witness of what is decided from them. One for each process.

    software: what runs on each server. child_safety: words and rules of servers for such complaints.
    """

    def __init__(
        self, recorder: Recorder, software: Mapping[int, str], child_safety: Collection[str] = ()
    ) -> None:
        self._recorder, self._software, self._child_safety = recorder, software, child_safety
        self.fold = Fold()
        self._weighed: dict[int, _Weighed] = {}

    async def facts(
        self, connection: Connection, posts: Sequence[Standing], now: datetime
    ) -> Mapping[int, Frame]:
        """What holds and how much it is. Left out: posts that nobody complained of, of servers that would
        not tell us."""
        for post in posts:
            self._weighed.pop(post.item, None)
        flagged = await self._flagged(connection, [post.item for post in posts if post.is_cited], now)
        quiet = {one.item: _NONE for one in posts if one.item not in flagged and self._tells(one)}
        if not flagged:
            return quiet
        await self.fold.read_on(connection)  # which takes long the first time, and keeps nobody waiting yet
        await flags.lock(connection)
        await self.fold.read_on(connection)
        weights = weighed(self.fold.state, sorted(flagged), now)
        self._weighed |= {item: _Weighed(now, found) for item, found in weights.items()}
        return {**quiet, **{item: _frame(found) for item, found in weights.items()}}

    async def decided(self, connection: Connection, made: Sequence[Made]) -> None:
        """Tell the log what is hidden now, and the ledger what was weighed. Before any case is locked."""
        known = [(one, self._weighed.pop(one.post.item, None)) for one in made]
        await add(connection, [event for one, weights in known for event in self._hidden(one, weights)])
        notes = [_note(one, weights) for one, weights in known if weights]
        await self._recorder.record(connection, notes)

    async def _flagged(self, connection: Connection, cited: Sequence[int], now: datetime) -> set[int]:
        if not cited:
            return set()
        await link(connection, cited, self._child_safety, now)
        return await flags.complained_of(connection, cited)

    def _tells(self, post: Standing) -> bool:
        software = self._software.get(post.server, "unknown")
        return software in REGISTRY[HOLDING].servers and post.native_id != post.uri

    def _hidden(self, made: Made, known: _Weighed | None) -> Iterator[Happening]:
        """By its complaints, if a rule in force asked for them and they are enough; else by something
        else."""
        if not set(made.actions) & HOLDS:
            return
        weights = known.weights if known else ()
        holding = [one for one in weights if one.holds] if _is_asked(made.evaluation) else []
        item = str(made.post.item)
        if known and holding:
            yield from _held(known.at, item, holding)
        elif not any(WhyNot.HELD_BEFORE in one.why_not for one in weights):
            yield Hidden(self._recorder.clock(), item)


def weighed(state: State, items: Sequence[int], now: datetime) -> dict[int, tuple[Weight, ...]]:
    """What the complaints of each post weigh, each as if those before it that hold were held already: voices
    may have only so many holds that nobody reviewed."""
    found = {item: state.weigh(str(item), now) for item in items}
    holding = [item for item in items if any(one.holds for one in found[item])]
    if len(holding) > 1:
        ahead = state.ahead(map(str, holding))
        for item in holding:
            found[item] = ahead.weigh(str(item), now)
            for event in _held(now, str(item), [one for one in found[item] if one.holds]):
                ahead.apply(event)
    return found


async def differences(connection: Connection) -> list[str]:
    """Go through the whole log again: posts that complaints held, and that the log before does not hold, or
    not by the same sources. Empty: it is as it was."""
    fold, found = Fold(), []
    async for kept in fold.replay(connection):
        event = told(kept)
        if isinstance(event, Held):
            again = [one for one in fold.state.weigh(event.item, event.at) if one.group is event.group]
            if not any(one.holds and one.counted == event.sources for one in again):
                found.append(f"event {kept.id}: item {event.item}, {event.group}")
    return found


def _held(at: datetime, item: str, weights: Sequence[Weight]) -> list[Held]:
    return [Held(at, item, one.group, one.counted) for one in weights]


def _is_asked(evaluation: Evaluation) -> bool:
    rules = {rule for wish in evaluation.actions if wish.action in HOLDS for rule in wish.rules}
    asked = (step.term for one in evaluation.outcomes if one.rule in rules for step in one.trace)
    return any(HOLDING in term or SCORE in term for term in asked)


def _frame(weights: Sequence[Weight]) -> Frame:
    """Complaints that hold it already hold it still, until people let it pass."""
    holds = {str(one.group) for one in weights if one.holds or WhyNot.HELD_BEFORE in one.why_not}
    return {HOLDING: frozenset(holds), SCORE: max((one.score for one in weights), default=0.0)}


def _note(made: Made, known: _Weighed) -> Note:
    said: list[Json] = [
        {"group": str(one.group), "holds": one.holds, "said": words(one)} for one in known.weights
    ]
    return Note("flags.weighed", {"weights": said}, item=made.post.item)
