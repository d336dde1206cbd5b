"""What the web is given: webhooks to the intake, questions to the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import structlog

from leeward.app import statusing
from leeward.app.api.answers import ApiCases
from leeward.app.api.tokens import api_token
from leeward.app.desk.opening import open_room
from leeward.app.relaying import Listening
from leeward.app.station import Station, now
from leeward.app.wires import Wires
from leeward.canary import metrics
from leeward.canary.screen import Screen
from leeward.canary.status import to_json
from leeward.model.errors import BadSignature, Busy, DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.model.items import WayIn
from leeward.pipeline.ingest.intake import Arrival, Intake
from leeward.pipeline.ingest.lookers import Lookers
from leeward.plugins import loader
from leeward.store.servers import ServerRow
from leeward.web.parts import Heard, Ready, WebParts
from leeward.web.seldom import Seldom

RETRY_S = 5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Webhooks:
    """One server's news, pushed."""

    wires: Wires
    intake: Intake
    seldom: Seldom = field(default_factory=Seldom)

    async def hear(self, server: int, headers: Mapping[str, str], body: bytes) -> Heard:
        """Never 4xx for a fault of ours: the server would not send it again."""
        try:
            row = await self.wires.server(server)
            if row is None:
                return Heard(404, "no such server")
            return await self._take(row, headers, body)
        except BadSignature as error:
            if self.seldom.may_say((server, error.reason), now()):
                log.warning("webhook.refused", server=server, said=error.reason)
            return Heard(401, "the signature does not fit")
        except (Busy, DatabaseError) as error:
            return Heard(503, error.message, RETRY_S)
        except LeewardError as error:
            log.warning("webhook.failed", server=server, said=error.message)
            return Heard(503, "not now", RETRY_S)

    async def _take(self, row: ServerRow, headers: Mapping[str, str], body: bytes) -> Heard:
        secret = self.wires.secret(row)
        if not secret or WayIn.WEBHOOK not in row.ways_in:
            return Heard(404, "no webhook was agreed for this server")
        events = loader.server(row.program).hear(headers, body, secret, now())
        await self.intake.take([Arrival(row.id, WayIn.WEBHOOK, event) for event in events])
        return Heard(202, "taken")


async def web_parts(
    station: Station,
    wires: Wires,
    intake: Intake,
    relay: Listening | None = None,
    lookers: Lookers | None = None,
) -> WebParts:
    """Everything that the site is given. relay, lookers: of the same process.
    Raises: LeewardError: the token cannot be had."""
    web = station.config.web
    return WebParts(
        host=web.host,
        port=web.port,
        token=api_token(station.config.data_dir / "api-token"),
        hear=Webhooks(wires, intake).hear,
        ready=partial(_ready, station, lookers),
        status=partial(_status, station),
        metrics=partial(_metrics, station),
        cases=ApiCases(station),
        relay=relay,
        room=await open_room(station),
    )


async def _ready(station: Station, lookers: Lookers | None) -> Ready:
    if lookers and lookers.broken:
        return Ready((lookers.broken.message,))
    try:
        async with station.store.session() as connection:
            await connection.fetchval("SELECT 1")
    except DatabaseError as error:
        return Ready((error.message,))
    return Ready()


async def _screen(station: Station) -> Screen:
    engine, further = station.engine.engine, station.reader.problems
    return await statusing.screen(station.config, engine, station.store, further)


async def _status(station: Station) -> Json:
    return to_json(await _screen(station))


async def _metrics(station: Station) -> bytes:
    return metrics.text(await _screen(station))
