"""An alarm mail arrives whole, in secret where a password travels, or says why not."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from leeward.model.errors import NotSent
from leeward.net.mail import MailSettings, send_mail
from tests.unit.net.servers import listening, secured

TO = ("a@us.example", "b@us.example")
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TEXT = "The way in “relay” has missed two canaries.\n.\nLook: leeward status\n"


@dataclass
class Post:
    """A mail server in the small. answers: what it says to a command instead of 250."""

    answers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            self.heard.append(line.decode().strip())
            verb = line.split()[0].decode().upper()
            usual = {"DATA": "354 go on", "EHLO": self.offers(), "AUTH": "235 in", "STARTTLS": "220 go on"}
            writer.write(f"{self.answers.get(verb, usual.get(verb, '250 ok'))}\r\n".encode())
            if verb == "DATA" and verb not in self.answers:
                self.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 ok\r\n")
            elif verb == "STARTTLS" and self.tls:
                await writer.start_tls(self.tls)
                self.tls = None
            elif verb == "QUIT":
                break
        await writer.drain()

    def offers(self) -> str:
        return "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN" if self.tls else "250-here\r\n250 AUTH PLAIN"


@asynccontextmanager
async def taking(post: Post) -> AsyncIterator[MailSettings]:
    async with listening(post.serve) as port:
        yield MailSettings("127.0.0.1", port, "Leeward <leeward@us.example>", TO)


async def refusal(settings: MailSettings) -> str:
    with pytest.raises(NotSent) as error:
        await send_mail(settings, "Red", TEXT, NOW)
    assert error.value.hint
    assert "us.example" not in error.value.message
    return error.value.message


async def test_a_mail_arrives_as_it_was_written() -> None:
    post = Post()
    async with taking(post) as settings:
        await send_mail(settings, "Leeward: a way in\nis red – relay", TEXT, NOW)
    mail = message_from_bytes(
        post.mails[0].removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), policy=policy.default
    )
    assert mail["Subject"] == "Leeward: a way in is red – relay"
    assert mail["From"] == "Leeward <leeward@us.example>"
    assert mail["To"] == "a@us.example, b@us.example"
    assert mail["Date"] == "Sun, 22 Nov 2026 08:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@us.example>")
    assert mail.get_body() is not None
    assert mail.get_content().replace("\r\n", "\n") == TEXT
    assert [line for line in post.heard if line.startswith("RCPT")] == [
        "RCPT TO:<a@us.example>",
        "RCPT TO:<b@us.example>",
    ]
    assert not any(line.startswith("AUTH") for line in post.heard)


async def test_a_password_travels_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post(tls=secured(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with taking(post) as settings:
        await send_mail(replace(settings, must_encrypt=True, user="u", password="p"), "Red", TEXT, NOW)
    verbs = [line.split()[0] for line in post.heard]
    assert verbs.index("STARTTLS") < verbs.index("AUTH")
    assert len(post.mails) == 1


async def test_a_certificate_that_nobody_trusts_gets_no_password(tmp_path: Path) -> None:
    post = Post(tls=secured(tmp_path))
    async with taking(post) as settings:
        assert "no" in await refusal(replace(settings, must_encrypt=True, user="u", password="p"))
    assert not any(line.startswith("AUTH") for line in post.heard)


async def test_a_server_without_encryption_gets_nothing_where_it_is_wanted() -> None:
    post = Post()
    async with taking(post) as settings:
        await refusal(replace(settings, must_encrypt=True))
    assert not post.mails


async def test_a_password_is_not_sent_in_the_clear_to_another_machine() -> None:
    settings = MailSettings(
        "mail.example", 25, "a@us.example", ("b@us.example",), user="u", password="secret"
    )
    assert "in the clear" in await refusal(settings)
    assert "secret" not in repr(settings)


REFUSALS = {
    "AUTH": ("535 no", "user and password"),
    "MAIL": ("550 no", "answers 550"),
    "RCPT": ("550 no", "every receiver"),
    "DATA": ("554 no", "answers 554"),
}


@pytest.mark.parametrize("verb", REFUSALS)
async def test_each_refusal_is_told_in_our_words(verb: str) -> None:
    said, told = REFUSALS[verb]
    async with taking(Post({verb: said})) as settings:
        assert told in await refusal(replace(settings, user="u", password="p"))


async def test_a_receiver_who_is_refused_is_counted() -> None:
    class Picky(Post):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await super().serve(_Refusing(reader, self), writer)  # type: ignore[arg-type]

    async with taking(Picky()) as settings:
        assert "1 of 2" in await refusal(settings)


class _Refusing:
    """Lines of a client; the second receiver is answered with a refusal."""

    def __init__(self, reader: asyncio.StreamReader, post: Post) -> None:
        self._reader, self._post = reader, post
        self.readuntil = reader.readuntil

    async def readline(self) -> bytes:
        line = await self._reader.readline()
        self._post.answers = {"RCPT": "550 no"} if b"<b@" in line else {}
        return line


async def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = MailSettings("127.0.0.1", port, "a@us.example", ("b@us.example",))
    assert "no connection" in await refusal(settings)


@pytest.mark.parametrize(
    "to", ["", "no address\r\nX: y", "a@us.example>\n"], ids=["nobody", "a break", "torn"]
)
async def test_an_address_that_is_none_is_told(to: str) -> None:
    async with taking(Post({"RCPT": "553 no"})) as settings:
        await refusal(replace(settings, to=(to,)))
