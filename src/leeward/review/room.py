"""The whole desk: what the web is given of it, part by part."""

from dataclasses import dataclass

from leeward.review.care.care import Care
from leeward.review.care.golden import Golden
from leeward.review.care.outcomes import Outcomes
from leeward.review.care.team import Team
from leeward.review.ground import Ground
from leeward.review.office.errands import Errands
from leeward.review.office.policies.desk import Policies
from leeward.review.office.policies.past_versions import Versions
from leeward.review.people.sessions import Sessions
from leeward.review.queue.queue import Queue, queue
from leeward.review.reach.hooks import Hooks
from leeward.review.reach.news import Newsroom
from leeward.review.reach.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Room:
    """Every part of the desk, on the same ground."""

    ground: Ground
    sessions: Sessions
    errands: Errands
    policies: Policies
    versions: Versions
    care: Care
    queue: Queue
    golden: Golden
    outcomes: Outcomes
    team: Team
    tokens: Tokens
    hooks: Hooks
    news: Newsroom


def furnish(ground: Ground) -> Room:
    """The desk on this ground."""
    return Room(
        ground=ground,
        sessions=Sessions(ground),
        errands=Errands(ground),
        policies=Policies(ground, Errands(ground)),
        versions=Versions(ground),
        care=Care(ground),
        queue=queue(ground, Care(ground)),
        golden=Golden(ground),
        outcomes=Outcomes(ground),
        team=Team(ground),
        tokens=Tokens(ground),
        hooks=Hooks(ground),
        news=Newsroom(ground),
    )
