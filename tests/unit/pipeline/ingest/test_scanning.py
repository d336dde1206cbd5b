"""What posts say is read in memory; of it only digests of what was found are kept."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from leeward.model.errors import ConfigError
from leeward.model.events import Dropped, Posted, Words
from leeward.model.items import Visibility, WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.pipeline.ingest.scanning import MOST, Reader, marker
from leeward.store.connection import Store
from tests.stores import Clock, a_post, a_server, opened, recorder

MARK = marker(b"k" * 32)
URL = "https://m.example/files/1.png"
SAID = Words(text="there is an old br1dge")


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "stones.txt"
    file.write_text("bridge\narch\n", "utf-8")
    return file


def a_reader(*files: Path) -> Reader:
    reader = Reader({"terms": files, "urls": ()}, MARK)
    reader.open()
    return reader


def found(reader: Reader, words: Words) -> list[tuple[str, str, str]]:
    reading = reader.read(words)
    assert reading is not None
    return [(hit.list, hit.where, hit.how) for hit in reading.hits]


async def _write(store: Store, reader: Reader, *arrivals: Arrival) -> None:
    async with store.transaction() as connection:
        await write(connection, arrivals, Door(), recorder(Clock()), reader)


async def _rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    async with store.session() as connection:
        return [tuple(row) for row in await connection.fetch(statement)]


def _told(server: int, words: Words | None, *urls: str, way_in: WayIn = WayIn.WEBHOOK) -> Arrival:
    return Arrival(server, way_in, Posted(a_post(1, *urls), words))


def test_a_hit_names_the_list_and_a_digest_of_the_entry_that_nobody_can_guess(file: Path) -> None:
    reading = a_reader(file).read(SAID)
    assert reading is not None
    (hit,) = reading.hits
    assert (hit.scanner, hit.list, hit.where, hit.how) == ("terms", "stones", "text", "evasive")
    assert hit.entry == MARK("word\0bridge")
    assert hit.entry != marker(b"another key")("word\0bridge")
    assert reading.by == ("terms",)


def test_words_without_a_hit_were_read_all_the_same(file: Path) -> None:
    reading = a_reader(file).read(Words(text="a river"))
    assert reading is not None
    assert (reading.hits, reading.by) == ((), ("terms",))


def test_without_lists_or_words_nothing_was_read(file: Path) -> None:
    assert a_reader().read(SAID) is None
    assert a_reader(file).read(None) is None
    assert Reader({"terms": (file,)}, MARK).read(SAID) is None  # not opened


def test_a_post_that_holds_our_canary_hits_nothing(file: Path) -> None:
    assert found(a_reader(file), Words(text="leewardkanari")) == []


def test_a_list_that_cannot_be_used_stops_the_start(file: Path) -> None:
    file.write_text("\u200b\n", "utf-8")
    with pytest.raises(ConfigError, match="empty after folding"):
        a_reader(file)


async def test_a_new_version_of_a_list_is_taken_into_use(file: Path) -> None:
    reader = a_reader(file)
    file.write_text("river\n", "utf-8")
    await reader.refresh()
    assert found(reader, Words(text="an old bridge over a river")) == [("stones", "text", "exact")]
    assert reader.problems() == {}


@pytest.mark.parametrize("change", ["broken", "gone"])
async def test_one_that_cannot_be_used_leaves_the_old_one_in_use_and_is_an_alarm(
    file: Path, change: str
) -> None:
    reader = a_reader(file)
    if change == "gone":
        file.unlink()
    else:
        file.write_bytes(b"kanariwort \xff\n")
    for _ in range(2):
        await reader.refresh()
        assert found(reader, SAID) == [("stones", "text", "evasive")]
        (said,) = reader.problems().values()
        assert "the old version stays in use" in said
        assert "kanariwort" not in said
    file.write_text("bridge\n", "utf-8")
    os.utime(file, (1, 1))
    await reader.refresh()
    assert reader.problems() == {}


async def test_lists_are_watched_until_the_end(file: Path) -> None:
    changed, stop = asyncio.Event(), asyncio.Event()
    reader = Reader({"terms": (file,)}, MARK, changed.set)
    reader.open()
    watching = asyncio.create_task(reader.watch(stop, 0.01))
    file.write_text("river, river\n", "utf-8")
    await asyncio.wait_for(changed.wait(), 20)
    stop.set()
    await watching


@pytest.mark.parametrize(
    ("admitted", "is_read"),
    [
        (Posted(a_post(1, URL)), True),
        (Dropped("no media"), True),
        (Dropped("direct message"), False),
        (Dropped("for followers only"), False),
    ],
)
def test_what_is_dropped_at_the_door_is_not_read(
    file: Path, admitted: Posted | Dropped, is_read: bool
) -> None:
    assert (a_reader(file).look(Posted(a_post(1), SAID), admitted) is not None) is is_read


async def test_only_digests_are_kept(store: Store, file: Path) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file), _told(server, SAID, URL))
    ((hits, by),) = await _rows(store, "SELECT hits::text, read_by FROM items")
    assert MARK("word\0bridge") in str(hits)
    assert by == ["terms"]
    for table in ("items", "ledger", "pgqueuer", "sightings", "counts", "media"):
        rows = await _rows(store, f"SELECT to_jsonb(t)::text FROM {table} t")
        assert "bridge" not in str(rows).replace("users/bridge", "")
        assert "br1dge" not in str(rows)


async def test_words_that_hit_nothing_are_known_to(store: Store, file: Path) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file), _told(server, Words(text="a river"), URL))
    assert await _rows(store, "SELECT hits::text, read_by FROM items") == [("[]", ["terms"])]


@pytest.mark.parametrize("words", [None, SAID])
async def test_words_that_nobody_told_or_read_are_unknown(
    store: Store, file: Path, words: Words | None
) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file) if words is None else a_reader(), _told(server, words, URL))
    assert await _rows(store, "SELECT hits, read_by FROM items") == [(None, [])]


async def test_a_later_way_in_tells_the_words(store: Store, file: Path) -> None:
    server = await a_server(store)
    reader = a_reader(file)
    await _write(store, reader, _told(server, None, URL))
    assert await _rows(store, "SELECT ask_at FROM items") == [(None,)]
    await _write(store, reader, _told(server, SAID, URL, way_in=WayIn.POLL))
    await _write(store, reader, _told(server, Words(text="a river"), URL, way_in=WayIn.STREAM))
    ((hits, ask_at),) = await _rows(store, "SELECT jsonb_array_length(hits), ask_at FROM items")
    assert (hits, ask_at) == (1, None)  # its media are looked at first


async def test_a_post_that_was_decided_without_its_words_is_decided_anew(store: Store, file: Path) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file), _told(server, None, URL))
    async with store.transaction() as connection:
        await connection.execute("UPDATE items SET decided_at = seen_at")
    await _write(store, a_reader(file), _told(server, Words(text="a river"), URL, way_in=WayIn.POLL))
    jobs = await _rows(store, "SELECT entrypoint FROM pgqueuer ORDER BY id")
    assert jobs == [("look",), ("decide",)]


async def test_a_post_without_media_is_decided_if_its_words_hit(store: Store, file: Path) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file), _told(server, SAID))
    assert await _rows(store, "SELECT entrypoint FROM pgqueuer") == [("decide",)]
    assert await _rows(store, "SELECT jsonb_array_length(hits), ask_at IS NULL FROM items") == [(1, False)]


async def test_one_whose_words_hit_nothing_is_only_counted(store: Store, file: Path) -> None:
    server = await a_server(store)
    await _write(store, a_reader(file), _told(server, Words(text="a river")))
    assert await _rows(store, "SELECT count(*) FROM items") == [(0,)]
    assert await _rows(store, "SELECT what, number FROM counts") == [("dropped: no media", 1)]


async def test_one_that_is_too_long_to_be_read_is_unknown_and_decided_so(store: Store, file: Path) -> None:
    server = await a_server(store)
    for number, length in enumerate((MOST, MOST + 1)):
        words = Words(text="a river " * (length // 8) + "." * (length % 8))
        assert len(words.text) == length
        event = Posted(a_post(number), words)
        await _write(store, a_reader(file), Arrival(server, WayIn.WEBHOOK, event))
    assert await _rows(store, "SELECT hits::text, cardinality(read_by) FROM items") == [("[]", 0)]
    assert await _rows(store, "SELECT entrypoint FROM pgqueuer") == [("decide",)]


async def test_a_direct_message_is_dropped_unread(store: Store, file: Path) -> None:
    server = await a_server(store)
    post = replace(a_post(1, URL), visibility=Visibility.DIRECT)
    await _write(store, a_reader(file), Arrival(server, WayIn.WEBHOOK, Posted(post, SAID)))
    assert await _rows(store, "SELECT count(*) FROM items") == [(0,)]
    assert await _rows(store, "SELECT what FROM counts") == [("dropped: direct message",)]
