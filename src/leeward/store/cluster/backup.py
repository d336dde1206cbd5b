"""Everything in one file, and back from it, with PostgreSQL's own tools. Nothing is written in between."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote, urlencode

import asyncpg

from leeward.model.errors import DatabaseError
from leeward.store.cluster.account import Account, last_words
from leeward.store.cluster.build import ADMIN, DATABASE, USER
from leeward.store.cluster.postmaster import PORT
from leeward.store.cluster.programs import Programs

_NEW, _REPLACED = f"{DATABASE}_new", f"{DATABASE}_replaced"


@dataclass(frozen=True, slots=True)
class Tools:
    """How to reach a running private server, with which programs."""

    account: Account
    programs: Programs
    sockets: Path
    port: int = PORT

    def url(self, user: str = USER, database: str = DATABASE) -> str:
        """For asyncpg: by the socket, without a password."""
        query = urlencode({"host": str(self.sockets), "port": str(self.port)})
        return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{query}"

    def command(self, name: str, *options: str) -> list[str | Path]:
        """One of PostgreSQL's tools, as the administrator. Raises: DatabaseError: it is not here."""
        program = self.programs.program(name)
        if not program.exists():
            raise DatabaseError(
                f"PostgreSQL {self.programs.version} in {self.programs.folder} came without {name}",
                f"install its client programs (Debian: apt install postgresql-client-{self.programs.major})",
            )
        return [program, "-h", str(self.sockets), "-p", str(self.port), "-U", ADMIN, "-w", *options]

    def dump(self) -> list[str | Path]:
        """Writes everything to standard output."""
        return self.command("pg_dump", "--format=custom", DATABASE)

    def restore(self, database: str) -> list[str | Path]:
        """Reads what dump() wrote from standard input; all of it or nothing."""
        return self.command("pg_restore", "--single-transaction", "--exit-on-error", "-d", database)


def dump(tools: Tools, file: Path) -> None:
    """Write everything into a file that only its owner can read. It is whole, or not there.

    Raises: DatabaseError: it cannot be written.
    """
    new = file.with_name(f"{file.name}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            _run(tools, tools.dump(), DEVNULL, stream)
            os.fsync(stream.fileno())
        os.replace(new, file)
    except OSError as error:
        raise DatabaseError(f"{file}: {error.strerror}", "name a file that Leeward may write") from error
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def restore(tools: Tools, file: Path) -> None:
    """Put what dump() wrote in the place of everything. Whoever is connected is cut off.

    What was there is kept as the database leeward_replaced until the next restore. Killed in the middle, or
    with a damaged file, all stays as it was.

    Raises: DatabaseError: the file cannot be read, or is not whole.
    """
    try:
        with file.open("rb") as stream:
            _do(
                tools,
                f"DROP DATABASE IF EXISTS {_NEW}",
                f"CREATE DATABASE {_NEW} OWNER {USER} TEMPLATE template0",
            )
            _run(tools, tools.restore(_NEW), stream, DEVNULL)
    except OSError as error:
        raise DatabaseError(f"{file}: {error.strerror}", "name a file that Leeward may read") from error
    _do(
        tools,
        f"DROP DATABASE IF EXISTS {_REPLACED} WITH (FORCE)",
        f"""DO $$ BEGIN
            PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{DATABASE}';
            ALTER DATABASE {DATABASE} RENAME TO {_REPLACED};
            ALTER DATABASE {_NEW} RENAME TO {DATABASE};
        END $$""",
    )


def pipe(source: Tools, target: Tools) -> None:
    """Copy everything from one server to another, empty one. Raises: DatabaseError: it is not all there."""
    with TemporaryFile() as said:
        dumping = source.account.start(source.dump(), given=DEVNULL, output=PIPE, said=said)
        with dumping:
            if dumping.stdout is None:
                raise AssertionError
            _run(target, target.restore(DATABASE), dumping.stdout, DEVNULL)
            dumping.stdout.close()
        if dumping.returncode:
            raise DatabaseError(f"the old data cannot be read: {last_words(said)}", "nothing was changed")


def _run(tools: Tools, command: list[str | Path], given: IO[bytes] | int, output: IO[bytes] | int) -> None:
    with TemporaryFile() as said:
        status = tools.account.start(command, given=given, output=output, said=said).wait()
        if status:
            raise DatabaseError(
                f"{Path(command[0]).name} failed: {last_words(said)}",
                "nothing was changed; is the disk full?",
            )


def _do(tools: Tools, *statements: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(tools.url(ADMIN, ADMIN))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    try:
        asyncio.run(work())
    except (asyncpg.PostgresError, OSError) as error:
        raise DatabaseError(f"the private database refuses: {error}", "nothing was changed") from error
