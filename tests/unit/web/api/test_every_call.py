"""Every call, with whatever a program could send, by every role and by nobody: what comes back stands in the
document, and is never a fault of ours."""

import asyncio
import contextlib
import json
import urllib.request
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from leeward.config import Desk as DeskSettings
from leeward.review.people.rights import RIGHTS, Right, Role, Visitor
from leeward.review.reach.tokens import Wish
from tests.desks import Served, served_desk
from tests.queues import Stage
from tests.unit.web.parts import TOKEN

EXAMPLES = 5  # of each call and kind: right, and wrong
# what is well-formed may still be no address that can be asked, and no policy
FIT_ELSEWHERE = {"/api/v1/hooks", "/api/v1/policy/trials", "/api/v1/policy/rules/{rule}/promote"}
ENDS = "/api/v1/me/revoke"  # goes last


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    settings = DeskSettings(api_per_minute=100_000.0)
    async with served_desk(fresh_database, desk=settings) as served:
        yield served


async def _token(desk: Served, role: Role) -> str:
    number = await desk.person(str(role), role)
    visitor = Visitor(number, str(role), frozenset({role}), None)
    scopes = RIGHTS[role] - {Right.NOTHING}
    return (await desk.room.tokens.make(visitor, Wish("a test", scopes, 30))).token


async def _tokens(desk: Served) -> list[str]:
    return ["", "nobody", TOKEN, *[await _token(desk, role) for role in Role]]


async def _stage(desk: Served) -> None:
    stage = Stage(desk.room, desk.store, desk.clock)
    server = await stage.server()
    for queue in ("hate", "child-safety", "held"):
        await stage.case(server, queue)
    await desk.room.queue.ranking.rank_all()


def _document(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/api/v1/openapi.json", timeout=20) as answer:
        found: dict[str, Any] = json.load(answer)
    del found["components"]["securitySchemes"]  # whose token it is, is chosen here
    for item in found["paths"].values():
        for operation in item.values():
            del operation["security"]
    return found


def _fuzz(address: str, tokens: Sequence[str]) -> int:
    """Gives how many calls were asked."""
    schema = schemathesis.openapi.from_dict(_document(address))
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    operations = sorted(found, key=lambda one: one.path == ENDS)
    with requests.Session() as session:
        for operation in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                with contextlib.suppress(Unsatisfiable):  # nothing can be wrong where nothing is sent
                    _ask(operation, mode, partial(_call, address, session), tokens)
    return len(operations)


def _ask(operation: Any, mode: GenerationMode, call: Any, tokens: Sequence[str]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True)
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(tokens))
    def asked(case: Any, token: str) -> None:
        call(case, token)

    asked()


def _call(address: str, session: requests.Session, case: Any, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    case.headers.pop("Authorization", None)
    unfit = [positive_data_acceptance] if case.operation.path in FIT_ELSEWHERE else []
    case.call_and_validate(base_url=address, session=session, headers=headers, excluded_checks=unfit)


async def test_every_answer_to_anything_from_anybody_is_one_of_the_document(desk: Served) -> None:
    await _stage(desk)
    tokens = await _tokens(desk)
    assert await asyncio.to_thread(_fuzz, desk.address, tokens) > 20
