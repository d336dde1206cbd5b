"""Every address answers as it should, and an error never says more than a sentence of ours."""

import json
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from leeward.model.errors import Busy, CaseError, DatabaseError, SealError
from leeward.web.parts import Heard, Ready
from leeward.web.site import MOST_BODY
from tests.unit.web.parts import TOKEN, Answer, Told, ask, served

MINE = f"Authorization: Bearer {TOKEN}"
HOOK = "POST /in/7/webhook"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def port(told: Told) -> AsyncIterator[int]:
    async with served(told) as port:
        yield port


def _has_no_trace(answer: Answer) -> bool:
    return not any(word in answer.body for word in (b"Traceback", b".py", b"secret", b"Error("))


async def test_a_webhook_is_handed_on_byte_by_byte_and_answered_as_it_was_taken(
    told: Told, port: int
) -> None:
    answer = await ask(port, HOOK, b"\x00\xff{", "X-Mine: yes", "Content-Type: application/json")
    assert (answer.status, answer.body) == (202, b"taken")
    assert told.asked == [(7, "yes", b"\x00\xff{")]
    told.heard = Heard(503, "not now", 9)
    answer = await ask(port, HOOK, b"{}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "9")
    told.heard = Heard(401, "the signature does not fit")
    assert (await ask(port, HOOK, b"{}")).status == 401


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseError("the database is gone", "wait"), 503),
        (Busy("too much waits", "come again"), 503),
        (SealError("a seal does not open"), 503),
        (KeyError("secret"), 503),
        (RecursionError("secret"), 503),
    ],
    ids=["database", "busy", "ours", "a bug", "another bug"],
)
@pytest.mark.parametrize("request_line", [HOOK, "POST /inbox", "GET /api/v1/status", "GET /api/v1/cases/1"])
async def test_a_fault_of_ours_is_never_the_clients_and_asks_to_come_again(
    told: Told, port: int, request_line: str, error: Exception, status: int
) -> None:
    told.error = error
    with capture_logs() as logs:
        answer = await ask(port, request_line, b"", MINE)
    assert (answer.status, answer.headers["retry-after"]) == (status, "5")
    assert set(json.loads(answer.body)) == {"error", "hint"}
    assert _has_no_trace(answer)
    if isinstance(error, KeyError | RecursionError):
        assert [one["event"] for one in logs] == ["web.failed"]
        assert "secret" not in str(logs)


async def test_what_is_not_there_is_not_there_and_what_is_too_large_is_refused(told: Told, port: int) -> None:
    assert (await ask(port, "GET /none")).status == 404
    assert (await ask(port, "POST /in/x/webhook", b"{}")).status == 404
    assert (await ask(port, "GET /in/7/webhook")).status == 405
    for line in ("POST /inbox", HOOK):
        assert (await ask(port, line, b"", f"Content-Length: {MOST_BODY + 1}")).status == 413
    assert told.asked == []


@pytest.mark.parametrize(
    "request_line",
    ["GET /api/v1/status", "GET /api/v1/cases", "GET /api/v1/cases/1", "POST /api/v1/cases/1/verdict"],
)
@pytest.mark.parametrize(
    "headers",
    [(), ("Authorization: Bearer",), (f"Authorization: {TOKEN}",), (f"Authorization: Bearer {TOKEN}x",)],
    ids=["none", "empty", "no scheme", "another"],
)
async def test_the_api_needs_its_token(
    told: Told, port: int, request_line: str, headers: tuple[str, ...]
) -> None:
    answer = await ask(port, request_line, b"{}" if "POST" in request_line else b"", *headers)
    assert answer.status == 401
    assert TOKEN.encode() not in answer.body
    assert told.asked == []


async def test_the_api_tells_of_cases_and_takes_verdicts(told: Told, port: int) -> None:
    assert json.loads((await ask(port, "GET /api/v1/status", b"", MINE)).body) == {"is_well": True}
    await ask(port, "GET /api/v1/cases?case_state=waiting&most=5000", b"", MINE)
    await ask(port, "GET /api/v1/cases/4", b"", MINE)
    said = json.dumps({"verdict": "confirm", "person": "mo"}).encode()
    answer = await ask(port, "POST /api/v1/cases/4/verdict", said, MINE)
    assert (answer.status, told.asked) == (200, [("waiting", 1000), 4, (4, "confirm", "mo")])


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"verdict": 1, "person": 2}', b'{"verdict": "confirm"}', b"\xff"]
)
async def test_a_verdict_that_makes_no_sense_is_the_clients_fault(told: Told, port: int, body: bytes) -> None:
    answer = await ask(port, "POST /api/v1/cases/4/verdict", body, MINE)
    assert answer.status in {400, 409}
    assert _has_no_trace(answer)
    assert told.asked == []


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), str(10**40)])
async def test_a_case_that_no_number_can_name_is_asked_of_nobody(told: Told, port: int, number: str) -> None:
    answer = await ask(port, f"GET /api/v1/cases/{number}", b"", MINE)
    assert answer.status in {404, 409}
    assert told.asked == []


async def test_a_case_that_cannot_be_decided_so_says_why(told: Told, port: int) -> None:
    told.error = CaseError("case 4 is closed", "look again")
    said = json.dumps({"verdict": "confirm", "person": "mo"}).encode()
    answer = await ask(port, "POST /api/v1/cases/4/verdict", said, MINE)
    assert (answer.status, json.loads(answer.body)["error"]) == (409, "case 4 is closed")


async def test_health_and_readiness_need_no_token_and_say_little(told: Told, port: int) -> None:
    assert (await ask(port, "GET /healthz")).body == b"ok\n"
    assert (await ask(port, "GET /readyz")).status == 200
    told.ready = Ready(("the database is gone",))
    answer = await ask(port, "GET /readyz")
    assert (answer.status, answer.body) == (503, b"the database is gone\n")


async def test_metrics_would_tell_a_stranger_what_was_matched_and_are_the_operators(port: int) -> None:
    answer = await ask(port, "GET /metrics")
    assert (answer.status, b"leeward_" in answer.body) == (401, False)
    answer = await ask(port, "GET /metrics", b"", MINE)
    assert answer.body == b"leeward_up 1\n"
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")


async def test_the_relay_is_asked_for_what_was_signed(told: Told, port: int) -> None:
    answer = await ask(port, "POST /inbox?a=%2F1", b"{}", "X-Mine: yes")
    assert (answer.status, told.asked) == (202, [("/inbox?a=%2F1", "yes", b"{}")])
    told.asked.clear()
    for path in ("/actor", "/actor/followers", "/.well-known/webfinger?resource=acct:a", "/nodeinfo/2.0"):
        answer = await ask(port, f"GET {path}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/activity+json")
    assert ("/.well-known/webfinger", {"resource": "acct:a"}) in told.asked


async def test_without_a_relay_its_addresses_are_not_there() -> None:
    async with served(Told(), has_relay=False) as port:
        for line in ("POST /inbox", "GET /actor", "GET /.well-known/nodeinfo"):
            assert (await ask(port, line)).status == 404
