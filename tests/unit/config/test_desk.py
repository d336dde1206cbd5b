"""The desk's own tables of the configuration."""

import pytest
from pydantic import ValidationError

from leeward.config.desk import Desk, Vault


def test_what_nobody_sets_is_careful() -> None:
    desk = Desk()
    assert desk.session_hours <= 12
    assert desk.idle_minutes <= 60
    assert desk.soft_budget < desk.hard_budget
    assert desk.moderators_of == ()
    assert Vault().days > 0


@pytest.mark.parametrize(
    "wrong",
    [{"session_hours": 0}, {"session_hours": 169}, {"idle_minutes": 0}, {"undo_seconds": -1},
     {"claim_minutes": 0}, {"hard_budget": float("nan")}, {"name": "x" * 61}],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Desk(**wrong)  # type: ignore[arg-type]
