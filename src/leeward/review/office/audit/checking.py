"""The whole ledger checked: an errand, as it may take minutes."""

from collections.abc import Callable, Mapping
from typing import Any

from leeward.model.findings import Json
from leeward.review.office.audit.ledgering import Ask, verify
from leeward.review.office.bench import Bench

KIND = "audit"


async def run(bench: Bench, _: Mapping[str, Any], tell: Callable[[int, int], None]) -> Mapping[str, Json]:
    """What the audit says. Raises: DatabaseError."""
    checked = await verify(bench, Ask(progress=tell))
    found = checked.audit
    problems: list[Json] = [*found.problems]
    return {
        "ok": found.ok,
        "problems": problems,
        "size": found.size,
        "signed": found.signed,
        "erased": found.erased,
        "waiting": checked.waiting,
    }
