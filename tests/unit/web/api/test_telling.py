"""Errors for programs; over HTTP they are tested with the site."""

import json
from typing import Any

import pytest
from litestar.exceptions import InternalServerException, NotFoundException, ValidationException
from litestar.serialization import decode_json
from structlog.testing import capture_logs

from leeward.model.errors import (
    Busy,
    CaseError,
    DatabaseError,
    LedgerError,
    LeewardError,
    NotAllowed,
    NotLooked,
    NotSignedIn,
    NotWritable,
    PolicyError,
    SealError,
    UsageError,
)
from leeward.model.look import Look
from leeward.web.api.telling import told


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a", "b"), 400),
        (PolicyError("a", "b"), 400),
        (NotWritable("a", "b"), 400),
        (NotSignedIn("a", "b"), 401),
        (NotAllowed("a", "b"), 403),
        (CaseError("a", "b"), 409),
        (LedgerError("a", "b"), 409),
        (NotLooked(Look.UNREADABLE, "a"), 409),
        (DatabaseError("a", "b"), 503),
        (Busy("a", "b"), 503),
        (SealError("a", "b"), 503),
        (LeewardError("a", "b"), 503),
        (KeyError("secret"), 503),
        (RecursionError("secret"), 503),
        (NotFoundException("Not Found"), 404),
        (InternalServerException("client disconnected prematurely"), 400),
        (InternalServerException("secret"), 503),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else str(one),
)
def test_each_error_has_a_code_and_says_no_more_than_a_sentence(error: Exception, code: int) -> None:
    request: Any = None
    with capture_logs() as logs:
        answer = told(request, error)
    assert answer.status_code == code
    assert set(answer.content) == {"error", "hint"}
    assert "secret" not in json.dumps(answer.content) + str(logs)
    assert ("Retry-After" in answer.headers) is (code == 503)
    assert ("WWW-Authenticate" in answer.headers) is (code == 401)


def test_a_body_that_is_too_deep_to_be_read_is_no_fault_of_ours() -> None:
    request: Any = None
    with pytest.raises(RecursionError) as raised:
        decode_json(b"[" * 100_000)
    assert told(request, raised.value).status_code == 400


def test_what_makes_no_sense_is_named_by_its_field() -> None:
    request: Any = None
    error = ValidationException(extra=[{"key": "kind", "message": "Invalid enum value"}])
    assert told(request, error).content["hint"] == "kind: Invalid enum value"
    assert told(request, ValidationException(extra={"odd": 1})).content["hint"] == ""
