"""One plain-text alarm mail. Alarms name cases, servers and counts: never content, lists or persons."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import aiosmtplib

from leeward.model.errors import NotSent

_SECONDS = 30.0
_MOST_SUBJECT = 200  # characters
_IMPLICIT = 465  # the port where everything is encrypted from the first byte
_HERE = {"localhost", "127.0.0.1", "::1"}
_HINT = "check alarm.smtp_host, smtp_port, smtp_starttls, smtp_user, smtp_password, mail_from and mail_to"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Who takes our mails, and who gets them. must_encrypt: STARTTLS, trusted certificate, or no mail."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    must_encrypt: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


async def send_mail(settings: MailSettings, subject: str, text: str, now: datetime) -> None:
    """One mail to everybody, taken by the server for each of them when this returns.
    now: with a time zone.
    Raises: NotSent: it was not taken for everybody; trying again may send it twice to some."""
    _check_secrecy(settings)
    try:
        message = _message(settings, subject, text, now)
        refused, _ = await aiosmtplib.send(
            message,
            hostname=settings.host,
            port=settings.port,
            username=settings.user,
            password=settings.password,
            use_tls=settings.port == _IMPLICIT,
            start_tls=settings.must_encrypt and settings.port != _IMPLICIT,
            timeout=_SECONDS,
        )
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(f"an alarm mail was not sent: {_why(error)}", _HINT) from error
    if refused:
        raise NotSent(f"an alarm mail was not sent to {len(refused)} of {len(settings.to)} receivers", _HINT)


def _check_secrecy(settings: MailSettings) -> None:
    is_secret = settings.must_encrypt or settings.port == _IMPLICIT or settings.host in _HERE
    if settings.password is not None and not is_secret:
        raise NotSent(
            "an alarm mail was not sent: the password would travel in the clear",
            "set alarm.smtp_starttls, or take alarm.smtp_user and smtp_password out",
        )


def _message(settings: MailSettings, subject: str, text: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message["Subject"] = " ".join(subject.split())[:_MOST_SUBJECT]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2].strip(">") or None)
    message["Auto-Submitted"] = "auto-generated"  # Source: RFC 3834, so that no holiday note answers
    message.set_content(text)
    return message


def _why(error: Exception) -> str:
    match error:
        case TimeoutError() | aiosmtplib.SMTPTimeoutError():
            return "the mail server takes too long"
        case aiosmtplib.SMTPAuthenticationError():
            return "the mail server does not accept user and password"
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPServerDisconnected() | OSError():
            return "no connection to the mail server"
        case aiosmtplib.SMTPRecipientsRefused():
            return "the mail server refuses every receiver"
        case aiosmtplib.SMTPResponseException(code=code):
            return f"the mail server answers {code}"
        case aiosmtplib.SMTPException():
            return "the mail server cannot do what is asked of it"
        case _:
            return "an address in it is none"
