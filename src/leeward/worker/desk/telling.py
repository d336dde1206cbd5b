"""Tells other programs what happened to cases: signed, past the guard, again and again for three days.

Made and signed as Standard Webhooks 1.0.0 says (github.com/standard-webhooks/standard-webhooks). A call's row
is the truth: it was written by the transaction of the event, and is over only once somebody took it. Whoever
is killed in between tells again, under the same id.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from leeward.model.errors import NetError, SealError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.net.client import Client
from leeward.net.wire import FetchLimits, Request
from leeward.review.people.rights import Right, Role, Visitor
from leeward.review.people.sight import Sight
from leeward.review.reach.hooks import TEST, secret_context
from leeward.store.connection import Connection, Store
from leeward.store.desk.reach import hooks
from leeward.store.desk.reach.hooks import Call
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import alarms
from leeward.vault.keys import Purpose, VaultKey
from leeward.vault.seals import open_seal

FIRST_S, GROWTH, LONGEST_S = 5.0, 4.0, 12 * 3600.0  # pauses between two attempts
LASTS = timedelta(days=3)  # after which a hook that takes nothing has ended
_KEPT = timedelta(days=7)  # what was told
_AT_ONCE = 200
_LIMITS = FetchLimits(most_bytes=64 * 1024, seconds=15.0, redirects=0, idle_s=15.0)
_BUSY = timedelta(seconds=60)  # longer than one attempt: nobody else tries it meanwhile
_GONE = 410
_NOT_YOURS = "not told: this person may not see it"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Telling:
    """clock: UTC."""

    store: Store
    client: Client
    key: VaultKey
    clock: Callable[[], datetime]

    async def round(self) -> None:
        """Write a job for each call that is due, and forget old ones. Raises: DatabaseError."""
        async with self.store.transaction() as connection:
            due = await hooks.due(connection, self.clock(), _AT_ONCE)
            jobs = [
                NewJob(JobKind.NOTIFY, {"call": call}, key=f"call:{call}:{attempts}")
                for call, attempts in due
            ]
            await enqueue(connection, jobs)

    async def forget_old(self) -> None:
        """What was told long ago. Raises: DatabaseError."""
        async with self.store.transaction() as connection:
            await hooks.forget(connection, self.clock() - _KEPT)

    async def notify(self, payload: Mapping[str, Json]) -> None:
        """Make one call. Raises: DatabaseError."""
        number = payload.get("call")
        if not isinstance(number, int):
            return
        now = self.clock()
        async with self.store.transaction() as connection:
            call = await hooks.take(connection, number, now, now + _BUSY)
            if call is None:
                return
            if why := await _silence(connection, call, now):
                await hooks.told(connection, call.id, now, why)
                return
        said, is_taken, is_gone = await self._tell(call)
        async with self.store.transaction() as connection:
            if is_taken:
                await hooks.told(connection, call.id, self.clock(), said)
            elif is_gone or self.clock() - call.made_at >= LASTS:
                await self._end(connection, call, said)
            else:
                await hooks.again(connection, call.id, self.clock() + pause(call.attempts), said)

    async def _tell(self, call: Call) -> tuple[str, bool, bool]:
        """What came of it, whether it was taken, and whether nobody wants more."""
        try:
            secret = open_seal(call.secret, Purpose.TOKEN, secret_context(call.url), self.key)
            answer = await self.client.call(letter(call, secret, self.clock()))
        except (NetError, SealError) as error:
            return error.message, False, False
        return f"it answered {answer.status}", 200 <= answer.status < 300, answer.status == _GONE

    async def _end(self, connection: Connection, call: Call, said: str) -> None:
        why = f"it did not take call_{call.id} for {LASTS.days} days: {said}"
        if said.endswith(str(_GONE)):
            why = f"it wants nothing more: {said}"
        now = self.clock()
        if await hooks.end(connection, call.hook, None, now, why) is not None:
            alarm = f"hook {call.hook} of {call.name} has ended: {why}"
            await alarms.raise_(connection, f"hook:{call.hook}", alarm, now)
            log.warning("hook.ended", hook=call.hook, said=said)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts, 1 or more: 5 seconds, 20, 80 and so on, at most 12 hours."""
    return timedelta(seconds=min(FIRST_S * GROWTH ** (min(attempts, 20) - 1), LONGEST_S))


def letter(call: Call, secret: bytes, now: datetime) -> Request:
    """What is sent: nothing but what happened, to which case, and when."""
    about: dict[str, Json] = {"case": call.case} if call.event != TEST else {}
    body = json.dumps({"type": call.event, "timestamp": call.made_at.isoformat(), "data": about}).encode()
    name, at = f"call_{call.id}", str(int(now.replace(tzinfo=UTC).timestamp()))
    headers = {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": at,
        "webhook-signature": signature(secret, name, at, body),
    }
    return Request("POST", call.url, headers, body, _LIMITS)


def signature(secret: bytes, name: str, at: str, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body. at: seconds since 1970.
    Source: Standard Webhooks 1.0.0, "Signature scheme": symmetric, version v1."""
    signed = b".".join([name.encode(), at.encode(), body])
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


async def _silence(connection: Connection, call: Call, now: datetime) -> str:
    """Why this is not told; empty: it is. Asked when it is told, not when it happened."""
    if call.is_ended:
        return "not told: the hook has ended"
    if call.has_left:
        await hooks.end(connection, call.hook, None, now, f"{call.name} has left")
        return _NOT_YOURS
    roles = frozenset(Role(one) for one in call.roles if one in set(Role))
    servers = None if call.is_everywhere else call.servers
    visitor = Visitor(call.person, call.name, roles, servers, grants=call.grants)
    if call.event == TEST:
        return "" if visitor.may(Right.CASES) else _NOT_YOURS
    about = await hooks.about(connection, call.case)
    is_theirs = about and Sight.of(visitor).covers(call.case, about.server, about.queue)
    return "" if is_theirs else _NOT_YOURS
