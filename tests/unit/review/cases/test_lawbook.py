"""The packs that are brought along, and which hold where."""

import pytest

from leeward.model.errors import UsageError
from leeward.review.cases.lawbook import asked, packs

KNOWN = packs()


@pytest.mark.parametrize(
    ("codes", "configured", "held"),
    [
        (["us"], None, ["US"]),
        (["UK"], None, ["GB"]),
        ([], "DE", ["DE", "EU"]),
        (["CA"], "DE", ["CA"]),
        ([], None, ["default"]),
        (["AT", "US"], None, ["default", "EU", "US"]),
    ],
)
def test_those_that_are_named_hold_else_the_configured_one(
    codes: list[str], configured: str | None, held: list[str]
) -> None:
    assert [one.code for one in asked(codes, configured, KNOWN)] == held


@pytest.mark.parametrize("code", ["Germany", "", "D", "ÄÖ", "D1"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(UsageError, match="no code of a country"):
        asked([code], None, KNOWN)
