"""Fixtures: the real servers of the demo, started once for each worker of pytest.

A test that uses a session's server marks itself `xdist_group("federation")`, so that one worker starts them.
A part that cannot be had fails the test with the reason.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.federation.actor import Actor
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.parts import Parts
from demo.federation.relay import Relay, why_not
from demo.federation.snac import Snac


@pytest.fixture(scope="session")
def federation_parts() -> Parts:
    """The installed server programs; whoever asks for one first installs it."""
    return Parts()


@pytest.fixture(scope="session")
def federation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this session's servers keep their data and logs."""
    return tmp_path_factory.mktemp("federation")


@pytest.fixture(scope="session")
def snac_a(federation_parts: Parts, federation_folder: Path) -> Iterator[Snac]:
    """A snac with the user alice. What a test posts stays for the next one."""
    with Snac(federation_parts.snac.ready(), federation_folder / "a") as server:
        yield server


@pytest.fixture(scope="session")
def snac_b(federation_parts: Parts, federation_folder: Path) -> Iterator[Snac]:
    """Another snac, with the user bob."""
    with Snac(federation_parts.snac.ready(), federation_folder / "b", ("bob",)) as server:
        yield server


@pytest.fixture(scope="session")
def _mastodon_process(federation_parts: Parts, federation_folder: Path) -> Iterator[MastodonDouble]:
    with MastodonDouble(federation_parts.mastodon.ready(), federation_folder / "mastodon") as server:
        yield server


@pytest.fixture
def mastodon(_mastodon_process: MastodonDouble) -> Iterator[MastodonDouble]:
    """A double of Mastodon, fresh for each test: only its seeded accounts."""
    _mastodon_process.reset()
    yield _mastodon_process
    _mastodon_process.stop_webhooks()


@pytest.fixture
def carol() -> Iterator[Actor]:
    """A hand-made actor in this process, which can lie. It stands ready in a fifth of a second."""
    with Actor() as actor:
        yield actor


@pytest.fixture(scope="session")
def relay(federation_parts: Parts, federation_folder: Path) -> Iterator[Relay]:
    """A real relay with https on a loopback address. Skips, with the reason, where port 443 is not ours."""
    relay = Relay(federation_parts.relay.ready(), federation_folder)
    if reason := why_not(relay.domain):
        pytest.skip(reason)
    with relay:
        yield relay
