"""The demo, as a newcomer runs it: real servers protected, every promise kept, nothing left behind."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from demo.federation.parts import CHECKOUT, Parts

pytestmark = pytest.mark.xdist_group("federation")

PROMISES = 26
PATIENCE_S = 240.0


def _demo(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo", *words],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def test_the_demo_protects_real_servers_and_keeps_every_promise(federation_parts: Parts) -> None:
    for part in (federation_parts.snac, federation_parts.mastodon):
        part.ready()
    before = _left_behind()
    done = _demo()
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "BROKEN" not in done.stdout
    assert f"{PROMISES} of {PROMISES} promises kept" in done.stdout
    assert "goes without" not in done.stdout
    assert done.stderr == ""
    assert _left_behind() <= before


def _left_behind() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("leeward-demo-*"))
