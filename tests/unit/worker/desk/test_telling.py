"""Other programs are told: signed, to nobody else, once for each event, and again until they took it."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from leeward.model.cases import State
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.review.people.rights import CHILD_SAFETY, Role, Visitor
from leeward.review.reach.hooks import Event, Hooks, MadeHook
from leeward.store.casework import cases
from leeward.store.casework.cases import Move
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.worker.desk.telling import LASTS, LONGEST_S, Telling, pause, signature
from tests.desks import KEY, ground
from tests.scenes import Killed, Scene, card, scene

HERE = "UPDATE people SET is_everywhere = false"


@dataclass
class Receiver:
    """Somebody else's program. status: what it answers."""

    server: HTTPServer
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.expect_request("/told").respond_with_handler(self._take)

    @property
    def url(self) -> str:
        return self.server.url_for("/told")

    @property
    def events(self) -> list[tuple[str, int | None]]:
        told = [json.loads(body) for _, body in self.got]
        return [(one["type"], one["data"].get("case")) for one in told]

    def _take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), request.get_data()))
        return Response("", status=self.status)


class Stage:
    """A case's stage with hooks on it."""

    def __init__(self, scene: Scene, receiver: Receiver) -> None:
        self.scene, self.receiver = scene, receiver
        self.hooks = Hooks(ground(scene.store, scene.clock))
        self.telling = Telling(scene.store, scene.client, KEY, scene.clock)

    async def visitor(
        self, name: str = "ada", *roles: Role, servers: frozenset[int] | None = None
    ) -> Visitor:
        async with self.scene.store.transaction() as connection:
            held = roles or (Role.MODERATOR,)
            new = NewPerson(name, name, [str(one) for one in held], servers is None, "a test")
            number = await people.add(connection, new, self.scene.clock())
            for server in servers or ():
                await connection.execute(
                    "INSERT INTO memberships (person, server) VALUES ($1, $2)", number, server
                )
        return Visitor(number, name, frozenset(held), servers)

    async def hook(self, visitor: Visitor, *events: Event) -> MadeHook:
        return await self.hooks.make(visitor, self.receiver.url, frozenset(events or Event))

    async def tell(self) -> None:
        """What a worker does until nothing is due."""
        while due := await self.scene.ask(
            "SELECT id FROM hook_calls WHERE done_at IS NULL AND next_at <= $1", self.scene.clock()
        ):
            for (call,) in due:
                await self.telling.notify({"call": int(str(call))})

    async def move(self, case: int, was: State, to: State) -> None:
        async with self.scene.store.transaction() as connection:
            assert await cases.move(connection, case, Move(was, to, cases.JOB, self.scene.clock()))


@pytest.fixture
async def stage(fresh_database: str, httpserver: HTTPServer) -> AsyncIterator[Stage]:
    async with scene(fresh_database) as opened:
        await opened.add_server(card())
        yield Stage(opened, Receiver(httpserver))


