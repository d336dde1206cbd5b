"""`leeward ledger`: checks the kept ledger as a stranger would, and hands out what strangers check."""

import asyncio
import heapq
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from leeward.ledger import heads
from leeward.ledger.audit import Audit, Kept, audit
from leeward.ledger.entries import leaf_hash
from leeward.ledger.heads import SignedHead, key_id
from leeward.ledger.proofs import inclusion_needs, inclusion_path, verify_inclusion
from leeward.model.errors import CaseError, LedgerError, UsageError
from leeward.model.findings import Json
from leeward.review.office.bench import Bench
from leeward.store import ledger
from leeward.store.casework import cases
from leeward.store.connection import Connection
from leeward.store.ledger import Placed
from leeward.vault.keys import ledger_signing_key

_MOST = 5_000  # rows read at once
_VERIFY = "run: leeward ledger verify"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Checked:
    """An audit, and how many entries wait for a place in the tree: seconds at most, while a worker lives."""

    audit: Audit
    waiting: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What an audit is asked. elsewhere: heads that somebody else has kept.

    progress: told how many entries were read, and how many there are.
    """

    elsewhere: Sequence[bytes] = ()
    progress: Callable[[int, int], None] | None = None


async def verify(bench: Bench, ask: Ask) -> Checked:
    """Check every entry, node and head, as they are at this moment. Raises: DatabaseError."""
    loop = asyncio.get_running_loop()
    key = public_key(bench)
    async with bench.store.transaction() as connection:
        await ledger.snapshot(connection)
        size, waiting = await ledger.state(connection)
        kept = Kept(
            _pulled(ledger.every_entry(connection, _MOST), loop),
            _pulled(ledger.every_node(connection, _MOST), loop),
            _merged(_pulled(ledger.every_head(connection, _MOST), loop), ask.elsewhere),
        )
        tell = ask.progress
        told = (lambda done: tell(done, size)) if tell else None
        found = await asyncio.to_thread(audit, kept, {key_id(key): key}, told)
    return Checked(found, waiting)


async def newest(bench: Bench) -> bytes:
    """The newest signed head, to be kept elsewhere. Raises: LedgerError: nothing was signed yet."""
    async with bench.store.session() as connection:
        return (await _last(connection))[1]


async def proof(bench: Bench, number: int, *, with_entry: bool = True) -> dict[str, Json]:
    """What proves to a stranger that an entry is under the newest head.

    Args: with_entry: what it says, else only the hash of it: enough for whoever kept a copy.
    Raises: LedgerError: there is no such entry, its bytes were erased, or the ledger is broken.
    """
    async with bench.store.transaction() as connection:
        await ledger.snapshot(connection)
        found = await ledger.entry(connection, number)
        if found is None:
            size, _ = await ledger.state(connection)
            raise LedgerError(
                f"the ledger has no entry {number}", f"it has {size} of them, counted from 0" if size else ""
            )
        told = await _proof(connection, found, public_key(bench))
    return told if with_entry else {key: told[key] for key in told if key not in {"entry", "kind"}}


async def proofs_of_case(bench: Bench, case: int) -> list[dict[str, Json]]:
    """As `proof`, of all that was written down about a case; what was erased is left out.

    Raises: CaseError: there is no such case. LedgerError: as `proof`.
    """
    async with bench.store.transaction() as connection:
        await ledger.snapshot(connection)
        if await cases.one(connection, case) is None:
            raise CaseError(f"there is no case {case}", "see: leeward cases")
        found = [one for one in await ledger.of_case(connection, case) if one.data is not None]
        return [await _proof(connection, one, public_key(bench)) for one in found]


def public_key(bench: Bench) -> Ed25519PublicKey:
    """What this installation's heads are checked with."""
    return ledger_signing_key(bench.key).public_key()


def heads_in(file: Path) -> list[bytes]:
    """Heads that were kept in a file, one a line. Raises: UsageError: it cannot be read, or one is none."""
    try:
        lines = [line.strip() for line in file.read_bytes().splitlines() if line.strip()]
        for line in lines:
            heads.decode(line)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "name a file with a head in it") from error
    except LedgerError as error:
        raise UsageError(f"{file}: {error.message}", "a line is what leeward ledger head printed") from error
    if not lines:
        raise UsageError(f"{file} is empty", "a line is what leeward ledger head printed")
    return lines


async def _proof(connection: Connection, entry: Placed, key: Ed25519PublicKey) -> dict[str, Json]:
    if entry.number is None:
        raise LedgerError(
            "an entry still waits for its place in the tree", "a worker does it in seconds: leeward up"
        )
    if entry.data is None:
        raise LedgerError(
            f"the bytes of entry {entry.number} were erased", "only who kept a copy can prove them"
        )
    signed, text = await _last(connection)
    head = signed.head
    try:
        needed = {at: await ledger.node(connection, *at) for at in inclusion_needs(entry.number, head.size)}
    except KeyError as error:
        raise LedgerError("the ledger lacks nodes of its own tree", _VERIFY) from error
    path = inclusion_path(entry.number, head.size, lambda level, number: needed[level, number])
    proves = verify_inclusion(leaf_hash(entry.data), (entry.number, head.size), path, head.root)
    if not proves or not heads.verify(signed, key):
        raise LedgerError(f"entry {entry.number} cannot be proven: the ledger was changed", _VERIFY)
    return {
        "number": entry.number,
        "kind": entry.kind,
        "entry": entry.data.hex(),
        "leaf": leaf_hash(entry.data).hex(),
        "path": [one.hex() for one in path],
        "head": json.loads(text),
        "public_key": key.public_bytes_raw().hex(),
    }


async def _last(connection: Connection) -> tuple[SignedHead, bytes]:
    found = await ledger.last_head(connection)
    if found is None:
        raise LedgerError("nothing was signed yet", "the first head comes with the first entries: leeward up")
    return heads.decode(found[1]), found[1]


def _merged(kept: Iterator[bytes], elsewhere: Sequence[bytes]) -> Iterator[bytes]:
    """Both, smallest first. A kept one that nobody can read stays where it is."""
    if not elsewhere:
        return kept
    return heapq.merge(kept, sorted(elsewhere, key=_size), key=_size)


def _size(head: bytes) -> int:
    try:
        return heads.decode(head).head.size
    except LedgerError:
        return -1


def _pulled(batches: AsyncIterator[list[_T]], loop: asyncio.AbstractEventLoop) -> Iterator[_T]:
    """What comes from the loop's thread, in another one."""

    async def more() -> list[_T] | None:
        return await anext(batches, None)

    while (batch := _awaited(more(), loop)) is not None:
        yield from batch


def _awaited(work: Awaitable[_T], loop: asyncio.AbstractEventLoop) -> _T:
    async def waited() -> _T:
        return await work

    return asyncio.run_coroutine_threadsafe(waited(), loop).result()
