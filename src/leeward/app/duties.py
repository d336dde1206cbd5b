"""What a worker does: handlers of jobs, and what is done again and again."""

from collections.abc import Mapping

from leeward.app.crew import Crew
from leeward.app.desk import opening
from leeward.app.station import now
from leeward.model import cases
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.review.cases.applying import Applying
from leeward.review.office.running import Running
from leeward.worker import acting, lapsing, probing
from leeward.worker.desk.applying import VerdictWork
from leeward.worker.desk.telling import Telling
from leeward.worker.queueing import Duties, Handler, Timed


def duties(crew: Crew) -> Duties:
    """The whole table. Raises: ConfigError: the graph of case states is broken."""
    cases.check(cases.GRAPH, cases.START, {*acting.HANDLED, *lapsing.HANDLED, *probing.HANDLED})
    handlers: dict[JobKind, Handler] = {
        JobKind.LOOK: _look(crew),
        JobKind.DECIDE: crew.deciding.decide,
        JobKind.ACT: crew.acting.act,
        JobKind.PROBE: crew.probing.probe,
        JobKind.KEEP: crew.keeping.keep,
        JobKind.NOTIFY: _telling(crew).notify,
        JobKind.VERDICT: _verdicts(crew).apply,
        JobKind.ERRAND: Running(crew.station).carry_out,
    }
    if crew.listening:
        handlers[JobKind.DELIVER] = crew.listening.deliver
    return Duties(handlers, _timed(crew), heartbeat_s=crew.station.config.live.heartbeat_seconds)


def _timed(crew: Crew) -> tuple[Timed, ...]:
    """cron with seconds at the end; each is done by one worker at a time."""
    desk = opening.room(crew.station)
    return (
        Timed("ledger", "* * * * * */2", crew.sequencer.run),
        Timed("poll", _every(crew.station.config.live.poll_seconds), crew.hearing.poll),
        Timed("held", "* * * * * */10", crew.release_held),
        Timed("lost", "* * * * *", crew.find_lost),
        Timed("arrivals", "* * * * * */2", crew.deciding.greet_new),
        Timed("queue", "* * * * * */2", desk.queue.ranking.rank_all),
        Timed("deals", "37 * * * *", desk.queue.ranking.forget),
        Timed("lapses", "* * * * *", crew.lapsing.lapse),
        Timed("canaries", "* * * * * */10", crew.watch.send_round),
        Timed("lamps", "* * * * * */10", crew.watch.check_round),
        Timed("views", "* * * * * */30", desk.viewer.forget),
        Timed("evidence", "23 * * * *", crew.keeping.expire),
        Timed("alarms", "* * * * *", crew.alarming.alarm_round),
        Timed("guards", "*/2 * * * *", crew.guarding.watch),
        Timed("verdicts", "* * * * * */30", crew.guarding.judge),
        Timed("community", "* * * * *", crew.station.community().watch),
        Timed("counts", "27 * * * *", crew.guarding.forget),
        Timed("housekeeping", "17 * * * *", crew.forget_old),
        Timed("hooks", "* * * * * */2", _telling(crew).round),
        Timed("said", "* * * * *", _verdicts(crew).recall),
        Timed("told", "37 * * * *", _telling(crew).forget_old),
    )


def _verdicts(crew: Crew) -> VerdictWork:
    return VerdictWork(Applying(opening.room(crew.station).ground))


def _telling(crew: Crew) -> Telling:
    return Telling(crew.station.store, crew.station.client, crew.station.key, now)


def _every(seconds: int) -> str:
    return "* * * * *" if seconds == 60 else f"* * * * * */{seconds}"


def _look(crew: Crew) -> Handler:
    async def look(payload: Mapping[str, Json]) -> None:
        media = payload.get("media")
        if isinstance(media, list):
            await crew.looking.look([one for one in media if isinstance(one, int)])

    return look
