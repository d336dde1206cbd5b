"""Actors whose keys are made once: a new one costs a tenth of a second."""

from collections.abc import Iterator

import pytest

from tests.unit.pipeline.ingest.relay.stage import Actor


@pytest.fixture
def carol() -> Iterator[Actor]:
    """A hand-made actor in this process, which can lie."""
    with Actor() as actor:
        yield actor