async def test_a_call_says_what_happened_to_which_case_and_proves_who_says_it(stage: Stage) -> None:
    made = await stage.hook(await stage.visitor())
    case = await stage.scene.add_case()
    await stage.tell()
    ((headers, body),) = stage.receiver.got
    assert json.loads(body) == {
        "type": "case.opened",
        "timestamp": stage.scene.clock().isoformat(),
        "data": {"case": case},
    }
    secret = base64.b64decode(made.secret.removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert headers["Webhook-Timestamp"] == str(int(stage.scene.clock().timestamp()))


def test_the_signature_is_that_of_the_published_example() -> None:
    """Source: Standard Webhooks, the example of its reference libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    said = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_what_was_taken_is_not_told_again(stage: Stage) -> None:
    await stage.hook(await stage.visitor())
    case = await stage.scene.add_case()
    await stage.move(case, State.DECIDED, State.WAITING)
    await stage.tell()
    stage.scene.clock.pass_s(LASTS.total_seconds())
    await stage.tell()
    assert sorted(stage.receiver.events) == [("case.moved", case), ("case.opened", case)]


async def test_what_was_not_taken_comes_again_later_and_later_under_the_same_id(stage: Stage) -> None:
    await stage.hook(await stage.visitor(), Event.OPENED)
    stage.receiver.status = 500
    case = await stage.scene.add_case()
    await stage.tell()
    await stage.tell()
    assert len(stage.receiver.got) == 1
    stage.scene.clock.pass_s(pause(1).total_seconds())
    await stage.tell()
    stage.receiver.status = 204
    stage.scene.clock.pass_s(pause(2).total_seconds())
    await stage.tell()
    assert stage.receiver.events == [("case.opened", case)] * 3
    assert len({headers["Webhook-Id"] for headers, _ in stage.receiver.got}) == 1


async def test_a_hook_that_takes_nothing_for_three_days_ends_and_somebody_is_told(stage: Stage) -> None:
    ada = await stage.visitor()
    made = await stage.hook(ada, Event.OPENED)
    stage.receiver.status = 500
    await stage.scene.add_case()
    for attempt in range(1, 30):
        await stage.tell()
        stage.scene.clock.pass_s(pause(attempt).total_seconds())
    (row,) = await stage.hooks.mine(ada)
    assert row.ended_at is not None
    assert "3 days: it answered 500" in str(row.ended_why)
    assert list(await stage.scene.alarms()) == [f"hook:{made.id}"]
    told = len(stage.receiver.got)
    stage.scene.clock.pass_s(86_400)
    await stage.tell()
    assert len(stage.receiver.got) == told
    await stage.hooks.end(ada, made.id)
    assert await stage.scene.alarms() == {}


async def test_a_program_that_says_it_is_gone_is_told_nothing_more(stage: Stage) -> None:
    ada = await stage.visitor()
    await stage.hook(ada, Event.OPENED, Event.MOVED)
    stage.receiver.status = 410
    case = await stage.scene.add_case()
    await stage.tell()
    await stage.move(case, State.DECIDED, State.WAITING)
    await stage.tell()
    assert len(stage.receiver.got) == 1
    (row,) = await stage.hooks.mine(ada)
    assert "wants nothing more" in str(row.ended_why)


async def test_whoever_is_killed_after_telling_tells_again_with_the_same_id(stage: Stage) -> None:
    """The receiver knows it by that; before that nothing is lost, and after it nothing comes twice."""
    await stage.hook(await stage.visitor(), Event.OPENED)
    await stage.scene.add_case()

    class Dying(Client):
        async def call(self, request: object) -> object:  # type: ignore[override]
            await super().call(request)  # type: ignore[arg-type]
            raise Killed

    async with Dying(ClientSettings("tests", allowed=("127.0.0.1", "::1"))) as client:
        dying = Telling(stage.scene.store, client, KEY, stage.scene.clock)
        with pytest.raises(Killed):
            await dying.notify({"call": 1})
    await stage.tell()
    assert len(stage.receiver.got) == 1, "another worker may still be at it"
    stage.scene.clock.pass_s(61)
    await stage.tell()
    assert [headers["Webhook-Id"] for headers, _ in stage.receiver.got] == ["call_1", "call_1"]
    stage.scene.clock.pass_s(86_400)
    await stage.tell()
    assert len(stage.receiver.got) == 2


async def test_two_workers_with_the_same_job_tell_once(stage: Stage) -> None:
    await stage.hook(await stage.visitor(), Event.OPENED)
    await stage.scene.add_case()
    await stage.telling.round()
    await stage.telling.round()
    assert [kind for kind, _ in await stage.scene.jobs()] == ["notify"]
    await stage.telling.notify({"call": 1})
    await stage.telling.notify({"call": 1})
    assert len(stage.receiver.got) == 1
    await stage.telling.notify({"call": "x"})
    await stage.telling.notify({"call": 99})


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ("UPDATE people SET left_at = now()", False),
        ("UPDATE people SET roles = '{observer}'", False),
        (HERE, False),
        (f"{HERE}; INSERT INTO memberships SELECT p.id, s.id FROM people p, servers s", True),
        ("UPDATE cases SET queue = 'child-safety'", False),
        ("UPDATE cases SET queue = 'child-safety'; UPDATE people SET roles = '{child-safety}'", True),
        ("UPDATE hooks SET ended_at = now()", False),
        ("SELECT 1", True),
    ],
    ids=["left", "no role", "other server", "this server", "not theirs", "theirs", "ended", "as it was"],
)  # fmt: skip
async def test_rights_count_when_it_is_told_not_when_it_happened(
    stage: Stage, change: str, is_told: bool
) -> None:
    await stage.hook(await stage.visitor(), Event.OPENED)
    await stage.scene.add_case()
    async with stage.scene.store.transaction() as connection:
        await connection.execute(change)
    await stage.tell()
    assert bool(stage.receiver.got) is is_told


async def test_nobody_learns_of_what_is_not_theirs(stage: Stage) -> None:
    ada = await stage.visitor("ada", servers=frozenset())
    made = await stage.hook(ada, Event.OPENED)
    await stage.scene.add_case()
    (before,) = await stage.hooks.mine(ada)
    assert (before.calls, await stage.hooks.calls(ada, made.id)) == (0, [])
    await stage.tell()
    assert stage.receiver.got == []
    (after,) = await stage.hooks.mine(ada)
    assert (after.calls, after.told_at, await stage.hooks.calls(ada, made.id)) == (0, None, [])
    assert CHILD_SAFETY not in str(await stage.scene.ask("SELECT said FROM hook_calls"))


async def test_a_private_address_is_told_nothing_unless_it_is_allowed(stage: Stage) -> None:
    ada = await stage.visitor()
    await stage.hook(ada, Event.OPENED)
    await stage.scene.add_case()
    async with Client(ClientSettings("tests")) as guarded:
        await Telling(stage.scene.store, guarded, KEY, stage.scene.clock).notify({"call": 1})
    assert stage.receiver.got == []
    (row,) = await stage.hooks.mine(ada)
    assert "not allowed" in str(row.trouble)


async def test_a_redirect_is_no_answer(stage: Stage) -> None:
    stage.receiver.status = 302
    ada = await stage.visitor()
    await stage.hook(ada, Event.OPENED)
    await stage.scene.add_case()
    await stage.tell()
    (row,) = await stage.hooks.mine(ada)
    assert (row.calls, row.trouble) == (1, "it answered 302")


async def test_a_test_names_no_case(stage: Stage) -> None:
    ada = await stage.visitor()
    made = await stage.hook(ada, Event.OPENED)
    await stage.hooks.try_out(ada, made.id)
    await stage.tell()
    assert stage.receiver.events == [("test", None)]


async def test_what_was_told_long_ago_is_forgotten(stage: Stage) -> None:
    await stage.hook(await stage.visitor(), Event.OPENED)
    await stage.scene.add_case()
    await stage.telling.forget_old()
    stage.scene.clock.pass_s(timedelta(days=8).total_seconds())
    await stage.telling.forget_old()
    assert await stage.scene.ask("SELECT count(*) FROM hook_calls") == [(1,)], "it was not told yet"
    await stage.tell()
    await stage.telling.forget_old()
    assert await stage.scene.ask("SELECT count(*) FROM hook_calls") == [(0,)]


def test_pauses_grow_to_half_a_day() -> None:
    pauses = [pause(attempt).total_seconds() for attempt in range(1, 40)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (5.0, 20.0, LONGEST_S)
