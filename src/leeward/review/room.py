"""The whole desk: what the web is given of it, part by part."""

import time
from dataclasses import dataclass

from leeward.review.care.care import Care
from leeward.review.care.golden import Golden
from leeward.review.care.outcomes import Outcomes
from leeward.review.care.team import Team
from leeward.review.cases.appeals import Appeals
from leeward.review.cases.dossiers import Dossiers
from leeward.review.cases.handwork import Handwork
from leeward.review.cases.held import Held
from leeward.review.cases.telling import Cases
from leeward.review.cases.verdicts import Verdicts
from leeward.review.ground import Ground
from leeward.review.office.desk.audit import AuditDesk
from leeward.review.office.desk.complainants import Complainants
from leeward.review.office.desk.policies import Policies
from leeward.review.office.desk.versions import Versions
from leeward.review.office.desk.why import Whys
from leeward.review.office.errands import Errands
from leeward.review.people.elsewhere.doors import Doors
from leeward.review.people.links import Links
from leeward.review.people.passkeys import Passkeys
from leeward.review.people.passwords import Passwords
from leeward.review.people.roster import Roster
from leeward.review.people.sessions import Sessions
from leeward.review.people.signing import Signing
from leeward.review.people.ways import Ways
from leeward.review.queue.listing import Listing
from leeward.review.queue.queue import Queue, queue
from leeward.review.reach.hooks import Hooks
from leeward.review.reach.news import Newsroom
from leeward.review.reach.tokens import Tokens
from leeward.review.viewer.darkroom import darkroom
from leeward.review.viewer.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Room:
    """Every part of the desk, on the same ground."""

    ground: Ground
    sessions: Sessions
    roster: Roster
    links: Links
    ways: Ways
    signing: Signing
    passkeys: Passkeys
    doors: Doors
    errands: Errands
    policies: Policies
    versions: Versions
    audit: AuditDesk
    complainants: Complainants
    whys: Whys
    care: Care
    queue: Queue
    listing: Listing
    golden: Golden
    outcomes: Outcomes
    team: Team
    cases: Cases
    verdicts: Verdicts
    appeals: Appeals
    dossiers: Dossiers
    handwork: Handwork
    held: Held
    tokens: Tokens
    hooks: Hooks
    news: Newsroom
    viewer: Viewer

    async def close(self) -> None:
        """End what runs for the desk beside the program itself."""
        await self.viewer.close()


def furnish(ground: Ground) -> Room:
    """The desk on this ground."""
    passwords = Passwords()
    return Room(
        ground=ground,
        sessions=Sessions(ground),
        roster=Roster(ground),
        links=Links(ground),
        ways=Ways(ground, passwords),
        signing=Signing(ground, passwords),
        passkeys=Passkeys(ground, Ways(ground, passwords)),
        doors=Doors(ground),
        errands=Errands(ground),
        policies=Policies(ground, Errands(ground)),
        versions=Versions(ground),
        audit=AuditDesk(ground, Errands(ground)),
        complainants=Complainants(ground),
        whys=Whys(ground),
        care=Care(ground),
        queue=queue(ground, Care(ground)),
        listing=Listing(ground),
        golden=Golden(ground),
        outcomes=Outcomes(ground),
        team=Team(ground),
        cases=Cases(ground),
        verdicts=Verdicts(ground),
        appeals=Appeals(ground),
        dossiers=Dossiers(ground),
        handwork=Handwork(ground),
        held=Held(ground),
        tokens=Tokens(ground),
        hooks=Hooks(ground),
        news=Newsroom(ground),
        viewer=Viewer(ground, Care(ground), darkroom(ground.config.limits, time.monotonic)),
    )
