"""A ledger as this program writes it is good; whatever is changed in it shows."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from leeward.app.station import Station, now, station
from leeward.config import Config, Database
from leeward.model.errors import CaseError, LedgerError, UsageError
from leeward.pipeline.recording import Note
from leeward.review.office.audit import ledgering
from leeward.review.office.audit.ledgering import Ask
from leeward.vault.keys import ledger_signing_key
from leeward.worker.sequencing import Sequencer
from tests.architecture.tree import ROOT


@asynccontextmanager
async def at(url: str, folder: Path) -> AsyncIterator[Station]:
    config = Config(data_dir=folder / "data", state_dir=folder / "state", database=Database(url=url))
    async with station(config, connections=4, adopts=False) as opened:
        yield opened


async def grow(opened: Station, number: int, *, is_placed: bool = True) -> None:
    async with opened.store.transaction() as connection:
        await opened.recorder.record(connection, [Note("test.noted", {"n": n}) for n in range(number)])
    if is_placed:
        await Sequencer(opened.store, ledger_signing_key(opened.key), now).run()


async def change(opened: Station, *statements: str) -> None:
    async with opened.store.session() as connection:
        for statement in statements:
            await connection.execute(statement)


def believed(proof: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the program says that docs/why/ledger.md gives to strangers."""
    page = (ROOT / "docs/why/ledger.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (folder / "proof.json").write_text(json.dumps(proof), "utf-8")
    command = [sys.executable, "-W", "ignore", "-c", program, str(folder / "proof.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_more_than_one_batch_is_checked_and_progress_is_told(
    fresh_database: str, tmp_path: Path
) -> None:
    async with at(fresh_database, tmp_path) as opened:
        for size in (1, 5_400, 799):
            await grow(opened, size)
        await grow(opened, 2, is_placed=False)
        told: list[tuple[int, int]] = []
        checked = await ledgering.verify(opened, Ask(progress=lambda done, size: told.append((done, size))))
    audit = checked.audit
    assert audit.problems == ()
    assert (audit.size, audit.checked, audit.signed, checked.waiting) == (6_200, 6_200, 6_200, 2)
    assert told[-1] == (6_200, 6_200)
    assert told == sorted(told)


async def test_a_ledger_that_grows_meanwhile_is_still_good(fresh_database: str, tmp_path: Path) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await grow(opened, 3_000)
        growing = asyncio.gather(grow(opened, 50), grow(opened, 50, is_placed=False))
        first = await ledgering.verify(opened, Ask())
        await growing
        assert first.audit.problems == ()
        assert (await ledgering.verify(opened, Ask())).audit.ok


_LARGER = """'"size":10', '"size":11')::bytea"""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger SET data = replace(data::text, 'x', 'x')::bytea || ' ' WHERE number = 4", "entry 4 "),
        ("DELETE FROM ledger WHERE number = 4", "entry 4 is missing"),
        ("UPDATE ledger_nodes SET hash = sha256('') WHERE level = 2 AND number = 1", "entries 4 to 7"),
        ("DELETE FROM ledger_nodes WHERE level = 1 AND number = 2", "is missing"),
        ("DELETE FROM ledger WHERE number > 6", "missing at the end"),
        ("UPDATE ledger_heads SET head = replace(encode(head, 'escape'), " + _LARGER, "signature"),
    ],
    ids=["changed", "deleted", "node", "no node", "cut", "head"],
)
async def test_whatever_is_changed_is_named(
    fresh_database: str, tmp_path: Path, statement: str, said: str
) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await grow(opened, 10)
        await change(opened, statement)
        audit = (await ledgering.verify(opened, Ask())).audit
    assert not audit.ok
    assert said in " ".join(audit.problems)


async def test_only_a_head_kept_elsewhere_stands_against_a_whole_new_history(
    fresh_database: str, tmp_path: Path
) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await grow(opened, 10)
        kept = await ledgering.newest(opened)
        await grow(opened, 5)
        assert (await ledgering.verify(opened, Ask([kept]))).audit.ok
        await change(opened, "DELETE FROM ledger", "DELETE FROM ledger_nodes", "DELETE FROM ledger_heads")
        await grow(opened, 15)
        assert (await ledgering.verify(opened, Ask())).audit.ok
        audit = (await ledgering.verify(opened, Ask([kept]))).audit
    assert "does not fit" in " ".join(audit.problems)


async def test_what_was_erased_is_counted_and_no_fault(fresh_database: str, tmp_path: Path) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await grow(opened, 3)
        await change(opened, "UPDATE ledger SET data = NULL WHERE number = 1")
        audit = (await ledgering.verify(opened, Ask())).audit
        assert (audit.ok, audit.erased, audit.checked) == (True, 1, 2)
        with pytest.raises(LedgerError, match="erased"):
            await ledgering.proof(opened, 1)


async def test_a_stranger_believes_a_proof_and_no_other(fresh_database: str, tmp_path: Path) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await grow(opened, 11)
        proof = await ledgering.proof(opened, 6)
    good = believed(proof, tmp_path)
    assert good.returncode == 0, good.stderr
    assert believed({**proof, "number": 5}, tmp_path).returncode != 0


async def test_all_entries_of_a_case_are_proven(fresh_database: str, tmp_path: Path) -> None:
    async with at(fresh_database, tmp_path) as opened:
        await change(
            opened,
            "INSERT INTO servers (address, domain, program, card, connected_at) "
            "VALUES ('https://m.example', 'm.example', 'x', '{}', now())",
            "INSERT INTO items (server, native_id, uri, way_in, post, seen_at) "
            "VALUES (1, '1', 'u', 'poll', '{}', now())",
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by) "
            "VALUES (1, 1, 'waiting', 'held', '{}', now(), now(), 'a job')",
        )
        async with opened.store.transaction() as connection:
            notes = [Note("item.seen", {}, item=1), Note("other.thing", {}), Note("case.opened", {}, case=1)]
            await opened.recorder.record(connection, notes)
        with pytest.raises(LedgerError, match="waits for its place"):
            await ledgering.proofs_of_case(opened, 1)
        await grow(opened, 1)
        proofs = await ledgering.proofs_of_case(opened, 1)
        with pytest.raises(CaseError):
            await ledgering.proofs_of_case(opened, 2)
    assert [(one["number"], one["kind"]) for one in proofs] == [(0, "item.seen"), (2, "case.opened")]
    assert all(believed(one, tmp_path).returncode == 0 for one in proofs)


async def test_nothing_is_proven_that_is_not_so(fresh_database: str, tmp_path: Path) -> None:
    async with at(fresh_database, tmp_path) as opened:
        with pytest.raises(LedgerError, match="nothing was signed"):
            await ledgering.newest(opened)
        await grow(opened, 4)
        with pytest.raises(LedgerError, match="no entry 4") as caught:
            await ledgering.proof(opened, 4)
        assert "counted from 0" in caught.value.hint
        await change(opened, "UPDATE ledger SET data = data || ' ' WHERE number = 2")
        with pytest.raises(LedgerError, match="cannot be proven"):
            await ledgering.proof(opened, 2)
        await change(opened, "DELETE FROM ledger_nodes")
        with pytest.raises(LedgerError, match="lacks nodes"):
            await ledgering.proof(opened, 1)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"size": 1}\n', b"\xff\xfe"])
def test_a_file_without_heads_is_bad_usage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "heads").write_bytes(content)
    with pytest.raises(UsageError):
        ledgering.heads_in(tmp_path / "heads")


def test_a_missing_file_of_heads_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        ledgering.heads_in(tmp_path / "heads")
