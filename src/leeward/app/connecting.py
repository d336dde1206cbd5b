"""`leeward connect`: from an address to a protected server."""

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from leeward.app.station import Station, now
from leeward.app.wires import webhook_context
from leeward.model.errors import NotFetched, ServerError, UsageError
from leeward.model.findings import Json
from leeward.model.items import WayIn
from leeward.model.servers import ServerCard
from leeward.net.guard import REFUSED, checked
from leeward.pipeline.links import token_context
from leeward.pipeline.recording import Note
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link, ServerProgram, SignIn
from leeward.store import servers
from leeward.store.servers import NewServer
from leeward.vault.keys import Purpose
from leeward.vault.seals import seal

_PORTS = {"http": 80, "https": 443}
_PRIVATE = 'if it is yours, say so in leeward.toml: [net] allow_private = ["its host or network"]'
_ANOTHER = "make a new one as the account that Leeward acts as, or sign in: the same without --token-file"
_ANSWER = "check the address, and that the server runs and can be reached from here; then again"
_GENERAL = "activitypub"  # speaks to whatever federates: asked last


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator asks for. ways_in: empty: all that the server has and the token allows.

    token: empty: sign in, or go without. has_canaries: post benign pictures as our own account.
    renews_secret: make another for its webhooks: the one that was shown is lost, or known to others.
    """

    address: str
    token: str = ""
    ways_in: tuple[WayIn, ...] = ()
    has_canaries: bool = True
    signs_in: bool = True
    renews_secret: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """What came of it. secret: of the webhooks, to be put into the server's own form; shown once."""

    server: int
    card: ServerCard
    ways_in: tuple[WayIn, ...]
    secret: str | None


def told(connected: Connected) -> dict[str, Json]:
    """The same for machines. webhook: the path below web.public_url."""
    return {
        "server": connected.server,
        "card": msgspec.to_builtins(connected.card),
        "ways_in": [*map(str, connected.ways_in)],
        "webhook": f"/in/{connected.server}/webhook" if WayIn.WEBHOOK in connected.ways_in else None,
        "secret": connected.secret,
    }


AskCode = Callable[[SignIn], Awaitable[str]]


async def connect(station: Station, wish: Wish, ask_code: AskCode) -> Connected:
    """Find out what runs there, sign in, and protect it from now on.

    ask_code: shows a person where to sign in, and gives the code that they got.
    Raises: ServerError: it does not answer, or not as such a server, or takes no such token. UsageError: the
    address is none, or a private one, or the relay is wished and has no address.
    """
    address = address_of(wish.address)
    link = _link(station, address, wish.token)
    program, card = await _program(link)
    if not link.token and wish.signs_in and program.name != _GENERAL:
        sign_in = await program.sign_in(link, wish.has_canaries)
        link = replace(link, token=await sign_in.finish(await ask_code(sign_in)))
        card = await program.discover(link)
    elif link.token and program.name != _GENERAL and card.account is None:
        raise ServerError(f"{address} shows no account for this token: nothing was changed", _ANOTHER)
    ways = _ways(card, wish.ways_in, can_relay=station.config.web.public_url is not None)
    server = NewServer(address, card, tuple(map(str, ways)), has_canaries=wish.has_canaries)
    return await _keep(station, server, link.token, renews=wish.renews_secret)


async def _keep(station: Station, server: NewServer, token: str, *, renews: bool) -> Connected:
    """A webhook's secret is made here: the server's form takes any."""
    ways = tuple(WayIn(one) for one in server.ways_in)
    secret = os.urandom(20).hex() if WayIn.WEBHOOK in ways else None
    sealed = replace(
        server,
        token=_sealed(station, token, token_context(server.address)),
        secret=_sealed(station, secret, webhook_context(server.address)),
    )
    async with station.store.transaction() as connection:
        known = {one.address: one for one in await servers.every(connection)}
        if (old := known.get(server.address)) and old.secret and not renews:
            sealed, secret = replace(sealed, secret=None), None  # the one that the server has stays good
        number = await servers.put(connection, sealed, now())
        note = Note("server.connected", {"server": number, "software": server.card.software})
        await station.recorder.record(connection, [note])
    return Connected(number, server.card, ways, secret)


def token_of(file: Path) -> str:
    """The token in a file. Raises: UsageError: it cannot be read, or there is none in it."""
    try:
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read as a token", "a file with nothing but the token") from error
    if not token or len(token.split()) != 1:
        raise UsageError(f"{file} holds no token", "a file with nothing but the token")
    return token


def address_of(text: str) -> str:
    """ "https://host[:port]" of whatever people type, in the one spelling that servers use for themselves.
    Raises: UsageError: there is no host in it."""
    try:
        url = checked(text if "://" in text else f"https://{text}")
    except NotFetched as error:
        raise UsageError("this is no address of a server", "name it like https://social.example") from error
    return f"{url.scheme}://{url.host_port_subcomponent}"


async def _program(link: Link) -> tuple[ServerProgram, ServerCard]:
    """The first program that knows this server; the one for whatever federates is asked last."""
    problem: ServerError | None = None
    for name in sorted(loader.names("servers"), key=lambda name: (name == _GENERAL, name)):
        program = loader.server(name)
        try:
            return program, await program.discover(link)
        except ServerError as error:
            if error.message == REFUSED:
                raise UsageError(f"{link.address} is at a private address", _PRIVATE) from error
            problem = problem or error
    if problem is None:
        raise ServerError("there is no program that speaks to servers", "install Leeward again")
    raise ServerError(f"{link.address}: {problem.message}", problem.hint or _ANSWER) from problem


def _ways(card: ServerCard, wished: Sequence[WayIn], *, can_relay: bool = True) -> tuple[WayIn, ...]:
    """Those wished, else all that are there. can_relay: whether servers know where our relay is."""
    there = {one.way_in: one for one in card.ways_in}
    if WayIn.RELAY in wished and not can_relay:
        raise UsageError(
            "no server can reach the relay: web.public_url is not set", "set it, then connect again"
        )
    for way in wished:
        found = there.get(way)
        if found is None or not found.is_there:
            raise ServerError(
                f"{card.software} has no {way} for us", found.note if found else "see: leeward connect --help"
            )
    every = (one.way_in for one in card.ways_in if one.is_there)
    return tuple(dict.fromkeys(wished)) or tuple(one for one in every if can_relay or one is not WayIn.RELAY)


def _link(station: Station, address: str, token: str) -> Link:
    async def pace(_: str) -> None:
        return

    return Link(address, token, station.client, pace, now)


def _sealed(station: Station, secret: str | None, context: str) -> bytes | None:
    if not secret:
        return None
    return seal(secret.encode(), Purpose.TOKEN, context, station.key, os.urandom)
