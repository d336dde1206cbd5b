"""What every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Databases, home, running

# no test may fail because the machine is busy
settings.register_profile("leeward", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("leeward")


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A PostgreSQL of this test process, started when the first test asks for it."""
    with running() as databases:
        yield databases


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[str]:
    """The URL of a new database of this test alone, owned by its user: our schema, no rows."""
    with databases.ready() as url:
        yield url


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """The same without our schema."""
    with databases.fresh() as url:
        yield url


pytest_plugins = ("tests.federation",)


@pytest.fixture
def database_home() -> Iterator[Path]:
    """An empty data folder for a private cluster."""
    with home() as folder:
        yield folder
