"""A whole Leeward as a process: it comes up, takes a webhook, and ends in order; or says why it does not."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.web.parts import free_port

PATIENT_S = 40.0
BAD_POLICY = """
policy = 1
name = "broken"
[[rule]]
id = "a"
title = "A"
mode = "enforce"
when = "match.exact"
then = ["hold"]
because = "B"
on_unknown = ["nothing"]
[[test]]
name = "it holds nothing"
then = ["nothing"]
[test.facts]
"match.exact" = true
"""


@pytest.fixture
def settings(fresh_database: str, tmp_path: Path) -> dict[str, str]:
    return {
        "LEEWARD_CONFIG": str(tmp_path / "none.toml"),
        "LEEWARD_DATABASE__URL": fresh_database,
        "LEEWARD_DATA_DIR": str(tmp_path / "data"),
        "LEEWARD_STATE_DIR": str(tmp_path / "state"),
        "LEEWARD_WORKERS": "1",
        "LEEWARD_WEB__PORT": str(free_port()),
    }


@contextmanager
def _process(settings: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "leeward", *words]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _status(settings: dict[str, str], path: str, body: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{settings['LEEWARD_WEB__PORT']}{path}", body
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _until_up(settings: dict[str, str]) -> None:
    until = time.monotonic() + PATIENT_S
    while _status(settings, "/healthz") != 200 and time.monotonic() < until:
        time.sleep(0.1)


def test_it_comes_up_answers_and_ends_in_order(settings: dict[str, str]) -> None:
    with _process(settings, "up") as process:
        _until_up(settings)
        assert _status(settings, "/readyz") == 200
        assert _status(settings, "/in/7/webhook", b"{}") == 404
        assert _status(settings, "/api/v1/status") == 401
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENT_S)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "leeward.down" in said
    assert f"http://localhost:{settings['LEEWARD_WEB__PORT']}/desk" in said, (
        "people are told where the desk is"
    )


@pytest.mark.parametrize("what", ["port", "bank", "verified", "policy"])
def test_what_is_configured_but_broken_is_a_sentence_and_no_start(
    settings: dict[str, str], tmp_path: Path, what: str
) -> None:
    with socket.socket() as taken:
        if what == "port":
            taken.bind(("127.0.0.1", int(settings["LEEWARD_WEB__PORT"])))
            taken.listen()
        if what == "bank":
            settings["LEEWARD_BANKS"] = f'["{tmp_path}/none.csv"]'
        if what == "verified":
            settings["LEEWARD_LIVE__VERIFIED"] = '["nobody"]'
        if what == "policy":
            (tmp_path / "bad.toml").write_text(BAD_POLICY, "utf-8")
            settings["LEEWARD_LIVE__POLICY"] = str(tmp_path / "bad.toml")
        with _process(settings, "up") as process:
            _, said = process.communicate(timeout=PATIENT_S)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert "leeward: " in said
