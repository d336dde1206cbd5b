"""`leeward words`: looks after an operator's own lists of words and links."""

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leeward.app.station import Station
from leeward.config import Config
from leeward.model.banks import BadLine
from leeward.model.errors import ConfigError, UsageError
from leeward.model.events import TextHit, Words
from leeward.model.findings import Json
from leeward.pipeline.ingest.scanning import Reader, marker
from leeward.pipeline.ingest.wordlists import bad_lines, read
from leeward.pipeline.recording import Note
from leeward.vault.keys import Purpose

DIGITS = 12  # of a digest, as `explain` tells it
LONGEST = 1_000_000  # characters of a text that is tried
_DIGEST = re.compile(f"[0-9a-f]{{{DIGITS},64}}")
_TAG = re.compile(r"#(\w{1,100})")


@dataclass(frozen=True, slots=True)
class Line:
    """Where an entry stands in the operator's own list."""

    file: Path
    line: int


def lists_of(config: Config, file: Path | None = None) -> Mapping[str, Sequence[Path]]:
    """Files by scanner. file: of the configuration. Raises: ConfigError: there is no list."""
    lists = {"terms": config.words.terms, "urls": config.words.urls}
    if not any(lists.values()):
        where = f" in {file}" if file else ""
        raise ConfigError(
            f"no list of words is configured{where}", "name some with words.terms or words.urls"
        )
    return lists


def checked(scanner: str, file: Path) -> tuple[int, list[BadLine]]:
    """Entries and bad lines of a list. Raises: ConfigError: it cannot be read."""
    return bad_lines(scanner, file)


def tried(config: Config, text: str, file: Path | None = None) -> tuple[TextHit, ...]:
    """What the configured lists find in a text, with its #tags as hashtags. file: of the configuration.
    Raises: ConfigError."""
    reader = Reader(lists_of(config, file), marker(b"nothing of it is kept"))
    reader.open()
    text = text[:LONGEST]
    reading = reader.read(Words(text, hashtags=tuple(_TAG.findall(text))))
    return reading.hits if reading else ()


async def whose(station: Station, digest: str, by: str) -> list[Line]:
    """Lines of the operator's own lists whose entry has a digest that begins so. Each such question is
    written to the ledger. Raises: UsageError: it is no digest. ConfigError: a list cannot be read."""
    wanted = digest.strip().lower()
    if not _DIGEST.fullmatch(wanted):
        raise UsageError("this is no digest", f"give at least {DIGITS} digits, as leeward explain tells them")
    found = list(_lines(station, wanted))
    body: dict[str, Json] = {"digest": wanted[:DIGITS], "by": by, "lines": len(found)}
    async with station.store.transaction() as connection:
        await station.recorder.record(connection, [Note("words.asked", body)])
    return found


def _lines(station: Station, wanted: str) -> Iterator[Line]:
    mark = marker(station.key.sub_key(Purpose.WORDS))
    for scanner, files in lists_of(station.config).items():
        for file in files:
            for entry in read(scanner, file, mark).entries:
                if hmac.compare_digest(mark(entry.identity)[: len(wanted)], wanted):
                    yield Line(file, entry.line)
