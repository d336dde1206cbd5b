"""Tells people of alarms: a webhook with JSON, an e-mail."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leeward.config import Alarm
from leeward.model.errors import NetError, NotSent
from leeward.net.client import Client
from leeward.net.mail import MailSettings, send_mail
from leeward.net.wire import Request
from leeward.store.watch.alarms import Untold

Tell = Callable[[Untold, datetime], Awaitable[None]]

_HINT = "check alarm.webhook; one in a private network must be allowed: net.allow_private"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that gets each alarm as JSON: {"alarm", "state", "said", "since", "at"}."""

    url: str
    client: Client

    async def tell(self, alarm: Untold, now: datetime) -> None:
        """Raises: NotSent: it was not taken."""
        body = json.dumps(
            {
                "alarm": alarm.alarm,
                "state": "over" if alarm.is_over else "open",
                "said": alarm.said,
                "since": alarm.since.isoformat(),
                "at": now.isoformat(),
            }
        ).encode()
        headers = {"Content-Type": "application/json"}
        try:
            answer = await self.client.call(Request("POST", self.url, headers, body))
        except NetError as error:
            raise NotSent(f"an alarm was not told to the webhook: {error.message}", _HINT) from error
        if not 200 <= answer.status < 300:
            raise NotSent(f"an alarm was not told to the webhook: it answers {answer.status}", _HINT)


@dataclass(frozen=True, slots=True)
class Mail:
    """People who get each alarm by e-mail."""

    settings: MailSettings

    async def tell(self, alarm: Untold, now: datetime) -> None:
        """Raises: NotSent: it was not taken for everybody."""
        state = "over: " if alarm.is_over else ""
        lines = [
            f"{alarm.said[:1].upper()}{alarm.said[1:]}.",
            "",
            f"since   {alarm.since:%Y-%m-%d %H:%M} UTC",
            f"alarm   {alarm.alarm}",
            f"state   {'over' if alarm.is_over else 'open'}",
            "",
            "All of it, on the machine that Leeward runs on: leeward status",
        ]
        await send_mail(self.settings, f"Leeward: {state}{alarm.said}", "\n".join(lines) + "\n", now)


def channels(settings: Alarm, client: Client) -> Mapping[str, Tell]:
    """Everybody who is to be told, by the name of the way to them."""
    found: dict[str, Tell] = {}
    if settings.webhook:
        found["webhook"] = Webhook(settings.webhook, client).tell
    if settings.mail_to:
        found["mail"] = Mail(_mail(settings)).tell
    return found


def _mail(settings: Alarm) -> MailSettings:
    return MailSettings(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from or settings.mail_to[0],
        to=settings.mail_to,
        must_encrypt=settings.smtp_starttls,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
    )
