"""A configured policy in a file, and stations that open on it; for the tests of what people do with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from leeward.app.station import Station, station
from leeward.config import Config, Live
from leeward.review.office.policies.changing import By
from tests.unit.review.office.policies.files import write

ADA = By("ada", "so")


@dataclass(frozen=True, slots=True)
class PolicyHouse:
    """url: of a database of its own. folder: where the file is."""

    url: str
    folder: Path
    has_file: bool = True

    @property
    def file(self) -> Path:
        """The configured policy."""
        return self.folder / "mine.toml"

    def write(self, *rules: str, **given: str) -> None:
        """Write the configured policy."""
        write(self.file, *rules, **given)

    def read(self) -> str:
        """What stands in it."""
        return self.file.read_text("utf-8")

    @property
    def config(self) -> Config:
        """Naming the file."""
        given = {"data_dir": self.folder, "state_dir": self.folder, "database": {"url": self.url}}
        live = Live(policy=self.file if self.has_file else None)
        return Config.model_validate({**given, "live": live})

    async def start(self) -> int:
        """What a process does when it starts; gives the version in force."""
        async with station(self.config) as opened:
            return opened.version

    @asynccontextmanager
    async def asks(self) -> AsyncIterator[Station]:
        """A station of somebody at the command line."""
        async with station(self.config, connections=1, may_begin=False) as opened:
            yield opened
