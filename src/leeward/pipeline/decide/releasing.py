"""Releases by a job: what was held only until somebody looked, and what nobody decided about in time."""

from collections.abc import Sequence

from leeward.model.cases import LetGo
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.model.orders import OrderState
from leeward.pipeline.decide.made import Made
from leeward.pipeline.recording import Note, Recorder
from leeward.store.casework import cases, lapses, orders
from leeward.store.casework.cases import JOB
from leeward.store.connection import Connection
from leeward.store.queue import NewJob, enqueue

_UNDONE_YET = (OrderState.WAITING, OrderState.STOPPED)


async def let_go_clean(connection: Connection, made: Sequence[Made], recorder: Recorder) -> None:
    """Release what was held until somebody looked, and is clean; in the transaction of the decisions.

    What people have begun to decide, and what any other decision asked for, stays.
    """
    clean = [one.post.item for one in made if one.lets_go and one.post.rounds]
    if clean:
        for case in await lapses.early(connection, clean):
            await let_go(connection, case, LetGo.CLEAN, recorder)


async def let_go(connection: Connection, case: int, why: LetGo, recorder: Recorder) -> bool:
    """Release a case without a person; its own job undoes what was done. False: it is not to be released
    any more."""
    now = recorder.clock()
    if not await lapses.let_go(connection, case, why, now):
        return False
    gone = await orders.withdraw(connection, case, _UNDONE_YET, now)
    await orders.hurry(connection, case, now)  # nobody has to do it any more
    await cases.calm(connection, case, now)
    body: dict[str, Json] = {"by": JOB, "why": str(why), "withdrawn": [one.id for one in gone], "case": case}
    await recorder.record(connection, [Note("case.released", body, case=case)])
    await enqueue(connection, [NewJob(JobKind.ACT, {"case": case}, key=f"act:{case}:let-go", priority=10)])
    return True
