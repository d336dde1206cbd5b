"""How the desk tells what cannot be done."""

import pytest
from litestar.exceptions import InternalServerException, NotFoundException
from structlog.testing import capture_logs

from leeward.model.errors import (
    Busy,
    CaseError,
    DatabaseError,
    LeewardError,
    NotAllowed,
    NotSignedIn,
    NotWritable,
    SealError,
    UsageError,
)
from leeward.web.desk.telling import LEFT, _log, status_of
from tests.desks import served_desk
from tests.entering import by_hand

STATUS = [(NotSignedIn, 401), (NotAllowed, 403), (CaseError, 409), (UsageError, 400), (Busy, 503),
          (DatabaseError, 503), (NotWritable, 400), (SealError, 503)]  # fmt: skip


@pytest.mark.parametrize(("error", "status"), STATUS)
def test_each_error_has_its_status(error: type[LeewardError], status: int) -> None:
    assert status_of(error("what happened")) == status


def test_what_nobody_foresaw_is_our_fault() -> None:
    assert status_of(ZeroDivisionError()) == 503
    assert status_of(NotFoundException()) == 404


async def test_whoever_is_not_signed_in_is_led_to_where_they_can(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        answer = await browser.get("/desk/held?x=//evil.example")
        assert answer.status == 303
        assert answer.to == "/desk/sign-in?then=/desk/held"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_an_error_is_a_page_with_what_to_do_next(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        browser.cookies["leeward"] = await desk.cookie("bob")
        answer = await browser.get("/desk/people")
        assert answer.status == 403
        assert "this is not yours to see or do" in answer.text
        assert "ask whoever runs this desk" in answer.text


@pytest.mark.parametrize(("said", "times"), [(LEFT, 0), ("something else", 1)])
def test_whoever_left_in_the_middle_is_no_fault_of_ours(said: str, times: int) -> None:
    with capture_logs() as logs:
        _log(InternalServerException(said))
    assert len(logs) == times
