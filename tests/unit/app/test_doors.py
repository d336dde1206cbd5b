"""A webhook is taken for good, refused if forged, and never answered 4xx for a fault of ours."""

import hashlib
import hmac
from pathlib import Path

from structlog.testing import capture_logs

from leeward.app.doors import Webhooks, web_parts
from leeward.app.station import Station, now, station
from leeward.app.wires import Wires, webhook_context
from leeward.config import Config
from leeward.store import servers
from leeward.store.servers import NewServer
from leeward.vault.keys import Purpose
from leeward.vault.seals import seal
from tests.stores import CARD, START

ADDRESS = "https://m.example"
_AT = now().isoformat()
BODY = f'{{"event": "status.deleted", "created_at": "{_AT}", "object": {{"id": "7"}}}}'.encode()
OLD = BODY.replace(_AT.encode(), b"2020-05-01T12:00:00Z")


async def _server(opened: Station, secret: bytes | None) -> int:
    async with opened.store.transaction() as connection:
        return await servers.put(connection, NewServer(ADDRESS, CARD, ("webhook",), None, secret), START)


def _signed(secret: bytes, body: bytes = BODY) -> dict[str, str]:
    return {"x-hub-signature": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()}


async def test_a_webhook_is_taken_refused_or_asked_for_again(fresh_database: str, tmp_path: Path) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})
    async with station(config) as opened, opened.intake() as intake:
        sealed = seal(b"agreed", Purpose.TOKEN, webhook_context(ADDRESS), opened.key, lambda n: b"\1" * n)
        number = await _server(opened, sealed)
        hear = Webhooks(Wires(opened), intake).hear
        assert (await hear(number, _signed(b"agreed"), BODY)).status == 202
        assert (await hear(number, _signed(b"forged"), BODY)).status == 401
        assert (await hear(number, {}, BODY)).status == 401
        assert (await hear(number, _signed(b"agreed", OLD), OLD)).status == 401
        assert (await hear(number + 1, _signed(b"agreed"), BODY)).status == 404
        await intake.__aexit__()
        heard = await hear(number, _signed(b"agreed"), BODY)
        assert (heard.status, heard.retry_after_s is not None) == (503, True)
        await _server(opened, b"no seal of ours")
        heard = await Webhooks(Wires(opened), intake).hear(number, _signed(b"agreed"), BODY)
        assert heard.status == 503


async def test_what_anybody_may_send_is_not_logged_each_time(fresh_database: str, tmp_path: Path) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})
    async with station(config) as opened, opened.intake() as intake:
        sealed = seal(b"agreed", Purpose.TOKEN, webhook_context(ADDRESS), opened.key, lambda n: b"\1" * n)
        number = await _server(opened, sealed)
        hear = Webhooks(Wires(opened), intake).hear
        with capture_logs() as logs:
            for forged in (b"a", b"b", b"c"):
                assert (await hear(number, _signed(forged), BODY)).status == 401
            assert (await hear(number, _signed(b"agreed", OLD), OLD)).status == 401
        assert [one["event"] for one in logs] == ["webhook.refused"] * 2


async def test_the_site_is_given_a_token_of_its_own_and_no_relay_without_an_address(
    fresh_database: str, tmp_path: Path
) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})
    async with station(config) as opened, opened.intake() as intake:
        parts = await web_parts(opened, Wires(opened), intake)
        assert parts.token == (tmp_path / "api-token").read_text("ascii")
        assert parts.relay is None
        assert (await parts.ready()).problems == ()
