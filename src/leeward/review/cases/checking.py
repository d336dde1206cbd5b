"""A case that was decided already, told as one that waits: for whoever it is dealt to as a check."""

from dataclasses import replace

from leeward.model.cases import State
from leeward.review.cases.facts import CasePage, Claim
from leeward.review.cases.verdicts import Kind

OFFERED = frozenset({Kind.ALLOW, Kind.RESTRICT, Kind.REMOVE, Kind.UNABLE})


def checked(page: CasePage) -> CasePage:
    """The same without what people made of it."""
    return replace(
        page,
        state=State.WAITING,
        orders=tuple(one for one in page.orders if not one.by_person and not one.is_undoing),
        proofs=tuple(one for one in page.proofs if one.is_held),
        copies=(),
        claim=Claim.MINE,
        decided=None,
        has_spoken=False,
        could_not_judge=False,
        ways=OFFERED,
        story=(),
    )
