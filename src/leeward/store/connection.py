"""Connections to PostgreSQL: the only place that opens them."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Protocol, Self, cast

import asyncpg
import msgspec

from leeward.model.errors import DatabaseError, NotWritable

SCHEMA = "leeward"
# compiling a query of the desk took a second, and running it a few milliseconds
SETTINGS = {"search_path": SCHEMA, "application_name": "leeward", "timezone": "UTC", "jit": "off"}

_STREAMS = 0x1EE5  # the class of the locks of streams

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TransactionRollbackError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalServerError,  # also: a file that may not grow, or a page that fails its check
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What passes when the database is back, the disk has room again, or two no longer wait for each other."""

_UNFIT = (
    asyncpg.DataError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.IntegrityConstraintViolationError,
    UnicodeError,
)

_HINT = "Leeward goes on by itself when it is back; see: leeward status"


class Connection(Protocol):
    """What queries need of a connection or a transaction; the driver's own words."""

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement, and give what the server says of it."""
        ...

    async def fetch(self, query: str, *args: object) -> list[Any]:
        """Every row."""
        ...

    async def fetchrow(self, query: str, *args: object) -> Any:
        """The first row, or None."""
        ...

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first value of the first row, or None."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[object]:
        """All or nothing; inside another one, a part of it."""
        ...


class _Pooled(asyncpg.Connection):  # type: ignore[misc]
    """Says what the pool has to put back before somebody else uses it: that costs a round trip."""

    _leaves_nothing = False

    def leaves_nothing(self) -> None:
        """This use of it takes no lock and changes no setting for longer than its transaction."""
        self._leaves_nothing = True

    def get_reset_query(self) -> str:
        """The statements that do."""
        told = "" if self._leaves_nothing else str(super().get_reset_query())
        self._leaves_nothing = False
        return told


class Store:
    """A pool of connections. Use as an asynchronous context manager."""

    def __init__(self, url: str, most: int = 10, timeout_s: float = 60.0) -> None:
        """most: connections. timeout_s: for one statement, and for a free connection."""
        self._url = url
        self._most = most
        self._timeout_s = timeout_s
        self._pool: Any = None

    async def __aenter__(self) -> Self:
        """Raises: DatabaseError: it does not answer."""
        try:
            self._pool = await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=self._most,
                command_timeout=self._timeout_s,
                max_inactive_connection_lifetime=300.0,
                server_settings=SETTINGS,
                connection_class=_Pooled,
            )
        except (*GONE, asyncpg.PostgresError) as error:
            raise DatabaseError(f"the database does not answer: {_said(error)}", _HINT) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        self._pool.terminate()

    @property
    def pool(self) -> Any:
        """For the queue's engine only."""
        return self._pool

    async def own_connection(self) -> Any:
        """One beside the pool, that its caller closes: for a listener. Raises: DatabaseError."""
        return await connect(self._url)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """All or nothing. Raises: DatabaseError: the database is gone, or its disk is full; nothing of the
        transaction has happened, unless it broke while it was being committed."""
        try:
            async with self._pool.acquire(timeout=self._timeout_s) as connection, connection.transaction():
                connection.leaves_nothing()
                yield cast(Connection, connection)
        except (*GONE, *_UNFIT) as error:
            raise _translated(error) from error

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """A connection without a transaction; locks of the session end with it. Raises: DatabaseError."""
        try:
            async with self._pool.acquire(timeout=self._timeout_s) as connection:
                yield cast(Connection, connection)
        except GONE as error:
            raise DatabaseError(f"the database is gone: {_said(error)}", _HINT) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for reading only, without a transaction: the quickest. Raises: DatabaseError."""
        async with self.session() as connection:
            cast(_Pooled, connection).leaves_nothing()
            yield connection

    @asynccontextmanager
    async def begun(self, statements: str) -> AsyncIterator[Connection]:
        """A transaction that these statements begin, in one round trip; whatever it does is taken back.
        Raises: DatabaseError."""
        try:
            async with self.reading() as connection:
                try:
                    await connection.execute(statements)
                    yield connection
                except BaseException:
                    with suppress(*GONE):  # what went wrong first is told
                        await connection.execute("ROLLBACK")
                    raise
                await connection.execute("ROLLBACK")
        except (*GONE, *_UNFIT) as error:
            raise _translated(error) from error


@asynccontextmanager
async def part(connection: Connection) -> AsyncIterator[None]:
    """A part of a transaction that can fail alone; what was done before it stays.

    Raises: NotWritable: a record cannot be kept as it is. DatabaseError.
    """
    try:
        async with connection.transaction():
            yield
    except (*GONE, *_UNFIT) as error:
        raise _translated(error) from error


def _translated(error: BaseException) -> DatabaseError:
    """The driver tells of a value that it cannot carry as an interface's error that is a ValueError, too."""
    is_value = isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError)
    if is_value or isinstance(error, _UNFIT):
        return NotWritable(f"a record cannot be kept: {_said(error)}", "it is counted as dropped")
    return DatabaseError(f"the database is gone: {_said(error)}", _HINT)


async def connect(url: str) -> Any:
    """One connection of one's own: for a listener or a lock that lasts. Raises: DatabaseError."""
    try:
        connection = await asyncpg.connect(url, server_settings=SETTINGS, timeout=30.0)
    except (*GONE, asyncpg.PostgresError) as error:
        raise DatabaseError(f"the database does not answer: {_said(error)}", _HINT) from error
    return connection


def dump(value: object) -> str:
    """JSON as text: what a jsonb column is given. The queue's engine does the same, so there is no codec."""
    return msgspec.json.encode(value).decode("utf-8")


def load(told: str | None) -> Any:
    """What a jsonb column gave; None for NULL."""
    return None if told is None else msgspec.json.decode(told)


def _said(error: BaseException) -> str:
    """Never an address: a connection's error may repeat a password."""
    return type(error).__name__


async def hold_lock(connection: Connection, number: int) -> bool:
    """Whether this connection now has the lock of that number, for as long as it lasts."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _STREAMS, number))
