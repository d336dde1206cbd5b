"""A sealed media comes into memory whole, or not at all, with words."""

import os
from collections.abc import AsyncIterator

import pytest

from leeward.model.errors import CaseError, SealError
from leeward.review.viewer.opening import opened
from leeward.store.desk.viewing.evidence import Keep
from leeward.vault.keys import VaultKey
from tests.desks import KEY, Served, served_desk
from tests.pictures import a_case

LARGE = os.urandom((2 << 20) + 5)


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    async with served_desk(fresh_database) as served:
        yield served


async def _media(served: Served) -> int:
    await a_case(served, LARGE)
    async with served.store.session() as connection:
        found: int = await connection.fetchval("SELECT id FROM media")
    return found


async def test_it_is_what_was_sealed_and_in_memory_only(desk: Served) -> None:
    fd = await opened(desk.store, KEY, await _media(desk))
    assert os.pread(fd, len(LARGE) + 1, 0) == LARGE
    assert "memfd:" in os.readlink(f"/proc/self/fd/{fd}")
    os.close(fd)


@pytest.mark.parametrize("state", [one for one in Keep if one is not Keep.KEPT])
async def test_what_is_not_kept_says_why_and_what_to_do(desk: Served, state: Keep) -> None:
    media = await _media(desk)
    async with desk.store.transaction() as connection:
        await connection.execute("UPDATE evidence SET state = $1", str(state))
    with pytest.raises(CaseError) as caught:
        await opened(desk.store, KEY, media)
    assert caught.value.message
    assert caught.value.hint


async def test_what_nobody_asked_for_is_not_kept(desk: Served) -> None:
    with pytest.raises(CaseError, match="not kept"):
        await opened(desk.store, KEY, 10_000)


async def test_missing_or_swapped_pieces_and_another_key_open_nothing(desk: Served) -> None:
    media = await _media(desk)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(SealError, match="was sealed with key"):
        await opened(desk.store, VaultKey(bytes(32)), media)
    async with desk.store.transaction() as connection:
        await connection.execute("DELETE FROM evidence_pieces WHERE number = 1")
    with pytest.raises(SealError):
        await opened(desk.store, KEY, media)
    assert len(os.listdir("/proc/self/fd")) <= before
