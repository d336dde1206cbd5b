"""An operator's questions about their own lists."""

from pathlib import Path

import pytest

from leeward.app.commands.wording import Line, checked, lists_of, tried, whose
from leeward.app.station import station
from leeward.config import Config, Database, Words
from leeward.ledger.entries import decode
from leeward.model.errors import ConfigError, UsageError
from leeward.pipeline.ingest.scanning import marker
from leeward.vault.keys import Purpose


@pytest.fixture
def config(tmp_path: Path) -> Config:
    terms, urls = tmp_path / "stones.txt", tmp_path / "quarries.txt"
    terms.write_text("arch\nold bridge\n#stones\n", "utf-8")
    urls.write_text("quarry.example\n", "utf-8")
    return Config(data_dir=tmp_path / "data", words=Words(terms=(terms,), urls=(urls,)))


def test_a_text_is_tried_on_every_list(config: Config) -> None:
    hits = tried(config, "An 0ld br1dge, #Stones, https://www.quarry.example/1")
    assert [(hit.list, hit.where, hit.how) for hit in hits] == [
        ("stones", "text", "evasive"),
        ("stones", "hashtag", "folded"),
        ("quarries", "text", "folded"),
    ]
    assert tried(config, "a river") == ()


def test_without_lists_there_is_nothing_to_try() -> None:
    with pytest.raises(ConfigError, match="no list of words"):
        lists_of(Config())


def test_a_list_is_checked(config: Config, tmp_path: Path) -> None:
    (tmp_path / "stones.txt").write_bytes(b"arch\n\xff\n")
    entries, bad = checked("terms", tmp_path / "stones.txt")
    assert (entries, [one.line for one in bad]) == (1, [2])


async def test_whose_a_digest_is_is_told_by_its_line_and_written_down(
    config: Config, fresh_database: str, tmp_path: Path
) -> None:
    there = config.model_copy(update={"database": Database(url=fresh_database)})
    async with station(there, connections=1) as opened:
        digest = marker(opened.key.sub_key(Purpose.WORDS))("word\0old bridge")
        assert await whose(opened, digest[:12].upper(), "ada") == [Line(tmp_path / "stones.txt", 2)]
        assert await whose(opened, "0" * 12, "ada") == []
        with pytest.raises(UsageError, match="no digest"):
            await whose(opened, "old bridge", "ada")
        async with opened.store.session() as connection:
            rows = await connection.fetch("SELECT data FROM ledger WHERE kind = 'words.asked' ORDER BY id")
    bodies = [decode(row["data"]).body for row in rows]
    assert bodies == [
        {"digest": digest[:12], "by": "ada", "lines": 1},
        {"digest": "0" * 12, "by": "ada", "lines": 0},
    ]
