"""What was done already, and what we then saw ourselves, as a case page tells it."""

from collections.abc import Sequence

from leeward.model.orders import OrderState
from leeward.pipeline.verify.rounds import in_words
from leeward.plugins import loader
from leeward.review.cases.facts import OrderTold, ProofTold
from leeward.store.casework.orders import OrderRow
from leeward.store.casework.probes import ProbeRow


def order_told(row: OrderRow) -> OrderTold:
    """One order, without who gave it."""
    detail = (row.answer.detail if row.answer else None) or {}
    steps, link = detail.get("steps"), detail.get("link")
    is_by_hand = row.state is OrderState.BY_HAND
    return OrderTold(
        id=row.id,
        title=loader.action(row.action).title,
        state=row.state,
        by_person=row.person is not None,
        is_undoing=row.undoes is not None,
        made_at=row.made_at,
        ended_at=row.ended_at,
        note=row.answer.said if row.answer and not is_by_hand else "",
        steps=tuple(map(str, steps)) if is_by_hand and isinstance(steps, list) else (),
        link=str(link) if is_by_hand and link else None,
    )


def proofs_told(rows: Sequence[ProbeRow]) -> list[ProofTold]:
    """Each round that is over, the first first."""
    done = [one for one in rows if one.done_at]
    told = []
    for times, number in sorted({(one.times, one.round) for one in done}):
        part = [one for one in done if (one.times, one.round) == (times, number)]
        at = max(one.done_at for one in part if one.done_at)
        told.append(ProofTold(number, at, in_words(part), times == 0))
    return told
